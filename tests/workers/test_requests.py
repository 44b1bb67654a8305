"""The exact request of every verb, and what is read from AWS's answer (botocore's Stubber)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import boto3
import pytest
from botocore.stub import ANY, Stubber

from recovery.errors import ClaimLost
from recovery.ledger.memory import MemoryLedger
from workers.aws.calls import CHANGE_SECONDS, Calls
from workers.aws.dynamodb import BotoDynamoDb
from workers.aws.errors import NotSupported, Paced
from workers.aws.kms import BotoKms
from workers.aws.models import (
    AWS_MANAGED,
    AWS_OWNED,
    GlobalIndex,
    RestoreOverrides,
    Throughput,
)
from workers.aws.quotas import BotoQuotas

AT = datetime(2026, 11, 12, 2, 4, tzinfo=UTC)
TABLE_ARN = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
KEY_ARN = "arn:aws:kms:us-east-2:123456789012:key/1"
BACKUP_ARN = f"{TABLE_ARN}/backup/01489173575360-b308cd7d"
TABLE = {
    "TableName": "orders",
    "TableArn": TABLE_ARN,
    "TableStatus": "ACTIVE",
    "TableSizeBytes": 1000,
    "ItemCount": 5,
    "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
    "CreationDateTime": AT,
}
BY_DAY = GlobalIndex(
    name="by-day",
    keys=(("day", "HASH"), ("id", "RANGE")),
    projection="INCLUDE",
    included=("total",),
    throughput=Throughput(reads=3, writes=4),
)
BY_DAY_ON_AWS = {
    "IndexName": "by-day",
    "KeySchema": [
        {"AttributeName": "day", "KeyType": "HASH"},
        {"AttributeName": "id", "KeyType": "RANGE"},
    ],
    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]},
    "ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
}
BACKUP = {
    "BackupArn": BACKUP_ARN,
    "BackupName": "nightly",
    "BackupStatus": "AVAILABLE",
    "BackupType": "USER",
    "BackupCreationDateTime": AT,
    "BackupSizeBytes": 1000,
}


def client(service: str) -> Any:  # noqa: ANN401
    return boto3.client(
        cast("Any", service),
        region_name="us-east-2",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


class Bench:
    """DynamoDB's door on two stubbed clients."""

    def __init__(self) -> None:
        self.guarded: list[float] = []
        self.ledger = MemoryLedger(wall=lambda: 100.0)
        reading, changing = client("dynamodb"), client("dynamodb")
        self.reads, self.changes = Stubber(reading), Stubber(changing)
        self.reads.activate()
        self.changes.activate()
        self.calls = Calls(
            place="prod/us-east-2",
            rates=self.ledger.rates,
            wall=lambda: 100.0,
            guard=self.guarded.append,
        )
        self.dynamodb = BotoDynamoDb(self.calls, reading=reading, changing=changing)


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.reads.assert_no_pending_responses()
    bench.changes.assert_no_pending_responses()


def test_describe_table(bench: Bench) -> None:
    answer = TABLE | {
        "GlobalSecondaryIndexes": [{"IndexName": "by-day", "IndexSizeBytes": 200}],
        "LocalSecondaryIndexes": [{"IndexName": "by-hour"}],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        "SSEDescription": {"SSEType": "KMS", "KMSMasterKeyArn": "arn:key", "Status": "ENABLED"},
        "TableClassSummary": {"TableClass": "STANDARD"},
        "DeletionProtectionEnabled": True,
        "Replicas": [{"RegionName": "eu-west-1"}],
        "RestoreSummary": {
            "SourceTableArn": TABLE_ARN,
            "RestoreDateTime": AT,
            "RestoreInProgress": True,
        },
    }
    bench.reads.add_response("describe_table", {"Table": answer}, {"TableName": "orders"})
    table = bench.dynamodb.describe_table("orders")
    assert (table.status, table.size_bytes, table.item_count) == ("ACTIVE", 1000, 5)
    assert (table.indexes, table.index_bytes) == (2, 200)
    assert (table.stream, table.encryption.key_arn) == ("KEYS_ONLY", "arn:key")
    assert (table.deletion_protection, table.replicas) == (True, ("eu-west-1",))
    assert table.restore is not None
    assert (table.restore.source_table_arn, table.restore.restore_at) == (TABLE_ARN, AT)
    assert bench.guarded == []


def test_a_table_without_a_billing_summary_was_always_provisioned(bench: Bench) -> None:
    provisioned = {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}
    answer = {"TableName": "old", "TableStatus": "ACTIVE", "ProvisionedThroughput": provisioned}
    bench.reads.add_response("describe_table", {"Table": answer}, {"TableName": "old"})
    table = bench.dynamodb.describe_table("old")
    assert table.billing_mode == "PROVISIONED"
    assert table.throughput == Throughput(reads=3, writes=4)
    assert table.restore is None


def test_describe_point_in_time(bench: Bench) -> None:
    described = {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {
            "PointInTimeRecoveryStatus": "ENABLED",
            "EarliestRestorableDateTime": AT,
            "LatestRestorableDateTime": AT,
        },
    }
    answer = {"ContinuousBackupsDescription": described}
    request = {"TableName": "orders"}
    bench.reads.add_response("describe_continuous_backups", answer, request)
    window = bench.dynamodb.describe_point_in_time("orders")
    assert (window.is_on, window.earliest, window.latest) == (True, AT, AT)


def test_continuous_backups_alone_are_no_point_in_time_recovery(bench: Bench) -> None:
    answer = {"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED"}}
    bench.reads.add_response("describe_continuous_backups", answer, {"TableName": "orders"})
    assert not bench.dynamodb.describe_point_in_time("orders").is_on


@pytest.mark.parametrize(("status", "read"), [("ENABLED", "expires"), ("DISABLED", "")])
def test_describe_ttl(bench: Bench, status: str, read: str) -> None:
    described = {"TimeToLiveStatus": status, "AttributeName": "expires"}
    answer = {"TimeToLiveDescription": described}
    bench.reads.add_response("describe_time_to_live", answer, {"TableName": "orders"})
    assert bench.dynamodb.describe_ttl("orders") == read


def test_list_tags(bench: Bench) -> None:
    answer = {"Tags": [{"Key": "team", "Value": "shop"}]}
    bench.reads.add_response("list_tags_of_resource", answer, {"ResourceArn": TABLE_ARN})
    assert bench.dynamodb.list_tags(TABLE_ARN) == (("team", "shop"),)


def test_list_tables_by_pages(bench: Bench) -> None:
    first = {"TableNames": ["aaa"], "LastEvaluatedTableName": "aaa"}
    bench.reads.add_response("list_tables", first, {"Limit": 100})
    second = {"Limit": 100, "ExclusiveStartTableName": "aaa"}
    bench.reads.add_response("list_tables", {"TableNames": ["bbb"]}, second)
    assert bench.dynamodb.list_tables() == (("aaa",), "aaa")
    assert bench.dynamodb.list_tables(start_after="aaa") == (("bbb",), "")


def test_list_backups(bench: Bench) -> None:
    id_ = "11111111-1111-1111-1111-111111111111"
    summary = BACKUP | {"TableName": "orders", "TableArn": TABLE_ARN, "TableId": id_}
    last = BACKUP_ARN.replace("0148", "0150")
    answer = {"BackupSummaries": [summary], "LastEvaluatedBackupArn": last}
    request = {
        "Limit": 100,
        "BackupType": "ALL",
        "TableName": "orders",
        "TimeRangeLowerBound": AT,
        "ExclusiveStartBackupArn": BACKUP_ARN,
    }
    bench.reads.add_response("list_backups", answer, request)
    page = bench.dynamodb.list_backups(table="orders", since=AT, start_after=BACKUP_ARN)
    assert page.next_arn == last
    assert (page.backups[0].table, page.backups[0].table_id) == ("orders", id_)
    assert page.backups[0].status == "AVAILABLE"


def test_list_backups_without_the_filter_where_it_is_refused(bench: Bench) -> None:
    bench.reads.add_client_error("list_backups", "ValidationException", http_status_code=400)
    bench.reads.add_response("list_backups", {"BackupSummaries": []}, {"Limit": 100})
    assert bench.dynamodb.list_backups().backups == ()


def test_describe_backup_with_what_it_remembers(bench: Bench) -> None:
    source = {
        "TableName": "orders",
        "TableId": "11111111-1111-1111-1111-111111111111",
        "TableArn": TABLE_ARN,
        "TableSizeBytes": 1000,
        "ItemCount": 5,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "TableCreationDateTime": AT,
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2},
        "BillingMode": "PROVISIONED",
    }
    features = {
        "GlobalSecondaryIndexes": [BY_DAY_ON_AWS],
        "StreamDescription": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        "TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"},
        "SSEDescription": {"SSEType": "KMS", "KMSMasterKeyArn": "arn:key"},
    }
    answer = {
        "BackupDescription": {
            "BackupDetails": BACKUP,
            "SourceTableDetails": source,
            "SourceTableFeatureDetails": features,
        }
    }
    bench.reads.add_response("describe_backup", answer, {"BackupArn": BACKUP_ARN})
    detail = bench.dynamodb.describe_backup(BACKUP_ARN)
    assert (detail.backup.table, detail.backup.table_arn) == ("orders", TABLE_ARN)
    assert detail.ttl_attribute == "expires"
    assert detail.table is not None
    assert detail.table.global_indexes == (BY_DAY,)
    assert detail.table.stream == "KEYS_ONLY"
    assert detail.table.encryption.key_arn == "arn:key"
    assert detail.table.throughput == Throughput(reads=1, writes=2)


def test_create_backup(bench: Bench) -> None:
    request = {"TableName": "orders", "BackupName": "orders-J-7F3K2Q1"}
    bench.changes.add_response("create_backup", {"BackupDetails": BACKUP}, request)
    backup = bench.dynamodb.create_backup("orders", "orders-J-7F3K2Q1")
    assert (backup.arn, backup.table) == (BACKUP_ARN, "orders")
    assert bench.guarded == [CHANGE_SECONDS]


@pytest.mark.parametrize(
    ("at", "point"),
    [(AT, {"RestoreDateTime": AT}), (None, {"UseLatestRestorableTime": True})],
)
def test_restore_to_point_in_time(
    bench: Bench, at: datetime | None, point: dict[str, object]
) -> None:
    request = {"SourceTableName": "orders", "TargetTableName": "copy", **point}
    answer = {"TableDescription": TABLE | {"TableStatus": "CREATING"}}
    bench.changes.add_response("restore_table_to_point_in_time", answer, request)
    table = bench.dynamodb.restore_to_point_in_time(TABLE_ARN, "copy", at, RestoreOverrides())
    assert table.status == "CREATING"
    assert bench.guarded == [CHANGE_SECONDS]


def test_an_index_is_restored_with_its_keys_its_projection_and_its_units(bench: Bench) -> None:
    request = {
        "SourceTableName": "orders",
        "TargetTableName": "copy",
        "UseLatestRestorableTime": True,
        "BillingModeOverride": "PROVISIONED",
        "ProvisionedThroughputOverride": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 7},
        "GlobalSecondaryIndexOverride": [BY_DAY_ON_AWS],
    }
    answer = {"TableDescription": TABLE}
    bench.changes.add_response("restore_table_to_point_in_time", answer, request)
    overrides = RestoreOverrides(
        billing_mode="PROVISIONED",
        throughput=Throughput(reads=5, writes=7),
        global_indexes=(BY_DAY,),
    )
    bench.dynamodb.restore_to_point_in_time(TABLE_ARN, "copy", None, overrides)


def test_what_aws_has_not_counted_is_not_known(bench: Bench) -> None:
    uncounted = TABLE | {"TableSizeBytes": 0, "ItemCount": 0}
    bench.reads.add_response("describe_table", {"Table": uncounted}, {"TableName": "orders"})
    table = bench.dynamodb.describe_table("orders")
    assert (table.size_bytes, table.item_count) == (None, None)
    summary = BACKUP | {"BackupSizeBytes": 0}
    bench.reads.add_response(
        "list_backups", {"BackupSummaries": [summary]}, {"Limit": 100, "BackupType": "ALL"}
    )
    assert bench.dynamodb.list_backups().backups[0].size_bytes is None


def test_a_source_in_another_region_is_named_by_its_arn(bench: Bench) -> None:
    arn = TABLE_ARN.replace("us-east-2", "us-west-1")
    request = {"SourceTableArn": arn, "TargetTableName": "copy", "RestoreDateTime": AT}
    bench.changes.add_response(
        "restore_table_to_point_in_time", {"TableDescription": TABLE}, request
    )
    bench.dynamodb.restore_to_point_in_time(arn, "copy", AT, RestoreOverrides())


def test_restore_from_backup_with_every_override(bench: Bench) -> None:
    request = {
        "BackupArn": BACKUP_ARN,
        "TargetTableName": "copy",
        "BillingModeOverride": "PROVISIONED",
        "ProvisionedThroughputOverride": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 7},
        "GlobalSecondaryIndexOverride": [],
        "LocalSecondaryIndexOverride": [],
        "SSESpecificationOverride": {
            "Enabled": True,
            "SSEType": "KMS",
            "KMSMasterKeyId": "alias/dr",
        },
    }
    bench.changes.add_response("restore_table_from_backup", {"TableDescription": TABLE}, request)
    overrides = RestoreOverrides(
        billing_mode="PROVISIONED",
        throughput=Throughput(reads=5, writes=7),
        without_indexes=True,
        encryption="alias/dr",
    )
    bench.dynamodb.restore_from_backup(BACKUP_ARN, "copy", overrides)


@pytest.mark.parametrize(
    ("encryption", "sse"),
    [(AWS_OWNED, {"Enabled": False}), (AWS_MANAGED, {"Enabled": True, "SSEType": "KMS"})],
)
def test_restore_with_a_key_of_aws(bench: Bench, encryption: str, sse: dict[str, object]) -> None:
    request = {
        "SourceTableName": "orders",
        "TargetTableName": "copy",
        "RestoreDateTime": ANY,
        "SSESpecificationOverride": sse,
    }
    answer = {"TableDescription": TABLE}
    bench.changes.add_response("restore_table_to_point_in_time", answer, request)
    overrides = RestoreOverrides(encryption=encryption)
    bench.dynamodb.restore_to_point_in_time(TABLE_ARN, "copy", AT, overrides)


def test_delete_table_and_delete_backup(bench: Bench) -> None:
    bench.changes.add_response("delete_table", {}, {"TableName": "copy"})
    bench.changes.add_response("delete_backup", {}, {"BackupArn": BACKUP_ARN})
    bench.dynamodb.delete_table("copy")
    bench.dynamodb.delete_backup(BACKUP_ARN)
    assert bench.guarded == [CHANGE_SECONDS, CHANGE_SECONDS]


def test_describe_key_and_quota(bench: Bench) -> None:
    kms, quotas = client("kms"), client("service-quotas")
    with Stubber(kms) as stub:
        metadata = {"KeyId": "1", "Arn": KEY_ARN, "KeyState": "Enabled", "KeyManager": "AWS"}
        stub.add_response("describe_key", {"KeyMetadata": metadata}, {"KeyId": "alias/dr"})
        key = BotoKms(bench.calls, kms).describe_key("alias/dr")
    assert (key.arn, key.state) == (KEY_ARN, "Enabled")
    with Stubber(quotas) as stub:
        request = {"ServiceCode": "dynamodb", "QuotaCode": "L-F98FE922"}
        stub.add_response("get_service_quota", {"Quota": {"Value": 2500.0}}, request)
        assert BotoQuotas(bench.calls, quotas).dynamodb_tables() == 2500


def test_a_lost_claim_keeps_a_change_from_being_sent(bench: Bench) -> None:
    def lost(_seconds: float) -> None:
        raise ClaimLost

    calls = Calls(place="prod/us-east-2", rates=bench.ledger.rates, wall=lambda: 100.0, guard=lost)
    stubbed = client("dynamodb")
    with Stubber(stubbed), pytest.raises(ClaimLost):
        BotoDynamoDb(calls, reading=stubbed, changing=stubbed).delete_table("orders")


def test_a_door_opened_for_nobody_changes_nothing(bench: Bench) -> None:
    calls = Calls(place="prod/us-east-2", rates=bench.ledger.rates, wall=lambda: 100.0)
    stubbed = client("dynamodb")
    with Stubber(stubbed), pytest.raises(RuntimeError, match="acting_for"):
        BotoDynamoDb(calls, reading=stubbed, changing=stubbed).delete_table("orders")


def test_no_second_holds_more_calls_than_aws_published(bench: Bench) -> None:
    wall, sent = 100.0, []

    def sleep(seconds: float) -> None:
        nonlocal wall
        wall += seconds

    rates = bench.ledger.rates
    calls = Calls(place="prod/us-east-2", rates=rates, wall=lambda: wall, sleep=sleep)
    for _ in range(40):
        calls.read("ListBackups", lambda: sent.append(wall))
    assert all(sum(0 <= later - at < 1 for later in sent) <= 5 for at in sent)
    assert sent[-1] - sent[0] < 40 / 5 * 2, "patience is not idleness"


def test_who_will_not_wait_is_told_when_to_come_again(bench: Bench) -> None:
    bench.reads.add_response("list_backups", {"BackupSummaries": []})
    bench.reads.add_response("list_backups", {"BackupSummaries": []})
    bench.dynamodb.list_backups(patient=False)
    bench.dynamodb.list_backups(patient=False)
    with pytest.raises(Paced) as paced:
        bench.dynamodb.list_backups(patient=False)
    assert 0 < paced.value.seconds <= 1 / 3
    bench.reads.add_response("describe_table", {"Table": TABLE})
    bench.dynamodb.describe_table("orders")


def test_a_call_that_is_unknown_there_is_named(bench: Bench) -> None:
    bench.reads.add_client_error("describe_time_to_live", "405", http_status_code=405)
    with pytest.raises(NotSupported) as unknown:
        bench.dynamodb.describe_ttl("orders")
    assert unknown.value.operation == "DescribeTimeToLive"
    assert unknown.value.place == "prod/us-east-2"
