"""The sandbox's three accounts, and who calls."""

from dataclasses import dataclass

from sandbox.aws.policy import Policy

PROD = "123456789012"
DR = "210987654321"
STAGING = "345678901234"
ACCOUNTS = {PROD: "prod", DR: "dr", STAGING: "staging"}
"""Account id to its name. Plain keys belong to `prod`; a role of each can be assumed."""


@dataclass(frozen=True)
class Caller:
    """Whose keys signed a call, as STS's GetCallerIdentity tells it.

    Attributes:
        account: Twelve digits.
        arn: The user or the assumed role.
        user_id: The user's id, or the role's id and the session's name.
        temporary: Do the keys come from STS?
        policy: The inline session policy, where one was given.
    """

    account: str
    arn: str
    user_id: str
    temporary: bool = False
    policy: Policy | None = None


PLAIN = Caller(PROD, f"arn:aws:iam::{PROD}:user/sandbox", "AIDASANDBOXSANDBOXSAN")
"""Whoever signs with keys that are not from STS."""
