"""Two checkers of Block Kit: ours, and slack_sdk's models; they agree on what may be sent."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Control, Person
from sandbox.slack.second_opinion import KEPT, Opinions, models_complaints
from tests.sandbox.slack.block_cases import VALID, Json, modal, plain, section
from tests.sandbox.slack.block_samples import SAMPLES

TAKEN = {
    **{name: sample[:2] for name, sample in SAMPLES.items()},
    **{f"valid: {name}": case for name, case in VALID.items()},
}
HEADER_TOO_LONG = {"type": "header", "text": plain("x" * 151)}


def whole(payload: Any) -> Json:  # noqa: ANN401 - any JSON
    """Return a bare list of blocks as a message."""
    return {"blocks": payload} if isinstance(payload, list) else dict(payload)


@pytest.mark.parametrize("name", TAKEN)
def test_the_models_take_what_we_take(name: str) -> None:
    surface, payload = TAKEN[name]
    if payload != VALID["a deleted original"][1]:  # whose blocks nobody reads
        assert models_complaints(whole(payload), surface) == []


@pytest.mark.parametrize(
    ("payload", "surface"),
    [
        ({"blocks": [HEADER_TOO_LONG]}, "message"),
        ({"attachments": [{"blocks": [HEADER_TOO_LONG]}]}, "message"),
        (modal(HEADER_TOO_LONG), "modal"),
        (modal(title=plain("x" * 25)), "modal"),
        ({"type": "home", "blocks": [], "submit": plain("Go")}, "home"),
        ({"blocks": [{"type": "banner"}]}, "message"),
        ({"blocks": [None]}, "message"),
    ],
)
def test_the_models_refuse_by_themselves(payload: Json, surface: str) -> None:
    assert models_complaints(payload, surface)


def test_a_difference_names_both_views() -> None:
    opinions = Opinions()
    opinions.hear("chat.update", {"blocks": [section(color="red")]})
    opinions.hear("chat.update", {"blocks": [section()]})

    assert opinions.report() == {
        "judged": 2,
        "dropped": 0,
        "differing": [
            {
                "name": "chat.update",
                "surface": "message",
                "ours": ["invalid additional property: color [/blocks/0]"],
                "theirs": [],
                "payload": {"blocks": [section(color="red")]},
            }
        ],
    }


def test_what_was_dropped_is_counted() -> None:
    opinions = Opinions()
    for _ in range(KEPT + 1):
        opinions.hear("chat.postMessage", {"blocks": [{"type": "divider"}]})

    assert opinions.report() == {"judged": KEPT, "dropped": 1, "differing": []}


def test_everything_an_app_says_is_judged(
    app: App, connect: None, client: WebClient, control: Control, alice: Person
) -> None:
    del connect
    view = modal(callback_id="ask", submit=plain("Go"))

    @app.command("/ddbdr")
    def command(ack: Ack, body: Json, client: WebClient) -> None:
        ack(blocks=[section("acked")])
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("ask")
    def submitted(ack: Ack) -> None:
        ack(response_action="update", view=view)

    alice.types("/ddbdr ask")
    alice.submits({})
    client.chat_postMessage(channel="C01OPS", text="x", blocks=[section()])
    client.views_publish(user_id="U01ALICE", view={"type": "home", "blocks": [section()]})
    assert control.get("opinions")["judged"] == 5
    assert control.get("opinions")["differing"] == []

    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C01OPS", text="x", blocks=[section(color="red")])
    told = control.get("opinions")
    assert [each["name"] for each in told["differing"]] == ["chat.postMessage"]
    control.post("reset")
    assert control.get("opinions")["judged"] == 0
