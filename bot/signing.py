"""Slack's request signatures (docs.slack.dev/authentication/verifying-requests-from-slack).

`v0=` + HMAC-SHA256(signing secret, `v0:{timestamp}:{raw body}`), at most 300 seconds
old. Checked here, before Bolt, because slack_sdk raises ValueError for a timestamp
that is no number, and Bolt logs the body of what it refuses.
"""

import hashlib
import hmac
import re

OLDEST_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


def refusal(
    *, secret: bytes, body: bytes, timestamp: str | None, signature: str | None, wall: float
) -> str | None:
    """Why a request is not taken, or None if it is Slack's and fresh.

    Args:
        secret: The signing secret.
        body: The raw body, as received.
        timestamp: `X-Slack-Request-Timestamp`.
        signature: `X-Slack-Signature`.
        wall: Epoch seconds.
    """
    if not timestamp or not signature:
        return "unsigned"
    if not _TIMESTAMP.fullmatch(timestamp):
        return "malformed timestamp"
    if abs(wall - int(timestamp)) > OLDEST_SECONDS:
        return "too old"
    if not _SIGNATURE.fullmatch(signature):
        return "malformed signature"
    signed = hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    if not hmac.compare_digest("v0=" + signed.hexdigest(), signature):
        return "wrong signature"
    return None
