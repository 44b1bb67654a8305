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
    "charts": ("message", [*pie({"label": "a", "value": 1}), *line([points(20)])]),
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
    "51 blocks": (
        "message",
        [{"type": "divider"}] * 51,
        "message.blocks.max_items",
        "/blocks",
    ),
    "text too long": (
        "message",
        [{"type": "context", "elements": [mrkdwn("x" * 3001)]}],
        "text.max_length",
        "/blocks/0/elements/0/text",
    ),
    "empty text": ("message", [section("")], "text.min_length", "/blocks/0/text/text"),
    "section text too long": (
        "message",
        [section("x" * 3001)],
        "section.text.max_length",
        "/blocks/0/text/text",
    ),
    "section without content": ("message", [{"type": "section"}], "section.content", "/blocks/0"),
    "too many fields": (
        "message",
        [section(fields=[mrkdwn("x")] * 11)],
        "section.fields.max_items",
        "/blocks/0/fields",
    ),
    "field too long": (
        "message",
        [section(fields=[mrkdwn("x" * 2001)])],
        "section.field.max_length",
        "/blocks/0/fields/0/text",
    ),
    "header too long": (
        "message",
        [{"type": "header", "text": plain("x" * 151)}],
        "header.text.max_length",
        "/blocks/0/text/text",
    ),
    "mrkdwn in a header": (
        "message",
        [{"type": "header", "text": mrkdwn("x")}],
        "value",
        "/blocks/0/text/type",
    ),
    "block id too long": (
        "message",
        [section(block_id="x" * 256)],
        "block_id.max_length",
        "/blocks/0/block_id",
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
    "action id too long": (
        "message",
        actions(button(action_id="x" * 256)),
        "action_id.max_length",
        "/blocks/0/elements/0/action_id",
    ),
    "button text too long": (
        "message",
        actions(button("x" * 76)),
        "button.text.max_length",
        "/blocks/0/elements/0/text/text",
    ),
    "button value too long": (
        "message",
        actions(button(value="x" * 2001)),
        "button.value.max_length",
        "/blocks/0/elements/0/value",
    ),
    "button url too long": (
        "message",
        actions(button(url="x" * 3001)),
        "button.url.max_length",
        "/blocks/0/elements/0/url",
    ),
    "button of an unknown style": (
        "message",
        actions(button(style="green")),
        "value",
        "/blocks/0/elements/0/style",
    ),
    "confirm title too long": (
        "message",
        actions(button(confirm={**CONFIRM, "title": plain("x" * 101)})),
        "confirmation.title.max_length",
        "/blocks/0/elements/0/confirm/title/text",
    ),
    "confirm text too long": (
        "message",
        actions(button(confirm={**CONFIRM, "text": plain("x" * 301)})),
        "confirmation.text.max_length",
        "/blocks/0/elements/0/confirm/text/text",
    ),
    "confirm label too long": (
        "message",
        actions(button(confirm={**CONFIRM, "confirm": plain("x" * 31)})),
        "confirmation.confirm.max_length",
        "/blocks/0/elements/0/confirm/confirm/text",
    ),
    "too many actions": (
        "message",
        actions(*(button(action_id=str(n)) for n in range(26))),
        "actions.elements.max_items",
        "/blocks/0/elements",
    ),
    "a text input among actions": (
        "message",
        actions(element("plain_text_input")),
        "actions.element",
        "/blocks/0/elements/0",
    ),
    "option text too long": (
        "message",
        actions(element("static_select", options=[option("x" * 76)])),
        "option.text.max_length",
        "/blocks/0/elements/0/options/0/text/text",
    ),
    "option value too long": (
        "message",
        actions(element("static_select", options=[option("x", "v" * 151)])),
        "option.value.max_length",
        "/blocks/0/elements/0/options/0/value",
    ),
    "option description too long": (
        "message",
        actions(element("static_select", options=[option(description=plain("x" * 76))])),
        "option.description.max_length",
        "/blocks/0/elements/0/options/0/description/text",
    ),
    "too many options": (
        "message",
        actions(element("static_select", options=options(101))),
        "select.options.max_items",
        "/blocks/0/elements/0/options",
    ),
    "too many option groups": (
        "message",
        actions(
            element(
                "static_select",
                option_groups=[{"label": plain("g"), "options": options(1)}] * 101,
            )
        ),
        "select.option_groups.max_items",
        "/blocks/0/elements/0/option_groups",
    ),
    "too many options in a group": (
        "message",
        actions(
            element("static_select", option_groups=[{"label": plain("g"), "options": options(101)}])
        ),
        "option_group.options.max_items",
        "/blocks/0/elements/0/option_groups/0/options",
    ),
    "group label too long": (
        "message",
        actions(
            element(
                "static_select", option_groups=[{"label": plain("x" * 76), "options": options(1)}]
            )
        ),
        "option_group.label.max_length",
        "/blocks/0/elements/0/option_groups/0/label/text",
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
    "placeholder too long": (
        "message",
        actions(element("users_select", placeholder=plain("x" * 151))),
        "select.placeholder.max_length",
        "/blocks/0/elements/0/placeholder/text",
    ),
    "empty overflow": (
        "message",
        actions(element("overflow", options=[])),
        "overflow.options.min_items",
        "/blocks/0/elements/0/options",
    ),
    "six in an overflow": (
        "message",
        actions(element("overflow", options=options(6))),
        "overflow.options.max_items",
        "/blocks/0/elements/0/options",
    ),
    "no checkboxes": (
        "message",
        actions(element("checkboxes", options=[])),
        "checkboxes.options.min_items",
        "/blocks/0/elements/0/options",
    ),
    "eleven checkboxes": (
        "message",
        actions(element("checkboxes", options=options(11))),
        "checkboxes.options.max_items",
        "/blocks/0/elements/0/options",
    ),
    "eleven radio buttons": (
        "message",
        actions(element("radio_buttons", options=options(11))),
        "radio_buttons.options.max_items",
        "/blocks/0/elements/0/options",
    ),
    "eleven in a context": (
        "message",
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "context.elements.max_items",
        "/blocks/0/elements",
    ),
    "image of two sources": (
        "message",
        [image(slack_file={"id": "F1"})],
        "image.source",
        "/blocks/0",
    ),
    "image address too long": (
        "message",
        [image(image_url="x" * 3001)],
        "image.image_url.max_length",
        "/blocks/0/image_url",
    ),
    "image without alt text": (
        "message",
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "required.alt_text",
        "/blocks/0",
    ),
    "alt text too long": (
        "message",
        [image(alt_text="x" * 2001)],
        "image.alt_text.max_length",
        "/blocks/0/alt_text",
    ),
    "empty markdown": (
        "message",
        [{"type": "markdown", "text": ""}],
        "markdown.text.min_length",
        "/blocks/0/text",
    ),
    "markdown too long together": (
        "message",
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "markdown.text.max_length",
        "/blocks",
    ),
    "table of 101 rows": ("message", table(101, 1), "table.rows.max_items", "/blocks/0/rows"),
    "table of 21 columns": (
        "message",
        table(1, 21),
        "table.columns.max_items",
        "/blocks/0/rows/0",
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
    "data table of one row": (
        "message",
        table(1, 1, "data_table", caption="c"),
        "data_table.rows.min_items",
        "/blocks/0/rows",
    ),
    "data table of no columns": (
        "message",
        table(2, 0, "data_table", caption="c"),
        "data_table.columns.min_items",
        "/blocks/0/rows/0",
    ),
    "data table of 21 columns": (
        "message",
        table(2, 21, "data_table", caption="c"),
        "data_table.columns.max_items",
        "/blocks/0/rows/0",
    ),
    "data table of pages too large": (
        "message",
        table(2, 1, "data_table", caption="c", page_size=101),
        "data_table.page_size.max",
        "/blocks/0/page_size",
    ),
    "empty cell": (
        "message",
        [
            {
                "type": "data_table",
                "caption": "c",
                "rows": [[{"type": "raw_text", "text": ""}]] * 2,
            }
        ],
        "data_table.cell_text.min_length",
        "/blocks/0/rows/0/0/text",
    ),
    "data table with too much in it": (
        "message",
        [
            {
                "type": "data_table",
                "caption": "c",
                "rows": [[{"type": "raw_text", "text": "x" * 10001}]] * 2,
            }
        ],
        "data_table.content.max_length",
        "/blocks/0/rows",
    ),
    "alert in a message": (
        "message",
        [{"type": "alert", "text": mrkdwn("x")}],
        "surface.alert",
        "/blocks/0",
    ),
    "alert too long": (
        "modal",
        modal({"type": "alert", "text": mrkdwn("x" * 201)}),
        "alert.text.max_length",
        "/blocks/0/text/text",
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
    "card title too long": (
        "message",
        [{**CARD, "title": mrkdwn("x" * 151)}],
        "card.title.max_length",
        "/blocks/0/title/text",
    ),
    "card body too long": (
        "message",
        [{**CARD, "body": mrkdwn("x" * 201)}],
        "card.body.max_length",
        "/blocks/0/body/text",
    ),
    "card of four actions": (
        "message",
        [{**CARD, "actions": [button()] * 4}],
        "card.actions.max_items",
        "/blocks/0/actions",
    ),
    "empty carousel": (
        "message",
        [{"type": "carousel", "elements": []}],
        "carousel.elements.min_items",
        "/blocks/0/elements",
    ),
    "eleven cards": (
        "message",
        [{"type": "carousel", "elements": [CARD] * 11}],
        "carousel.elements.max_items",
        "/blocks/0/elements",
    ),
    "container subtitle too long": (
        "message",
        [{"type": "container", "subtitle": plain("x" * 151), "child_blocks": [section()]}],
        "container.subtitle.max_length",
        "/blocks/0/subtitle/text",
    ),
    "eleven blocks in a container": (
        "message",
        [{"type": "container", "child_blocks": [section()] * 11}],
        "container.child_blocks.max_items",
        "/blocks/0/child_blocks",
    ),
    "pie without segments": (
        "message",
        pie(),
        "data_visualization.segments.min_items",
        "/blocks/0/chart/segments",
    ),
    "pie segment of nothing": (
        "message",
        pie({"label": "a", "value": 0}),
        "data_visualization.segment.value.exclusive_min",
        "/blocks/0/chart/segments/0/value",
    ),
    "pie label too long": (
        "message",
        pie({"label": "x" * 21, "value": 1}),
        "data_visualization.segment.label.max_length",
        "/blocks/0/chart/segments/0/label",
    ),
    "thirteen series": (
        "message",
        line([points(1)] * 13),
        "data_visualization.series.max_items",
        "/blocks/0/chart/series",
    ),
    "series of 21 points": (
        "message",
        line([points(21)]),
        "data_visualization.data.max_items",
        "/blocks/0/chart/series/0/data",
    ),
    "point label too long": (
        "message",
        line([points(1, "x" * 21)]),
        "data_visualization.point_label.max_length",
        "/blocks/0/chart/series/0/data/0/label",
    ),
    "21 categories": (
        "message",
        line([points(1)], axis_config={"categories": ["c"] * 21}),
        "data_visualization.categories.max_items",
        "/blocks/0/chart/axis_config/categories",
    ),
    "three charts": (
        "message",
        [*line([points(1)]), *line([points(1)]), *line([points(1)])],
        "message.data_visualization.max_items",
        "/blocks",
    ),
    "chart title too long": (
        "message",
        [{**pie({"label": "a", "value": 1})[0], "title": "x" * 51}],
        "data_visualization.title.max_length",
        "/blocks/0/title",
    ),
    "series name too long": (
        "message",
        line([points(1, name="x" * 21)]),
        "data_visualization.series_name.max_length",
        "/blocks/0/chart/series/0/name",
    ),
    "category too long": (
        "message",
        line([points(1)], axis_config={"categories": ["x" * 21]}),
        "data_visualization.category_label.max_length",
        "/blocks/0/chart/axis_config/categories/0",
    ),
    "video without alt text": (
        "message",
        video(alt_text=""),
        "video.alt_text.min_length",
        "/blocks/0/alt_text",
    ),
    "video alt text too long": (
        "message",
        video(alt_text="x" * 201),
        "video.alt_text.max_length",
        "/blocks/0/alt_text",
    ),
    "video author too long": (
        "message",
        video(author_name="x" * 51),
        "video.author_name.max_length",
        "/blocks/0/author_name",
    ),
    "video description too long": (
        "message",
        video(description=plain("x" * 201)),
        "video.description.max_length",
        "/blocks/0/description/text",
    ),
    "feedback text too long": (
        "message",
        feedback(text=plain("x" * 76)),
        "feedback_button.text.max_length",
        "/blocks/0/elements/0/positive_button/text/text",
    ),
    "feedback value too long": (
        "message",
        feedback(value="x" * 2001),
        "feedback_button.value.max_length",
        "/blocks/0/elements/0/positive_button/value",
    ),
    "icon for too many people": (
        "message",
        [
            {
                "type": "context_actions",
                "elements": [
                    {
                        "type": "icon_button",
                        "icon": "trash",
                        "text": plain("Delete"),
                        "visible_to_user_ids": ["U1"] * 11,
                    }
                ],
            }
        ],
        "icon_button.visible_to_user_ids.max_items",
        "/blocks/0/elements/0/visible_to_user_ids",
    ),
    "source without an address": (
        "message",
        [{"type": "task_card", **TASK, "sources": [{"type": "url", "url": "", "text": "x"}]}],
        "url_source.url.min_length",
        "/blocks/0/sources/0/url",
    ),
    "input label too long": (
        "message",
        field(element("plain_text_input"), label=plain("x" * 2001)),
        "input.label.max_length",
        "/blocks/0/label/text",
    ),
    "input hint too long": (
        "message",
        field(element("plain_text_input"), hint=plain("x" * 2001)),
        "input.hint.max_length",
        "/blocks/0/hint/text",
    ),
    "a button as input": ("message", field(button()), "input.element", "/blocks/0/element"),
    "numbers upside down": (
        "message",
        field(element("number_input", is_decimal_allowed=False, min_value="2", max_value="1")),
        "number_input.range",
        "/blocks/0/element",
    ),
    "too much to type": (
        "message",
        field(element("plain_text_input", max_length=3001)),
        "plain_text_input.max_length.max",
        "/blocks/0/element/max_length",
    ),
    "no files": (
        "modal",
        modal(*field(element("file_input", max_files=0)), submit=plain("Go")),
        "file_input.max_files.min",
        "/blocks/0/element/max_files",
    ),
    "eleven files": (
        "modal",
        modal(*field(element("file_input", max_files=11)), submit=plain("Go")),
        "file_input.max_files.max",
        "/blocks/0/element/max_files",
    ),
    "files in a message": (
        "message",
        field(element("file_input")),
        "surface.file_input",
        "/blocks/0/element",
    ),
    "modal without blocks": (
        "modal",
        {"type": "modal", "title": plain("t"), "blocks": []},
        "view.blocks.min_items",
        "/blocks",
    ),
    "modal of 101 blocks": (
        "modal",
        modal(*[{"type": "divider"}] * 101),
        "view.blocks.max_items",
        "/blocks",
    ),
    "modal without a title": (
        "modal",
        {"type": "modal", "blocks": [section()]},
        "required.title",
        "",
    ),
    "modal title too long": (
        "modal",
        modal(title=plain("x" * 25)),
        "view.title.max_length",
        "/title/text",
    ),
    "submit too long": (
        "modal",
        modal(submit=plain("x" * 25)),
        "view.submit.max_length",
        "/submit/text",
    ),
    "close too long": (
        "modal",
        modal(close=plain("x" * 25)),
        "view.close.max_length",
        "/close/text",
    ),
    "inputs without submit": (
        "modal",
        modal(*field(element("plain_text_input"))),
        "view.submit.required",
        "",
    ),
    "private metadata too long": (
        "modal",
        modal(private_metadata="x" * 3001),
        "view.private_metadata.max_length",
        "/private_metadata",
    ),
    "callback id too long": (
        "modal",
        modal(callback_id="x" * 256),
        "view.callback_id.max_length",
        "/callback_id",
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
}
