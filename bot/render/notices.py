"""News for a channel: one line that begins with its name, small print, one button."""

from datetime import datetime

from bot.render import blocks, buttons
from bot.render.blocks import Json
from bot.render.message import Message
from bot.render.numbers import spoken
from recovery.outcome import Notice
from recovery.words import escape_mrkdwn

EVENT_TYPE = "ddbdr_notice"
BARE = frozenset({"", "size"})
"""Labels whose text says by itself what it is."""
TOLD = frozenset({"table", "region", "account"})
"""Labels of what every notice says anyway."""


def notice(news: Notice, *, letter_id: str, now: datetime, is_sandbox: bool) -> Message:
    """`BackupCompleted · orders · us-east-2 · 12.1 GB · expires 30 Dec`."""
    told = [
        escape_mrkdwn(spoken(text if label.lower() in BARE else f"{label} {text}", now))
        for label, text in news.detail
        if label.lower() not in TOLD
    ]
    parts = [news.name, escape_mrkdwn(news.table), escape_mrkdwn(news.region), *told]
    text = " · ".join(part for part in parts if part)
    small = [escape_mrkdwn(news.account)]
    if news.job_id:
        small.append(f"made by `{news.job_id}`")
    if is_sandbox:
        small.append("*SANDBOX*, not the real AWS")
    shown: list[Json] = [blocks.section(f"*{parts[0]}* · {' · '.join(parts[1:])}")]
    shown.append(blocks.context(*small))
    if news.job_id:
        shown.append(blocks.actions([buttons.details(news.job_id, None)]))
    return Message(
        text=text,
        blocks=tuple(shown),
        metadata={
            "event_type": EVENT_TYPE,
            "event_payload": {
                "letter": letter_id,
                **news.model_dump(mode="json", exclude={"type"}),
            },
        },
    )
