"""The window of point-in-time recovery: where it begins, where it ends, what moves it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.running import RunningAws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        PointInTimeRecoveryDescriptionTypeDef,
        PointInTimeRecoverySpecificationTypeDef,
    )

    from tests.sandbox.aws.conftest import Tables
    from tests.sandbox.aws_clients import Clients

DAY = 86_400


def switch(ddb: "DynamoDBClient", *, on: bool, days: int | None = None) -> None:
    specification: PointInTimeRecoverySpecificationTypeDef = {"PointInTimeRecoveryEnabled": on}
    if days is not None:
        specification["RecoveryPeriodInDays"] = days
    ddb.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification=specification
    )


def recovery(ddb: "DynamoDBClient") -> "PointInTimeRecoveryDescriptionTypeDef":
    described = ddb.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]
    assert described["ContinuousBackupsStatus"] == "ENABLED"
    return described["PointInTimeRecoveryDescription"]


def window(ddb: "DynamoDBClient") -> tuple[datetime, datetime]:
    described = recovery(ddb)
    return described["EarliestRestorableDateTime"], described["LatestRestorableDateTime"]


def test_off_at_first(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make()
    assert recovery(ddb) == {"PointInTimeRecoveryStatus": "DISABLED"}


def test_on_for_35_days_from_that_second_until_five_minutes_ago(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make()
    begun = aws.now()
    switch(ddb, on=True)
    assert window(ddb) == (begun, begun)
    aws.advance(4 * 3600 + 0.5)
    assert recovery(ddb)["RecoveryPeriodInDays"] == 35
    assert window(ddb) == (begun, begun + timedelta(hours=3, minutes=55))


def test_the_period_moves_the_earliest_second(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    begun = aws.now()
    aws.advance(10 * DAY)
    assert window(ddb)[0] == begun
    switch(ddb, on=True, days=2)
    assert window(ddb)[0] == aws.now() - timedelta(days=2)
    switch(ddb, on=True)
    assert recovery(ddb)["RecoveryPeriodInDays"] == 2
    kept = window(ddb)[0]
    switch(ddb, on=True, days=35)
    assert window(ddb)[0] == kept, "what is forgotten does not come back"
    aws.advance(40 * DAY)
    assert window(ddb)[0] == aws.now() - timedelta(days=35)


def test_off_and_on_again_begins_anew(
    aws: RunningAws, ddb: "DynamoDBClient", tables: "Tables"
) -> None:
    tables.make(pitr=True)
    aws.advance(DAY)
    switch(ddb, on=False)
    assert recovery(ddb)["PointInTimeRecoveryStatus"] == "DISABLED"
    switch(ddb, on=True)
    assert window(ddb)[0] == aws.now()


@pytest.mark.parametrize("days", [0, 36])
def test_a_period_is_1_to_35_days(clients: "Clients", tables: "Tables", days: int) -> None:
    tables.make(pitr=True)
    unchecked = clients(checks_input=False)
    with pytest.raises(ClientError) as caught:
        switch(unchecked, on=True, days=days)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert recovery(unchecked)["RecoveryPeriodInDays"] == 35


def test_no_table_no_answer(ddb: "DynamoDBClient") -> None:
    with pytest.raises(ddb.exceptions.TableNotFoundException):
        ddb.describe_continuous_backups(TableName="orders")
    with pytest.raises(ddb.exceptions.TableNotFoundException):
        switch(ddb, on=True)


def test_a_period_goes_with_recovery_that_is_on(ddb: "DynamoDBClient", tables: "Tables") -> None:
    tables.make(pitr=True)
    with pytest.raises(ClientError, match="Cannot specify RecoveryPeriodInDays when disabling"):
        switch(ddb, on=False, days=7)
    assert recovery(ddb)["PointInTimeRecoveryStatus"] == "ENABLED"
