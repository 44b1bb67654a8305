"""deploy/iam-policy.json allows what the door to AWS sends, and nothing else."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from recovery.config import load_config
from recovery.ledger.memory import MemoryLedger
from recovery.names import name_of_restored
from recovery.strategies import POLICY_TAG
from tests.workers.world import CONFIG
from workers.aws import backup_door, door, queue_door
from workers.aws.backup_models import (
    BackupJobOrder,
    BackupRule,
    CopyJobOrder,
    EventRule,
    Schedule,
    Selection,
)
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients
from workers.aws.errors import AwsError, Denied
from workers.aws.models import RestoreOverrides
from workers.aws.sqs import BotoQueues
from workers.kinds.copy_order import JOB_TAG
from workers.kinds.failures import failed

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "deploy" / "iam-policy.json"
CONFIGURATION = ROOT / "docs" / "configuration.md"
TABLE = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
BACKUP = f"{TABLE}/backup/01-0a"
POINT = "arn:aws:backup:us-east-2:123456789012:recovery-point:0A"
VAULT = "arn:aws:backup:us-west-1:123456789012:backup-vault:ddbdr"
ROLE = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"
QUEUE = "arn:aws:sqs:us-east-2:123456789012:ddbdr-events"
QUEUE_URL = "https://sqs.us-east-2.amazonaws.com/123456789012/ddbdr-events"
PREFIXES = {"service-quotas": "servicequotas"}
"""IAM's prefix, where it is not boto3's name of the service."""
ACTIONS = {"sqs:DeleteMessageBatch": "sqs:DeleteMessage"}
"""IAM's action, where it is not the call's own name (SQS developer guide, "API permissions")."""
ANSWERS: dict[str, tuple[int, dict[str, Any]]] = {
    "ListTargetsByRule": (200, {"Targets": [{"Id": "old", "Arn": "arn:aws:sqs:old"}]}),
    "ListBackupSelections": (200, {"BackupSelectionsList": [{"SelectionId": "s-1"}]}),
    "GetBackupPlan": (200, {"BackupPlanId": "p-1", "BackupPlan": {"BackupPlanName": "n"}}),
    "CreateSchedule": (409, {"Error": {"Code": "ConflictException"}}),
}
"""What leads a verb on to its further calls; all others get an empty answer."""

BY_AWS_ITSELF = {
    # Developer guide, "Using IAM with DynamoDB backup and restore".
    *(
        f"dynamodb:{name}"
        for name in (
            "PutItem", "UpdateItem", "DeleteItem", "GetItem", "Query", "Scan", "BatchWriteItem",
        )
    ),
    # Developer guide, "DynamoDB encryption at rest: usage notes", and AWS Backup's, "Create a
    # backup vault"; only through DynamoDB and AWS Backup.
    *(f"kms:{name}" for name in ("CreateGrant", "Decrypt", "GenerateDataKey", "RetireGrant")),
    "backup-storage:MountCapsule",
    # AWS Backup's API reference, "DeleteRecoveryPoint": else it only becomes EXPIRED.
    "iam:CreateServiceLinkedRole",
    # Service authorization reference, "AWS Backup": what is made with tags needs it besides.
    "backup:TagResource",
    # Service authorization reference: whoever starts a job or makes a selection names its role.
    "iam:PassRole",
}  # fmt: skip
"""What AWS does in the caller's name, or asks for besides the action of the call."""

ANYWHERE = {
    "dynamodb:ListTables",
    "dynamodb:ListBackups",
    "dynamodb:ListContributorInsights",
    "servicequotas:GetServiceQuota",
    "backup-storage:MountCapsule",
    "scheduler:ListSchedules",
    "organizations:DescribeOrganization",
    *(
        f"backup:{name}"
        for name in (
            "ListBackupJobs", "ListCopyJobs", "ListBackupVaults", "ListBackupPlans",
            "DescribeBackupJob", "DescribeCopyJob", "StopBackupJob",
            "DescribeRegionSettings", "UpdateRegionSettings", "DescribeGlobalSettings",
        )
    ),
}  # fmt: skip
"""What AWS lets nobody narrow down to resources, or what has none."""
NO_OVERRIDES = RestoreOverrides()
AT = datetime(2026, 11, 12, 2, 4, tzinfo=UTC)
DYNAMODB: dict[str, Callable[[door.DynamoDb], object]] = {
    "describe_table": lambda it: it.describe_table("orders"),
    "describe_point_in_time": lambda it: it.describe_point_in_time("orders"),
    "describe_ttl": lambda it: it.describe_ttl("orders"),
    "list_tags": lambda it: it.list_tags(TABLE),
    "has_resource_policy": lambda it: it.has_resource_policy(TABLE),
    "kinesis_streams": lambda it: it.kinesis_streams("orders"),
    "contributor_insights": lambda it: it.contributor_insights("orders"),
    "list_tables": lambda it: it.list_tables(),
    "list_backups": lambda it: it.list_backups(),
    "describe_backup": lambda it: it.describe_backup(BACKUP),
    "create_backup": lambda it: it.create_backup("orders", "nightly"),
    "restore_to_point_in_time": lambda it: it.restore_to_point_in_time(
        TABLE, "copy", AT, NO_OVERRIDES
    ),
    "restore_from_backup": lambda it: it.restore_from_backup(BACKUP, "copy", NO_OVERRIDES),
    "delete_table": lambda it: it.delete_table("copy"),
    "delete_backup": lambda it: it.delete_backup(BACKUP),
    "switch_point_in_time": lambda it: it.switch_point_in_time("orders", on=True, days=35),
    "protect_from_deletion": lambda it: it.protect_from_deletion("orders", on=True),
    "tag": lambda it: it.tag(TABLE, {"ddbdr": "hourly"}),
    "untag": lambda it: it.untag(TABLE, ("ddbdr",)),
}
KMS: dict[str, Callable[[door.Kms], object]] = {
    "describe_key": lambda it: it.describe_key("alias/orders"),
    "key_policy": lambda it: it.key_policy("0a0a0a0a-0000-4000-8000-000000000000"),
}
QUOTAS: dict[str, Callable[[door.Quotas], object]] = {
    "dynamodb_tables": lambda it: it.dynamodb_tables()
}
BACKUP_ORDER = BackupJobOrder(vault="ddbdr", resource_arn=TABLE, role_arn=ROLE, token="t")
COPY_ORDER = CopyJobOrder(
    recovery_point_arn=POINT,
    source_vault="ddbdr",
    destination_vault_arn=VAULT,
    role_arn=ROLE,
    token="t",
)
HOURLY = BackupRule(name="ddbdr-hourly", vault="ddbdr", schedule="cron(0 * * * ? *)")
AWS_BACKUP: dict[str, Callable[[backup_door.AwsBackup], object]] = {
    "region_settings": lambda it: it.region_settings(),
    "enable_dynamodb": lambda it: it.enable_dynamodb(),
    "cross_account_is_on": lambda it: it.cross_account_is_on(),
    "describe_vault": lambda it: it.describe_vault("ddbdr"),
    "create_vault": lambda it: it.create_vault("ddbdr", key_arn="", token="t"),
    "vault_policy": lambda it: it.vault_policy("ddbdr"),
    "start_backup": lambda it: it.start_backup(BACKUP_ORDER),
    "describe_backup_job": lambda it: it.describe_backup_job("j-1"),
    "backup_jobs": lambda it: it.backup_jobs(),
    "stop_backup": lambda it: it.stop_backup("j-1"),
    "start_copy": lambda it: it.start_copy(COPY_ORDER),
    "describe_copy_job": lambda it: it.describe_copy_job("c-1"),
    "copy_jobs": lambda it: it.copy_jobs(),
    "recovery_points": lambda it: it.recovery_points(vault="ddbdr"),
    "vaults": lambda it: it.vaults(),
    "describe_recovery_point": lambda it: it.describe_recovery_point("ddbdr", POINT),
    "delete_recovery_point": lambda it: it.delete_recovery_point("ddbdr", POINT),
    "plans": lambda it: it.plans(),
    "plan": lambda it: it.plan("p-1"),
    "create_plan": lambda it: it.create_plan("ddbdr-hourly", (), token="t"),
    "put_rule": lambda it: it.put_rule("p-1", HOURLY),
    "delete_plan": lambda it: it.delete_plan("p-1"),
    "selections": lambda it: it.selections("p-1"),
    "create_selection": lambda it: it.create_selection(
        "p-1", Selection(name="tables", role_arn=ROLE), token="t"
    ),
    "delete_selection": lambda it: it.delete_selection("p-1", "s-1"),
}
NIGHTLY = Schedule(
    name="ddbdr-orders",
    expression="rate(1 day)",
    target_arn="arn:aws:scheduler:::aws-sdk:dynamodb:createBackup",
    role_arn=ROLE,
)
SCHEDULER: dict[str, Callable[[backup_door.Scheduler], object]] = {
    "schedule": lambda it: it.schedule("ddbdr-orders"),
    "schedules": lambda it: it.schedules(),
    "put_schedule": lambda it: it.put_schedule(NIGHTLY, token="t"),
    "delete_schedule": lambda it: it.delete_schedule("ddbdr-orders", token="t"),
}
EVENTS: dict[str, Callable[[backup_door.EventBridge], object]] = {
    "rule": lambda it: it.rule("ddbdr-events"),
    "put_rule": lambda it: it.put_rule(
        EventRule(name="ddbdr-events", pattern="{}", targets=(QUEUE,))
    ),
    "delete_rule": lambda it: it.delete_rule("ddbdr-events"),
}
SQS: dict[str, Callable[[queue_door.Queue], object]] = {
    "receive": lambda it: it.receive(visibility_seconds=60),
    "delete": lambda it: it.delete(["receipt"]),
    "has_redrive": lambda it: it.has_redrive(),
    "policy": lambda it: it.policy(),
}


class Eavesdropping(Clients):
    """Clients whose calls are written down and answered without anybody being asked."""

    def __init__(self) -> None:
        super().__init__(load_config(CONFIG), None)
        self.sent: set[str] = set()

    def client(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401  as the original
        client = super().client(*args, **named)
        client.meta.events.register("before-call", self._note)
        return client

    def _note(self, model: Any, **_: object) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401
        status, answer = ANSWERS.get(model.name, (200, {}))

        class Http:
            status_code = status

        service = model.service_model.service_name
        action = f"{PREFIXES.get(service, service)}:{model.name}"
        self.sent.add(ACTIONS.get(action, action))
        return Http(), answer


def verbs(protocol: type) -> set[str]:
    """What a protocol can do; its properties ask nobody."""
    return {name for name, it in vars(protocol).items() if name[0] != "_" and callable(it)}


def statements() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(POLICY.read_text())["Statement"]
    assert all(statement["Effect"] == "Allow" for statement in found)
    return found


def allowed() -> set[str]:
    return {action for statement in statements() for action in statement["Action"]}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every action that some verb of the door sends."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    clients = Eavesdropping()
    rates = MemoryLedger().rates
    seconds = count(1.0)  # so far apart that no rate is ever used up
    aws = BotoAws(clients=clients, rates=rates, wall=lambda: next(seconds), sandbox=False)
    aws = aws.acting_for("J-7F3K2Q1", lambda _seconds: None)
    place = ("prod", "us-east-2")
    calls: list[Callable[[], object]] = [
        *(lambda call=call: call(aws.dynamodb(*place)) for call in DYNAMODB.values()),
        *(lambda call=call: call(aws.kms(*place)) for call in KMS.values()),
        *(lambda call=call: call(aws.quotas(*place)) for call in QUOTAS.values()),
        lambda: aws.organization("prod"),
        *(lambda call=call: call(aws.backup(*place)) for call in AWS_BACKUP.values()),
        *(lambda call=call: call(aws.scheduler(*place)) for call in SCHEDULER.values()),
        *(lambda call=call: call(aws.events(*place)) for call in EVENTS.values()),
        *(lambda call=call: call(BotoQueues(clients).open(QUEUE_URL)) for call in SQS.values()),
    ]
    for call in calls:
        with suppress(AwsError):  # an empty answer cannot be read
            call()
    return clients.sent


def test_every_verb_of_the_door_is_looked_at() -> None:
    assert set(DYNAMODB) == verbs(door.DynamoDb)
    assert set(KMS) == verbs(door.Kms)
    assert set(QUOTAS) == verbs(door.Quotas)
    assert set(AWS_BACKUP) == verbs(backup_door.AwsBackup)
    assert set(SCHEDULER) == verbs(backup_door.Scheduler)
    assert set(EVENTS) == verbs(backup_door.EventBridge)
    assert set(SQS) == verbs(queue_door.Queue)


def test_the_policy_allows_exactly_what_is_sent(sent: set[str]) -> None:
    assert sent - allowed() == set(), "these would be denied"
    assert allowed() - sent - BY_AWS_ITSELF == set(), "nobody needs these"
    assert allowed() >= BY_AWS_ITSELF


def test_nothing_is_allowed_in_other_accounts_nor_on_keys_but_through_the_two_services() -> None:
    for statement in statements():
        resources = statement["Resource"]
        for resource in [resources] if isinstance(resources, str) else resources:
            assert ":123456789012:" in resource or set(statement["Action"]) <= ANYWHERE
        if "kms:Decrypt" in statement["Action"]:
            through = statement["Condition"]["StringLike"]["kms:ViaService"]
            assert set(through) == {"dynamodb.*.amazonaws.com", "backup.*.amazonaws.com"}


def test_tags_of_others_cannot_be_written() -> None:
    """By a condition that holds as well where AWS tells a policy nothing of tags."""
    written = {
        action: statement["Condition"]["ForAllValues:StringEquals"]["aws:TagKeys"]
        for statement in statements()
        for action in statement["Action"]
        if action.endswith("agResource")
    }
    assert written == {
        "dynamodb:TagResource": [POLICY_TAG],
        "dynamodb:UntagResource": [POLICY_TAG],
        "backup:TagResource": [JOB_TAG],
    }


def test_each_role_is_passed_to_its_own_service_alone() -> None:
    account = load_config(CONFIG).accounts[0]
    passed = {
        statement["Resource"]: statement["Condition"]["StringEquals"]["iam:PassedToService"]
        for statement in statements()
        if "iam:PassRole" in statement["Action"]
    }
    assert passed == {
        account.backup_role_arn: "backup.amazonaws.com",
        account.scheduler_role_arn: "scheduler.amazonaws.com",
    }


@pytest.mark.parametrize("service", ["scheduler", "events", "sqs"])
def test_schedules_rules_and_queues_of_others_cannot_be_touched(service: str) -> None:
    changing = [
        statement["Resource"]
        for statement in statements()
        if any(action.startswith(f"{service}:") for action in statement["Action"])
        and not set(statement["Action"]) <= ANYWHERE
    ]
    assert changing
    assert all(re.search(r"[:/]ddbdr-\*$", resource) for resource in changing)


def test_a_denied_call_is_answered_with_the_action_that_allows_it(sent: set[str]) -> None:
    for action in sent:
        operation = {"sqs:DeleteMessage": "DeleteMessageBatch"}.get(action, action.split(":")[1])
        advice = failed(Denied(operation, code="AccessDeniedException", message="")).advice
        assert advice == f"Allow the worker's role `{action}` there."


def test_what_aws_says_is_lacking_is_what_is_advised() -> None:
    said = "User: u is not authorized to perform: iam:PassRole on resource: r because no policy"
    denied = Denied("StartBackupJob", code="AccessDeniedException", message=said)
    assert failed(denied).advice == "Allow the worker's role `iam:PassRole` there."


def deletable(policy: Path, name: str) -> bool:
    """Whether a file's statements, JSON or in Markdown, allow to delete a table of that name."""
    arn = f"arn:aws:dynamodb:us-east-2:123456789012:table/{name}"
    text = policy.read_text()
    found = (
        json.loads(text)["Statement"]
        if policy.suffix == ".json"
        else [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    )
    return any(
        statement["Action"] == ["dynamodb:DeleteTable"] and fnmatchcase(arn, statement["Resource"])
        for statement in found
    )


@pytest.mark.parametrize("table", ["orders", "o" * 255])
def test_a_restored_table_of_the_default_name_may_be_deleted_and_no_other(table: str) -> None:
    assert deletable(POLICY, name_of_restored(table, "J-7F3K2Q1"))
    assert not deletable(POLICY, table)
    assert not deletable(POLICY, "restored-orders")
    assert deletable(POLICY, "orders-ddbdr-before-the-bug"), "as configuration.md says"


def test_the_statement_that_is_shown_covers_names_that_are_given_and_no_others() -> None:
    assert deletable(CONFIGURATION, "restored-orders")
    assert not deletable(CONFIGURATION, "orders")
