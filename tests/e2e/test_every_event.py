"""An event of every kind, each twice: understood, told once; and what nobody understands.

Events of our own making go the whole way, from a call of plain boto3 past the product to a
notice; the others are put into the queue as AWS's documentation shows them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.aws.accounts import PROD
from sandbox.aws.clients import backup, once, session
from sandbox.foundation import QUEUE
from sandbox.processes import wait_until
from sandbox.slack.person import read
from tests import aws_samples as samples
from tests.e2e.crew import ALERTS, REGION, Crew
from tests.e2e.letters import CALLS, MALFORMED, PUBLISHED, STATES, WRAPPED
from tests.e2e.running import Running, running

ANYBODY = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", role: null, region: us-east-2, dr_region: us-west-1}
operators: [U01ALICE]
approvals: [{actions: [backup, pitr-on, protect], quorum: 0}]
"""
"""Nobody has to approve; no table has a channel of its own, and none a target."""
QUEUE_ARN = f"arn:aws:sqs:{REGION}:{PROD}:{QUEUE}"
ROLE = f"arn:aws:iam::{PROD}:role/service-role/AWSBackupDefaultServiceRole"
PATIENCE_SECONDS = 90.0
"""A channel is told one thing a second."""
Json = dict[str, Any]


class Inbox:
    """The queue that the listener reads, and its dead letters, by plain boto3."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._sqs = session().client(
            "sqs", region_name=REGION, endpoint_url=crew.aws_url, config=once()
        )

    def put(self, *letters: str) -> None:
        self._crew.aws.put_letters(QUEUE_ARN, *letters)

    def dead(self) -> int:
        return self._count(f"{QUEUE}-dead")

    def left(self) -> int:
        """What waits, and what was received and is still to be deleted."""
        return self._count(QUEUE)

    def is_read(self) -> bool:
        """Nothing is left but what nobody understands, which the listener may not delete."""
        return self.left() + self.dead() == len(MALFORMED)

    def bury_at_once(self) -> None:
        """What was received once and not deleted becomes a dead letter."""
        redrive = {"deadLetterTargetArn": f"{QUEUE_ARN}-dead", "maxReceiveCount": 1}
        self._sqs.set_queue_attributes(
            QueueUrl=self._url(QUEUE), Attributes={"RedrivePolicy": json.dumps(redrive)}
        )

    def _count(self, name: str) -> int:
        wanted = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        told = self._sqs.get_queue_attributes(
            QueueUrl=self._url(name),
            AttributeNames=wanted,
        )
        return sum(int(told["Attributes"][name]) for name in wanted)

    def _url(self, name: str) -> str:
        return str(self._sqs.get_queue_url(QueueName=name)["QueueUrl"])


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A stack whose events reach the queue, because customers are protected."""
    config = tmp_path_factory.mktemp("events") / "ddbdr.yaml"
    config.write_text(ANYBODY)
    with running(config, (), speed=60) as running_:
        running_.crew.aws.profile(backup_event_seconds=0, event_duplicates_every=1)
        Inbox(running_.crew).bury_at_once()
        # First of all: a message is left alone for half a minute before it is a dead letter.
        Inbox(running_.crew).put(*MALFORMED.values())
        running_.crew.succeeds(running_.crew.asks("protect customers --strategy pitr"))
        yield running_


@pytest.fixture
def crew(events: Running) -> Crew:
    return events.crew


@pytest.fixture
def inbox(crew: Crew) -> Inbox:
    return Inbox(crew)


def notices(crew: Crew, name: str = "", table: str = "") -> list[Json]:
    """Notices in the alerts channel, by their names and tables."""
    return [
        message
        for message in crew.alice.messages(ALERTS)
        if (told := news(message)) and name in {"", told["name"]} and table in {"", told["table"]}
    ]


def news(message: Json) -> Json:
    """What a notice carries as data; empty of other messages."""
    payload: Json = (message.get("metadata") or {}).get("event_payload", {})
    return payload if "letter" in payload and "key" in payload else {}


def one(crew: Crew, name: str, table: str) -> Json:
    """The notice, once it is there; a second one would be one too many."""
    wait_until(
        f"{name} of {table}", lambda: bool(notices(crew, name, table)), seconds=PATIENCE_SECONDS
    )
    found = notices(crew, name, table)
    assert len(found) == 1, [message["text"] for message in found]
    return found[0]


def test_our_own_backup_and_its_echoes_are_one_notice(crew: Crew) -> None:
    job_id = crew.asks("backup orders")
    crew.succeeds(job_id)
    await_heard(crew, "CreateBackup")
    told = news(one(crew, "BackupCompleted", "orders"))
    assert told["job_id"] == job_id


def test_pitr_switched_off_past_the_product_is_told_and_switched_on_again(crew: Crew) -> None:
    crew.dynamodb().update_continuous_backups(
        TableName="customers",
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False},
    )
    message = one(crew, "PITR off", "customers")
    assert news(message)["urgent"]
    assert news(message)["job_id"] is None
    assert crew.alice.clicks(message, "Switch on")["ok"]
    told = news(one(crew, "PITR on", "customers"))
    assert not told["urgent"]
    # The account has no role: what ddbdr does there is told apart all the same.
    assert crew.job(told["job_id"]).kind == "pitr-on"
    # CloudTrail tells what was asked for; AWS has obeyed.
    changes = crew.aws.calls("UpdateContinuousBackups", TableName="customers")
    assert {change["error"] for change in changes} == {None}


def test_backups_of_others_are_told_and_so_is_that_somebody_deletes_them(crew: Crew) -> None:
    native = crew.dynamodb().create_backup(TableName="sessions", BackupName="by-hand")
    one(crew, "BackupCompleted", "sessions")
    crew.dynamodb().delete_backup(BackupArn=native["BackupDetails"]["BackupArn"])
    assert news(one(crew, "BackupDeleted", "sessions"))["urgent"]

    client = backup(crew.aws_url, REGION)
    asked = client.start_backup_job(
        BackupVaultName="Default",
        ResourceArn=f"arn:aws:dynamodb:{REGION}:{PROD}:table/customers",
        IamRoleArn=ROLE,
    )
    told = news(one(crew, "BackupCompleted", "customers"))
    (point,) = told["also"]
    assert client.describe_backup_job(BackupJobId=asked["BackupJobId"])["RecoveryPointArn"] == point
    client.delete_recovery_point(BackupVaultName="Default", RecoveryPointArn=point)
    assert news(one(crew, "BackupDeleted", "customers"))["urgent"]


def test_an_event_of_every_kind_put_twice_is_told_once(crew: Crew, inbox: Inbox) -> None:
    crew.all_told()
    before = {message["ts"] for message in notices(crew)}
    letters = [*PUBLISHED, *(samples.text(each.letter) for each in (*STATES, *CALLS, *WRAPPED))]
    inbox.put(*letters, *letters)
    wait_until("all to be read", inbox.is_read, seconds=PATIENCE_SECONDS)
    crew.all_told()
    found = [news(message) for message in notices(crew) if message["ts"] not in before]
    wanted = Counter(each.notice for each in (*STATES, *CALLS, *WRAPPED) if each.notice)
    assert Counter(told["name"] for told in found) == wanted
    assert {told["table"] for told in found} <= {"orders", "orders-again", ""}


def test_what_nobody_understands_is_kept_told_once_and_a_dead_letter(
    crew: Crew, inbox: Inbox
) -> None:
    wait_until("dead letters", lambda: inbox.dead() >= len(MALFORMED), seconds=PATIENCE_SECONDS)
    assert inbox.dead() == len(MALFORMED), "nothing else is poison"
    assert inbox.left() == 0
    crew.all_told()
    kept = crew.ledger.news.poison()
    assert len(kept) == len(MALFORMED)
    assert all(any(body.startswith(one.body) for body in MALFORMED.values()) for one in kept)
    told = [news(message)["key"] for message in notices(crew, "EventUnreadable")]
    assert sorted(told) == sorted(f"poison:{one.id}" for one in kept)
    assert crew.alice.clicks(notices(crew, "EventUnreadable")[0], "Health")["ok"]
    crew.alice.wait_for_private(lambda message: "could not be" in read(message))


def await_heard(crew: Crew, call: str) -> None:
    """Return once the listener has taken CloudTrail's event of that call off the queue."""

    def is_heard() -> bool:
        return any(
            told["event"]["detail"].get("eventName") == call and told["fates"]
            for told in crew.aws.events()
        )

    wait_until(f"the event of {call}", is_heard, seconds=PATIENCE_SECONDS)
    wait_until("all to be read", Inbox(crew).is_read, seconds=PATIENCE_SECONDS)
    crew.all_told()
