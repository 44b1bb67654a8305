"""Every Block Kit block, as data made of `shapes`.

Source: docs.slack.dev/reference/block-kit/blocks.
"""

from sandbox.slack import elements as el
from sandbox.slack import tables
from sandbox.slack.charts import CHART
from sandbox.slack.composition import IMAGE_SOURCE, SLACK_FILE, SLACK_ICON
from sandbox.slack.rich_text import RICH_TEXT
from sandbox.slack.shapes import (
    Check,
    Optional,
    Problem,
    at_least_one_of,
    boolean,
    by_type,
    items,
    matching,
    obj,
    plain,
    string,
    text,
    whole,
)

_HTTPS = matching(r"https://\S+", "https", "an HTTPS URL")


def _block(kind: str, *also: Check, **fields: Check | Optional) -> Check:
    return obj(
        *also,
        type=string(among=(kind,)),
        block_id=Optional(string("block_id")),
        **fields,
    )


_SOURCE = obj(type=string(among=("url",)), url=string("url_source.url"), text=string())
_TASK_FIELDS: dict[str, Check | Optional] = {
    "task_id": string(),
    "title": string(),
    "status": Optional(string(among=("pending", "in_progress", "complete", "error"))),
    # The newest two: slackapi/java-slack-sdk pull request 1638.
    "icon": Optional(SLACK_ICON),
    "hide_title": Optional(boolean),
    "details": Optional(RICH_TEXT),
    "output": Optional(RICH_TEXT),
    "sources": Optional(items("", _SOURCE)),
}
_TASK_IN_PLAN = obj(
    type=Optional(string(among=("task_card",))),
    block_id=Optional(string("block_id")),
    **_TASK_FIELDS,
)


def _one_icon(value: object, at: str, found: list[Problem]) -> None:
    if isinstance(value, dict) and "icon" in value and "slack_icon" in value:
        found.append(Problem(at, "card.icon", "must have only one of icon, slack_icon"))


_CARD = _block(
    "card",
    at_least_one_of("card.content", "hero_image", "title", "actions", "body"),
    _one_icon,
    title=Optional(text("card.title")),
    subtitle=Optional(text("card.subtitle")),
    body=Optional(text("card.body")),
    subtext=Optional(text("card.subtext")),
    hero_image=Optional(el.IMAGE),
    icon=Optional(el.IMAGE),
    slack_icon=Optional(SLACK_ICON),
    actions=Optional(items("card.actions", by_type({"button": el.BUTTON}, "card.action"))),
)


def _divided_or_collapsible(value: object, at: str, found: list[Problem]) -> None:
    if (
        isinstance(value, dict)
        and value.get("is_collapsible") is True
        and "has_header_divider" in value
    ):
        message = "has_header_divider cannot be set when is_collapsible is true"
        found.append(Problem(at, "container.header_divider", message))


_IN_CONTAINER = (
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
)


def _child(value: object, at: str, found: list[Problem]) -> None:
    """Check a block inside a container, which takes some kinds only."""
    by_type({kind: BLOCKS[kind] for kind in _IN_CONTAINER}, "container.child")(value, at, found)


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
    "carousel": _block(
        "carousel", elements=items("carousel.elements", by_type({"card": _CARD}, "carousel.card"))
    ),
    "container": _block(
        "container",
        at_least_one_of("container.title", "title", "rich_text_title"),
        _divided_or_collapsible,
        title=Optional(plain("container.title")),
        rich_text_title=Optional(RICH_TEXT),
        subtitle=Optional(text("container.subtitle")),
        icon=Optional(el.IMAGE),
        width=Optional(string(among=("narrow", "standard", "wide", "full"))),
        is_collapsible=Optional(boolean),
        default_collapsed=Optional(boolean),
        has_header_divider=Optional(boolean),
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
        tables.rows_of("data_table"),
        tables.content_length,
        tables.plain_header,
        tables.row_header_is_a_column,
        rows=tables.ROWS["data_table"],
        caption=string(),
        page_size=Optional(whole("data_table.page_size")),
        row_header_column_index=Optional(whole()),
    ),
    "data_visualization": _block(
        "data_visualization", title=string("data_visualization.title"), chart=CHART
    ),
    "divider": _block("divider"),
    "file": _block("file", external_id=string(), source=string(among=("remote",))),
    "header": _block("header", text=plain("header.text")),
    "image": _block(
        "image",
        IMAGE_SOURCE,
        alt_text=string("image.alt_text"),
        image_url=Optional(string("image.image_url")),
        slack_file=Optional(SLACK_FILE),
        title=Optional(plain("image.title")),
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
    "plan": _block("plan", title=string(), tasks=Optional(items("", _TASK_IN_PLAN))),
    "rich_text": RICH_TEXT,
    "section": _block(
        "section",
        at_least_one_of("section.content", "text", "fields"),
        text=Optional(text("section.text")),
        fields=Optional(items("section.fields", text("section.field"))),
        accessory=Optional(by_type(el.IN_SECTION, "section.accessory")),
        expand=Optional(boolean),
    ),
    "table": _block(
        "table",
        tables.rows_of("table"),
        rows=tables.ROWS["table"],
        column_settings=Optional(tables.COLUMN_SETTINGS),
    ),
    "task_card": _block("task_card", **_TASK_FIELDS),
    "video": _block(
        "video",
        alt_text=string("video.alt_text"),
        title=plain("video.title"),
        thumbnail_url=string(),
        video_url=_HTTPS,
        author_name=Optional(string("video.author_name")),
        description=Optional(plain("video.description")),
        provider_name=Optional(string("video.provider_name")),
        provider_icon_url=Optional(string()),
        title_url=Optional(_HTTPS),
    ),
}
