"""An AWS of four places, each with many tables and a vault full of recovery points.

Answers are put together from numbers. A place is a region here, because all calls come with one
key.
"""

from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit

from bench.counted_aws import Asked, CountedAws, Json

ACCOUNT = "123456789012"
LARGEST_PAGE = 1000


class FleetAws(CountedAws):
    """One server on a free loopback port.

    Attributes:
        tables: In each place.
        hours: Recovery points of each table, one an hour.
        newest: Epoch seconds of the newest hour; what is later is not there yet.
    """

    def __init__(self, *, tables: int, hours: int, newest: int) -> None:
        """Nothing listens yet; `start` does."""
        super().__init__()
        self.tables, self.hours, self.newest = tables, hours, newest
        self._first = newest - (hours - 1) * 3600

    def table_arn(self, region: str, number: int) -> str:
        """A table's."""
        return f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/table-{number:04}"

    def answer(self, asked: Asked) -> tuple[str, Json | bytes | None]:
        """What reading an inventory asks for; all else is unknown."""
        if asked.action:
            return asked.action, self._dynamodb(asked.action, asked.parameters, asked.region)
        return self._rest(asked.path, asked.region)

    def _dynamodb(self, action: str, asked: Json, region: str) -> Json | None:
        name = str(asked.get("TableName", ""))
        if action == "ListTables":
            return self._list_tables(str(asked.get("ExclusiveStartTableName", "")))
        if action == "DescribeTable":
            arn = self.table_arn(region, int(name.rpartition("-")[2]))
            return {"Table": {"TableName": name, "TableArn": arn, "TableStatus": "ACTIVE"}}
        if action == "DescribeContinuousBackups":
            window = {"PointInTimeRecoveryStatus": "DISABLED"}
            described = {"PointInTimeRecoveryDescription": window}
            return {"ContinuousBackupsDescription": described}
        empty: dict[str, Json] = {"ListBackups": {"BackupSummaries": []}}
        return (empty | {"ListTagsOfResource": {"Tags": []}}).get(action)

    def _list_tables(self, start: str) -> Json:
        first = int(start.rpartition("-")[2]) + 1 if start else 0
        names = [f"table-{number:04}" for number in range(first, min(first + 100, self.tables))]
        more = first + 100 < self.tables
        return {"TableNames": names} | ({"LastEvaluatedTableName": names[-1]} if more else {})

    def _rest(self, path: str, region: str) -> tuple[str, Json | bytes | None]:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.rstrip("/") == "/backup-vaults":
            arn = f"arn:aws:backup:{region}:{ACCOUNT}:backup-vault:ddbdr"
            vault = {"BackupVaultName": "ddbdr", "BackupVaultArn": arn, "Locked": False}
            return "ListBackupVaults", {"BackupVaultList": [vault]}
        if "/recovery-points" in parts.path:
            return "ListRecoveryPointsByBackupVault", self._points(query, region)
        empty: dict[str, tuple[str, Json]] = {
            "/backup/plans": ("ListBackupPlans", {"BackupPlansList": []}),
            "/schedules": ("ListSchedules", {"Schedules": []}),
        }
        return empty.get(unquote(parts.path).rstrip("/"), (parts.path, None))

    def _points(self, query: dict[str, str], region: str) -> bytes:
        """A page, hour by hour, so that each page has every table: the worst order for us."""
        hours = (self.newest - self._first) // 3600 + 1
        begin = 0
        after = query.get("createdAfter")
        if after:
            seconds = datetime.fromisoformat(after).timestamp()
            begin = max(0, int((seconds - self._first) // 3600) + 1) * self.tables
        start = max(begin, int(query.get("nextToken", 0)))
        end = min(start + min(int(query.get("maxResults", 100)), LARGEST_PAGE), hours * self.tables)
        entries = ",".join(self._point(number, region) for number in range(start, end))
        token = f',"NextToken":"{end}"' if end < hours * self.tables else ""
        return f'{{"RecoveryPoints":[{entries}]{token}}}'.encode()

    def _point(self, number: int, region: str) -> str:
        hour, table = divmod(number, self.tables)
        created = self._first + hour * 3600
        return (
            f'{{"RecoveryPointArn":"arn:aws:backup:{region}:{ACCOUNT}:recovery-point:{number:08}-'
            f'4b5a-4c3c-9d5c-3f7f0f6a9b10","BackupVaultName":"ddbdr","ResourceType":"DynamoDB",'
            f'"ResourceArn":"{self.table_arn(region, table)}","Status":"COMPLETED",'
            f'"CreationDate":{created},"CompletionDate":{created + 300},'
            f'"BackupSizeInBytes":1000000,"IsEncrypted":true,'
            f'"EncryptionKeyArn":"arn:aws:kms:{region}:{ACCOUNT}:key/1",'
            f'"CalculatedLifecycle":{{"DeleteAt":{created + 35 * 86400}}},'
            f'"Lifecycle":{{"DeleteAfterDays":35}}}}'
        )
