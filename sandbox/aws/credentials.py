"""The keys the sandbox's STS has given, and whose they are.

Any other keys are taken as they come and belong to the `prod` account, except
keys that look as AWS's temporary ones do (`ASIA…`): those must be ours, with
their token, and not expired. Secrets are given but signatures not verified.
"""

import base64
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.aws.accounts import PLAIN, Caller
from sandbox.aws.call import AwsError

INVALID = "The security token included in the request is invalid."
EXPIRED = "The security token included in the request is expired"


@dataclass(frozen=True)
class Granted:
    """Temporary keys; they end at a wall instant."""

    caller: Caller
    access_key: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    expires: datetime


class Credentials:
    """All temporary keys of one sandbox; safe for threads. `wall` gives aware instants."""

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self._wall = wall
        self._lock = threading.Lock()
        self._granted: dict[str, Granted] = {}

    def grant(self, caller: Caller, seconds: int) -> Granted:
        """New keys for a caller, good for so many wall seconds."""
        granted = Granted(
            caller=caller,
            access_key=f"ASIA{base64.b32encode(secrets.token_bytes(10)).decode()}",
            secret=base64.b64encode(secrets.token_bytes(30)).decode(),
            token=base64.b64encode(secrets.token_bytes(120)).decode(),
            expires=self._wall() + timedelta(seconds=seconds),
        )
        with self._lock:
            self._granted[granted.access_key] = granted
        return granted

    def caller(self, access_key: str, token: str | None) -> Caller:
        """Who signs with these keys; AwsError where AWS would not let them in."""
        if not access_key.startswith("ASIA"):
            return PLAIN
        with self._lock:
            granted = self._granted.get(access_key)
        if granted is None or granted.token != token:
            raise AwsError("UnrecognizedClientException", INVALID)
        if self._wall() >= granted.expires:
            raise AwsError("ExpiredTokenException", EXPIRED)
        return granted.caller

    def account_of(self, access_key: str) -> str:
        """The account of a key, expired or not; one that STS never gave is a plain one."""
        with self._lock:
            granted = self._granted.get(access_key)
        return granted.caller.account if granted else PLAIN.account
