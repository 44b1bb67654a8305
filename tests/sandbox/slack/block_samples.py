"""One example of every Block Kit block, element and object with every field Slack documents.

`SAMPLES[name]` = (surface, payload, JSON pointer to the part, its required fields).
"""

from typing import Any

from tests.sandbox.slack.block_cases import (
    CONFIRM,
    RICH,
    Json,
    actions,
    button,
    element,
    field,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
)

Sample = tuple[str, Any, str, set[str]]

IMAGE: Json = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
STYLE: Json = {"bold": True, "italic": True, "strike": True, "code": True, "underline": True}
TRIGGER: Json = {
    "url": "https://slack.com/shortcuts/Ft1/x",
    "customizable_input_parameters": [{"name": "a", "value": "b"}],
}
TASK: Json = {
    "task_id": "1",
    "title": "Copy",
    "status": "complete",
    "icon": {"type": "icon", "name": "rocket"},
    "hide_title": True,
    "details": RICH,
    "output": RICH,
    "sources": [{"type": "url", "url": "https://example.com", "text": "s"}],
}
CARD: Json = {
    "type": "card",
    "block_id": "b",
    "title": mrkdwn("t"),
    "subtitle": mrkdwn("s"),
    "body": mrkdwn("b"),
    "subtext": mrkdwn("x"),
    "hero_image": IMAGE,
    "icon": IMAGE,
    "actions": [button()],
}
CHART: Json = {
    "series": [{"name": "s", "data": [{"label": "a", "value": -1}]}],
    "axis_config": {"categories": ["a"], "x_label": "x", "y_label": "y"},
}
CELLS = [{"type": "raw_text", "text": "x"}, {"type": "raw_number", "value": 1, "text": "1"}]
CHOICE: Json = {"confirm": CONFIRM, "focus_on_load": True}
MENU: Json = {**CHOICE, "placeholder": plain("Choose")}
DISPATCH: Json = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}
TYPED: Json = {
    "placeholder": plain("Type"),
    "focus_on_load": True,
    "dispatch_action_config": DISPATCH,
}
FILTER: Json = {
    "include": ["im", "mpim", "private", "public"],
    "exclude_external_shared_channels": True,
    "exclude_bot_users": True,
}
GROUPS = [{"label": plain("g"), "options": options(2)}]


def block(kind: str, required: str, *, surface: str = "message", **fields: object) -> Sample:
    """Return a sample of a block."""
    blocks = [{"type": kind, "block_id": "b", **fields}]
    payload = modal(*blocks, submit=plain("Go")) if surface == "modal" else blocks
    return surface, payload, "/blocks/0", {"type", *required.split()}


def acting(kind: str, required: str = "", **fields: object) -> Sample:
    """Return a sample of an element among actions."""
    payload = actions(element(kind, **fields))
    return "message", payload, "/blocks/0/elements/0", {"type", *required.split()}


def entered(kind: str, required: str = "", **fields: object) -> Sample:
    """Return a sample of an element in a form."""
    payload = modal(*field(element(kind, **fields)), submit=plain("Go"))
    return "modal", payload, "/blocks/0/element", {"type", *required.split()}


def part(payload: Any, pointer: str, required: str, surface: str = "message") -> Sample:  # noqa: ANN401
    """Return a sample of whatever a pointer names."""
    return surface, payload, pointer, set(required.split())


def spoken(kind: str, required: str, **fields: object) -> Sample:
    """Return a sample of an element of rich text."""
    inline = {"type": kind, "style": STYLE, **fields}
    inside = {"type": "rich_text_section", "elements": [inline]}
    payload = [{"type": "rich_text", "elements": [inside]}]
    return part(payload, "/blocks/0/elements/0/elements/0", f"type {required}")


def written(kind: str, required: str, **fields: object) -> Sample:
    """Return a sample of a part of rich text."""
    payload = [{"type": "rich_text", "elements": [{"type": kind, **fields}]}]
    return part(payload, "/blocks/0/elements/0", f"type elements {required}")


def _blocks() -> dict[str, Sample]:
    return {
        "actions": block("actions", "elements", elements=[button()]),
        "alert": block("alert", "text", surface="modal", text=mrkdwn("x"), level="info"),
        "card": part([CARD], "/blocks/0", "type"),
        "carousel": block("carousel", "elements", elements=[{**CARD, "block_id": "c"}]),
        "container": block(
            "container",
            "child_blocks",
            title=plain("t"),
            rich_text_title=RICH,
            subtitle=mrkdwn("s"),
            icon=IMAGE,
            width="full",
            is_collapsible=True,
            default_collapsed=True,
            child_blocks=[section()],
        ),
        "divided container": block(
            "container",
            "child_blocks title",
            title=plain("t"),
            has_header_divider=True,
            child_blocks=[section()],
        ),
        "context": block("context", "elements", elements=[mrkdwn("x"), plain("y"), IMAGE]),
        "context_actions": block(
            "context_actions",
            "elements",
            elements=[{"type": "icon_button", "icon": "trash", "text": plain("Delete")}],
        ),
        "data_table": block(
            "data_table",
            "rows caption",
            rows=[CELLS, CELLS],
            caption="c",
            page_size=5,
            row_header_column_index=1,
        ),
        "data_visualization": block(
            "data_visualization", "title chart", title="t", chart={"type": "bar", **CHART}
        ),
        "divider": block("divider", ""),
        "file": block("file", "external_id source", external_id="x", source="remote"),
        "header": block("header", "text", text=plain("x")),
        "image": block(
            "image",
            "image_url alt_text",
            image_url="https://e.com/a",
            alt_text="a",
            title=plain("t"),
        ),
        "input": block(
            "input",
            "label element",
            surface="modal",
            label=plain("l"),
            element=element("plain_text_input"),
            hint=plain("h"),
            optional=True,
            dispatch_action=True,
        ),
        "markdown": block("markdown", "text", text="x"),
        "plan": block("plan", "title", title="t", tasks=[TASK]),
        "rich_text": block("rich_text", "elements", elements=RICH["elements"]),
        "section": block(
            "section",
            "",
            text=mrkdwn("x"),
            fields=[plain("f")],
            accessory=button(),
            expand=True,
        ),
        "table": block(
            "table",
            "rows",
            rows=[CELLS],
            column_settings=[{"align": "center", "is_wrapped": True}, None],
        ),
        "task_card": block("task_card", "task_id title", **TASK),
        "video": block(
            "video",
            "alt_text title thumbnail_url video_url",
            alt_text="a",
            title=plain("t"),
            thumbnail_url="https://e.com/a.png",
            video_url="https://e.com/v",
            author_name="n",
            description=plain("d"),
            provider_name="p",
            provider_icon_url="https://e.com/p.png",
            title_url="https://e.com/t",
        ),
    }


def _elements() -> dict[str, Sample]:
    picked: Json = {"options": options(2), "initial_option": option("1", "1")}
    several: Json = {"options": options(2), "initial_options": [option("1", "1")]}
    return {
        "button": acting(
            "button",
            "text",
            text=plain("Go"),
            value="v",
            url="https://e.com",
            style="danger",
            accessibility_label="Go on",
            confirm={**CONFIRM, "style": "danger"},
        ),
        "overflow": acting(
            "overflow", "options", options=[option(url="https://e.com")], confirm=CONFIRM
        ),
        "workflow_button": acting(
            "workflow_button",
            "text workflow",
            text=plain("Run"),
            workflow={"trigger": TRIGGER},
            style="primary",
            accessibility_label="Run it",
            confirm=CONFIRM,
        ),
        "checkboxes": acting("checkboxes", "options", **several, **CHOICE),
        "radio_buttons": acting("radio_buttons", "options", **picked, **CHOICE),
        "datepicker": acting("datepicker", initial_date="2028-02-29", **MENU),
        "timepicker": acting("timepicker", initial_time="23:59", timezone="Europe/Rome", **MENU),
        "datetimepicker": acting("datetimepicker", initial_date_time=1628633820, **CHOICE),
        "static_select": acting("static_select", "options", **picked, **MENU),
        "static_select of groups": acting(
            "static_select",
            "option_groups",
            option_groups=GROUPS,
            initial_option=option("1", "1"),
            **MENU,
        ),
        "multi_static_select": acting(
            "multi_static_select", "options", max_selected_items=1, **several, **MENU
        ),
        "external_select": acting(
            "external_select", initial_option=option(), min_query_length=1, **MENU
        ),
        "multi_external_select": acting(
            "multi_external_select",
            initial_options=[option()],
            min_query_length=1,
            max_selected_items=1,
            **MENU,
        ),
        "users_select": acting("users_select", initial_user="U1", **MENU),
        "multi_users_select": acting(
            "multi_users_select", initial_users=["U1"], max_selected_items=1, **MENU
        ),
        "conversations_select": entered(
            "conversations_select",
            initial_conversation="C1",
            default_to_current_conversation=True,
            filter=FILTER,
            response_url_enabled=True,
            **MENU,
        ),
        "multi_conversations_select": acting(
            "multi_conversations_select",
            initial_conversations=["C1"],
            default_to_current_conversation=True,
            filter=FILTER,
            max_selected_items=1,
            **MENU,
        ),
        "channels_select": entered(
            "channels_select", initial_channel="C1", response_url_enabled=True, **MENU
        ),
        "multi_channels_select": acting(
            "multi_channels_select", initial_channels=["C1"], max_selected_items=1, **MENU
        ),
        "plain_text_input": entered(
            "plain_text_input",
            initial_value="x",
            multiline=True,
            min_length=1,
            max_length=2,
            **TYPED,
        ),
        "email_text_input": entered("email_text_input", initial_value="a@e.com", **TYPED),
        "url_text_input": entered("url_text_input", initial_value="https://e.com", **TYPED),
        "number_input": entered(
            "number_input",
            "is_decimal_allowed",
            is_decimal_allowed=True,
            initial_value="0.5",
            min_value="-1",
            max_value="1e3",
            **TYPED,
        ),
        "rich_text_input": entered("rich_text_input", initial_value=RICH, **TYPED),
        "file_input": entered("file_input", filetypes=["csv"], max_files=1),
    }


def _objects() -> dict[str, Sample]:
    dialog = actions(button(confirm={**CONFIRM, "style": "primary"}))
    menu = actions(element("static_select", options=[option(description=plain("d"))]))
    groups = actions(element("static_select", option_groups=GROUPS))
    run = actions(element("workflow_button", text=plain("Run"), workflow={"trigger": TRIGGER}))
    chosen = actions(element("conversations_select", filter=FILTER))
    typed = field(element("plain_text_input", dispatch_action_config=DISPATCH))
    good = {"text": plain("Good"), "value": "good", "accessibility_label": "It is good"}
    feedback: Json = {
        "type": "feedback_buttons",
        "action_id": "f",
        "positive_button": good,
        "negative_button": dict(good),
    }
    icon = {
        "type": "icon_button",
        "action_id": "i",
        "icon": "trash",
        "text": plain("Delete"),
        "value": "v",
        "accessibility_label": "Delete it",
        "visible_to_user_ids": ["U1"],
        "confirm": CONFIRM,
    }
    below = [{"type": "context_actions", "elements": [feedback, icon]}]
    held = {"type": "action", "element": button(), "fallback": CELLS[0]}
    data = [{"type": "data_table", "caption": "c", "rows": [CELLS, [held, CELLS[1]]]}]
    settings = [{"align": "left", "is_wrapped": False}]
    table = [{"type": "table", "rows": [CELLS], "column_settings": settings}]
    bars = [{"type": "data_visualization", "title": "t", "chart": {"type": "area", **CHART}}]
    pie = [
        {
            "type": "data_visualization",
            "title": "t",
            "chart": {"type": "pie", "segments": [{"label": "a", "value": 0.5}]},
        }
    ]
    return {
        "confirm": part(dialog, "/blocks/0/elements/0/confirm", "title text confirm deny"),
        "option": part(menu, "/blocks/0/elements/0/options/0", "text value"),
        "option group": part(groups, "/blocks/0/elements/0/option_groups/0", "label options"),
        "plain text": part(
            [section(fields=[{**plain("x"), "emoji": True}])], "/blocks/0/fields/0", "type text"
        ),
        "mrkdwn": part(
            [section(fields=[{**mrkdwn("x"), "verbatim": True}])], "/blocks/0/fields/0", "type text"
        ),
        "workflow": part(run, "/blocks/0/elements/0/workflow", "trigger"),
        "trigger": part(run, "/blocks/0/elements/0/workflow/trigger", "url"),
        "filter": part(chosen, "/blocks/0/elements/0/filter", ""),
        "dispatch config": part(typed, "/blocks/0/element/dispatch_action_config", ""),
        "feedback buttons": part(
            below, "/blocks/0/elements/0", "type positive_button negative_button"
        ),
        "feedback button": part(below, "/blocks/0/elements/0/positive_button", "text value"),
        "icon button": part(below, "/blocks/0/elements/1", "type icon text"),
        "slack file": part(
            [{"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}}],
            "/blocks/0/slack_file",
            "id",
        ),
        "image element": part(
            [{"type": "context", "elements": [IMAGE]}],
            "/blocks/0/elements/0",
            "type image_url alt_text",
        ),
        "slack icon": part(
            [{"type": "card", "title": plain("t"), "slack_icon": {"type": "icon", "name": "bot"}}],
            "/blocks/0/slack_icon",
            "type name",
        ),
        "column settings": part(table, "/blocks/0/column_settings/0", ""),
        "text cell": part(table, "/blocks/0/rows/0/0", "type text"),
        "number cell": part(table, "/blocks/0/rows/0/1", "type value"),
        "action cell": part(data, "/blocks/0/rows/1/0", "type element"),
        "axis chart": part(bars, "/blocks/0/chart", "type series axis_config"),
        "axis": part(bars, "/blocks/0/chart/axis_config", "categories"),
        "series": part(bars, "/blocks/0/chart/series/0", "name data"),
        "point": part(bars, "/blocks/0/chart/series/0/data/0", "label value"),
        "pie": part(pie, "/blocks/0/chart", "type segments"),
        "segment": part(pie, "/blocks/0/chart/segments/0", "label value"),
        "source": part([{"type": "task_card", **TASK}], "/blocks/0/sources/0", "type url text"),
        "modal": part(
            {
                **modal(submit=plain("Go"), close=plain("No")),
                "private_metadata": "p",
                "callback_id": "c",
                "external_id": "e",
                "clear_on_close": True,
                "notify_on_close": True,
            },
            "",
            "type title blocks",
            "modal",
        ),
        "home": part(
            {
                "type": "home",
                "blocks": [section()],
                "private_metadata": "p",
                "callback_id": "c",
                "external_id": "e",
            },
            "",
            "type blocks",
            "home",
        ),
    }


def _rich_text() -> dict[str, Sample]:
    said = [{"type": "text", "text": "x"}]
    one = {"type": "rich_text_section", "elements": said}
    return {
        "rich section": written("rich_text_section", "", elements=said),
        "rich list": written(
            "rich_text_list", "style", elements=[one], style="ordered", indent=1, offset=1, border=1
        ),
        "rich quote": written("rich_text_quote", "", elements=said, border=1),
        "rich code": written(
            "rich_text_preformatted", "", elements=said, border=0, language="python"
        ),
        "rich text run": spoken("text", "text", text="x"),
        "rich link": spoken("link", "url", url="https://e.com", text="x", unsafe=False),
        "rich emoji": spoken("emoji", "name", name="wave", unicode="1f44b"),
        "rich user": spoken("user", "user_id", user_id="U1"),
        "rich channel": spoken("channel", "channel_id", channel_id="C1"),
        "rich usergroup": spoken("usergroup", "usergroup_id", usergroup_id="S1"),
        "rich team": spoken("team", "team_id", team_id="T1"),
        "rich broadcast": spoken("broadcast", "range", range="here"),
        "rich date": spoken(
            "date",
            "timestamp format",
            timestamp=1,
            format="{date}",
            url="https://e.com",
            fallback="x",
        ),
        "rich color": spoken("color", "value", value="#FF00AA"),
    }


SAMPLES: dict[str, Sample] = _blocks() | _elements() | _objects() | _rich_text()
