"""A call that fails: tried again, then buried where there is a queue for it, else lost."""

from typing import TYPE_CHECKING, Any

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from tests.sandbox.aws_clients import Clients
    from tests.sandbox.scheduler.conftest import Night

HOUR, DAY = 3600, 86_400
DEAD = {"DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-2:123456789012:dead"}}
ONCE = "at(2026-11-02T09:00:00)"


def retries(most: int, age: int = DAY) -> dict[str, Any]:
    return {"RetryPolicy": {"MaximumRetryAttempts": most, "MaximumEventAgeInSeconds": age}}


def test_a_name_with_a_colon_is_refused_and_buried(aws: RunningAws, night: "Night") -> None:
    night.make(ONCE, backup="orders-<aws.scheduler.scheduled-time>", target=DEAD | retries(2))
    aws.advance(2 * HOUR)
    assert night.attempts() == ["09:00:00", "09:00:01", "09:00:03"]
    assert night.backups() == []
    (letter,) = night.dead()
    assert letter["body"] == {"TableName": "orders", "BackupName": "orders-2026-11-02T09:00:00Z"}
    assert letter["ERROR_CODE"] == "ValidationException"
    assert "backupName" in letter["ERROR_MESSAGE"]
    assert letter["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"
    assert letter["RETRY_ATTEMPTS"] == "2"
    assert letter["SCHEDULED_TIME"] == "2026-11-02T09:00:00Z"
    assert letter["SCHEDULE_ARN"].endswith(":schedule/default/hourly")
    assert letter["TARGET_ARN"] == "arn:aws:scheduler:::aws-sdk:dynamodb:createBackup"
    assert len(letter["EXECUTION_ID"]) == 16


def test_each_refusal_is_told(aws: RunningAws, night: "Night") -> None:
    heard = aws.heard()
    night.make(ONCE, backup="a:b", target=retries(1))
    aws.advance(2 * HOUR)
    night.attempts()
    told = [h.detail for h in heard if h.detail.get("eventName") == "CreateBackup"]
    assert [detail["errorCode"] for detail in told] == ["ValidationException"] * 2
    assert told[0]["requestParameters"] == {"tableName": "orders", "backupName": "a:b"}
    assert told[0]["responseElements"] is None


def test_without_a_queue_it_is_lost(aws: RunningAws, night: "Night") -> None:
    night.make(ONCE, backup="a:b", target=retries(0))
    aws.advance(2 * HOUR)
    assert night.attempts() == ["09:00:00"]
    assert night.dead() == []


def test_it_is_tried_again_until_it_works(aws: RunningAws, night: "Night") -> None:
    night.make(ONCE, backup="try-<aws.scheduler.attempt-number>", target=DEAD)
    aws.fault("CreateBackup", "throttle", count=3)
    aws.advance(2 * HOUR)
    assert night.attempts() == ["09:00:00", "09:00:01", "09:00:03", "09:00:07"]
    assert night.names() == ["try-4"]
    assert night.dead() == []


def test_a_lost_answer_makes_a_second_backup(aws: RunningAws, night: "Night") -> None:
    night.make(ONCE, backup="try-<aws.scheduler.attempt-number>")
    aws.fault("CreateBackup", "lost_answer", count=1)
    aws.advance(2 * HOUR)
    assert night.names() == ["try-1", "try-2"]


def test_by_itself_it_is_tried_for_a_day(aws: RunningAws, night: "Night") -> None:
    night.make(ONCE, backup="a:b", target=DEAD)
    aws.advance(3 * DAY)
    (letter,) = night.dead()
    assert letter["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"
    assert int(letter["RETRY_ATTEMPTS"]) > 100
    assert len(night.attempts()) == int(letter["RETRY_ATTEMPTS"]) + 1


def test_it_is_tried_no_longer_than_its_age(aws: RunningAws, night: "Night") -> None:
    night.make(ONCE, backup="a:b", target=DEAD | retries(185, 60))
    aws.advance(2 * HOUR)
    assert night.attempts()[-1] == "09:00:31"
    assert night.dead()[0]["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"


def test_a_table_that_is_gone(aws: RunningAws, clients: "Clients", night: "Night") -> None:
    night.make(ONCE, target=DEAD | retries(0))
    aws.advance(10)
    clients("dynamodb").delete_table(TableName="orders")
    aws.advance(2 * HOUR)
    assert night.attempts() == ["09:00:00"]
    assert night.dead()[0]["ERROR_CODE"] == "TableNotFoundException"


def test_what_the_role_may_not_do_fails(aws: RunningAws, night: "Night") -> None:
    night.allow("dynamodb:DescribeTable", "sqs:SendMessage")
    night.make(ONCE, target=DEAD | retries(0))
    aws.advance(2 * HOUR)
    assert night.backups() == []
    (letter,) = night.dead()
    assert letter["ERROR_CODE"] == "AccessDeniedException"
    assert "assumed-role/nightly" in letter["ERROR_MESSAGE"]
    assert "table/orders" in letter["ERROR_MESSAGE"]


def test_what_the_role_may_do_works(aws: RunningAws, night: "Night") -> None:
    night.allow("dynamodb:CreateBackup", resource="arn:aws:dynamodb:*:*:table/orders")
    night.make(ONCE)
    aws.advance(2 * HOUR)
    assert night.backups() == ["09:00"]


def test_a_role_that_may_not_send_buries_nothing(aws: RunningAws, night: "Night") -> None:
    night.allow("dynamodb:CreateBackup")
    night.make(ONCE, backup="a:b", target=DEAD | retries(0))
    aws.advance(2 * HOUR)
    assert night.attempts() == ["09:00:00"]
    assert night.dead() == []


def test_a_role_that_is_gone_calls_nothing(
    aws: RunningAws, clients: "Clients", night: "Night"
) -> None:
    night.make(ONCE, target=DEAD | retries(0))
    clients("iam").delete_role(RoleName="nightly")
    aws.advance(2 * HOUR)
    assert night.attempts() == []
    assert night.dead() == []


def test_an_outage_delays_what_is_being_tried(aws: RunningAws, night: "Night") -> None:
    night.make(ONCE)
    aws.fault("CreateBackup", "error", count=1)
    aws.set_clock(aws.now().replace(hour=9))
    aws.outage("us-east-2", "refused")
    aws.advance(HOUR / 2)
    aws.end_outage()
    aws.advance(HOUR)
    (made,) = night.backups()
    assert "09:30" <= made < "09:45"
