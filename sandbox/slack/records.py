"""What a workspace keeps: messages, views, trigger ids and response urls, as data."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Message:
    """A message; `only_for` names the one person an ephemeral one is shown to."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    # Who reacted, in order, by the emoji's name.
    reactions: dict[str, list[str]] = field(default_factory=dict)
    is_pinned: bool = False
    # A name and icon in place of the app's own: `username`, `icons`.
    posed_as: Json = field(default_factory=dict)
    edited: str | None = None
    only_for: str | None = None
    # What each person has chosen in the message's inputs: user -> block_id -> action_id -> value.
    chosen: dict[str, Json] = field(default_factory=dict)
    suggested: dict[str, list[Json]] = field(default_factory=dict)


@dataclass
class View:
    """A modal or a Home tab. `content` is what the app sent; `values` is what the person entered.

    `suggested` remembers the options last offered for each external select, by action id;
    `errors` is what the form says beside its fields, by block id.
    """

    id: str
    user: str
    kind: str
    content: Json
    hash: str
    values: Json = field(default_factory=dict)
    root_id: str = ""
    previous_id: str | None = None
    suggested: dict[str, list[Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass
class Trigger:
    """A trigger id: from whom, when, and whether it was exchanged for a view already."""

    user: str
    at: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an answer to a command or a click goes.

    `message` is what was clicked, if any; `command` is the one that was typed, if any.
    """

    user: str
    channel: str
    at: float
    message: Message | None = None
    uses: int = 0
    command: str = ""
