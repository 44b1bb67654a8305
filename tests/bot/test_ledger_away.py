"""The ledger away: people are told at once, nothing is half written, nothing breaks."""

from typing import Any, NoReturn

import pytest

from recovery.errors import LedgerAway
from tests.bot.conftest import World
from tests.bot.samples import waiting_job


class Away:
    """A ledger none of whose rooms answers."""

    def __init__(self, *, is_unsure: bool = False) -> None:
        self._is_unsure = is_unsure

    def __getattr__(self, room: str) -> "Away":
        return self

    def __call__(self, *_args: object, **_named: object) -> NoReturn:
        raise LedgerAway("connection refused", is_unsure=self._is_unsure)


@pytest.mark.parametrize("text", ["backup orders", "jobs", "approve J-7F3K2Q1", "health"])
def test_it_is_said_in_the_ack(world: World, text: str) -> None:
    world.desk.ledger = Away()  # type: ignore[assignment]
    said = world.slack.say(text)
    assert "The ledger cannot be reached, so nothing was started" in said


def test_nobody_is_told_that_nothing_happened_where_it_is_not_known(world: World) -> None:
    world.desk.ledger = Away(is_unsure=True)  # type: ignore[assignment]
    said = world.slack.say("backup orders")
    assert "it is not known whether this was taken" in said
    assert "cannot be reached" not in said


def test_help_is_given_all_the_same(world: World) -> None:
    world.desk.ledger = Away()  # type: ignore[assignment]
    assert "/ddbdr restore orders" in world.slack.say("help restore")


def test_a_click_is_answered_with_a_window(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    world.desk.ledger = Away()  # type: ignore[assignment]
    world.slack.click("approve", f"J-7F3K2Q1 {plan.digest}", user="U02BOB")
    world.openings.close()
    assert "nothing was started" in str(world.slack_api.views[0])
    assert world.ledger.jobs.decisions("J-7F3K2Q1") == ()


def test_a_form_is_answered_in_its_window(world: World) -> None:
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": "start_form",
        "private_metadata": '{"verb": "backup", "channel": "C01OPS"}',
    }
    world.desk.ledger = Away()  # type: ignore[assignment]
    answer = world.slack.submit(view, {}, user="U01ALICE")
    assert answer is not None
    assert "nothing was started" in str(answer["view"])


def test_type_ahead_offers_nothing(world: World) -> None:
    world.desk.ledger = Away()  # type: ignore[assignment]
    assert world.slack.suggest("table", "ord") == []


def test_metrics_say_so(world: World) -> None:
    world.desk.ledger = Away()  # type: ignore[assignment]
    assert world.slack.get("/metrics").status_code == 503
