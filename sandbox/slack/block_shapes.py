"""Every Block Kit block, as data made of `shapes`.

Source: docs.slack.dev/reference/block-kit/blocks.
"""

from sandbox.slack import elements as el
from sandbox.slack.shapes import (
    Check,
    Optional,
    Problem,
    anything,
    boolean,
    by_type,
    items,
    listed,
    number,
    obj,
    plain,
    string,
    text,
    within,
)

_PROSE = {"text", "link", "emoji", "user", "usergroup", "channel", "team", "broadcast", "date"}
_INLINE = by_type(
    {
        "text": obj(type=anything, text=string("table.cell_text"), style=Optional(anything)),
        **dict.fromkeys(sorted((_PROSE - {"text"}) | {"color"}), anything),
    },
    "rich_text.element",
)


def _rich(kind: str, each: Check, **more: Check | Optional) -> Check:
    return obj(
        type=string(among=(kind,)),
        elements=items("", each),
        border=Optional(number()),
        **more,
    )


_SECTION_OF_TEXT = _rich("rich_text_section", _INLINE)
_RICH_PARTS = by_type(
    {
        "rich_text_section": _SECTION_OF_TEXT,
        "rich_text_list": _rich(
            "rich_text_list",
            _SECTION_OF_TEXT,
            style=string(among=("bullet", "ordered")),
            indent=Optional(number()),
            offset=Optional(number()),
        ),
        "rich_text_quote": _rich("rich_text_quote", _INLINE),
        "rich_text_preformatted": _rich(
            "rich_text_preformatted", _INLINE, language=Optional(string())
        ),
    },
    "rich_text.part",
)


def _block(kind: str, *also: Check, **fields: Check | Optional) -> Check:
    return obj(
        *also,
        type=string(among=(kind,)),
        block_id=Optional(string("block_id")),
        **fields,
    )


RICH_TEXT = _block("rich_text", elements=items("", _RICH_PARTS))


def _text_or_fields(value: object, at: str, found: list[Problem]) -> None:
    if isinstance(value, dict) and not value.get("text") and not value.get("fields"):
        found.append(Problem(at, "section.content", "must have text or fields"))


def _rows(kind: str) -> Check:
    """Demand as many cells in every row as in the first, within the limit of columns."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        rows = [row for row in listed(value, "rows") if isinstance(row, list)]
        for position, row in enumerate(rows):
            within(f"{kind}.columns", len(row), " columns", f"{at}/rows/{position}", found)
            if len(row) != len(rows[0]):
                message = f"must have {len(rows[0])} cells like the first row"
                found.append(Problem(f"{at}/rows/{position}", f"{kind}.row_shape", message))

    return check


def _content_length(value: object, at: str, found: list[Problem]) -> None:
    cells = [cell for row in listed(value, "rows") if isinstance(row, list) for cell in row]
    total = sum(len(str(cell.get("text", ""))) for cell in cells if isinstance(cell, dict))
    within("data_table.content", total, " characters", f"{at}/rows", found)


def _cell(kind: str) -> Check:
    words = string(f"{kind}.cell_text")
    return by_type(
        {
            "raw_text": obj(type=anything, text=words),
            "raw_number": obj(type=anything, value=number(), text=Optional(words)),
            "rich_text": RICH_TEXT,
        },
        f"{kind}.cell",
    )


_COLUMN = obj(
    align=Optional(string(among=("left", "center", "right"))), is_wrapped=Optional(boolean)
)


def _column_or_null(value: object, at: str, found: list[Problem]) -> None:
    if value is not None:
        _COLUMN(value, at, found)


_SOURCE = obj(type=string(among=("url",)), url=string("url_source.url"), text=string())
_TASK_FIELDS: dict[str, Check | Optional] = {
    "task_id": string(),
    "title": string(),
    "status": Optional(string(among=("pending", "in_progress", "complete", "error"))),
    "details": Optional(RICH_TEXT),
    "output": Optional(RICH_TEXT),
    "sources": Optional(items("", _SOURCE)),
}


def _task_in_plan(value: object, at: str, found: list[Problem]) -> None:
    obj(type=Optional(string(among=("task_card",))), **_TASK_FIELDS)(value, at, found)


_POINT = obj(label=string("data_visualization.point_label"), value=number())
_SERIES = obj(
    name=string("data_visualization.series_name"), data=items("data_visualization.data", _POINT)
)
_AXIS = obj(
    categories=items("data_visualization.categories", string("data_visualization.category_label")),
    x_label=Optional(string("data_visualization.axis_label")),
    y_label=Optional(string("data_visualization.axis_label")),
)
_SEGMENT = obj(
    label=string("data_visualization.segment.label"),
    value=number("data_visualization.segment.value"),
)
_CHART = by_type(
    {
        "pie": obj(type=anything, segments=items("data_visualization.segments", _SEGMENT)),
        **{
            kind: obj(
                type=anything,
                series=items("data_visualization.series", _SERIES),
                axis_config=Optional(_AXIS),
            )
            for kind in ("area", "bar", "line")
        },
    },
    "data_visualization.chart",
)

_CARD = _block(
    "card",
    title=Optional(text("card.title")),
    subtitle=Optional(text("card.subtitle")),
    body=Optional(text("card.body")),
    subtext=Optional(text("card.subtext")),
    hero_image=Optional(el.IMAGE),
    icon=Optional(anything),
    slack_icon=Optional(anything),
    actions=Optional(items("card.actions", by_type(el.IN_ACTIONS, "card.action"))),
)


def _child(value: object, at: str, found: list[Problem]) -> None:
    """Check a block inside a container; containers do not nest."""
    by_type({kind: each for kind, each in BLOCKS.items() if kind != "container"}, "block.type")(
        value, at, found
    )


BLOCKS: dict[str, Check] = {
    "actions": _block(
        "actions", elements=items("actions.elements", by_type(el.IN_ACTIONS, "actions.element"))
    ),
    "alert": _block(
        "alert",
        text=text("alert.text"),
        level=Optional(string(among=("default", "info", "warning", "error", "success"))),
    ),
    "card": _CARD,
    "carousel": _block("carousel", elements=items("carousel.elements", _CARD)),
    "container": _block(
        "container",
        title=Optional(text("container.title")),
        subtitle=Optional(text("container.subtitle")),
        icon=Optional(anything),
        child_blocks=items("container.child_blocks", _child),
    ),
    "context": _block(
        "context",
        elements=items(
            "context.elements",
            by_type(
                {"image": el.IMAGE, "plain_text": text(""), "mrkdwn": text("")}, "context.element"
            ),
        ),
    ),
    "context_actions": _block(
        "context_actions",
        elements=items(
            "context_actions.elements", by_type(el.CONTEXT_ACTIONS, "context_actions.element")
        ),
    ),
    "data_table": _block(
        "data_table",
        _rows("data_table"),
        _content_length,
        rows=items("data_table.rows", items("", _cell("data_table"))),
        caption=string(),
        page_size=Optional(number("data_table.page_size")),
        row_header_column_index=Optional(number()),
    ),
    "data_visualization": _block(
        "data_visualization", title=string("data_visualization.title"), chart=_CHART
    ),
    "divider": _block("divider"),
    "file": _block("file", external_id=string(), source=string()),
    "header": _block("header", text=plain("header.text")),
    "image": _block(
        "image",
        el.one_image_source,
        alt_text=string("image.alt_text"),
        image_url=Optional(string("image.image_url")),
        slack_file=Optional(anything),
        title=Optional(plain("image.alt_text")),
    ),
    "input": _block(
        "input",
        label=plain("input.label"),
        element=by_type(el.IN_INPUT, "input.element"),
        hint=Optional(plain("input.hint")),
        optional=Optional(boolean),
        dispatch_action=Optional(boolean),
    ),
    "markdown": _block("markdown", text=string("markdown.text")),
    "plan": _block("plan", title=string(), tasks=Optional(items("", _task_in_plan))),
    "rich_text": RICH_TEXT,
    "section": _block(
        "section",
        _text_or_fields,
        text=Optional(text("section.text")),
        fields=Optional(items("section.fields", text("section.field"))),
        accessory=Optional(by_type(el.IN_SECTION, "section.accessory")),
        expand=Optional(boolean),
    ),
    "table": _block(
        "table",
        _rows("table"),
        rows=items("table.rows", items("", _cell("table"))),
        column_settings=Optional(items("", _column_or_null)),
    ),
    "task_card": _block("task_card", **_TASK_FIELDS),
    "video": _block(
        "video",
        alt_text=string("video.alt_text"),
        title=plain("video.title"),
        thumbnail_url=string(),
        video_url=string(),
        author_name=Optional(string("video.author_name")),
        description=Optional(plain("video.description")),
        provider_name=Optional(string("video.provider_name")),
        provider_icon_url=Optional(string()),
        title_url=Optional(string()),
    ),
}
