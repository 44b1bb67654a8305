"""Block Kit payloads Slack takes, and payloads it refuses with the rule they break."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """Return a mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str = "hello", **more: object) -> Json:
    """Return a section."""
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "Go", **more: object) -> Json:
    """Return a button."""
    return {"type": "button", "action_id": "go", "text": plain(text), **more}


def option(text: str = "A", value: str = "a", **more: object) -> Json:
    """Return an option."""
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Json]:
    """Return as many different options."""
    return [option(str(n), str(n)) for n in range(count)]


def element(kind: str, **more: object) -> Json:
    """Return an interactive element."""
    return {"type": kind, "action_id": "e", **more}


def actions(*elements: Json) -> list[Json]:
    """Return an actions block alone."""
    return [{"type": "actions", "elements": list(elements)}]


def field(inside: Json, **more: object) -> list[Json]:
    """Return an input block alone."""
    return [{"type": "input", "label": plain("Label"), "element": inside, **more}]


def image(**more: object) -> Json:
    """Return an image."""
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a", **more}


def table(rows: int, columns: int, kind: str = "table", **more: object) -> list[Json]:
    """Return a table block alone."""
    cells = [[{"type": "raw_text", "text": "x"} for _ in range(columns)] for _ in range(rows)]
    return [{"type": kind, "rows": cells, **more}]


def modal(*blocks: Json, **more: object) -> Json:
    """Return a modal."""
    inside = list(blocks) or [section()]
    return {"type": "modal", "title": plain("Title"), "blocks": inside, **more}


def container(*blocks: Json) -> Json:
    """Return a container."""
    return {"type": "container", "title": plain("Title"), "child_blocks": list(blocks)}


def pie(*segments: Json) -> list[Json]:
    """Return a pie chart alone."""
    chart = {"type": "pie", "segments": list(segments)}
    return [{"type": "data_visualization", "title": "T", "chart": chart}]


def line(series: list[Json], **more: object) -> list[Json]:
    """Return a line chart alone."""
    chart = {"type": "line", "series": series, **more}
    return [{"type": "data_visualization", "title": "T", "chart": chart}]


def video(**more: object) -> list[Json]:
    """Return a video block alone."""
    addresses = {"thumbnail_url": "https://e.com/a.png", "video_url": "https://e.com/a"}
    return [{"type": "video", "alt_text": "a", "title": plain("t"), **addresses, **more}]


def feedback(**more: object) -> list[Json]:
    """Return feedback buttons alone, the good one changed."""
    good = {"text": plain("Good"), "value": "good"}
    element_of = {"type": "feedback_buttons", "negative_button": good}
    both = {**element_of, "positive_button": {**good, **more}}
    return [{"type": "context_actions", "elements": [both]}]


def points(count: int, label: str = "p", name: str = "s") -> Json:
    """Return one series of a chart."""
    return {"name": name, "data": [{"label": label, "value": 1} for _ in range(count)]}


LINE = line([points(20)], axis_config={"categories": ["p"]})
CARD = {"type": "card", "title": mrkdwn("t")}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
            ],
        }
    ],
}
TRASH = {"type": "icon_button", "action_id": "t", "icon": "trash", "text": plain("Delete")}
CONFIRM = {
    "title": plain("Sure?"),
    "text": mrkdwn("*Really*"),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
TASK = {"task_id": "1", "title": "Copy", "status": "complete"}

# name -> (surface, payload)
VALID: dict[str, tuple[str, Any]] = {
    "sections": ("message", [section("x" * 3000), section(fields=[mrkdwn("a"), plain("b")])]),
    "fifty blocks": ("message", [{"type": "divider"} for _ in range(50)]),
    "header at its limit": ("message", [{"type": "header", "text": plain("x" * 150)}]),
    "buttons": (
        "message",
        actions(button("x" * 75, value="v" * 2000, style="primary", confirm=CONFIRM)),
    ),
    "selects": (
        "message",
        actions(
            element("static_select", options=options(100), placeholder=plain("Choose")),
            element("users_select", action_id="u"),
            element("external_select", action_id="x", min_query_length=0),
            element("overflow", action_id="o", options=options(5)),
        ),
    ),
    "table": (
        "message",
        table(100, 20, column_settings=[{"align": "right", "is_wrapped": True}, None]),
    ),
    "data table": ("message", table(201, 2, "data_table", caption="Tables", page_size=100)),
    "markdown": ("message", [{"type": "markdown", "text": "x" * 12000}]),
    "rich text": ("message", [RICH]),
    "context": ("message", [{"type": "context", "elements": [mrkdwn("a"), image()]}]),
    "plan": ("message", [{"type": "plan", "title": "Restore", "tasks": [TASK]}]),
    "cards": ("message", [{"type": "carousel", "elements": [CARD] * 10}]),
    "charts": ("message", [*pie({"label": "a", "value": 1}), *LINE]),
    "a message with attachments": (
        "message",
        {"text": "x", "attachments": [{"color": "#000", "blocks": [section()]}]},
    ),
    "a deleted original": ("message", {"delete_original": True, "blocks": "ignored"}),
    "modal": (
        "modal",
        modal(
            {"type": "alert", "text": mrkdwn("Careful"), "level": "warning"},
            *field(element("plain_text_input", multiline=True, max_length=3000)),
            submit=plain("x" * 24),
            private_metadata="x" * 3000,
        ),
    ),
    "choices": (
        "modal",
        modal(
            *field(element("checkboxes", options=options(10), initial_options=[option("0", "0")])),
            *field(element("radio_buttons", options=options(10))),
            *field(element("datepicker", initial_date="2026-11-23")),
            *field(element("timepicker", initial_time="02:10", timezone="UTC")),
            *field(element("number_input", is_decimal_allowed=False, min_value="1", max_value="1")),
            submit=plain("Go"),
        ),
    ),
    "home": ("home", {"type": "home", "blocks": [section(), *table(2, 2)]}),
}

# name -> (surface, payload, rule, pointer)
INVALID: dict[str, tuple[str, Any, str, str]] = {
    "unknown block": ("message", [{"type": "banner"}], "block.type", "/blocks/0"),
    "unknown field": ("message", [section(color="red")], "unknown_field", "/blocks/0"),
    "blocks are no list": ("message", {"blocks": "x"}, "type", "/blocks"),
    "empty text": ("message", [section("")], "text.min_length", "/blocks/0/text/text"),
    "section without content": ("message", [{"type": "section"}], "section.content", "/blocks/0"),
    "mrkdwn in a header": (
        "message",
        [{"type": "header", "text": mrkdwn("x")}],
        "value",
        "/blocks/0/text/type",
    ),
    "block id twice": (
        "message",
        [section(block_id="a"), section(block_id="a")],
        "block_id.unique",
        "/blocks/1/block_id",
    ),
    "action id twice": (
        "message",
        actions(button(), button()),
        "action_id.unique",
        "/blocks/0/elements/1/action_id",
    ),
    "button of an unknown style": (
        "message",
        actions(button(style="green")),
        "value",
        "/blocks/0/elements/0/style",
    ),
    "a text input among actions": (
        "message",
        actions(element("plain_text_input")),
        "actions.element",
        "/blocks/0/elements/0",
    ),
    "select without options": (
        "message",
        actions(element("static_select")),
        "select.source",
        "/blocks/0/elements/0",
    ),
    "initial option that is not offered": (
        "message",
        actions(element("static_select", options=options(2), initial_option=option("9", "9"))),
        "initial_option",
        "/blocks/0/elements/0",
    ),
    "image of two sources": (
        "message",
        [image(slack_file={"id": "F1"})],
        "image.source",
        "/blocks/0",
    ),
    "image without alt text": (
        "message",
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "required.alt_text",
        "/blocks/0",
    ),
    "markdown too long together": (
        "message",
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "markdown.text.max_length",
        "/blocks",
    ),
    "ragged table": (
        "message",
        [{"type": "table", "rows": [table(1, 2)[0]["rows"][0], table(1, 1)[0]["rows"][0]]}],
        "table.row_shape",
        "/blocks/0/rows/1",
    ),
    "two tables": (
        "message",
        [*table(1, 1), *table(1, 1)],
        "message.table.max_items",
        "/blocks",
    ),
    "alert in a message": (
        "message",
        [{"type": "alert", "text": mrkdwn("x")}],
        "surface.alert",
        "/blocks/0",
    ),
    "table in a modal": ("modal", modal(*table(1, 1)), "surface.table", "/blocks/0"),
    "markdown in a modal": (
        "modal",
        modal({"type": "markdown", "text": "x"}),
        "surface.markdown",
        "/blocks/0",
    ),
    "markdown on Home": (
        "home",
        {"type": "home", "blocks": [{"type": "markdown", "text": "x"}]},
        "surface.markdown",
        "/blocks/0",
    ),
    "plan in a modal": (
        "modal",
        modal({"type": "plan", "title": "p", "tasks": [TASK]}),
        "surface.plan",
        "/blocks/0",
    ),
    "task of an unknown status": (
        "message",
        [{"type": "task_card", **TASK, "status": "completed"}],
        "value",
        "/blocks/0/status",
    ),
    "three charts": (
        "message",
        [*LINE, *LINE, *LINE],
        "message.data_visualization.max_items",
        "/blocks",
    ),
    "a button as input": ("message", field(button()), "input.element", "/blocks/0/element"),
    "numbers upside down": (
        "message",
        field(element("number_input", is_decimal_allowed=False, min_value="2", max_value="1")),
        "number_input.range",
        "/blocks/0/element",
    ),
    "files in a message": (
        "message",
        field(element("file_input")),
        "surface.file_input",
        "/blocks/0/element",
    ),
    "modal without a title": (
        "modal",
        {"type": "modal", "blocks": [section()]},
        "required.title",
        "",
    ),
    "inputs without submit": (
        "modal",
        modal(*field(element("plain_text_input"))),
        "view.submit.required",
        "",
    ),
    "a title on Home": (
        "home",
        {"type": "home", "title": plain("t"), "blocks": [section()]},
        "unknown_field",
        "",
    ),
    "a faulty attachment": (
        "message",
        {"attachments": [{"blocks": [section("")]}]},
        "text.min_length",
        "/attachments/0/blocks/0/text/text",
    ),
    "emoji beside mrkdwn": (
        "message",
        [section(fields=[{**mrkdwn("x"), "emoji": True}])],
        "unknown_field",
        "/blocks/0/fields/0",
    ),
    "verbatim beside plain text": (
        "message",
        [section(fields=[{**plain("x"), "verbatim": True}])],
        "unknown_field",
        "/blocks/0/fields/0",
    ),
    "an address in a menu's option": (
        "message",
        actions(element("static_select", options=[option(url="https://example.com")])),
        "unknown_field",
        "/blocks/0/elements/0/options/0",
    ),
    "a dialog on a text input": (
        "modal",
        modal(*field(element("plain_text_input", confirm=CONFIRM)), submit=plain("Go")),
        "unknown_field",
        "/blocks/0/element",
    ),
    "options and groups": (
        "message",
        actions(
            element(
                "static_select",
                options=options(1),
                option_groups=[{"label": plain("g"), "options": options(1)}],
            )
        ),
        "select.source",
        "/blocks/0/elements/0",
    ),
    "initial options that are not offered": (
        "message",
        actions(element("checkboxes", options=options(2), initial_options=[option("9", "9")])),
        "initial_option",
        "/blocks/0/elements/0",
    ),
    "an empty filter": (
        "message",
        actions(element("conversations_select", filter={})),
        "conversation_filter.content",
        "/blocks/0/elements/0/filter",
    ),
    "a file in Slack named twice": (
        "message",
        [{"type": "image", "alt_text": "a", "slack_file": {"id": "F1", "url": "https://e.com"}}],
        "slack_file.source",
        "/blocks/0/slack_file",
    ),
    "date and time beside a section": (
        "message",
        [section(accessory=element("datetimepicker"))],
        "section.accessory",
        "/blocks/0/accessory",
    ),
    "a text among context": (
        "message",
        [{"type": "context", "elements": [button()]}],
        "context.element",
        "/blocks/0/elements/0",
    ),
    "a card of nothing": (
        "message",
        [{"type": "card", "subtitle": plain("s")}],
        "card.content",
        "/blocks/0",
    ),
    "a card of two icons": (
        "message",
        [{**CARD, "icon": image(), "slack_icon": {"type": "icon", "name": "bot"}}],
        "card.icon",
        "/blocks/0",
    ),
    "a menu on a card": (
        "message",
        [{**CARD, "actions": [element("users_select")]}],
        "card.action",
        "/blocks/0/actions/0",
    ),
    "a section in a carousel": (
        "message",
        [{"type": "carousel", "elements": [section()]}],
        "carousel.card",
        "/blocks/0/elements/0",
    ),
    "a container without a title": (
        "message",
        [{"type": "container", "child_blocks": [section()]}],
        "container.title",
        "/blocks/0",
    ),
    "a container that folds and has a divider": (
        "message",
        [{**container(section()), "is_collapsible": True, "has_header_divider": True}],
        "container.header_divider",
        "/blocks/0",
    ),
    "a container in a container": (
        "message",
        [container(container(section()))],
        "container.child",
        "/blocks/0/child_blocks/0",
    ),
    "a container in a modal": (
        "modal",
        modal(container(section())),
        "surface.container",
        "/blocks/0",
    ),
    "files in a container in a message": (
        "message",
        [container(*field(element("file_input")))],
        "surface.file_input",
        "/blocks/0/child_blocks/0/element",
    ),
    "block id twice, once in a container": (
        "message",
        [section(block_id="a"), container(section(block_id="a"))],
        "block_id.unique",
        "/blocks/1/child_blocks/0/block_id",
    ),
    "block id twice, on cards": (
        "message",
        [{"type": "carousel", "elements": [{**CARD, "block_id": "a"}] * 2}],
        "block_id.unique",
        "/blocks/0/elements/1/block_id",
    ),
    "action id twice on a card": (
        "message",
        [{**CARD, "actions": [button(), button()]}],
        "action_id.unique",
        "/blocks/0/actions/1/action_id",
    ),
    "action id twice below a message": (
        "message",
        [{"type": "context_actions", "elements": [TRASH, TRASH]}],
        "action_id.unique",
        "/blocks/0/elements/1/action_id",
    ),
    "focus twice": (
        "modal",
        modal(
            *field(element("plain_text_input", focus_on_load=True)),
            *actions(element("users_select", focus_on_load=True)),
            submit=plain("Go"),
        ),
        "focus_on_load.unique",
        "/blocks/1/elements/0/focus_on_load",
    ),
    "a response url outside a form": (
        "message",
        actions(element("channels_select", response_url_enabled=True)),
        "response_url_enabled",
        "/blocks/0/elements/0/response_url_enabled",
    ),
    "a response url from a modal's actions": (
        "modal",
        modal(*actions(element("conversations_select", response_url_enabled=True))),
        "response_url_enabled",
        "/blocks/0/elements/0/response_url_enabled",
    ),
    "submit disabled": ("modal", modal(submit_disabled=True), "unknown_field", ""),
    "rich text in a data table's header": (
        "message",
        [{"type": "data_table", "caption": "c", "rows": [[RICH], [RICH]]}],
        "data_table.header",
        "/blocks/0/rows/0/0",
    ),
    "ragged data table": (
        "message",
        [
            {
                "type": "data_table",
                "caption": "c",
                "rows": [table(1, 2)[0]["rows"][0], table(1, 1)[0]["rows"][0]],
            }
        ],
        "data_table.row_shape",
        "/blocks/0/rows/1",
    ),
    "a button in a plain table": (
        "message",
        [{"type": "table", "rows": [[{"type": "action", "element": button()}]]}],
        "table.cell",
        "/blocks/0/rows/0/0",
    ),
    "a second table in an attachment": (
        "message",
        {"blocks": table(1, 1), "attachments": [{"blocks": table(1, 1)}]},
        "message.table.max_items",
        "/blocks",
    ),
    "two series of one name": (
        "message",
        line([points(1), points(1)], axis_config={"categories": ["p"]}),
        "data_visualization.series_name.unique",
        "/blocks/0/chart/series/1/name",
    ),
    "a point outside the categories": (
        "message",
        line([points(1, "q")], axis_config={"categories": ["p"]}),
        "data_visualization.point_label.category",
        "/blocks/0/chart/series/0/data/0/label",
    ),
    "a chart of an unknown type": (
        "message",
        [{"type": "data_visualization", "title": "T", "chart": {"type": "radar"}}],
        "data_visualization.chart",
        "/blocks/0/chart",
    ),
    "a list of no sections": (
        "message",
        [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "style": "bullet",
                        "elements": [{"type": "text", "text": "x"}],
                    }
                ],
            }
        ],
        "rich_text_list.element",
        "/blocks/0/elements/0/elements/0",
    ),
    "a mention in code": (
        "message",
        [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_preformatted",
                        "elements": [{"type": "user", "user_id": "U1"}],
                    }
                ],
            }
        ],
        "rich_text.element",
        "/blocks/0/elements/0/elements/0",
    ),
    "a picture in context of two sources": (
        "message",
        [{"type": "context", "elements": [image(slack_file={"id": "F1"})]}],
        "image.source",
        "/blocks/0/elements/0",
    ),
    "a picture in context with a long address": (
        "message",
        [{"type": "context", "elements": [image(image_url="x" * 3001)]}],
        "image.image_url.max_length",
        "/blocks/0/elements/0/image_url",
    ),
    "an initial radio button that is not there": (
        "message",
        actions(element("radio_buttons", options=options(2), initial_option=option("9", "9"))),
        "initial_option",
        "/blocks/0/elements/0",
    ),
    "a workflow button with a long label": (
        "message",
        actions(
            element(
                "workflow_button",
                text=plain("Run"),
                workflow={"trigger": {"url": "https://slack.com/shortcuts/Ft1/x"}},
                accessibility_label="x" * 76,
            )
        ),
        "button.accessibility_label.max_length",
        "/blocks/0/elements/0/accessibility_label",
    ),
    "a long label of the other axis": (
        "message",
        line([points(1)], axis_config={"categories": ["p"], "y_label": "x" * 51}),
        "data_visualization.axis_label.max_length",
        "/blocks/0/chart/axis_config/y_label",
    ),
    "rich text with a long id": (
        "message",
        [{**RICH, "block_id": "x" * 256}],
        "block_id.max_length",
        "/blocks/0/block_id",
    ),
    "a task with a long id": (
        "message",
        [{"type": "plan", "title": "p", "tasks": [{**TASK, "block_id": "x" * 256}]}],
        "block_id.max_length",
        "/blocks/0/tasks/0/block_id",
    ),
    "a plan of something else": (
        "message",
        [{"type": "plan", "title": "p", "tasks": [{**TASK, "type": "divider"}]}],
        "value",
        "/blocks/0/tasks/0/type",
    ),
    "details that are no rich text": (
        "message",
        [{"type": "task_card", **TASK, "details": {**RICH, "type": "markdown"}}],
        "value",
        "/blocks/0/details/type",
    ),
    "a source that is no address": (
        "message",
        [{"type": "task_card", **TASK, "sources": [{"type": "file", "url": "x", "text": "x"}]}],
        "value",
        "/blocks/0/sources/0/type",
    ),
    "an icon that is none": (
        "message",
        [{**CARD, "slack_icon": {"type": "image", "name": "bot"}}],
        "value",
        "/blocks/0/slack_icon/type",
    ),
    "an icon that is no picture": (
        "message",
        [{**CARD, "hero_image": {**image(), "type": "icon"}}],
        "value",
        "/blocks/0/hero_image/type",
    ),
    "a dialog that is a word": (
        "message",
        actions(button(confirm="sure?")),
        "type",
        "/blocks/0/elements/0/confirm",
    ),
    "a view of an unknown type": ("modal", {**modal(), "type": "sheet"}, "value", "/type"),
}
