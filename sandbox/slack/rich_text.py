"""The rich text block and what stands in it, as data made of `shapes`.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from sandbox.slack.shapes import (
    Check,
    Optional,
    boolean,
    by_type,
    items,
    matching,
    obj,
    string,
    whole,
)

_STYLES = "bold italic strike code underline highlight client_highlight unlink"
_STYLE = obj(**{name: Optional(boolean) for name in _STYLES.split()})


def _inline(kind: str, **fields: Check | Optional) -> Check:
    return obj(type=string(among=(kind,)), style=Optional(_STYLE), **fields)


INLINE: dict[str, Check] = {
    "broadcast": _inline("broadcast", range=string(among=("here", "channel", "everyone"))),
    "channel": _inline("channel", channel_id=string()),
    "color": _inline("color", value=matching("#[0-9A-Fa-f]{6}", "color.value", "a hex color")),
    "date": _inline(
        "date",
        timestamp=whole(),
        format=string(),
        url=Optional(string()),
        fallback=Optional(string()),
    ),
    "emoji": _inline(
        "emoji",
        name=string(),
        unicode=Optional(string()),
        url=Optional(string()),
        skin_tone=Optional(whole()),
    ),
    "link": _inline("link", url=string(), text=Optional(string()), unsafe=Optional(boolean)),
    "team": _inline("team", team_id=string()),
    "text": _inline("text", text=string("rich_text.text")),
    "user": _inline("user", user_id=string()),
    "usergroup": _inline("usergroup", usergroup_id=string()),
}
_ANY_INLINE = by_type(INLINE, "rich_text.element")
_VERBATIM = by_type({kind: INLINE[kind] for kind in ("text", "link")}, "rich_text.element")


def _part(kind: str, each: Check, **more: Check | Optional) -> Check:
    return obj(type=string(among=(kind,)), elements=items("", each), **more)


_BORDER = Optional(whole("rich_text.border"))
_SECTION = _part("rich_text_section", _ANY_INLINE)
PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_list": _part(
        "rich_text_list",
        by_type({"rich_text_section": _SECTION}, "rich_text_list.element"),
        style=string(among=("bullet", "ordered")),
        indent=Optional(whole("rich_text_list.indent")),
        offset=Optional(whole("rich_text_list.offset")),
        border=_BORDER,
    ),
    "rich_text_quote": _part("rich_text_quote", _ANY_INLINE, border=_BORDER),
    "rich_text_preformatted": _part(
        "rich_text_preformatted", _VERBATIM, border=_BORDER, language=Optional(string())
    ),
}
RICH_TEXT = obj(
    type=string(among=("rich_text",)),
    block_id=Optional(string("block_id")),
    elements=items("", by_type(PARTS, "rich_text.part")),
)
