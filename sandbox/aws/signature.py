"""What a request's signature says: by whose keys, for which region and service, and when.

The signature itself is not verified: the sandbox takes any keys. Its form and
its date are held against AWS's rules (IAM user guide, "Signature Version 4").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.aws.call import AwsError

_ALGORITHM = "AWS4-HMAC-SHA256"
_PARTS = re.compile(r"(?P<key>[^/]+)/(?P<date>[^/]+)/(?P<region>[^/]+)/(?P<service>[^/]+)/[^/]+/*")
_BASIC = "%Y%m%dT%H%M%SZ"
_SKEW = {"s3": timedelta(minutes=15)}
_USUAL_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Signature:
    """The credential scope of an Authorization header."""

    access_key: str
    region: str
    service: str


def read_signature(headers: Mapping[str, str], wall: datetime) -> Signature:
    """Read an Authorization header; `headers` have lower-case names.

    A date, where one is sent, must be within five minutes of the wall clock.
    """
    given = headers.get("authorization", "")
    if not given.startswith("AWS4-"):
        raise AwsError(
            "MissingAuthenticationTokenException", "Request is missing Authentication Token"
        )
    algorithm, _, rest = given.partition(" ")
    if algorithm != _ALGORITHM:
        raise AwsError(
            "IncompleteSignatureException",
            f"Unsupported AWS 'algorithm': '{algorithm}' (only {_ALGORITHM} for now). ",
        )
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    credential = fields.get("Credential")
    if not credential:
        raise AwsError(
            "IncompleteSignatureException",
            f"Authorization header requires 'Credential' parameter. Authorization={given}",
        )
    scope = _PARTS.fullmatch(credential)
    if scope is None:
        raise AwsError(
            "IncompleteSignatureException",
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            f"keyid/date/region/service/term, got '{credential}'",
        )
    if "x-amz-date" in headers:
        _check_date(headers["x-amz-date"], scope["date"], scope["service"], wall)
    return Signature(scope["key"], scope["region"], scope["service"])


def _check_date(given: str, scope_date: str, service: str, wall: datetime) -> None:
    try:
        signed = datetime.strptime(given, _BASIC).replace(tzinfo=UTC)
    except ValueError as error:
        raise AwsError(
            "IncompleteSignatureException",
            f"Date must be in ISO-8601 'basic format'. Got '{given}'. "
            "See http://en.wikipedia.org/wiki/ISO_8601",
        ) from error
    skew = _SKEW.get(service, _USUAL_SKEW)
    minutes = f"{skew.seconds // 60} min."
    now = f"{wall:{_BASIC}}"
    if signed < wall - skew:
        raise AwsError(
            "InvalidSignatureException",
            f"Signature expired: {given} is now earlier than {wall - skew:{_BASIC}} "
            f"({now} - {minutes})",
        )
    if signed > wall + skew:
        raise AwsError(
            "InvalidSignatureException",
            f"Signature not yet current: {given} is still later than {wall + skew:{_BASIC}} "
            f"({now} + {minutes})",
        )
    if not given.startswith(scope_date):
        raise AwsError(
            "InvalidSignatureException",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
            f"from HTTP: '{scope_date}' != '{given[:8]}', from '{given}'.",
        )
