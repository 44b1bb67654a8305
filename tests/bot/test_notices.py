"""News in Slack: what it says, where, how often, and what its buttons do.

After a change that is meant: `DDBDR_GOLDEN=write python -m pytest tests/bot/test_notices.py`,
then read the difference.
"""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.gateway import Gateway
from bot.news import News
from bot.pace import Pace
from bot.render import notices
from bot.render.message import Message
from recovery.aws_events import AwsEvent, notice_of, read_event
from recovery.cards import Delivery, Letter
from recovery.config import load_config
from recovery.inventory import TableEntry
from recovery.ledger.port_news import Hearing, Piece, Poison
from recovery.news import (
    ALARM_DIGEST,
    ALARMS_A_MINUTE,
    DIGEST,
    EACH_AN_HOUR,
    SMALL_FLEET,
)
from recovery.outcome import Notice
from recovery.vitals import Vital
from sandbox.slack.second_opinion import complaints
from tests import aws_samples as samples
from tests.bot.conftest import CONFIG, NOW, World
from tests.bot.posting import Posting
from tests.bot.slack_double import Message as Posted

GOLDEN = Path(__file__).parent / "golden"
ALERTS, OPERATIONS = "C02ALERTS", "C01OPS"
EVIL = "*b* <!channel> <@U1> `x` & https://evil.example/ \u202e" + "long " * 200

PITR_OFF: dict[str, Any] = {
    "tableName": "orders",
    "pointInTimeRecoverySpecification": {"pointInTimeRecoveryEnabled": False},
}
SHOWN = {
    "notice-backup-completed": samples.backup("COMPLETED"),
    "notice-copy-failed": samples.copy("FAILED", statusMessage="vault key disabled"),
    "notice-pitr-off": samples.api_call("UpdateContinuousBackups", PITR_OFF),
    "notice-table-deleted": samples.api_call("DeleteTable", {"tableName": "orders"}),
    "notice-hostile": samples.backup("FAILED", statusMessage=EVIL),
}


def news_in(message: dict[str, Any], **more: object) -> Notice:
    event = read_event(json.dumps(message))
    assert isinstance(event, AwsEvent)
    notice = notice_of(event, load_config(CONFIG))
    assert notice is not None
    return notice.model_copy(update=more)


def shown(news: Notice) -> Message:
    return notices.notice(news, letter_id=f"notice:{news.key}", now=NOW, is_sandbox=True)


def many(*, urgent: bool, tables: int) -> dict[str, Any]:
    names = ("CopyFailed", "BackupFailed") if urgent else ("BackupCompleted", "CopyCompleted")
    pieces = [
        [*Piece(ALERTS, urgent, name, "prod", "us-east-2", f"table-{number:04d}"), number % 3 + 1]
        for number in range(tables)
        for name in names
    ]
    return {"urgent": urgent, "until": "2026-11-14T02:19:00+00:00", "pieces": pieces}


def golden(name: str, message: Message) -> None:
    path = GOLDEN / f"{name}.json"
    text = json.dumps(message.payload(), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("DDBDR_GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
    assert complaints({"blocks": list(message.blocks)}, "message") == []
    assert len(message.text) <= 3000


class TestWords:
    @pytest.mark.parametrize("name", SHOWN)
    def test_it_is_what_it_was(self, name: str) -> None:
        golden(name, shown(news_in(SHOWN[name])))

    @pytest.mark.parametrize("urgent", [False, True])
    def test_a_digest_is_what_it_was(self, *, urgent: bool) -> None:
        body = many(urgent=urgent, tables=2000)
        name = "digest-alarms" if urgent else "digest"
        golden(name, notices.digest(body, letter_id="digest:1", now=NOW, is_sandbox=False))

    def test_the_line_people_know(self) -> None:
        detail = (
            ("size", "12.1 GB"),
            ("expires", "2026-12-30T02:14:31Z"),
            ("newest in us-west-1:", "2026-11-14T02:05:00Z (RPO 14 min)"),
        )
        news = news_in(samples.backup("COMPLETED"), detail=detail)
        assert shown(news).text == (
            "BackupCompleted · orders · us-east-2 · 12.1 GB · expires 30 Dec · "
            "newest in us-west-1: 02:05 UTC (RPO 14 min)"
        )

    def test_what_nothing_ends_never_expires(self) -> None:
        news = news_in(samples.backup("COMPLETED"), detail=(("expires", "never"),))
        assert shown(news).text == "BackupCompleted · orders · us-east-2 · never expires"

    def test_a_copy_shows_where_from_and_where_to(self) -> None:
        failed = news_in(SHOWN["notice-copy-failed"])
        assert shown(failed).text == (
            "CopyFailed · orders · us-east-2 → us-west-1 · vault key disabled"
        )

    def test_words_from_outside_mention_and_format_nothing(self) -> None:
        text = shown(news_in(SHOWN["notice-hostile"])).text
        assert "<!channel>" not in text
        assert "<@U1>" not in text
        assert "\u202e" not in text
        assert len(text) < 300

    def test_a_digest_counts_all_and_names_some(self) -> None:
        body = many(urgent=False, tables=2000)
        text = notices.digest(body, letter_id="d", now=NOW, is_sandbox=False).text
        assert text.startswith("Digest · 7,998 completions up to 02:19 UTC")
        assert "BackupCompleted 3,999" in text

    def test_only_what_can_be_typed_is_offered(self) -> None:
        news = news_in(
            samples.backup("COMPLETED"), offers=(("No", "frobnicate x"), ("Jobs", "jobs"))
        )
        labels = [
            e["text"]["text"]
            for b in shown(news).blocks
            for e in b.get("elements", ())
            if e["type"] == "button"
        ]
        assert labels == ["Jobs"]


@pytest.fixture
def posting(world: World) -> Iterator[Posting]:
    made = Posting(world)
    yield made
    made.poster.close()


def hear(world: World, *all_news: Notice) -> None:
    for news in all_news:
        hearing = Hearing(key=f"event:{news.key}", notices=(news,))
        world.ledger.news.hear(hearing, now=world.now, wall=world.wall)


def told(world: World, channel: str = ALERTS) -> list[Posted]:
    return [message for message in world.slack_api.top() if message.channel == channel]


def completed(number: int, table: str = "users") -> Notice:
    done = news_in(samples.backup("COMPLETED"))
    return done.model_copy(update={"key": f"k{number}", "also": (), "table": table})


def failed(number: int) -> Notice:
    return completed(number).model_copy(update={"urgent": True, "name": "CopyFailed"})


def with_fleet(world: World, tables: int) -> None:
    entries = [
        TableEntry(account="prod", region="us-east-2", name=f"t{n}", arn=f"arn:{n}")
        for n in range(tables)
    ]
    world.ledger.sightings.replace_tables("prod", "us-east-2", entries, at=world.now)


def configured(world: World, **settings: str) -> None:
    rule = ", ".join(f"{name}: {value}" for name, value in settings.items())
    world.desk.config = load_config(
        CONFIG.replace("tables:", f"tables:\n  - {{match: users, {rule}}}")
    )


def run_digest(world: World) -> None:
    """What the chore does, on the worker's side."""
    pieces = world.ledger.news.gathered()
    body = {
        "channel": ALERTS,
        "urgent": False,
        "until": world.now.isoformat(),
        "pieces": [[*piece, count] for piece, count in pieces.items()],
    }
    digest = Letter(id=f"digest:{world.now}", lane="news", kind="digest", body=body)
    world.ledger.news.tell(digest, pieces, wall=world.wall)


class TestWhere:
    def test_the_alerts_channel_and_the_owners_get_it(self, world: World, posting: Posting) -> None:
        hear(world, news_in(samples.copy("FAILED")))
        posting.turns(2)
        assert len(told(world)) == len(told(world, OPERATIONS)) == 1
        assert world.ledger.outbox.waiting() == 0

    def test_a_table_without_owners_is_told_once(self, world: World, posting: Posting) -> None:
        hear(world, completed(1))
        posting.turns(2)
        assert len(told(world)) == 1
        assert told(world, OPERATIONS) == []

    def test_news_of_no_table_has_no_owners(self, world: World, posting: Posting) -> None:
        """A rule for all tables is none for a vault."""
        rule = f"tables:\n  - {{match: '*', channel: {OPERATIONS}}}"
        world.desk.config = load_config(CONFIG.replace("tables:", rule))
        hear(world, failed(1).model_copy(update={"table": ""}))
        posting.turns(2)
        assert len(told(world)) == 1
        assert told(world, OPERATIONS) == []

    def test_where_a_jobs_card_tells_it_the_owners_are_not_told_again(
        self, world: World, posting: Posting
    ) -> None:
        world.ledger.cards.save_delivery("J-7F3K2Q1", Delivery(channel=OPERATIONS, ts="1"))
        hear(world, news_in(samples.backup("COMPLETED"), job_id="J-7F3K2Q1"))
        posting.turns(2)
        assert len(told(world)) == 1
        assert told(world, OPERATIONS) == []

    def test_a_closed_alerts_channel_is_not_silence(self, world: World, posting: Posting) -> None:
        world.slack_api.channels.discard(ALERTS)
        hear(world, failed(1))
        posting.turns(2)
        assert len(told(world, OPERATIONS)) == 1

    def test_the_owners_channel_being_closed_holds_up_nothing(
        self, world: World, posting: Posting
    ) -> None:
        world.slack_api.channels.discard(OPERATIONS)
        hear(world, news_in(samples.copy("FAILED")))
        posting.turns(2)
        assert len(told(world)) == 1
        assert world.ledger.outbox.waiting() == 0


class TestOnce:
    def test_a_poster_that_died_after_it_posted_is_not_repeated(
        self, world: World, posting: Posting
    ) -> None:
        """It had no time to write down that it did."""
        hear(world, failed(1), failed(2))
        post = Gateway(world.client, Pace(lambda: world.wall)).post
        post(ALERTS, notices.notice(failed(1), letter_id="notice:k1", now=NOW, is_sandbox=False))
        world.pass_time(seconds=1)
        posting.turns(3)
        assert len(told(world)) == 2
        assert world.ledger.outbox.waiting() == 0

    def test_a_ledger_that_goes_after_the_post_hears_of_it_later(self, world: World) -> None:
        hear(world, failed(1), failed(2))
        (first, second) = world.ledger.outbox.ready("alarms", wall=world.wall, limit=9)
        news = News(world.desk, Gateway(world.client, Pace(lambda: world.wall)), lambda: world.wall)
        news.notice(first)
        world.pass_time(seconds=1)
        news.notice(second)
        world.pass_time(seconds=1)
        news.notice(second)
        assert len(told(world)) == 2


class TestHowOften:
    def test_a_small_fleet_hears_of_each(self, world: World, posting: Posting) -> None:
        with_fleet(world, SMALL_FLEET)
        hear(world, completed(1), completed(2))
        posting.turns(3)
        assert len(told(world)) == 2

    def test_a_large_one_hears_of_them_once_an_hour(self, world: World, posting: Posting) -> None:
        with_fleet(world, SMALL_FLEET + 1)
        hear(world, completed(1), completed(2), failed(3))
        posting.turns(3)
        assert [message.text.split(" · ")[0] for message in told(world)] == ["CopyFailed"]
        assert world.ledger.due.next_due() == NOW + timedelta(hours=1)
        run_digest(world)
        posting.turns(2)
        assert told(world)[-1].text.startswith("Digest · 2 completions")

    def test_the_table_decides_where_it_says(self, world: World, posting: Posting) -> None:
        configured(world, notify="digest")
        hear(world, completed(1), completed(2, table="carts"))
        posting.turns(3)
        assert [message.text.split(" · ")[1] for message in told(world)] == ["carts"]
        (piece,) = world.ledger.news.gathered()
        assert piece.table == "users"

    def test_failures_only_means_just_that(self, world: World, posting: Posting) -> None:
        configured(world, notify="failures")
        hear(world, completed(1), failed(2))
        posting.turns(3)
        assert [message.text.split(" · ")[0] for message in told(world)] == ["CopyFailed"]
        assert world.ledger.news.gathered() == {}
        assert world.ledger.outbox.waiting() == 0

    @pytest.mark.parametrize("name", ["RpoMet", "RpoKnown", "BackupsResumed", "BackupsKnown"])
    @pytest.mark.parametrize("notify", ["digest", "failures"])
    def test_who_heard_an_alarm_hears_its_end(
        self, world: World, posting: Posting, name: str, notify: str
    ) -> None:
        configured(world, notify=notify)
        hear(world, completed(1).model_copy(update={"name": name}))
        posting.turns(2)
        assert [message.text.split(" · ")[0] for message in told(world)] == [name]

    def test_beyond_its_rate_a_channels_completions_are_gathered_and_none_is_lost(
        self, world: World, posting: Posting
    ) -> None:
        hear(world, *(completed(number) for number in range(EACH_AN_HOUR + 7)))
        posting.turns(2 * EACH_AN_HOUR)
        assert len(told(world)) == EACH_AN_HOUR
        assert list(world.ledger.news.gathered().values()) == [7]
        assert DIGEST in world.ledger.due.claim(
            now=NOW + timedelta(hours=1), wall=world.wall, limit=9, lease_seconds=30
        )

    def test_so_are_alarms_but_for_a_minute_only(self, world: World, posting: Posting) -> None:
        hear(world, *(failed(number) for number in range(ALARMS_A_MINUTE + 15)))
        posting.turn()
        posting.turns(ALARMS_A_MINUTE + 5)
        (piece,) = world.ledger.news.gathered()
        assert piece.urgent
        gathered = world.ledger.news.gathered()[piece]
        assert len(told(world)) + gathered == ALARMS_A_MINUTE + 15
        due = world.ledger.due.next_due()
        assert due is not None
        assert due <= NOW + timedelta(minutes=1, seconds=5)
        claimed = world.ledger.due.claim(now=due, wall=world.wall, limit=9, lease_seconds=30)
        assert ALARM_DIGEST in claimed

    def test_a_channel_gets_one_message_a_second(self, world: World, posting: Posting) -> None:
        hear(world, *(completed(number) for number in range(9)))
        posting.turn()
        for seconds in range(5):
            assert len(told(world)) <= seconds + 1
            posting.turns(1, step=0.25)

    def test_alarms_overtake_completions(self, world: World, posting: Posting) -> None:
        hear(world, *(completed(number) for number in range(9)), failed(99))
        posting.turns(3)
        assert "CopyFailed" in [message.text.split(" · ")[0] for message in told(world)][:2]


class TestClicks:
    def press(self, world: World, command: str, *, user: str = "U01ALICE", key: str = "k1") -> None:
        origin = notices.origin_of(f"notice:{key}")
        world.slack.click("command_0", f"{origin} {command}", user=user)

    def answers(self, world: World) -> list[str]:
        letters = world.ledger.outbox.ready("fast", wall=world.wall, limit=20)
        return [" ".join(letter.body["answer"]["lines"]) for letter in letters]

    def test_the_button_holds_what_it_says(self) -> None:
        news = news_in(samples.backup("FAILED"))
        (button,) = [
            e for b in shown(news).blocks for e in b.get("elements", ()) if e["type"] == "button"
        ]
        assert button["text"]["text"] == "Back up now"
        assert button["value"].endswith(" backup prod/us-east-2/orders")

    def test_it_behaves_as_the_typed_command(self, world: World) -> None:
        self.press(world, "backup prod/us-east-2/orders")
        (job,) = world.ledger.jobs.open_jobs(limit=9)
        assert (job.kind, job.table, job.requester.user) == ("backup", "orders", "U01ALICE")
        assert "planning" in self.answers(world)[0]

    def test_once_a_person_however_often_it_is_pressed(self, world: World) -> None:
        for _ in range(3):
            self.press(world, "backup prod/us-east-2/orders")
        self.press(world, "backup prod/us-east-2/orders", user="U02BOB")
        assert len(world.ledger.jobs.open_jobs(limit=9)) == 2
        assert "already" in self.answers(world)[1]

    def test_another_notice_is_another_wish(self, world: World) -> None:
        for key in ("k1", "k2"):
            self.press(world, "backup prod/us-east-2/orders", key=key)
        assert len(world.ledger.jobs.open_jobs(limit=9)) == 2

    def test_who_may_not_ask_is_refused_as_if_they_had_typed(self, world: World) -> None:
        self.press(world, "backup prod/us-east-2/orders", user="U04VIC")
        assert world.ledger.jobs.open_jobs(limit=9) == ()
        assert self.answers(world)

    def test_one_that_only_looks_answers_each_time(self, world: World) -> None:
        for _ in range(2):
            self.press(world, "backups prod/us-east-2/orders")
        assert len(self.answers(world)) == 2


class TestHealth:
    def listener(self, world: World, **fields: object) -> None:
        given = {"process": "listener", "instance": "here:3", "at": world.wall}
        world.ledger.vitals.beat(Vital.model_validate(given | fields))

    def test_it_says_what_the_listener_does(self, world: World) -> None:
        self.listener(world, detail={"state": "1,234 events from 2 queues"})
        assert "1,234 events from 2 queues" in world.slack.say("health")

    def test_an_open_queue_policy_is_trouble(self, world: World) -> None:
        trouble = "the queue ddbdr-events has a policy that does not pin its senders"
        self.listener(world, trouble=trouble)
        assert f"listener on here:3: {trouble}" in world.slack.say("health")

    def test_a_listener_that_had_queues_and_is_silent_is_trouble(self, world: World) -> None:
        self.listener(world, detail={"state": "3 events from 1 queue"})
        world.pass_time(seconds=120)
        assert "No listener has given a sign" in world.slack.say("health")

    def test_one_without_queues_is_not_missed(self, world: World) -> None:
        self.listener(world, detail={"state": "idle: no queue is configured"})
        world.pass_time(seconds=120)
        assert "No listener" not in world.slack.say("health")

    def test_what_nobody_understood_is_shown_harmless_for_a_day(self, world: World) -> None:
        body = "<!channel> `rm` " + "x" * 1000
        kept = Poison(
            id="m1", queue="ddbdr-events", reason="it is not JSON", body=body, at=world.wall
        )
        world.ledger.news.give_up(kept, failed(1), wall=world.wall)
        said = world.slack.say("health")
        assert "1 message of the events' queues could not be understood" in said
        assert "&lt;!channel&gt; 'rm' xxx" in said
        assert "x" * 200 not in said
        world.pass_time(days=1, seconds=1)
        assert "could not be understood" not in world.slack.say("health")
