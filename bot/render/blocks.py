"""Block Kit's parts as functions, each cut to Slack's documented limit.

Texts passed in are mrkdwn of ours, with everything from outside escaped already
(`recovery.words.escape_mrkdwn`); `plain` parts show their text as it is.
Limits: docs.slack.dev/reference/block-kit.
"""

from collections.abc import Iterable, Sequence
from typing import Any

Json = dict[str, Any]

LONGEST_SECTION = 3000
LONGEST_FIELD = 2000
LONGEST_HEADER = 150
LONGEST_BUTTON = 75
LONGEST_OPTION_VALUE = 150
MOST_OPTIONS = 100
LONGEST_CONFIRM = 300
LONGEST_CONFIRM_TITLE = 100
LONGEST_CONFIRM_BUTTON = 30
MOST_FIELDS = 10


def cut(text: str, longest: int) -> str:
    """The text, or its beginning and an ellipsis."""
    if len(text) <= longest:
        return text
    shown = text[: longest - 1]
    # An escape cut in half (`&am`) would show as rubbish.
    start = shown.rfind("&")
    if start > len(shown) - 6 and ";" not in shown[start:]:
        shown = shown[:start]
    if shown.count("`") % 2:
        return shown[:-1].rstrip() + "…`"  # a code span that was cut still ends
    return shown.rstrip() + "…"


def mrkdwn(text: str, longest: int = LONGEST_SECTION) -> Json:
    """A mrkdwn text object; empty text is not allowed anywhere, so it becomes a dash."""
    return {"type": "mrkdwn", "text": cut(text, longest) or "–"}  # noqa: RUF001  a dash for nothing


def plain(text: str, longest: int = LONGEST_SECTION) -> Json:
    """A plain text object; Slack shows no emoji for `:colons:` in it."""
    return {"type": "plain_text", "text": cut(text, longest) or "–", "emoji": False}  # noqa: RUF001


def header(text: str) -> Json:
    """A large line."""
    return {"type": "header", "text": plain(text, LONGEST_HEADER)}


def section(text: str, accessory: Json | None = None) -> Json:
    """A paragraph, with one element beside it if there is one."""
    made: Json = {"type": "section", "text": mrkdwn(text)}
    return made | {"accessory": accessory} if accessory else made


def fields(pairs: Sequence[tuple[str, str]]) -> Json:
    """Label and text, two a row; at most ten."""
    shown = [mrkdwn(f"*{label}*\n{text}", LONGEST_FIELD) for label, text in pairs[:MOST_FIELDS]]
    return {"type": "section", "fields": shown}


def context(*texts: str) -> Json:
    """Small print, one element."""
    return {"type": "context", "elements": [mrkdwn(" · ".join(text for text in texts if text))]}


def actions(elements: Iterable[Json]) -> Json:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def confirm(title: str, text: str, label: str, deny: str = "Go back") -> Json:
    """The question before a button acts."""
    return {
        "title": plain(title, LONGEST_CONFIRM_TITLE),
        "text": mrkdwn(text, LONGEST_CONFIRM),
        "confirm": plain(label, LONGEST_CONFIRM_BUTTON),
        "deny": plain(deny, LONGEST_CONFIRM_BUTTON),
    }


def button(
    label: str, action: str, value: str, *, style: str = "", question: Json | None = None
) -> Json:
    """A button; `style` is `primary`, `danger` or nothing."""
    made: Json = {
        "type": "button",
        "text": plain(label, LONGEST_BUTTON),
        "action_id": action,
        "value": value,
    }
    if style:
        made["style"] = style
    if question:
        made["confirm"] = question
    return made


def overflow(action: str, options: Sequence[tuple[str, str]]) -> Json:
    """The `…` menu: (label, value), one to five."""
    return {
        "type": "overflow",
        "action_id": action,
        "options": [
            {"text": plain(label, LONGEST_BUTTON), "value": cut(value, LONGEST_OPTION_VALUE)}
            for label, value in options
        ],
    }
