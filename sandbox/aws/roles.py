"""Roles that AWS's own services work in: made with IAM's CreateRole, and weighed here.

A role must exist and its trust policy must let the service in. What it may do
is what its inline policies say; one that has none, or managed ones too, may do
everything, as every role of the sandbox may that comes by `sts:AssumeRole`.
"""

from collections.abc import Mapping

from sandbox.aws.accounts import Caller
from sandbox.aws.events.access import Asked, UnreadablePolicy, read_resource_policy
from sandbox.aws.moto_door import IamRole, iam_role
from sandbox.aws.policy import MalformedPolicy, Policy, read_policy


def role_for(arn: str, service: str, context: Mapping[str, str]) -> IamRole | None:
    """The role, if `service` (`scheduler.amazonaws.com`) may take it on.

    `context` holds condition keys in lower case, such as `aws:sourceaccount`.
    """
    role = iam_role(arn)
    if role is None:
        return None
    asked = Asked(action="sts:AssumeRole", resource=arn, service=service, context=context)
    try:
        return role if read_resource_policy(role.trust).allows(asked) else None
    except UnreadablePolicy:
        return None


def taken_on(role: IamRole, session: str) -> Caller:
    """Who calls in the role's name; `policy` is what the role may do, None for everything."""
    account, name = role.arn.split(":")[4], role.arn.rpartition("/")[2]
    return Caller(
        account=account,
        arn=f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        user_id=f"{role.role_id}:{session}",
        temporary=True,
        policy=_permissions(role),
    )


def _permissions(role: IamRole) -> Policy | None:
    if not role.policies or role.attached:
        return None
    try:
        read = [read_policy(text) for text in role.policies]
    except MalformedPolicy:
        return Policy(())  # allows nothing
    return Policy(tuple(statement for policy in read for statement in policy.statements))
