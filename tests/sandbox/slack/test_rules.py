"""Rules that need a clock, tested on the state alone; signatures with slack_sdk's verifier."""

import socket

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from sandbox.slack import answers, rules
from sandbox.slack.http_post import NotLoopback
from sandbox.slack.rules import Refused
from sandbox.slack.sending import encoded, signed
from sandbox.slack.server import build, listening
from sandbox.slack.store import Message, ResponseUrl, Workspace

NOW = 1_800_000_000.0


def test_a_trigger_lives_three_seconds() -> None:
    workspace = Workspace()
    in_time = workspace.new_trigger("U01ALICE", NOW)
    late = workspace.new_trigger("U01ALICE", NOW)

    assert rules.spend_trigger(workspace, in_time, NOW + 3.0) == "U01ALICE"
    with pytest.raises(Refused, match="exchanged_trigger_id"):
        rules.spend_trigger(workspace, in_time, NOW + 3.0)
    with pytest.raises(Refused, match="expired_trigger_id"):
        rules.spend_trigger(workspace, late, NOW + 3.1)


def test_a_response_url_lives_thirty_minutes() -> None:
    workspace = Workspace()
    hook = ResponseUrl("U01ALICE", "C01OPS", NOW)

    answers.to_response_url(workspace, hook, {"text": "in time"}, NOW + 1800)
    with pytest.raises(Refused, match="expired_url"):
        answers.to_response_url(workspace, hook, {"text": "late"}, NOW + 1801)

    assert [each.text for each in workspace.private["U01ALICE"].values()] == ["in time"]


def test_an_ephemeral_message_replaced_stays_ephemeral() -> None:
    workspace = Workspace()
    hook = ResponseUrl("U01ALICE", "C01OPS", NOW)
    answers.to_response_url(workspace, hook, {"text": "choose"}, NOW)
    [private] = workspace.private["U01ALICE"].values()

    click = ResponseUrl("U01ALICE", "C01OPS", NOW, private)
    body = {"text": "chosen", "replace_original": True, "response_type": "in_channel"}
    answers.to_response_url(workspace, click, body, NOW)

    assert private.text == "chosen"
    assert workspace.messages == {}

    answers.to_response_url(workspace, click, {"delete_original": True}, NOW)
    assert workspace.private["U01ALICE"] == {}


def test_a_command_has_no_original_to_delete() -> None:
    hook = ResponseUrl("U01ALICE", "C01OPS", NOW)

    with pytest.raises(Refused, match="cant_delete_message"):
        answers.to_response_url(Workspace(), hook, {"delete_original": True}, NOW)


def test_an_archived_channel_takes_no_messages() -> None:
    workspace = Workspace()
    workspace.channels["C01OPS"].is_archived = True

    with pytest.raises(Refused, match="is_archived"):
        rules.posting_channel(workspace, "C01OPS")


def test_a_delivery_is_signed_as_slack_signs() -> None:
    _content_type, body = encoded("slash_commands", {"command": "/ddbdr", "text": "ä & b"})
    verifier = SignatureVerifier("sandbox-secret", clock=_Clock())

    assert verifier.is_valid_request(body, signed(body, NOW))
    assert not verifier.is_valid_request(body + b"x", signed(body, NOW))
    assert not verifier.is_valid_request(body, signed(body, NOW, "another"))


class _Clock(Clock):
    def now(self) -> float:
        return NOW


def test_timestamps_increase_even_if_the_clock_stands_still_or_goes_back() -> None:
    workspace = Workspace()

    stamps = [workspace.mint_ts(at) for at in (NOW, NOW, NOW - 60, NOW + 1)]

    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.com", ""])  # noqa: S104 - refused
def test_it_listens_on_loopback_only(host: str) -> None:
    with pytest.raises(NotLoopback):
        listening(host, 0)


@pytest.mark.parametrize("url", ["http://example.com/", "https://127.0.0.1/", "http://10.0.0.1/"])
def test_it_delivers_to_loopback_only(url: str) -> None:
    with pytest.raises(NotLoopback):
        build(Workspace(), request_url=url)


def test_expired_ids_are_forgotten_after_a_while_and_not_before() -> None:
    workspace = Workspace()
    early = workspace.new_trigger("U01ALICE", NOW)
    workspace.new_trigger("U01ALICE", NOW + 600)
    assert early in workspace.triggers

    workspace.new_trigger("U01ALICE", NOW + 601)
    assert early not in workspace.triggers
    assert len(workspace.triggers) == 2


def test_only_the_newest_private_messages_are_kept() -> None:
    workspace = Workspace()
    for n in range(1005):
        message = Message(workspace.mint_ts(NOW), "C01OPS", "U0DDBDR", str(n), only_for="U02BOB")
        workspace.whisper(message)

    kept = [each.text for each in workspace.private["U02BOB"].values()]
    assert (len(kept), kept[0], kept[-1]) == (1000, "5", "1004")


def test_an_address_that_is_ours_takes_connections_already() -> None:
    """Who starts the sandbox reads where it is, and may be quicker than it is ready."""
    bound = listening("127.0.0.1", 0)

    with socket.create_connection(bound.getsockname(), timeout=5):
        bound.close()
