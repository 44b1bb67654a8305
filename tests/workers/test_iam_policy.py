"""deploy/iam-policy.json allows what the door to AWS sends, and nothing else."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from recovery.config import load_config
from recovery.ledger.memory import MemoryLedger
from recovery.names import name_of_restored
from tests.workers.world import CONFIG
from workers.aws import door
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients
from workers.aws.errors import AwsError
from workers.aws.models import RestoreOverrides

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "deploy" / "iam-policy.json"
CONFIGURATION = ROOT / "docs" / "configuration.md"
TABLE = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
BACKUP = f"{TABLE}/backup/01-0a"
PREFIXES = {"service-quotas": "servicequotas"}
"""IAM's prefix, where it is not boto3's name of the service."""

BY_AWS_ITSELF = {
    # Developer guide, "Using IAM with DynamoDB backup and restore".
    *(
        f"dynamodb:{name}"
        for name in (
            "PutItem", "UpdateItem", "DeleteItem", "GetItem", "Query", "Scan", "BatchWriteItem",
        )
    ),
    # Developer guide, "DynamoDB encryption at rest: usage notes"; only through DynamoDB.
    *(f"kms:{name}" for name in ("CreateGrant", "Decrypt", "GenerateDataKey")),
}  # fmt: skip
"""What AWS does in the caller's name while it restores."""

ANYWHERE = {
    "dynamodb:ListTables",
    "dynamodb:ListBackups",
    "dynamodb:ListContributorInsights",
    "servicequotas:GetServiceQuota",
}
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
}
KMS: dict[str, Callable[[door.Kms], object]] = {
    "describe_key": lambda it: it.describe_key("alias/orders")
}
QUOTAS: dict[str, Callable[[door.Quotas], object]] = {
    "dynamodb_tables": lambda it: it.dynamodb_tables()
}


class Eavesdropping(Clients):
    """Clients whose calls are written down and get an empty answer."""

    def __init__(self) -> None:
        super().__init__(load_config(CONFIG), None)
        self.sent: set[str] = set()

    def client(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401  as the original
        client = super().client(*args, **named)
        client.meta.events.register("before-call", self._note)
        return client

    def _note(self, model: Any, **_: object) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401
        class Http:
            status_code = 200

        service = model.service_model.service_name
        self.sent.add(f"{PREFIXES.get(service, service)}:{model.name}")
        return Http(), {}


def verbs(protocol: type) -> set[str]:
    return {name for name in vars(protocol) if not name.startswith("_")}


def allowed() -> set[str]:
    statements = json.loads(POLICY.read_text())["Statement"]
    assert all(statement["Effect"] == "Allow" for statement in statements)
    return {action for statement in statements for action in statement["Action"]}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every action that some verb of the door sends."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    clients = Eavesdropping()
    rates = MemoryLedger().rates
    aws = BotoAws(clients=clients, rates=rates, wall=lambda: 1.0, sandbox=False)
    aws = aws.acting_for("J-7F3K2Q1", lambda _seconds: None)
    place = ("prod", "us-east-2")
    calls: list[Callable[[], object]] = [
        *(lambda call=call: call(aws.dynamodb(*place)) for call in DYNAMODB.values()),
        *(lambda call=call: call(aws.kms(*place)) for call in KMS.values()),
        *(lambda call=call: call(aws.quotas(*place)) for call in QUOTAS.values()),
    ]
    for call in calls:
        with suppress(AwsError):  # an empty answer cannot be read
            call()
    return clients.sent


def test_every_verb_of_the_door_is_looked_at() -> None:
    assert set(DYNAMODB) == verbs(door.DynamoDb)
    assert set(KMS) == verbs(door.Kms)
    assert set(QUOTAS) == verbs(door.Quotas)


def test_the_policy_allows_exactly_what_is_sent(sent: set[str]) -> None:
    assert sent - allowed() == set(), "these would be denied"
    assert allowed() - sent - BY_AWS_ITSELF == set(), "nobody needs these"
    assert allowed() >= BY_AWS_ITSELF


def test_nothing_is_allowed_in_other_accounts_nor_on_keys_but_through_dynamodb() -> None:
    for statement in json.loads(POLICY.read_text())["Statement"]:
        resources = statement["Resource"]
        for resource in [resources] if isinstance(resources, str) else resources:
            assert ":123456789012:" in resource or set(statement["Action"]) <= ANYWHERE
        if "kms:Decrypt" in statement["Action"]:
            assert "kms:ViaService" in statement["Condition"]["StringLike"]


def deletable(policy: Path, name: str) -> bool:
    """Whether a file's statements, JSON or in Markdown, allow to delete a table of that name."""
    arn = f"arn:aws:dynamodb:us-east-2:123456789012:table/{name}"
    text = policy.read_text()
    statements = (
        json.loads(text)["Statement"]
        if policy.suffix == ".json"
        else [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    )
    return any(
        statement["Action"] == ["dynamodb:DeleteTable"] and fnmatchcase(arn, statement["Resource"])
        for statement in statements
    )


@pytest.mark.parametrize("table", ["orders", "o" * 255])
def test_a_restored_table_of_the_default_name_may_be_deleted_and_no_other(table: str) -> None:
    assert deletable(POLICY, name_of_restored(table, "J-7F3K2Q1"))
    assert not deletable(POLICY, table)
    assert not deletable(POLICY, "restored-orders")


def test_the_statement_that_is_shown_covers_names_that_are_given_and_no_others() -> None:
    assert deletable(CONFIGURATION, "restored-orders")
    assert not deletable(CONFIGURATION, "orders")
