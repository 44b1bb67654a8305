"""What AWS tells by itself: its events read, and the news made of them."""

from recovery.aws_events.api_calls import AGENT
from recovery.aws_events.event import AwsEvent, Malformed
from recovery.aws_events.keys import arrival_of, key_of
from recovery.aws_events.reading import read_event
from recovery.aws_events.telling import notice_of
from recovery.aws_events.telling_calls import TOLD_CALLS

__all__ = [
    "AGENT",
    "TOLD_CALLS",
    "AwsEvent",
    "Malformed",
    "arrival_of",
    "key_of",
    "notice_of",
    "read_event",
]
