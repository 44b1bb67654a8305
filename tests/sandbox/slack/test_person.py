"""The person tests are written with, and what Slack's own form and menus do."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.slack.person import NotSeen, Person, read

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


MENU = {
    "type": "overflow",
    "action_id": "more",
    "options": [{"text": plain("Details"), "value": "d"}, {"text": plain("Cancel"), "value": "c"}],
}
BOXES = {
    "type": "checkboxes",
    "action_id": "opts",
    "options": [{"text": plain("Indexes"), "value": "i"}, {"text": plain("Tags"), "value": "t"}],
}
BLOCKS: list[Json] = [
    {"type": "header", "text": plain("Restore orders")},
    {"type": "section", "text": plain("About it"), "accessory": MENU},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]},
    {"type": "actions", "elements": [BOXES]},
]


@pytest.mark.usefixtures("connect")
def test_menus_and_checkboxes_are_used_by_their_words(
    app: App, client: WebClient, alice: Person
) -> None:
    chosen: list[Any] = []

    @app.action("more")
    def more(ack: Ack, action: Json) -> None:
        ack()
        chosen.append(action["selected_option"]["value"])

    @app.action("opts")
    def opts(ack: Ack, action: Json) -> None:
        ack()
        chosen.append([option["value"] for option in action["selected_options"]])

    client.chat_postMessage(channel="C01OPS", text="card", blocks=BLOCKS)
    [card] = alice.messages()
    alice.clicks(card, "Cancel")
    alice.chooses(card, "opts", ["Indexes", "t"])

    assert chosen == ["c", ["i", "t"]]


def test_a_message_is_read_with_all_its_blocks(client: WebClient, alice: Person) -> None:
    client.chat_postMessage(channel="C01OPS", text="card", blocks=BLOCKS)

    [card] = alice.messages()
    for words in ("card", "Restore orders", "About it", "cell", "Details", "Tags"):
        assert words in read(card).splitlines()
    assert alice.labels(card) == ["Details", "Cancel"]
    assert alice.sees("About it", "cell") == card


def test_what_is_not_on_the_screen_is_not_seen(client: WebClient, alice: Person) -> None:
    client.chat_postMessage(channel="C01OPS", text="card", blocks=BLOCKS)
    [card] = alice.messages()

    with pytest.raises(NotSeen, match="'Details', 'Cancel'"):
        alice.clicks(card, "Approve restore")
    with pytest.raises(NotSeen, match="card"):
        alice.wait_for("C01OPS", lambda message: message["text"] == "other", timeout=0.1)
    with pytest.raises(NotSeen):
        alice.modal(timeout=0.1)


@pytest.mark.usefixtures("connect")
def test_the_form_minds_lengths_before_the_app_hears_of_it(app: App, alice: Person) -> None:
    reason = {"type": "plain_text_input", "action_id": "reason", "min_length": 5, "max_length": 9}

    @app.command("/ddbdr")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        block = {"type": "input", "block_id": "r", "label": plain("Reason"), "element": reason}
        client.views_open(
            trigger_id=body["trigger_id"],
            view={
                "type": "modal",
                "title": plain("Why"),
                "submit": plain("Go"),
                "blocks": [block],
            },
        )

    alice.types("/ddbdr restore")

    for words, complaint in (("bad", "At least 5"), ("much too long", "at most 9")):
        seen = alice.submits({"Reason": words})
        assert seen["delivered"] is False
        assert complaint in seen["errors"]["r"]


@pytest.mark.usefixtures("connect")
def test_the_home_tab_is_published_when_it_is_opened(app: App, alice: Person) -> None:
    @app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        blocks = [{"type": "section", "text": plain(f"for {event['user']}")}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    alice.opens_home()

    home = alice.home()
    assert home is not None
    assert "for U01ALICE" in read(home)
