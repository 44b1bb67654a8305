"""From the body of a queue's message to the event in it, whatever it came wrapped in.

EventBridge sends an event as it is. SNS wraps what it carries, unless its subscription
asks for raw delivery; AWS Backup tells SNS a sentence, with the data in attributes.
"""

import json
from collections.abc import Mapping
from typing import Any

from recovery.aws_events.api_calls import DETAIL_TYPES, read_api_call
from recovery.aws_events.event import AwsEvent, Fields, Malformed
from recovery.aws_events.keys import digest_of
from recovery.aws_events.notifications import is_notification, read_notification
from recovery.aws_events.state_changes import SHAPES, read_state_change


def read_event(body: str, attributes: Mapping[str, str] | None = None) -> AwsEvent | Malformed:
    """Understand a message; never raises, whatever it holds.

    Args:
        body: The message's text.
        attributes: Its message attributes, name to text; SNS's raw delivery fills them.
    """
    told = attributes or {}
    if is_notification(body, told):
        return read_notification(body, told)
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return Malformed(reason="it is not JSON")
    if not isinstance(message, dict):
        return Malformed(reason="it is JSON, but no object")
    if Fields(message).text("Type"):
        return _unwrapped(message)
    return _event(message)


def _unwrapped(message: dict[str, Any]) -> AwsEvent | Malformed:
    """What SNS carries; its own messages (a subscription to confirm) are nobody's event."""
    outer = Fields(message)
    if outer.text("Type") != "Notification":
        return Malformed(reason=f"it is SNS's own {outer.text('Type')[:40]}")
    inner = outer.text("Message")
    told = {
        name: Fields(value).text("Value", "StringValue")
        for name, value in _members(message.get("MessageAttributes"))
    }
    if is_notification(inner, told):
        return read_notification(inner, told)
    try:
        event = json.loads(inner)
    except (ValueError, RecursionError):
        return Malformed(reason="SNS carries no event in it")
    if not isinstance(event, dict):
        return Malformed(reason="SNS carries no event in it")
    return _event(event)


def _members(value: object) -> list[tuple[str, object]]:
    return [(str(n), v) for n, v in value.items()] if isinstance(value, dict) else []


def _event(message: dict[str, Any]) -> AwsEvent | Malformed:
    outer = Fields(message)
    name = outer.text("detail-type")
    if not name:
        return Malformed(reason="it has no detail-type")
    if not isinstance(message.get("detail"), dict):
        return Malformed(reason="it has no detail")
    if name in SHAPES:
        return read_state_change(message)
    if name in DETAIL_TYPES:
        return read_api_call(message)
    return AwsEvent(
        kind="other",
        name=name,
        key=f"other:{digest_of(message)}",
        account_id=outer.text("account"),
        region=outer.text("region"),
        at=outer.instant("time"),
    )
