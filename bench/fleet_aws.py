"""An AWS of four places, each with many tables and a vault full of recovery points.

Only for measuring our own cost and pace: answers are put together from numbers, and every
call is tallied. A place is a region here, because all calls come with one key.
"""

import asyncio
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit

ACCOUNT = "123456789012"
LARGEST_PAGE = 1000
Json = dict[str, object]


@dataclass
class FleetAws:
    """One server on a free loopback port.

    Attributes:
        tables: In each place.
        hours: Recovery points of each table, one an hour.
        newest: Epoch seconds of the newest hour; what is later is not there yet.
        calls: (action, region, wall second) to how often.
    """

    tables: int
    hours: int
    newest: int
    calls: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    port: int = 0

    def __post_init__(self) -> None:
        """Nothing listens yet; `start` does."""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._first = self.newest - (self.hours - 1) * 3600

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve on a thread of its own."""
        threading.Thread(target=self._serve, daemon=True).start()
        self._ready.wait()

    def most_per_second(self, action: str) -> int:
        """Calls of an action in the busiest second of any place."""
        counts = [count for (name, _, _), count in self.calls.items() if name == action]
        return max(counts, default=0)

    def total(self, action: str) -> int:
        """Calls of an action in all."""
        return sum(count for (name, _, _), count in self.calls.items() if name == action)

    def table_arn(self, region: str, number: int) -> str:
        """A table's."""
        return f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/table-{number:04}"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._talk, "127.0.0.1", 0, backlog=100)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                first, _, rest = head.decode().partition("\r\n")
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in rest.split("\r\n"))
                }
                body = await reader.readexactly(int(headers.get("content-length") or 0))
                # The credential is key, date, region, service and a last word.
                region = headers["authorization"].split("/")[2]
                status, answer = self._answer(first.split()[1], headers, region, body)
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: application/x-amz-json-1.0\r\n"
                    f"x-amzn-RequestId: BENCH\r\nContent-Length: {len(answer)}\r\n\r\n".encode()
                    + answer
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(
        self, path: str, headers: dict[str, str], region: str, body: bytes
    ) -> tuple[str, bytes]:
        answer: Json | bytes | None
        target = headers.get("x-amz-target", "").rpartition(".")[2]
        if target:
            answer = self._dynamodb(target, json.loads(body or b"{}"), region)
        else:
            target, answer = self._rest(path, region)
        self.calls[target, region, int(time.time())] += 1
        if answer is None:
            return "405 Not Allowed", b"{}"
        return "200 OK", answer if isinstance(answer, bytes) else json.dumps(answer).encode()

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
