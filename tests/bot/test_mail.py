"""One letter at a time: what becomes of it when Slack or the ledger does not take it."""

import time

import pytest
from slack_sdk import WebClient

from bot import letters
from bot.asking import Asking
from bot.gateway import Gateway
from bot.mail import Mail
from bot.pace import Pace
from bot.render.message import Message
from bot.slack_errors import SlackAway, SlackRefused
from recovery.answer import Answer
from recovery.cards import Letter
from recovery.errors import LedgerAway
from tests.bot.conftest import World
from tests.bot.samples import ALICE
from tests.bot.slack_double import Fault


def answer_to_click(world: World, *, replace: bool = False) -> Letter:
    asking = Asking(
        person=ALICE,
        channel="C01OPS",
        via="click",
        request_id="r1",
        response_url=f"{world.slack_api.root}/respond/r1",
    )
    return letters.reply(asking, Answer(lines=("No.",)), wall=world.wall, replace=replace)


def put(world: World, letter: Letter) -> Letter:
    world.ledger.outbox.put(letter, wall=world.wall)
    return letter


def ready(world: World, after: float) -> tuple[Letter, ...]:
    return tuple(world.ledger.outbox.ready("fast", wall=world.wall + after, limit=9))


@pytest.fixture
def mail(world: World) -> Mail:
    return Mail(world.desk, Gateway(world.client, Pace(lambda: world.wall)), lambda: world.wall)


def test_an_outage_is_raised_and_the_letter_waits_twice_as_long_each_time_up_to_a_minute(
    world: World, mail: Mail
) -> None:
    letter = put(world, answer_to_click(world))
    waits = []
    for _ in range(8):
        world.slack_api.fail("response_url", Fault(status=500))
        with pytest.raises(SlackAway):
            mail.send(letter)
        seconds = next(s for s in range(200) if ready(world, s + 0.01))
        waits.append(seconds)
        (letter,) = ready(world, seconds + 0.01)
        world.wall += seconds
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_letter_waits_as_long_as_slack_says(world: World, mail: Mail) -> None:
    world.slack_api.fail("response_url", Fault(status=429, retry_after=7))
    mail.send(put(world, answer_to_click(world)))
    assert not ready(world, 6.9)
    assert ready(world, 7.1)


def test_what_slack_refuses_for_good_is_done_with_at_once(world: World, mail: Mail) -> None:
    world.slack_api.fail("response_url", Fault(status=404))
    mail.send(put(world, answer_to_click(world)))
    assert world.ledger.outbox.waiting() == 0


def test_a_list_that_is_paged_takes_the_place_of_the_page_before(world: World, mail: Mail) -> None:
    mail.send(put(world, answer_to_click(world, replace=True)))
    assert world.slack_api.answers[0]["replace_original"] is True


def test_news_is_kept_while_the_ledger_is_away(world: World, mail: Mail) -> None:
    news = {
        "name": "BackupCompleted",
        "key": "k",
        "account": "prod",
        "region": "us-east-2",
        "table": "orders",
    }
    letter = put(world, Letter(id="n1", lane="news", kind="notice", body=news))

    class Away:
        def __getattr__(self, name: str) -> object:
            raise LedgerAway(name)

    world.ledger.sightings = Away()  # type: ignore[assignment]
    with pytest.raises(LedgerAway):
        mail.send(letter)
    assert letter in world.ledger.outbox.ready("news", wall=world.wall, limit=9)


def test_nobody_but_slack_is_answered() -> None:
    """Nothing is sent: tests reach nothing but this machine, and that would be another error."""
    gateway = Gateway(WebClient(token="xoxb-test"), Pace(time.monotonic))
    for url in ("https://hooks.slack.com.test/x", "http://hooks.slack.com/x", "http://127.0.0.1/x"):
        with pytest.raises(SlackRefused, match="not an address of Slack"):
            gateway.respond(url, Message(text="a secret"), replace=False)
