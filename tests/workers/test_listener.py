"""The listener: each event once, nothing lost, whatever is away and whatever it is sent."""

import json
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
import structlog

from recovery.aws_events import key_of
from recovery.config import load_config
from recovery.errors import LedgerAway
from recovery.figures import gigabytes
from recovery.instants import iso
from recovery.inventory import BackupEntry, Source, SourceReading
from recovery.ledger.port import Change, Ledger
from recovery.outcome import Notice
from recovery.record import State, StepRecord
from recovery.schedules import ScheduleEntry
from sandbox.fakes.backup import add_recovery_point
from sandbox.fakes.errors import coded
from sandbox.fakes.queues import FakeQueue
from tests import aws_samples as samples
from tests.workers.copy_world import CONFIG as COPY_CONFIG
from tests.workers.copy_world import CopyWorld
from tests.workers.world import CONFIG, World
from workers.aws.errors import Denied
from workers.chores.names import REACHED
from workers.hearing import HELD_SECONDS
from workers.listener import (
    AWAY_SECONDS,
    CHECK_SECONDS,
    HIDDEN_SECONDS,
    LONGEST_BODY,
    LOOKS_AT_ONCE,
    MOST_RECEIVES,
    Listener,
)

PINNED = json.dumps(
    {
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Condition": {
                "ArnLike": {"aws:SourceArn": "arn:aws:events:*:123456789012:rule/ddbdr-*"}
            },
        }
    }
)


class AwayLedger:
    """A ledger whose events room is away, at once or after so many events."""

    def __init__(self, ledger: Ledger, *, after: int = 0) -> None:
        self._ledger = ledger
        self._left = after
        self.is_away = True

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  every other room
        return getattr(self._ledger, name)

    def ping(self) -> None:
        if self.is_away:
            raise LedgerAway("no connection")

    @property
    def news(self) -> Any:  # noqa: ANN401  the room, or nothing
        if self.is_away and self._left == 0:
            raise LedgerAway("no connection")
        self._left = max(0, self._left - 1)
        return self._ledger.news


@dataclass
class Scene:
    """A queue, a ledger and the listener between them."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.queue = FakeQueue(wall=self.world.time.wall, policy_text=PINNED)
        self.listener = self.another()

    def another(self, ledger: Ledger | None = None) -> Listener:
        return Listener(
            self.queue,
            ledger=ledger or self.world.ledger,
            config=self.world.config,
            clock=self.world.time,
            wall=self.world.time.wall,
            log=structlog.get_logger(),
        )

    def hear(self, *bodies: str) -> list[Notice]:
        """Send and let the listener take everything; all the news so far."""
        self.take(*bodies)
        return self.news()

    def take(self, *bodies: str) -> None:
        """Send and let the listener take everything."""
        for body in bodies:
            self.queue.send(body)
        while self.listener.turn(wait_seconds=0) == 0.0 and self._visible():
            pass

    def _visible(self) -> bool:
        now = self.world.time.wall()
        return any(one.visible_at <= now for one in self.queue._stored)  # noqa: SLF001  its own fake

    def news(self) -> list[Notice]:
        """What waits for Slack, also what is held for a moment; alarms first."""
        outbox, wall = self.world.ledger.outbox, self.world.time.wall() + 3600
        lanes = [outbox.ready(lane, wall=wall, limit=99) for lane in ("alarms", "news")]
        return [Notice.model_validate(letter.body) for lane in lanes for letter in lane]

    def waiting_job(self, **facts: str) -> str:
        """A job whose step learnt these and looks again in an hour."""
        job_id = self.world.ask("backup", "orders")
        job = self.world.job(job_id)
        step = StepRecord(name="await", limit=5, deadline_seconds=86400, facts=facts)
        running = {"state": State.RUNNING, "steps": (step,), "version": 2, "due": None}
        change = Change(event="worked", actor="w", detail={})
        self.world.ledger.jobs.save(job.model_copy(update=running), change, expected=1)
        self.world.ledger.due.claim(now=self.world.time.now(), wall=0, limit=9, lease_seconds=1)
        return job_id


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_an_event_becomes_a_notice_and_leaves_the_queue(scene: Scene) -> None:
    (notice,) = scene.hear(samples.text(samples.backup("COMPLETED")))
    assert (notice.name, notice.table, notice.account) == ("BackupCompleted", "orders", "prod")
    assert len(scene.queue) == 0


def test_told_twice_by_aws_it_is_told_once(scene: Scene) -> None:
    body = samples.text(samples.backup("COMPLETED"))
    assert len(scene.hear(body, body)) == 1
    assert len(scene.queue) == 0


def test_two_queues_and_two_listeners_tell_it_once(scene: Scene) -> None:
    body = samples.text(samples.copy("FAILED"))
    scene.hear(body)
    scene.queue.send(body)
    scene.another().turn(wait_seconds=0)
    assert len(scene.news()) == 1
    assert len(scene.queue) == 0


def test_a_copy_its_recovery_point_and_sns_are_one_piece_of_news(scene: Scene) -> None:
    said = "An AWS Backup copy job was completed successfully."
    attributes = {"EventType": "COPY_JOB", "State": "COMPLETED", "Id": samples.COPY_JOB.lower()}
    sns = samples.notification(said, AccountId=samples.ACCOUNT, **attributes)
    bodies = (samples.point("COMPLETED", samples.COPY), samples.copy("COMPLETED"), sns)
    (notice,) = scene.hear(*map(samples.text, bodies))
    assert notice.name == "CopyCompleted"


def test_what_sns_delivers_raw_is_heard_by_its_attributes(scene: Scene) -> None:
    told = {"EventType": "COPY_JOB", "State": "FAILED", "Id": samples.COPY_JOB}
    scene.queue.send("An AWS Backup job ended.", AccountId=samples.ACCOUNT, **told)
    (notice,) = scene.hear()
    assert notice.name == "CopyFailed"
    assert scene.hear(samples.text(samples.copy("FAILED"))) == [notice]


def test_our_own_jobs_news_and_its_echo_are_one(scene: Scene) -> None:
    own = Notice(
        name="CopyCompleted",
        key=key_of("copy-job", samples.ACCOUNT, samples.COPY_JOB, "COMPLETED"),
        also=(samples.COPY,),
        table="orders",
        account="prod",
        region="us-west-1",
        job_id="J-1",
    )
    job = scene.world.job(scene.world.ask("backup", "orders"))
    told = Change(event="worked", actor="w", detail={}, records=(own,))
    newer = job.model_copy(update={"version": 2})
    scene.world.ledger.jobs.save(newer, told, expected=1)
    bodies = (samples.copy("COMPLETED"), samples.point("COMPLETED", samples.COPY))
    assert scene.hear(*map(samples.text, bodies)) == [own]


def test_the_job_that_waits_for_it_is_looked_at_now_and_named(scene: Scene) -> None:
    job_id = scene.waiting_job(job_id=samples.COPY_JOB)
    (notice,) = scene.hear(samples.text(samples.copy("COMPLETED")))
    assert notice.job_id == job_id
    assert job_id in scene.world.claim()


def test_progress_wakes_the_job_and_tells_nobody(scene: Scene) -> None:
    job_id = scene.waiting_job(job_id=samples.BACKUP_JOB)
    assert scene.hear(samples.text(samples.backup("RUNNING"))) == []
    assert job_id in scene.world.claim()


def test_our_own_restore_is_told_by_its_card_alone(scene: Scene) -> None:
    job_id = scene.world.ask("restore", "orders")
    name = f"orders-ddbdr-{job_id.removeprefix('J-')}"
    ours = samples.api_call("RestoreTableToPointInTime", {"targetTableName": name})
    theirs = samples.api_call(
        "RestoreTableToPointInTime",
        {"sourceTableName": "orders", "targetTableName": "orders-mine"},
        eventID="other",
    )
    (notice,) = scene.hear(samples.text(ours), samples.text(theirs))
    assert (notice.name, ("as", "orders-mine")) == ("RestoreStarted", notice.detail[0])


def test_a_restore_that_is_named_like_ours_but_of_no_job_is_told(scene: Scene) -> None:
    asked = {"targetTableName": "orders-ddbdr-7F3K2Q9"}
    (notice,) = scene.hear(samples.text(samples.api_call("RestoreTableToPointInTime", asked)))
    assert (notice.name, notice.job_id) == ("RestoreStarted", None)


@pytest.mark.parametrize("refusal", ["", "AccessDenied"])
def test_our_own_backup_and_a_refused_one_are_not_looked_for(scene: Scene, refusal: str) -> None:
    name = "nightly" if refusal else f"orders-{scene.world.ask('backup', 'orders')}"
    answer = {"backupDetails": {"backupArn": samples.NATIVE}}
    call = samples.api_call("CreateBackup", {"tableName": "orders", "backupName": name}, answer)
    if refusal:
        call["detail"]["errorCode"] = refusal
    assert scene.hear(json.dumps(call)) == []
    assert not [id_ for id_ in scene.world.claim() if id_.startswith("chore:")]


def test_a_session_called_like_a_job_hides_no_deletion(scene: Scene) -> None:
    job_id = scene.world.ask("restore", "orders")
    who = {"arn": f"arn:aws:sts::{samples.ACCOUNT}:assumed-role/ddbdr/{job_id}"}
    asked = {"tableName": "orders"}
    (notice,) = scene.hear(samples.text(samples.api_call("DeleteTable", asked, userIdentity=who)))
    assert (notice.name, notice.urgent, notice.job_id) == ("TableDeleted", True, job_id)


BOTO = "[Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1 os/linux#6.1 lang/python#3.11.9"
PITR_OFF: dict[str, Any] = {
    "tableName": "orders",
    "pointInTimeRecoverySpecification": {"pointInTimeRecoveryEnabled": False},
}


def called(scene: Scene, agent: str, **asked: str) -> Notice:
    """The news of one call under that user agent; every caller is the same user of IAM."""
    call = samples.api_call("UpdateContinuousBackups", PITR_OFF | asked, userAgent=agent)
    (notice,) = scene.hear(samples.text(call))
    return notice


def test_a_change_of_ours_is_known_where_an_account_has_no_role(scene: Scene) -> None:
    job_id = scene.world.ask("pitr-off", "orders")
    assert called(scene, f"{BOTO} ddbdr/{job_id}]").job_id == job_id


@pytest.mark.parametrize("agent", [f"{BOTO}]", "console.amazonaws.com", f"{BOTO} ddbdr/J-ZZZZZZZ]"])
def test_the_same_change_by_somebody_else_is_told_without_a_job(scene: Scene, agent: str) -> None:
    """Also while a job of ours is at the same table."""
    scene.world.ask("pitr-off", "orders")
    notice = called(scene, agent)
    assert (notice.name, notice.urgent, notice.job_id) == ("PITR off", True, None)


def test_a_job_is_named_for_no_other_table_and_hides_nothing(scene: Scene) -> None:
    job_id = scene.world.ask("restore", "orders")
    agent = f"{BOTO} ddbdr/{job_id}]"
    assert called(scene, agent, tableName="users").job_id is None
    asked = {"sourceTableName": "orders", "targetTableName": "orders-mine"}
    call = samples.api_call("RestoreTableToPointInTime", asked, userAgent=agent, eventID="r")
    assert [one.name for one in scene.hear(samples.text(call))] == ["PITR off", "RestoreStarted"]


def test_an_account_with_a_role_has_its_sessions_not_the_callers_word() -> None:
    role = "arn:aws:iam::123456789012:role/ddbdr"
    scene = Scene(
        World(config=load_config(CONFIG.replace("region:", f"role: '{role}', region:", 1)))
    )
    job_id = scene.world.ask("pitr-off", "orders")
    assert called(scene, f"{BOTO} ddbdr/{job_id}]").job_id is None


def test_a_deleted_backup_is_called_by_the_name_it_was_seen_under(scene: Scene) -> None:
    source = Source(account="prod", region="us-east-2", name="dynamodb")
    nightly = BackupEntry(
        account="prod",
        region="us-east-2",
        table="orders",
        name="nightly",
        arn=samples.NATIVE,
        created=scene.world.time.now(),
    )
    scene.world.ledger.sightings.save_reading(SourceReading(source=source))
    scene.world.ledger.sightings.add_backups(source, [nightly])
    unseen = f"{samples.NATIVE[:-1]}b"
    for arn in (samples.NATIVE, unseen):
        call = samples.api_call("DeleteBackup", {"backupArn": arn}, eventID=arn[-8:])
        scene.hear(json.dumps(call))
    named = [dict(notice.detail)["backup"] for notice in scene.hear()]
    assert sorted(named) == sorted(["nightly", unseen.rpartition("/")[2]])


def test_a_plan_is_called_by_its_name(scene: Scene) -> None:
    now = scene.world.time.now()
    entry = ScheduleEntry(
        account="prod",
        region="us-east-2",
        id="83fc/rule",
        name="hourly",
        plan="ddbdr-1h-35d",
        expression="cron(0 * * * ? *)",
        since=now,
        described_at=now,
        read_at=now,
    )
    scene.world.ledger.sightings.replace_schedules("prod", "us-east-2", [entry])
    for id_ in ("83fc", "unread"):
        change = {"backupPlanId": id_, "state": "MODIFIED"}
        scene.hear(json.dumps(samples.event("Backup Plan State Change", change)))
    assert [dict(notice.detail)[""] for notice in scene.hear()] == ["ddbdr-1h-35d", "unread"]


def test_a_backup_somebody_else_asked_for_is_told_when_it_is_there(scene: Scene) -> None:
    world = scene.world
    world.cloud.add_table("orders")
    somebody = world.aws.acting_for("somebody", lambda _seconds: None)
    theirs = somebody.dynamodb("prod", "us-east-2").create_backup("orders", "nightly")
    answer = {"backupDetails": {"backupArn": theirs.arn, "backupStatus": "CREATING"}}
    asked = {"tableName": "orders", "backupName": "nightly"}
    body = samples.text(samples.api_call("CreateBackup", asked, answer))
    assert scene.hear(body, body) == []
    world.run_until(lambda: bool(scene.news()))
    (notice,) = scene.news()
    assert (notice.name, notice.key) == ("BackupCompleted", theirs.arn)
    assert ("backup", "nightly") in notice.detail


@pytest.mark.parametrize(
    ("source", "arn"),
    [
        ("cloudhsm.amazonaws.com", f"{samples.TABLE}/backup/1"),
        ("dynamodb.amazonaws.com", f"arn:aws:dynamodb:us-east-2:{samples.ACCOUNT}:x"),
    ],
)
def test_what_is_no_backup_of_a_table_is_not_looked_for(
    scene: Scene, source: str, arn: str
) -> None:
    answer = {"backupDetails": {"backupArn": arn}}
    call = samples.api_call("CreateBackup", {"backupName": "b"}, answer, eventSource=source)
    scene.take(samples.text(call))
    assert scene.world.claim() == ()


@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException"])
def test_a_backup_that_aws_will_not_describe_is_not_asked_for_again(
    scene: Scene, code: str
) -> None:
    scene.world.cloud.fail_next("DescribeBackup", coded(code, "DescribeBackup"))
    answer = {"backupDetails": {"backupArn": f"{samples.TABLE}/backup/01"}}
    scene.take(samples.text(samples.api_call("CreateBackup", {"backupName": "b"}, answer)))
    scene.world.tick()
    assert scene.world.ledger.due.next_due() is None


def test_a_refused_call_is_no_news(scene: Scene) -> None:
    asked = {"tableName": "orders"}
    refused = samples.api_call("DeleteTable", asked, errorCode="AccessDenied")
    assert scene.hear(samples.text(refused)) == []
    assert len(scene.queue) == 0


class TestWhatIsAway:
    def test_nothing_is_deleted_while_the_ledger_is_away(self, scene: Scene) -> None:
        ledger = AwayLedger(scene.world.ledger)
        listener = scene.another(cast("Ledger", ledger))
        scene.queue.send(samples.text(samples.copy("FAILED")))
        assert listener.turn(wait_seconds=0) == AWAY_SECONDS
        assert listener.state.trouble == "the ledger cannot be reached"
        assert len(scene.queue) == 1
        ledger.is_away = False
        scene.world.time.pass_by(HIDDEN_SECONDS)
        assert listener.turn(wait_seconds=0) == 0.0
        assert listener.state.trouble == ""
        assert len(scene.news()) == 1
        assert len(scene.queue) == 0

    def test_while_the_ledger_is_away_no_message_uses_up_its_receives(self, scene: Scene) -> None:
        scene.queue.redrive, scene.queue.most_receives = True, 3
        ledger = AwayLedger(scene.world.ledger)
        listener = scene.another(cast("Ledger", ledger))
        scene.queue.send(samples.text(samples.copy("FAILED")))
        for _ in range(10):
            listener.turn(wait_seconds=0)
            scene.world.time.pass_by(HIDDEN_SECONDS)
        ledger.is_away = False
        listener.turn(wait_seconds=0)
        assert scene.queue.dead == []
        assert len(scene.news()) == 1

    def test_those_the_ledger_has_are_deleted_though_it_goes_in_the_middle(
        self, scene: Scene
    ) -> None:
        ledger = AwayLedger(scene.world.ledger, after=2)  # looked at, then heard
        for state in ("FAILED", "ABORTED"):
            scene.queue.send(samples.text(samples.backup(state)))
        scene.another(cast("Ledger", ledger)).turn(wait_seconds=0)
        assert len(scene.news()) == 1
        assert len(scene.queue) == 1

    def test_aws_away_is_told_and_waited_out(self, scene: Scene) -> None:
        scene.queue.send(samples.text(samples.copy("FAILED")))
        scene.queue.away = "ReceiveMessage: EndpointConnectionError"
        assert scene.listener.turn(wait_seconds=0) == AWAY_SECONDS
        assert "ddbdr-events cannot be read: ReceiveMessage" in scene.listener.state.trouble
        scene.queue.away = ""
        assert scene.hear()
        assert scene.listener.state.trouble == ""

    def test_it_ends_when_told_though_everything_is_away(self, scene: Scene) -> None:
        scene.queue.away = "no route"
        ending = threading.Event()
        thread = threading.Thread(target=scene.listener.run, args=(ending,))
        thread.start()
        ending.set()
        thread.join(timeout=10)
        assert not thread.is_alive()


class TestPoison:
    def give_up(self, scene: Scene) -> None:
        for _ in range(MOST_RECEIVES):
            scene.listener.turn(wait_seconds=0)
            scene.world.time.pass_by(HIDDEN_SECONDS)

    @pytest.mark.parametrize("counts", [True, False], ids=["SQS counts", "nobody else counts"])
    def test_it_is_left_for_a_while_then_kept_told_and_deleted(
        self, scene: Scene, *, counts: bool
    ) -> None:
        scene.queue.counts = counts
        id_ = scene.queue.send("<script>no event")
        scene.listener.turn(wait_seconds=0)
        assert scene.news() == []
        assert len(scene.queue) == 1
        self.give_up(scene)
        (poison,) = scene.world.ledger.news.poison()
        assert (poison.id, poison.body) == (id_, "<script>no event")
        assert poison.reason == "it is not JSON"
        (notice,) = scene.news()
        assert (notice.name, notice.urgent) == ("EventUnreadable", True)
        assert len(scene.queue) == 0

    def test_a_queue_with_a_redrive_gets_to_keep_it_and_it_is_told_once(self, scene: Scene) -> None:
        scene.queue.redrive = True
        scene.queue.most_receives = 3
        scene.queue.send("no event")
        self.give_up(scene)
        assert scene.queue.dead == ["no event"]
        assert len(scene.news()) == 1
        assert len(scene.world.ledger.news.poison()) == 1

    def test_it_does_not_hold_up_the_others(self, scene: Scene) -> None:
        scene.queue.send("no event")
        (notice,) = scene.hear(samples.text(samples.copy("FAILED")))
        assert notice.name == "CopyFailed"
        assert len(scene.queue) == 1

    def test_a_long_one_is_cut(self, scene: Scene) -> None:
        scene.queue.send("x" * 100_000)
        self.give_up(scene)
        (poison,) = scene.world.ledger.news.poison()
        assert len(poison.body) == LONGEST_BODY


class TestPolicy:
    def test_a_queue_that_pins_its_senders_is_fine(self, scene: Scene) -> None:
        scene.hear()
        assert scene.listener.state.warning == ""

    def test_one_that_does_not_is_told(self, scene: Scene) -> None:
        open_to_all = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage"}
        scene.queue.policy_text = json.dumps({"Statement": [open_to_all]})
        scene.hear()
        assert "does not pin its senders" in scene.listener.state.warning

    def test_one_that_does_not_tell_is_heard_all_the_same_and_nothing_is_thrown_away(
        self, scene: Scene
    ) -> None:
        scene.queue.silent = "GetQueueAttributes: AccessDenied"
        scene.queue.send("no event")
        (failed, unreadable) = scene.hear(samples.text(samples.copy("FAILED")))
        assert {failed.name, unreadable.name} == {"CopyFailed", "EventUnreadable"}
        assert "does not tell who may send" in scene.listener.state.warning
        assert len(scene.queue) == 1

    def test_it_is_looked_at_again_now_and_then(self, scene: Scene) -> None:
        scene.hear()
        scene.queue.policy_text = ""
        scene.world.time.pass_by(CHECK_SECONDS)
        scene.hear()
        assert "has no policy" in scene.listener.state.warning


class TestRpo:
    def test_a_completed_copy_says_what_could_be_lost_now(self) -> None:
        scene = Scene(CopyWorld())
        made = add_recovery_point(
            scene.world.cloud, "orders", region="us-west-1", resource_arn=samples.TABLE
        )
        body = samples.copy("COMPLETED", destinationRecoveryPointArn=made.arn)
        scene.take(samples.text(body))
        waiting = scene.world.ledger.outbox.ready("news", wall=scene.world.time.wall(), limit=9)
        assert waiting == (), "held until a worker has looked"
        scene.world.settle()
        (letter,) = scene.world.ledger.outbox.ready("news", wall=scene.world.time.wall(), limit=9)
        detail = dict(Notice.model_validate(letter.body).detail)
        assert detail["newest in us-west-1:"] == "2026-11-11T23:14:00Z (RPO 3 h)"

    def told_now(self, scene: Scene) -> dict[str, str]:
        """What the one notice that may go now says, after what is due at this moment."""
        scene.world.settle()
        wall = scene.world.time.wall()
        (letter,) = scene.world.ledger.outbox.ready("news", wall=wall, limit=9)
        return dict(Notice.model_validate(letter.body).detail)

    def test_a_backup_that_was_never_copied_says_so(self) -> None:
        scene = Scene(CopyWorld())
        scene.take(samples.text(samples.backup("COMPLETED")))
        assert self.told_now(scene)[""] == "nothing in us-west-1 yet"

    def test_where_aws_does_not_tell_it_goes_at_once_and_says_so(self) -> None:
        scene = Scene(CopyWorld())
        denied = Denied("DescribeBackupVault", code="AccessDenied", message="no")
        scene.world.cloud.fail_next("DescribeBackupVault", denied)
        scene.take(samples.text(samples.backup("COMPLETED")))
        told = self.told_now(scene)
        assert told[""] == "us-west-1 could not be asked: AWS denied DescribeBackupVault"
        assert told["size"] == "12.1 GB"

    def test_while_the_dr_region_is_away_it_says_of_when_it_is_and_that_nobody_could_ask(
        self,
    ) -> None:
        scene = Scene(CopyWorld())
        made = add_recovery_point(scene.world.cloud, "orders")
        scene.world.cloud.unreachable.add("us-west-1")
        scene.take(samples.text(samples.backup("COMPLETED") | {"resources": [made.arn]}))
        told = self.told_now(scene)
        assert told["as of"] == iso(made.created)
        assert told[""] == "us-west-1 could not be asked: it does not answer"

    def test_a_backup_says_of_when_it_is_and_when_it_deletes_itself(self) -> None:
        scene = Scene(CopyWorld())
        end = scene.world.time.now() + timedelta(days=35)
        made = add_recovery_point(scene.world.cloud, "orders", delete_at=end)
        message = samples.backup("COMPLETED") | {"resources": [made.arn]}
        scene.take(samples.text(message))
        told = self.told_now(scene)
        assert told["expires"] == "2026-12-17T02:14:00Z"
        assert told["as of"] == iso(made.created)
        assert told["size"] == "12.1 GB", "as the event says"

    def test_what_only_the_recovery_points_event_told_gets_its_size_too(self) -> None:
        scene = Scene(CopyWorld())
        made = add_recovery_point(scene.world.cloud, "orders")
        assert made.size_bytes is not None
        event = samples.point("COMPLETED", made.arn)
        scene.take(samples.text(event))
        assert self.told_now(scene)["size"] == gigabytes(made.size_bytes)

    def test_without_a_worker_it_goes_without_and_says_so(self, scene: Scene) -> None:
        made = "2026-11-14T02:10:31.207Z"
        scene.take(samples.text(samples.point("COMPLETED", creationDate=made)))
        wall = scene.world.time.wall()
        assert scene.world.ledger.outbox.ready("news", wall=wall + HELD_SECONDS - 1, limit=9) == ()
        (letter,) = scene.world.ledger.outbox.ready("news", wall=wall + HELD_SECONDS, limit=9)
        told = dict(Notice.model_validate(letter.body).detail)
        assert told["as of"] == "2026-11-14T02:10:31Z"
        assert told[""] == "RPO in us-west-1 not looked up"

    def test_once_looked_up_nothing_says_that_it_was_not(self) -> None:
        scene = Scene(CopyWorld())
        scene.take(samples.text(samples.backup("COMPLETED")))
        scene.world.settle()
        assert not [text for _, text in scene.news()[0].detail if "not looked up" in text]

    @pytest.mark.parametrize("notify", ["digest", "failures"])
    def test_what_nobody_is_told_by_itself_is_not_looked_into(self, notify: str) -> None:
        """AWS would be asked for a line that no digest shows."""
        scene = Scene(CopyWorld())
        rule = f"tables: [{{match: orders, notify: {notify}}}]"
        scene.world.config = load_config(f"{COPY_CONFIG}{rule}\n")
        scene.listener = scene.another()
        scene.take(samples.text(samples.backup("COMPLETED")))
        assert not [id_ for id_ in scene.world.claim() if id_.startswith(REACHED)]
        assert len(scene.world.notices()) == 1, "held for nobody"

    def test_what_is_of_an_account_that_is_not_ours_goes_at_once(self, scene: Scene) -> None:
        theirs = samples.TABLE.replace(samples.ACCOUNT, "999999999999")
        scene.take(samples.text(samples.backup("COMPLETED", resourceArn=theirs)))
        assert [notice.account for notice in scene.world.notices()] == ["999999999999"]

    def test_of_a_burst_only_some_are_looked_into(self, scene: Scene) -> None:
        ids = [f"{number:08d}-1111-1111-1111-111111111111" for number in range(LOOKS_AT_ONCE + 5)]
        scene.take(*(samples.text(samples.backup("COMPLETED", backupJobId=id_)) for id_ in ids))
        assert sum(id_.startswith(REACHED) for id_ in scene.world.claim()) <= LOOKS_AT_ONCE
        said = {text for news in scene.news() for _, text in news.detail if "not looked" in text}
        assert said == {"RPO in us-west-1 not looked up"}
