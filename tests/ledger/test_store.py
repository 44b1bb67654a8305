"""What only the ledger in Redis promises: one round trip, one hash tag, a layout number."""

import multiprocessing
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis
from redis.client import Monitor

from recovery.cards import Delivery, Letter
from recovery.errors import LedgerAway
from recovery.events import CancelAsked
from recovery.inventory import BackupEntry, Source, SourceReading
from recovery.ledger import (
    ChainBroken,
    Hearing,
    MemoryLedger,
    NewerLedger,
    Piece,
    Poison,
    RedisLedger,
    open_ledger,
    redis_keys,
    verify,
)
from recovery.outcome import Notice
from recovery.people import Directory
from recovery.record import StepRecord
from recovery.vitals import Vital
from recovery.watch import Watch
from tests.ledger.samples import (
    ALICE,
    NOW,
    OBSERVATION,
    WALL,
    a_change,
    a_job,
    a_plan,
    a_word,
    later,
    planned,
)

ID = "J-7F3K2Q1"


@pytest.fixture
def ledger(empty_url: str) -> Iterator[RedisLedger]:
    with closing(open_ledger(empty_url, max_connections=1, wall=lambda: WALL)) as opened:
        yield opened


@pytest.fixture
def client(empty_url: str) -> Iterator[redis.Redis]:
    with closing(redis.Redis.from_url(empty_url, decode_responses=True)) as opened:
        yield opened


def use_everything(ledger: RedisLedger) -> None:
    """Write under every kind of key there is."""
    plan = a_plan()
    ledger.jobs.create(a_job(), a_change(records=(OBSERVATION,), plan=plan), seen="req")
    ledger.jobs.save(planned(a_job(), plan.digest), a_change(), expected=1)
    ledger.jobs.decide(ID, a_word(digest=plan.digest))
    ledger.due.claim(now=later(99), wall=WALL, limit=1, lease_seconds=30)
    ledger.due.take(ID, "w1", wall=WALL, lease_seconds=30)
    ledger.due.wake(ID, now=NOW)
    ledger.due.schedule("chore:x", at=NOW)
    ledger.locks.acquire(ID, ["a"])
    ledger.cards.lead("a", wall=WALL, seconds=9)
    ledger.cards.save_delivery(ID, Delivery(ts="1"))
    for id_ in ("l1", "l2"):
        ledger.outbox.put(Letter(id=id_, lane="fast", kind="reply"), wall=WALL)
    ledger.outbox.later(Letter(id="l1", lane="fast", kind="reply"), at=WALL)
    ledger.homes.open(ALICE, wall=WALL)
    ledger.people.replace(Directory())
    ledger.people.ask_fresh()
    ledger.sightings.replace_tables("prod", "r", [], at=NOW)
    source = Source(account="prod", region="r")
    entry = BackupEntry(account="prod", region="r", table="t", name="b", arn="a", created=NOW)
    ledger.sightings.add_backups(source, [entry])
    ledger.sightings.add_backups(source, [entry], gathering=True)
    ledger.sightings.save_reading(SourceReading(source=source))
    ledger.sightings.replace_schedules("prod", "r", [])
    ledger.sightings.save_watches({"home arn": Watch(since=NOW, target_seconds=60)})
    ledger.sightings.failed("prod", "r", "denied")
    ledger.rates.take("b", per_second=1, burst=1, wall=WALL)
    ledger.rates.store_statuses("l", {"a": "b"})
    ledger.rates.may_refresh("l", every_seconds=1, wall=WALL)
    ledger.vitals.beat(Vital(process="bot", instance="h/1", at=WALL))
    ledger.replays.first_time("r")
    learnt = a_job("J-2").model_copy(update={"steps": (knowing("arn:aws:backup:r:1:x:y"),)})
    ledger.jobs.create(learnt, a_change())
    ledger.news.hear(Hearing(key="e"), now=NOW, wall=WALL)
    piece = Piece(channel="C", urgent=False, name="n", account="prod", region="r", table="t")
    letter = Letter(id="l3", lane="fast", kind="notice")
    ledger.outbox.put(letter, wall=WALL)
    ledger.news.gather(letter, piece, chore="chore:x", at=NOW)
    poison = Poison(id="m", queue="q", reason="r", body="b", at=WALL)
    notice = Notice(name="n", key="k", table="t", account="prod", region="r")
    ledger.news.give_up(poison, notice, wall=WALL)


def knowing(arn: str) -> StepRecord:
    """A step that learnt an ARN."""
    return StepRecord(name="s", limit=1, deadline_seconds=1, facts={"arn": arn})


def documented() -> set[str]:
    """First words of the keys in the docstring's table."""
    lines = (redis_keys.__doc__ or "").splitlines()
    table = [line[4:22].strip() for line in lines if line.startswith("    ") and line[4] != " "]
    return {name.split(":")[0].strip() for line in table for name in line.split(",")}


def test_every_key_has_the_hash_tag_and_is_documented(
    ledger: RedisLedger, client: redis.Redis
) -> None:
    use_everything(ledger)
    keys = list(client.scan_iter())
    assert all(key.startswith("{ddbdr}:") for key in keys)
    used = {key.removeprefix("{ddbdr}:").split(":")[0] for key in keys}
    assert used == documented()


def test_of_every_key_the_docs_say_how_far_it_grows() -> None:
    _, _, table = (Path(__file__).parents[2] / "docs/operations.md").read_text().rpartition("\n## ")
    named = re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)
    told = Counter(name for names in named for name in re.findall("`(.*?)`", names))
    assert told == Counter(documented())


def test_what_waits_to_expire(ledger: RedisLedger, client: redis.Redis) -> None:
    use_everything(ledger)
    lives = {key: client.ttl(key) for key in client.scan_iter()}
    expiring = {key.removeprefix("{ddbdr}:") for key, seconds in lives.items() if seconds >= 0}
    assert {name for name in expiring if not name.startswith("remembered:")} == {
        "asked:req",
        "request:r",
        "statuses:l:498470",
        "rate:b",
        "ping",
    }
    assert 590 <= lives["{ddbdr}:request:r"] <= 600
    assert 7190 <= lives["{ddbdr}:statuses:l:498470"] <= 7200
    assert 604_790 <= lives["{ddbdr}:asked:req"] <= 604_800


def test_a_bucket_is_kept_until_it_would_be_full(ledger: RedisLedger, client: redis.Redis) -> None:
    ledger.rates.take("slow", per_second=0.01, burst=5, wall=WALL)
    assert 500 < client.ttl("{ddbdr}:rate:slow") <= 560


def test_an_ended_job_leaves_nothing_to_do(ledger: RedisLedger, client: redis.Redis) -> None:
    ledger.jobs.create(a_job(), a_change())
    ledger.due.claim(now=NOW, wall=WALL, limit=1, lease_seconds=30)
    ledger.due.take(ID, "w1", wall=WALL, lease_seconds=30)
    ledger.due.wake(ID, now=NOW)
    ledger.locks.acquire(ID, ["a"])
    ended = a_job().after(CancelAsked(by=ALICE), NOW)
    ledger.jobs.save(ended, a_change(), expected=1)
    keys = {key.removeprefix("{ddbdr}:") for key in client.scan_iter()}
    working = {"due", "leased", "executors", "woken", "open", "locks", f"held:{ID}"}
    assert not keys & working


def test_old_signs_of_life_are_cleared_away_when_a_process_begins(
    ledger: RedisLedger, client: redis.Redis
) -> None:
    client.hset("{ddbdr}:vitals", "bot/h/1", sign("h/1", WALL - 3600))
    ledger.vitals.beat(Vital(process="bot", instance="h/2", at=WALL))
    assert client.hkeys("{ddbdr}:vitals") == ["bot/h/2"]
    client.hset("{ddbdr}:vitals", "bot/h/1", sign("h/1", WALL - 3600))
    ledger.vitals.beat(Vital(process="bot", instance="h/2", at=WALL))
    assert client.hlen("{ddbdr}:vitals") == 2, "a sign of life is one write"


def sign(instance: str, at: float) -> str:
    return Vital(process="bot", instance=instance, at=at).model_dump_json()


def test_what_every_command_waits_for_is_one_round_trip(
    ledger: RedisLedger, client: redis.Redis
) -> None:
    use_everything(ledger)
    ledger.jobs.create(a_job("J-0000000"), a_change())
    ledger.jobs.page(size=20, page=1)
    ledger.people.directory()
    ledger.jobs.dossier(ID)
    monitoring: Callable[[], Monitor] = client.monitor
    with monitoring() as monitor:
        ledger.jobs.create(a_job("J-1111111"), a_change(), seen="other")
        ledger.replays.first_time("other")
        ledger.jobs.page(size=20, page=1)
        ledger.people.directory()
        ledger.jobs.dossier(ID)
        ledger.ping()
        sent: list[str] = []
        while not sent or "{ddbdr}:ping" not in sent[-1]:
            command = monitor.next_command()
            # What scripts do inside is told too.
            if command["client_type"] != "lua":
                sent.append(command["command"])
    assert [command.split()[0] for command in sent] == [
        "EVALSHA",
        "EVALSHA",
        "EVALSHA",
        "EVALSHA",
        "EVALSHA",
        "SET",
    ]


def test_a_letter_lies_in_its_lane_or_is_held_back_never_both(
    ledger: RedisLedger, client: redis.Redis
) -> None:
    def lies() -> tuple[int, int]:
        return client.zcard("{ddbdr}:lane:fast"), client.zcard("{ddbdr}:held-back:fast")

    letter = Letter(id="l1", lane="fast", kind="reply")
    ledger.outbox.put(letter, wall=WALL)
    for free in (lambda: ledger.outbox.ready("fast", wall=WALL, limit=1), release(ledger, letter)):
        ledger.outbox.later(letter, at=WALL)
        assert lies() == (0, 1)
        free()
        assert lies() == (1, 0)


def release(ledger: RedisLedger, letter: Letter) -> Callable[[], object]:
    return lambda: ledger.news.release(letter)


def test_scripts_are_loaded_again_when_the_store_forgot_them(
    ledger: RedisLedger, client: redis.Redis
) -> None:
    ledger.jobs.create(a_job(), a_change())
    client.script_flush()
    assert ledger.jobs.create(a_job("J-2222222"), a_change()) == "created"
    assert ledger.jobs.page(size=9, page=1).total == 2


def test_a_newer_layout_is_not_touched(
    ledger: RedisLedger, client: redis.Redis, empty_url: str
) -> None:
    ledger.ping()
    assert client.get("{ddbdr}:schema") == "1"
    client.set("{ddbdr}:schema", "2")
    with pytest.raises(NewerLedger, match="layout 2 and this program knows 1 at most"):
        open_ledger(empty_url)
    # A handle that was opened before finds out with its next connection.
    ledger.close()
    with pytest.raises(NewerLedger):
        ledger.jobs.create(a_job(), a_change())
    assert client.exists("{ddbdr}:jobs") == 0


def test_a_removed_last_entry_is_found_with_the_next_one(
    ledger: RedisLedger, client: redis.Redis
) -> None:
    ledger.jobs.create(a_job(), a_change())
    ledger.jobs.save(planned(a_job(), "d1"), a_change(), expected=1)
    client.rpop(f"{{ddbdr}}:audit:{ID}")
    verify(ledger.jobs.audit(ID))
    ledger.jobs.decide(ID, a_word())
    with pytest.raises(ChainBroken):
        verify(ledger.jobs.audit(ID))


def test_a_defect_is_not_taken_for_an_outage(ledger: RedisLedger, client: redis.Redis) -> None:
    client.set("{ddbdr}:deliveries", "not a hash")
    with pytest.raises(redis.ResponseError, match="WRONGTYPE"):
        ledger.cards.delivery(ID)


def test_a_forked_child_uses_connections_of_its_own(ledger: RedisLedger) -> None:
    ledger.jobs.create(a_job(), a_change())
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=count_to, args=(ledger, n)) for n in range(3)]
    for child in children:
        child.start()
    count_to(ledger, 3)
    for child in children:
        child.join(timeout=30)
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert ledger.due.counts(now=NOW)["due"] == 1 + 4 * 50


def count_to(ledger: RedisLedger, number: int) -> None:
    """Writes and reads in turns; answers that went to another process would not fit."""
    for count in range(50):
        ledger.due.schedule(f"chore:{number}-{count}", at=NOW)
        job = ledger.jobs.load(ID)
        assert job is not None
        assert job.id == ID


class TestRights:
    """Stores that do not allow everything."""

    def user(self, client: redis.Redis, url: str, *rules: str) -> RedisLedger:
        execute: Callable[..., object] = client.execute_command
        execute("ACL", "SETUSER", "tester", "reset", "on", ">pw", "~*", *rules)
        return open_ledger(url.replace("redis://", "redis://tester:pw@"))

    def test_a_managed_store_tells_by_info(self, client: redis.Redis, empty_url: str) -> None:
        with closing(self.user(client, empty_url, "+@all", "-config")) as ledger:
            told = ledger.vitals.durability()
        assert told == {"appendonly": "yes", "maxmemory-policy": "noeviction"}

    def test_or_does_not_tell(self, client: redis.Redis, empty_url: str) -> None:
        with closing(self.user(client, empty_url, "+@all", "-config", "-info")) as ledger:
            assert ledger.vitals.durability() == {}

    def test_ours_tells_by_config(self, ledger: RedisLedger) -> None:
        assert ledger.vitals.durability() == {
            "appendfsync": "always",
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
        }

    def test_a_user_without_rights(self, client: redis.Redis, empty_url: str) -> None:
        with closing(self.user(client, empty_url, "+@read", "+@connection", "+setnx")) as ledger:
            with pytest.raises(LedgerAway, match="denies this user"):
                ledger.ping()
            with pytest.raises(LedgerAway, match="denies this user"):
                ledger.jobs.create(a_job(), a_change())
        assert client.exists(f"{{ddbdr}}:job:{ID}") == 0

    def test_a_user_without_one_of_the_keys_writes_nothing(
        self, client: redis.Redis, empty_url: str
    ) -> None:
        rules = ("resetkeys", "~{ddbdr}:[a-r]*", "+@all")
        ledger = self.user(client, empty_url, *rules)
        with closing(ledger), pytest.raises(LedgerAway, match="denies this user"):
            ledger.jobs.create(a_job(), a_change())
        assert client.exists(f"{{ddbdr}}:job:{ID}") == 0

    def test_a_wrong_password(self, empty_url: str) -> None:
        ledger = open_ledger(empty_url.replace("redis://", "redis://nobody:no@"))
        with closing(ledger), pytest.raises(LedgerAway, match="user or password"):
            ledger.ping()


def test_the_twin_does_not_need_redis() -> None:
    code = (
        "import sys; from recovery.ledger import MemoryLedger; MemoryLedger().ping();"
        "sys.exit('redis' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_both_have_the_same_rooms() -> None:
    def rooms(ledger: object) -> dict[str, set[str]]:
        return {
            name: {word for word in dir(room) if not word.startswith("_")}
            for name, room in vars(ledger).items()
            if not name.startswith("_") and name != "wall"
        }

    redis_ledger = open_ledger("redis://127.0.0.1:1")
    assert rooms(MemoryLedger()) == rooms(redis_ledger)


def test_a_request_is_taken_without_waiting_for_the_disk(
    ledger: RedisLedger, client: redis.Redis
) -> None:
    def written() -> int:
        return int(client.info("persistence")["aof_current_size"])

    assert ledger.replays.first_time("warm")
    before = written()
    assert ledger.replays.first_time("v0=1")
    assert ledger.jobs.page_once("v0=2", size=20, page=1) is not None
    assert written() == before, "taking a request wrote to the log"
    assert not ledger.replays.first_time("v0=1")
    ledger.jobs.create(a_job("J-1111111"), a_change(), seen="v0=3")
    assert written() > before, "a job did not"
