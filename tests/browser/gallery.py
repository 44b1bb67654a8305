"""One message of every block type, to be posted with chat.postMessage and looked at."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """Return a mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, **more: object) -> Json:
    """Return an option."""
    return {"text": plain(text), "value": value, **more}


def button(text: str, action_id: str, **more: object) -> Json:
    """Return a button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def text(words: str, **style: bool) -> Json:
    """Return words of a rich text."""
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def rich(*elements: Json) -> Json:
    """Return a rich text of one section."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(elements)}],
    }


def raw(*cells: str) -> list[Json]:
    """Return a row of a table."""
    return [{"type": "raw_text", "text": cell} for cell in cells]


ELSEWHERE = {"image_url": "https://example.com/graph.png", "alt_text": "Reads of orders, flat"}
IMAGE: Json = {"type": "image", **ELSEWHERE}
TABLES: list[Json] = [
    option("orders", "o", description=plain("us-east-2")),
    option("customers", "c"),
]
CONFIRM: Json = {
    "title": plain("Delete the restored table?"),
    "text": mrkdwn("`orders-ddbdr-7F3K2Q1` *and its data* go away."),
    "confirm": plain("Delete it"),
    "deny": plain("Keep it"),
    "style": "danger",
}


def card(n: int) -> Json:
    """Return a card."""
    return {
        "type": "card",
        "icon": IMAGE,
        "title": mrkdwn(f"*orders* copy {n}"),
        "subtitle": mrkdwn("us-west-1 · 12.1 GB"),
        "body": mrkdwn("Newest backup 02:00, 14 minutes old."),
        "actions": [button("Restore", f"restore{n}", style="primary"), button("Look", f"look{n}")],
    }


def series(name: str, *values: float) -> Json:
    """Return a series of a chart."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri")
    points = [{"label": day, "value": value} for day, value in zip(days, values, strict=True)]
    return {"name": name, "data": points}


def chart(kind: str, *all_series: Json) -> Json:
    """Return a chart over the days of a week."""
    axis = {
        "categories": ["Mon", "Tue", "Wed", "Thu", "Fri"],
        "x_label": "Day",
        "y_label": "Minutes",
    }
    what = {"type": kind, "series": list(all_series), "axis_config": axis}
    return {"type": "data_visualization", "title": f"RPO by day ({kind})", "chart": what}


TASKS: list[Json] = [
    {"task_id": "1", "title": "Checked again", "status": "complete"},
    {
        "task_id": "2",
        "title": "AWS is copying the data",
        "status": "in_progress",
        "details": rich(text("12 min of 31 to 44")),
        "sources": [{"type": "url", "url": "https://example.com/r", "text": "Restores"}],
    },
    {"task_id": "3", "title": "Compare", "status": "pending"},
    {"task_id": "4", "title": "Old copy", "status": "error", "output": rich(text("Vault key"))},
]

RICH: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                text("bold", bold=True),
                text(" italic", italic=True),
                text(" gone", strike=True),
                text(" code", code=True),
                text(" to "),
                {"type": "user", "user_id": "U02BOB"},
                text(" in "),
                {"type": "channel", "channel_id": "C02ALERTS"},
                text(" for "),
                {"type": "usergroup", "usergroup_id": "S0DRTEAM"},
                text(" and "),
                {"type": "broadcast", "range": "here"},
                text(" "),
                {"type": "emoji", "name": "white_check_mark"},
                text(" see "),
                {"type": "link", "url": "https://example.com/", "text": "the runbook"},
                text(" at "),
                {"type": "date", "timestamp": 1794622140, "format": "{date_num} {time}"},
                text(" "),
                {"type": "color", "value": "#0f766e"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [text("first")]},
                {"type": "rich_text_section", "elements": [text("second")]},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "elements": [{"type": "rich_text_section", "elements": [text("inside")]}],
        },
        {"type": "rich_text_quote", "elements": [text("Nobody has tried the backup.")]},
        {"type": "rich_text_preformatted", "elements": [text("aws dynamodb list-backups\n")]},
    ],
}

MARKDOWN = """## What was restored
**orders** came back with *two* indexes, ~~TTL~~ and `tags` not. See [the runbook](https://example.com/r).

1. Compare
2. Cut over
   - watch the alarms

- [x] approved
- [ ] told the team

> It took 38 minutes.

| Table | Items |
|:------|------:|
| orders | 1,204 |

---
```
aws dynamodb describe-table
```"""

SELECTS: list[Json] = [
    {
        "type": "static_select",
        "action_id": "table",
        "placeholder": plain("Table"),
        "options": TABLES,
    },
    {"type": "users_select", "action_id": "person", "placeholder": plain("Person")},
    {
        "type": "multi_static_select",
        "action_id": "tables",
        "placeholder": plain("Tables"),
        "option_groups": [{"label": plain("us-east-2"), "options": TABLES}],
        "initial_options": TABLES[:1],
    },
    {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-23"},
    {"type": "timepicker", "action_id": "time", "initial_time": "02:10"},
    {"type": "radio_buttons", "action_id": "mode", "options": TABLES},
    {"type": "checkboxes", "action_id": "parts", "options": TABLES, "initial_options": TABLES[1:]},
]

# name -> the blocks of a message
GALLERY: dict[str, list[Json]] = {
    "header": [{"type": "header", "text": plain("Restoring orders :hourglass:")}],
    "section": [
        {
            "type": "section",
            "text": mrkdwn("*running* · _12 min_ of ~30~ `31 to 44`\n> approved by <@U02BOB>"),
            "fields": [mrkdwn("*From*\norders"), mrkdwn("*Into*\norders-ddbdr-7F3K2Q1")],
            "accessory": IMAGE,
        }
    ],
    "context": [{"type": "context", "elements": [IMAGE, mrkdwn("asked by <@U01ALICE>")]}],
    "divider": [{"type": "divider"}],
    "actions": [
        {
            "type": "actions",
            "elements": [
                button("Approve restore", "approve", style="primary"),
                button("Delete restored table", "delete", style="danger", confirm=CONFIRM),
                button("Runbook", "runbook", url="https://example.com/r"),
                {
                    "type": "overflow",
                    "action_id": "more",
                    "options": [option("As aws commands", "aws"), option("Cancel", "cancel")],
                },
            ],
        },
    ],
    "selects": [{"type": "actions", "elements": SELECTS}],
    "image": [{**IMAGE, "title": plain("Reads")}],
    "input": [
        {
            "type": "input",
            "block_id": "reason",
            "label": plain("Reason"),
            "hint": plain("Everybody sees it."),
            "dispatch_action": True,
            "element": {"type": "plain_text_input", "action_id": "reason"},
        }
    ],
    "rich_text": [RICH],
    "markdown": [{"type": "markdown", "text": MARKDOWN}],
    "table": [
        {
            "type": "table",
            "column_settings": [{"is_wrapped": True}, {"align": "right"}],
            "rows": [raw("Table", "Size"), raw("orders", "12.1 GB"), raw("customers", "0.4 GB")],
        }
    ],
    "data_table": [
        {
            "type": "data_table",
            "caption": "Backups",
            "page_size": 4,
            "row_header_column_index": 0,
            "rows": [
                raw("Backup", "Minutes"),
                *(
                    [
                        {"type": "raw_text", "text": f"nightly-{n}"},
                        {"type": "raw_number", "value": v},
                    ]
                    for n, v in enumerate((31, 4, 120, 9, 57, 14), start=1)
                ),
            ],
        }
    ],
    "plan": [{"type": "plan", "title": "Restore orders", "tasks": TASKS}],
    "task_card": [{"type": "task_card", **TASKS[1]}],
    "card": [card(1)],
    "carousel": [{"type": "carousel", "elements": [card(n) for n in range(1, 5)]}],
    "container": [
        {
            "type": "container",
            "title": plain("Two records"),
            "subtitle": plain("Review before confirming"),
            "is_collapsible": True,
            "child_blocks": [
                {"type": "section", "text": mrkdwn("*orders* comes first")},
                {"type": "divider"},
                {"type": "section", "text": mrkdwn("*customers* follows")},
            ],
        }
    ],
    "context_actions": [
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "helpful",
                    "positive_button": {"text": plain("Helpful"), "value": "yes"},
                    "negative_button": {"text": plain("Not helpful"), "value": "no"},
                },
                {
                    "type": "icon_button",
                    "action_id": "trash",
                    "icon": "trash",
                    "text": plain("Remove"),
                },
            ],
        }
    ],
    "video": [
        {
            "type": "video",
            "title": plain("How a restore looks"),
            "title_url": "https://example.com/v",
            "video_url": "https://example.com/embed",
            "thumbnail_url": "https://example.com/t.png",
            "alt_text": "Screen recording of a restore",
            "author_name": "Eve",
            "description": plain("Four minutes."),
        }
    ],
    "bar": [chart("bar", series("orders", 14, 9, 22, 11, 5), series("customers", 4, 6, 3, 8, 2))],
    "line": [chart("line", series("orders", 14, 9, 22, 11, 5), series("customers", 4, 6, 3, 8, 2))],
    "area": [chart("area", series("orders", 14, 9, 22, 11, 5))],
    "pie": [
        {
            "type": "data_visualization",
            "title": "Where backups are",
            "chart": {
                "type": "pie",
                "segments": [
                    {"label": "us-east-2", "value": 12},
                    {"label": "us-west-1", "value": 7},
                    {"label": "vault", "value": 3},
                ],
            },
        }
    ],
}

ATTACHMENTS: list[Json] = [
    {"color": "#b3541e", "blocks": [{"type": "section", "text": mrkdwn("In an attachment")}]},
    {
        "color": "good",
        "pretext": "Before it",
        "author_name": "backup",
        "title": "Nightly backup",
        "title_link": "https://example.com/n",
        "text": "done in *38 min*",
        "fields": [
            {"title": "Size", "value": "12.1 GB", "short": True},
            {"title": "Region", "value": "us-east-2", "short": True},
        ],
        "footer": "AWS Backup",
        "ts": 1794622140,
    },
]


def field(label: str, element: Json, **more: object) -> Json:
    """Return an input block."""
    return {"type": "input", "label": plain(label), "element": element, **more}


def form(**more: object) -> Json:
    """Return a modal with every input there is."""
    return {
        "type": "modal",
        "callback_id": "gallery",
        "title": plain("Every input"),
        "submit": plain("Save"),
        "close": plain("Not now"),
        "blocks": [
            {"type": "alert", "level": "warning", "text": mrkdwn("Traffic moves at *02:10*.")},
            field(
                "Reason",
                {"type": "plain_text_input", "action_id": "reason", "focus_on_load": True},
                block_id="reason",
                hint=plain("Everybody sees it."),
            ),
            field(
                "Notes",
                {"type": "plain_text_input", "action_id": "notes", "multiline": True},
                optional=True,
            ),
            field("Rich", {"type": "rich_text_input", "action_id": "rich"}, optional=True),
            field(
                "Days",
                {"type": "number_input", "action_id": "days", "is_decimal_allowed": False},
                block_id="days",
            ),
            field("Mail", {"type": "email_text_input", "action_id": "mail"}, optional=True),
            field("Address", {"type": "url_text_input", "action_id": "url"}, optional=True),
            field("Day", {"type": "datepicker", "action_id": "day"}, optional=True),
            field("Time", {"type": "timepicker", "action_id": "time"}, optional=True),
            field("Instant", {"type": "datetimepicker", "action_id": "at"}, block_id="at"),
            field(
                "Table",
                {"type": "static_select", "action_id": "table", "options": TABLES},
                optional=True,
            ),
            field("People", {"type": "multi_users_select", "action_id": "people"}, optional=True),
            field(
                "Channel", {"type": "conversations_select", "action_id": "channel"}, optional=True
            ),
            field(
                "Mode",
                {"type": "radio_buttons", "action_id": "mode", "options": TABLES},
                optional=True,
            ),
            field(
                "Parts",
                {"type": "checkboxes", "action_id": "parts", "options": TABLES},
                optional=True,
            ),
            field("Evidence", {"type": "file_input", "action_id": "files"}, optional=True),
        ],
        **more,
    }
