"""An AWS that costs almost nothing to ask: prepared answers.

Behaviour belongs to the sandbox. It knows backups that are CREATING for ever and tables that are
for ever being restored.
"""

from collections.abc import Callable

from bench.counted_aws import Asked, CountedAws, Json

PAGE = 100


class StubAws(CountedAws):
    """One server on a free loopback port."""

    def __init__(self, *, delay_seconds: float = 0.0) -> None:
        """Nothing listens yet; `start` does."""
        super().__init__(delay_seconds=delay_seconds)
        self.backups: list[Json] = []
        self._answers: dict[str, Callable[[Json], Json]] = {
            "ListBackups": self._list_backups,
            "DescribeBackup": self._describe_backup,
            "DescribeTable": self._describe_table,
            "ListTables": lambda _: {"TableNames": []},
        }

    def answer(self, asked: Asked) -> tuple[str, Json | bytes | None]:
        """One of four actions; all else is unknown."""
        name = asked.action or "?"
        known = self._answers.get(name)
        return name, known(asked.parameters) if known else None

    def _list_backups(self, asked: Json) -> Json:
        start = asked.get("ExclusiveStartBackupArn")
        first = 0
        if start:
            first = int(str(start).rsplit("-", 1)[1]) + 1
        page = self.backups[first : first + PAGE]
        answer: Json = {"BackupSummaries": page}
        if first + PAGE < len(self.backups):
            answer["LastEvaluatedBackupArn"] = page[-1]["BackupArn"]
        return answer

    def _describe_backup(self, asked: Json) -> Json:
        number = int(str(asked["BackupArn"]).rsplit("-", 1)[1])
        found = self.backups[number]
        details = {
            "BackupArn": found["BackupArn"],
            "BackupName": found["BackupName"],
            "BackupStatus": "CREATING",
            "BackupType": "USER",
            "BackupCreationDateTime": found["BackupCreationDateTime"],
        }
        return {"BackupDescription": {"BackupDetails": details}}

    def _describe_table(self, asked: Json) -> Json:
        name = str(asked["TableName"])
        return {
            "Table": {
                "TableName": name,
                "TableArn": f"arn:aws:dynamodb:us-east-2:123456789012:table/{name}",
                "TableStatus": "CREATING",
                "CreationDateTime": 1_700_000_000,
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "ItemCount": 0,
                "TableSizeBytes": 0,
                "RestoreSummary": {"RestoreInProgress": True, "RestoreDateTime": 1_700_000_000},
            }
        }
