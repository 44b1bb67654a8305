"""A message ready for Slack, and what identifies its content."""

import hashlib
import json
from dataclasses import dataclass, field

from bot.render.blocks import Json

LONGEST_TEXT = 3000
EVENT_TYPE = "ddbdr_job"


@dataclass(frozen=True, kw_only=True)
class Message:
    """Text (for phones, screen readers and search), blocks, and the same as data.

    Attributes:
        metadata: Slack's `{event_type, event_payload}`, or None.
    """

    text: str
    blocks: tuple[Json, ...] = ()
    metadata: Json | None = field(default=None)

    @property
    def digest(self) -> str:
        """What people would see, as 32 hex digits; metadata is left out."""
        shown = json.dumps([self.text, self.blocks], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(shown.encode()).hexdigest()[:32]

    def payload(self) -> Json:
        """The arguments of chat.postMessage and chat.update but for where."""
        made: Json = {
            "text": self.text[:LONGEST_TEXT],
            "blocks": list(self.blocks),
        }
        if self.metadata is not None:
            made["metadata"] = self.metadata
        return made
