"""What a ClientRequestToken has done."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Done:
    """A transaction that succeeded: until when its token is remembered, and what it asked."""

    until: datetime
    asked: bytes
