"""The figures themselves, written down once more: `test_block_limits` takes them as they are.

Sources: docs.slack.dev/reference/block-kit, docs.slack.dev/apis/web-api/rate-limits.
"""

from sandbox.slack.block_limits import LIMITS, PER_MESSAGE
from sandbox.slack.rate_limits import Limits

DOCUMENTED = {
    "action_id": {"max_length": 255},
    "actions.elements": {"min_items": 1, "max_items": 25},
    "alert.text": {"max_length": 200},
    "block_id": {"max_length": 255},
    "button.accessibility_label": {"max_length": 75},
    "button.text": {"max_length": 75},
    "button.url": {"max_length": 3000},
    "button.value": {"max_length": 2000},
    "card.actions": {"max_items": 3},
    "card.body": {"max_length": 200},
    "card.subtext": {"max_length": 200},
    "card.subtitle": {"max_length": 150},
    "card.title": {"max_length": 150},
    "carousel.elements": {"min_items": 1, "max_items": 10},
    "checkboxes.initial_options": {"min_items": 1, "max_items": 10},
    "checkboxes.options": {"min_items": 1, "max_items": 10},
    "confirmation.confirm": {"max_length": 30},
    "confirmation.deny": {"max_length": 30},
    "confirmation.text": {"max_length": 300},
    "confirmation.title": {"max_length": 100},
    "container.child_blocks": {"min_items": 1, "max_items": 10},
    "container.subtitle": {"max_length": 150},
    "container.title": {"max_length": 150},
    "context.elements": {"min_items": 1, "max_items": 10},
    "context_actions.elements": {"min_items": 1, "max_items": 5},
    "conversation_filter.include": {"min_items": 1},
    "data_table.cell_text": {"min_length": 1},
    "data_table.columns": {"min_items": 1, "max_items": 20},
    "data_table.content": {"max_length": 20000},
    "data_table.page_size": {"min": 1, "max": 100},
    "data_table.rows": {"min_items": 2, "max_items": 201},
    "data_visualization.axis_label": {"max_length": 50},
    "data_visualization.categories": {"min_items": 1, "max_items": 20},
    "data_visualization.category_label": {"max_length": 20},
    "data_visualization.data": {"min_items": 1, "max_items": 20},
    "data_visualization.point_label": {"max_length": 20},
    "data_visualization.segment.label": {"max_length": 20},
    "data_visualization.segment.value": {"exclusive_min": 0},
    "data_visualization.segments": {"min_items": 1, "max_items": 12},
    "data_visualization.series": {"min_items": 1, "max_items": 12},
    "data_visualization.series_name": {"max_length": 20},
    "data_visualization.title": {"max_length": 50},
    "datetimepicker.initial_date_time": {"min": 1000000000, "max": 9999999999},
    "dispatch_action_config.trigger_actions_on": {"min_items": 1},
    "feedback_button.accessibility_label": {"max_length": 75},
    "feedback_button.text": {"max_length": 75},
    "feedback_button.value": {"max_length": 2000},
    "file_input.max_files": {"min": 1, "max": 10},
    "header.text": {"max_length": 150},
    "icon_button.accessibility_label": {"max_length": 75},
    "icon_button.value": {"max_length": 2000},
    "icon_button.visible_to_user_ids": {"max_items": 10},
    "image.alt_text": {"max_length": 2000},
    "image.image_url": {"max_length": 3000},
    "image.title": {"max_length": 2000},
    "input.hint": {"max_length": 2000},
    "input.label": {"max_length": 2000},
    "markdown.text": {"min_length": 1, "max_length": 12000},
    "message.blocks": {"max_items": 50},
    "option.description": {"max_length": 75},
    "option.text": {"max_length": 75},
    "option.url": {"max_length": 3000},
    "option.value": {"max_length": 150},
    "option_group.label": {"max_length": 75},
    "option_group.options": {"min_items": 1, "max_items": 100},
    "overflow.options": {"min_items": 1, "max_items": 5},
    "plain_text_input.max_length": {"min": 1, "max": 3000},
    "plain_text_input.min_length": {"min": 0, "max": 3000},
    "radio_buttons.options": {"min_items": 1, "max_items": 10},
    "rich_text.border": {"min": 0},
    "rich_text.text": {"min_length": 1},
    "rich_text_list.indent": {"min": 0, "max": 8},
    "rich_text_list.offset": {"min": 0},
    "section.field": {"max_length": 2000},
    "section.fields": {"min_items": 1, "max_items": 10},
    "section.text": {"max_length": 3000},
    "select.initial": {"min_items": 1},
    "select.max_selected_items": {"min": 1},
    "select.min_query_length": {"min": 0},
    "select.option_groups": {"min_items": 1, "max_items": 100},
    "select.options": {"min_items": 1, "max_items": 100},
    "select.placeholder": {"max_length": 150},
    "table.cell_text": {"min_length": 1},
    "table.column_settings": {"max_items": 20},
    "table.columns": {"min_items": 1, "max_items": 20},
    "table.rows": {"min_items": 1, "max_items": 100},
    "text": {"min_length": 1, "max_length": 3000},
    "url_source.url": {"min_length": 1, "max_length": 3000},
    "video.alt_text": {"min_length": 1, "max_length": 200},
    "video.author_name": {"max_length": 50},
    "video.description": {"max_length": 200},
    "video.provider_name": {"max_length": 50},
    "video.title": {"max_length": 200},
    "view.blocks": {"min_items": 1, "max_items": 100},
    "view.callback_id": {"max_length": 255},
    "view.close": {"max_length": 24},
    "view.external_id": {"max_length": 255},
    "view.private_metadata": {"max_length": 3000},
    "view.submit": {"max_length": 24},
    "view.title": {"max_length": 24},
}


def test_the_limits_of_blocks_are_those_documented() -> None:
    assert LIMITS == DOCUMENTED


def test_a_message_has_one_table_and_two_charts_at_most() -> None:
    assert PER_MESSAGE == {"table": 1, "data_visualization": 2}


def test_the_special_tier_is_hundreds_of_calls_a_minute() -> None:
    limits = Limits(lambda: 1_800_000_000.0)

    assert [limits.take("auth.test") for _ in range(600)] == [0.0] * 600
    assert limits.take("auth.test") == 60.0


def test_each_method_is_counted_by_itself() -> None:
    limits = Limits(lambda: 1_800_000_000.0)
    for _ in range(20):
        limits.take("users.list")

    assert limits.take("users.list") > 0
    assert limits.take("usergroups.list") == 0
