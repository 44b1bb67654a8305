"""For every limit of the Block Kit checker a payload of any size: `CASES[rule](size)`.

A size is a count of characters or items, or a number, whatever the limit is about.
"""

from collections.abc import Callable
from typing import Any

from tests.sandbox.slack.block_cases import (
    CARD,
    CONFIRM,
    TASK,
    actions,
    button,
    element,
    feedback,
    field,
    image,
    line,
    modal,
    mrkdwn,
    option,
    options,
    pie,
    plain,
    points,
    section,
    table,
    video,
)

Json = dict[str, Any]
Case = tuple[str, Any]
Build = Callable[[int], Case]


def message(*blocks: Json) -> Case:
    """Return blocks for a message."""
    return "message", list(blocks)


def form(*blocks: Json) -> Case:
    """Return blocks for a modal with a submit button."""
    return "modal", modal(*blocks, submit=plain("Go"))


def typed(kind: str, **more: object) -> Case:
    """Return a form with one element."""
    return form(*field(element(kind, **more)))


def act(*elements: Json) -> Case:
    """Return a message with elements to act on."""
    return message(*actions(*elements))


def x(size: int) -> str:
    """Return so many characters."""
    return "x" * size


def words(size: int) -> Json:
    """Return a plain text of so many characters."""
    return plain(x(size))


def confirmed(**more: object) -> Case:
    """Return a button that asks back, its dialog changed."""
    return act(button(confirm={**CONFIRM, **more}))


def selected(**more: object) -> Case:
    """Return a menu."""
    return act(element("static_select", **more))


def grouped(size: int = 1, label: int = 1, count: int = 1) -> Case:
    """Return a menu of groups."""
    group = {"label": words(label), "options": options(size)}
    return selected(option_groups=[group] * count)


def card(**more: object) -> Case:
    """Return a card."""
    return message({**CARD, **more})


def container(**more: object) -> Case:
    """Return a container."""
    base = {"type": "container", "title": plain("t"), "child_blocks": [section()]}
    return message({**base, **more})


def icon(**more: object) -> Case:
    """Return an icon button."""
    one = {"type": "icon_button", "icon": "trash", "text": plain("Delete"), **more}
    return message({"type": "context_actions", "elements": [one]})


def chart(count: int = 1, categories: int = 1, **axis: object) -> Case:
    """Return a line chart of so many series."""
    names = [str(n) for n in range(categories)]
    series = [points(1, "0", str(n)) for n in range(count)]
    return message(*line(series, axis_config={"categories": names, **axis}))


def plotted(size: int) -> Case:
    """Return a line chart whose one series has so many points."""
    return message(*line([points(size, "a")], axis_config={"categories": ["a"]}))


def labelled(size: int) -> Case:
    """Return a line chart with a point whose label is this long."""
    return message(*line([points(1, x(size))], axis_config={"categories": [x(min(size, 20))]}))


def cells(kind: str, size: int, **more: object) -> Case:
    """Return a table whose second row has one cell this long."""
    rows = [[{"type": "raw_text", "text": text}] for text in ("h", x(size))]
    return message({"type": kind, "rows": rows, **more})


def rich(part: Json) -> Case:
    """Return rich text."""
    return message({"type": "rich_text", "elements": [part]})


def listed(**more: object) -> Case:
    """Return a list in rich text."""
    return rich({"type": "rich_text_list", "style": "bullet", "elements": [], **more})


def view(**more: object) -> Case:
    """Return a modal."""
    return "modal", modal(**more)


def stacked(size: int) -> list[Json]:
    """Return so many blocks."""
    return [{"type": "divider"}] * size


CASES: dict[str, Build] = {
    "text": lambda n: message({"type": "context", "elements": [mrkdwn(x(n))]}),
    "action_id": lambda n: act(button(action_id=x(n))),
    "block_id": lambda n: message(section(block_id=x(n))),
    "button.text": lambda n: act(button(x(n))),
    "button.url": lambda n: act(button(url=x(n))),
    "button.value": lambda n: act(button(value=x(n))),
    "button.accessibility_label": lambda n: act(button(accessibility_label=x(n))),
    "confirmation.title": lambda n: confirmed(title=words(n)),
    "confirmation.text": lambda n: confirmed(text=words(n)),
    "confirmation.confirm": lambda n: confirmed(confirm=words(n)),
    "confirmation.deny": lambda n: confirmed(deny=words(n)),
    "option.text": lambda n: selected(options=[option(x(n))]),
    "option.value": lambda n: selected(options=[option("a", x(n))]),
    "option.description": lambda n: selected(options=[option(description=words(n))]),
    "option.url": lambda n: act(element("overflow", options=[option(url=x(n))])),
    "option_group.label": lambda n: grouped(label=n),
    "option_group.options": grouped,
    "conversation_filter.include": lambda n: act(
        element("conversations_select", filter={"include": ["im"] * n, "exclude_bot_users": True})
    ),
    "dispatch_action_config.trigger_actions_on": lambda n: typed(
        "plain_text_input",
        dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"] * n},
    ),
    "select.placeholder": lambda n: act(element("users_select", placeholder=words(n))),
    "select.options": lambda n: selected(options=options(n)),
    "select.option_groups": lambda n: grouped(count=n),
    "select.initial": lambda n: act(element("multi_users_select", initial_users=["U1"] * n)),
    "select.max_selected_items": lambda n: act(element("multi_users_select", max_selected_items=n)),
    "select.min_query_length": lambda n: act(element("external_select", min_query_length=n)),
    "datetimepicker.initial_date_time": lambda n: act(
        element("datetimepicker", initial_date_time=n)
    ),
    "overflow.options": lambda n: act(element("overflow", options=options(n))),
    "checkboxes.options": lambda n: act(element("checkboxes", options=options(n))),
    "checkboxes.initial_options": lambda n: act(
        element("checkboxes", options=options(2), initial_options=[option("0", "0")] * n)
    ),
    "radio_buttons.options": lambda n: act(element("radio_buttons", options=options(n))),
    "url_source.url": lambda n: message(
        {"type": "task_card", **TASK, "sources": [{"type": "url", "url": x(n), "text": "s"}]}
    ),
    "file_input.max_files": lambda n: typed("file_input", max_files=n),
    "plain_text_input.max_length": lambda n: typed("plain_text_input", max_length=n),
    "plain_text_input.min_length": lambda n: typed("plain_text_input", min_length=n),
    "actions.elements": lambda n: act(*(button(action_id=str(i)) for i in range(n))),
    "alert.text": lambda n: form({"type": "alert", "text": mrkdwn(x(n))}),
    "card.title": lambda n: card(title=mrkdwn(x(n))),
    "card.subtitle": lambda n: card(subtitle=mrkdwn(x(n))),
    "card.body": lambda n: card(body=mrkdwn(x(n))),
    "card.subtext": lambda n: card(subtext=mrkdwn(x(n))),
    "card.actions": lambda n: card(actions=[button(action_id=str(i)) for i in range(n)]),
    "carousel.elements": lambda n: message({"type": "carousel", "elements": [CARD] * n}),
    "container.title": lambda n: container(title=words(n)),
    "container.subtitle": lambda n: container(subtitle=words(n)),
    "container.child_blocks": lambda n: container(child_blocks=[section()] * n),
    "context.elements": lambda n: message({"type": "context", "elements": [mrkdwn("x")] * n}),
    "context_actions.elements": lambda n: message(
        {
            "type": "context_actions",
            "elements": [{**feedback()[0]["elements"][0], "action_id": str(i)} for i in range(n)],
        }
    ),
    "feedback_button.text": lambda n: message(*feedback(text=words(n))),
    "feedback_button.value": lambda n: message(*feedback(value=x(n))),
    "feedback_button.accessibility_label": lambda n: message(*feedback(accessibility_label=x(n))),
    "icon_button.value": lambda n: icon(value=x(n)),
    "icon_button.accessibility_label": lambda n: icon(accessibility_label=x(n)),
    "icon_button.visible_to_user_ids": lambda n: icon(visible_to_user_ids=["U1"] * n),
    "data_table.rows": lambda n: message(*table(n, 1, "data_table", caption="c")),
    "data_table.columns": lambda n: message(*table(2, n, "data_table", caption="c")),
    "data_table.page_size": lambda n: message(*table(2, 1, "data_table", caption="c", page_size=n)),
    "data_table.cell_text": lambda n: cells("data_table", n, caption="c"),
    "data_table.content": lambda n: cells("data_table", n - 1, caption="c"),
    "data_visualization.title": lambda n: message(
        {**pie({"label": "a", "value": 1})[0], "title": x(n)}
    ),
    "data_visualization.segments": lambda n: message(*pie(*[{"label": "a", "value": 1}] * n)),
    "data_visualization.segment.label": lambda n: message(*pie({"label": x(n), "value": 1})),
    "data_visualization.segment.value": lambda n: message(*pie({"label": "a", "value": n})),
    "data_visualization.series": chart,
    "data_visualization.series_name": lambda n: message(
        *line([points(1, name=x(n))], axis_config={"categories": ["p"]})
    ),
    "data_visualization.data": plotted,
    "data_visualization.point_label": labelled,
    "data_visualization.categories": lambda n: chart(categories=n),
    "data_visualization.category_label": lambda n: message(
        *line([points(1, "a")], axis_config={"categories": ["a", x(n)]})
    ),
    "data_visualization.axis_label": lambda n: chart(x_label=x(n), y_label="y"),
    "header.text": lambda n: message({"type": "header", "text": words(n)}),
    "image.image_url": lambda n: message(image(image_url=x(n))),
    "image.alt_text": lambda n: message(image(alt_text=x(n))),
    "image.title": lambda n: message(image(title=words(n))),
    "input.label": lambda n: form(*field(element("plain_text_input"), label=words(n))),
    "input.hint": lambda n: form(*field(element("plain_text_input"), hint=words(n))),
    "markdown.text": lambda n: message({"type": "markdown", "text": x(n)}),
    "rich_text.text": lambda n: rich(
        {"type": "rich_text_section", "elements": [{"type": "text", "text": x(n)}]}
    ),
    "rich_text.border": lambda n: listed(border=n),
    "rich_text_list.indent": lambda n: listed(indent=n),
    "rich_text_list.offset": lambda n: listed(offset=n),
    "section.text": lambda n: message(section(x(n))),
    "section.fields": lambda n: message(section(fields=[mrkdwn("x")] * n)),
    "section.field": lambda n: message(section(fields=[mrkdwn(x(n))])),
    "table.rows": lambda n: message(*table(n, 1)),
    "table.columns": lambda n: message(*table(1, n)),
    "table.column_settings": lambda n: message(*table(1, 1, column_settings=[None] * n)),
    "table.cell_text": lambda n: cells("table", n),
    "video.alt_text": lambda n: message(*video(alt_text=x(n))),
    "video.title": lambda n: message(*video(title=words(n))),
    "video.author_name": lambda n: message(*video(author_name=x(n))),
    "video.description": lambda n: message(*video(description=words(n))),
    "video.provider_name": lambda n: message(*video(provider_name=x(n))),
    "message.blocks": lambda n: message(*stacked(n)),
    "view.blocks": lambda n: ("modal", {**modal(), "blocks": stacked(n)}),
    "view.private_metadata": lambda n: view(private_metadata=x(n)),
    "view.callback_id": lambda n: view(callback_id=x(n)),
    "view.external_id": lambda n: view(external_id=x(n)),
    "view.title": lambda n: view(title=words(n)),
    "view.close": lambda n: view(close=words(n)),
    "view.submit": lambda n: view(submit=words(n)),
}
