"""A file, on its way in and there (docs.slack.dev/reference/objects/file-object)."""

import mimetypes
from dataclasses import dataclass, field

BYTES_MAX = 1_000_000_000
"""Slack takes files up to 1 GB."""
SNIPPET_BYTES_MAX = 1_000_000
ALT_TEXT_MAX = 1000


@dataclass
class File:
    """A file; `content` is None until its bytes came, `shared` until it was completed False.

    Attributes:
        length: how many bytes were announced.
        at: when it was announced, seconds since the epoch.
        channels: ids of the conversations it is shared in; the `ts` of the message in each.
    """

    id: str
    name: str
    length: int
    at: float
    user: str
    ticket: str
    alt_txt: str = ""
    snippet_type: str = ""
    title: str = ""
    content: bytes | None = None
    completed: bool = False
    channels: dict[str, list[str]] = field(default_factory=dict)

    @property
    def mimetype(self) -> str:
        """What it is, by its name; Slack says `text/plain` of snippets."""
        if self.snippet_type:
            return "text/plain"
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def filetype(self) -> str:
        """Slack's own word for it: the ending of its name."""
        stem, dot, ending = self.name.rpartition(".")
        return self.snippet_type or (ending.lower() if stem and dot else "binary")
