"""`@ddbdr …` in a thread, where slash commands do not work."""

from typing import Any

from recovery.cards import Letter
from tests.bot.conftest import World
from tests.bot.test_ledger_away import Away


def letters(world: World) -> list[Letter]:
    return list(world.ledger.outbox.ready("fast", wall=world.wall, limit=9))


def answer(letter: Letter) -> dict[str, Any]:
    return dict(letter.body["answer"])


def test_it_is_answered_in_its_thread(world: World) -> None:
    assert world.slack.mention("jobs", thread_ts="1790000000.000100").status_code == 200
    letter = letters(world)[0]
    assert (letter.kind, letter.body["thread_ts"]) == ("message", "1790000000.000100")
    assert answer(letter)["title"] == "No open jobs"


def test_outside_a_thread_it_opens_one(world: World) -> None:
    world.slack.mention("whoami")
    assert letters(world)[0].body["thread_ts"] == "1790000000.000500"


def test_it_starts_a_job_once_however_often_slack_sends_it(world: World) -> None:
    for _ in range(3):
        sent = world.slack.mention_body("backup orders", event_id="Ev1")
        assert world.slack.send(sent, "application/json").status_code == 200
        world.pass_time(seconds=60)
    assert world.ledger.jobs.page(size=9, page=1).total == 1
    assert len(letters(world)) == 1


def test_what_needs_a_form_is_answered_with_commands(world: World) -> None:
    world.slack.mention("restore orders")
    assert any("--at" in command for command in answer(letters(world)[0])["commands"])
    assert world.slack_api.views == []


def test_slack_is_asked_to_come_again_while_the_ledger_is_away(world: World) -> None:
    whole = world.desk.ledger
    world.desk.ledger = Away()  # type: ignore[assignment]
    sent = world.slack.mention_body("backup orders", event_id="Ev1")
    assert world.slack.send(sent, "application/json").status_code == 503
    world.desk.ledger = whole
    world.pass_time(seconds=1)
    assert world.slack.send(sent, "application/json").status_code == 200
    assert world.ledger.jobs.page(size=9, page=1).total == 1


def test_bots_are_not_answered(world: World) -> None:
    world.slack.mention("help", bot_id="B0OTHER")
    assert letters(world) == []
