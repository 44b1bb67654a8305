"""An AWS that costs almost nothing to ask: prepared answers, and a tally of every call.

Only for measuring our own cost; behaviour belongs to the sandbox. It knows backups
that are CREATING for ever and tables that are for ever being restored.
"""

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import Callable

PAGE = 100
ANSWER = (
    "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n"
    "x-amzn-RequestId: BENCH\r\nContent-Length: {length}\r\n\r\n"
)


class StubAws:
    """One server on a free loopback port.

    Attributes:
        calls: (action, region, wall second) to how often.
        delay_seconds: How long every answer takes.
    """

    def __init__(self, *, delay_seconds: float = 0.0) -> None:
        """Nothing listens yet; `start` does."""
        self.calls: Counter[tuple[str, str, int]] = Counter()
        self.delay_seconds = delay_seconds
        self.backups: list[dict[str, object]] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._answers: dict[str, Callable[[dict[str, object]], dict[str, object]]] = {
            "ListBackups": self._list_backups,
            "DescribeBackup": self._describe_backup,
            "DescribeTable": self._describe_table,
            "ListTables": lambda _: {"TableNames": []},
        }

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve on a thread of its own."""
        threading.Thread(target=self._serve, daemon=True).start()
        self._ready.wait()

    def per_second(self, action: str) -> list[int]:
        """How often the action was called in each second and region in which it was.

        AWS's rates hold for each region of an account.
        """
        return [count for (name, _, _), count in sorted(self.calls.items()) if name == action]

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._talk, "127.0.0.1", 0, backlog=1000)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length, action, region = _read_head(head)
                body = await reader.readexactly(length)
                self.calls[action, region, int(time.time())] += 1
                writer.write(await self._answer(action, body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, action: str, body: bytes) -> bytes:
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        answer = self._answers.get(action)
        if answer is None:
            text = b"method not allowed"
            return b"HTTP/1.1 405 No\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text)
        plain = json.dumps(answer(json.loads(body or b"{}"))).encode()
        return ANSWER.format(length=len(plain)).encode() + plain

    def _list_backups(self, asked: dict[str, object]) -> dict[str, object]:
        start = asked.get("ExclusiveStartBackupArn")
        first = 0
        if start:
            first = int(str(start).rsplit("-", 1)[1]) + 1
        page = self.backups[first : first + PAGE]
        answer: dict[str, object] = {"BackupSummaries": page}
        if first + PAGE < len(self.backups):
            answer["LastEvaluatedBackupArn"] = page[-1]["BackupArn"]
        return answer

    def _describe_backup(self, asked: dict[str, object]) -> dict[str, object]:
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

    def _describe_table(self, asked: dict[str, object]) -> dict[str, object]:
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


def _read_head(head: bytes) -> tuple[int, str, str]:
    """Content length, the action named in X-Amz-Target, the region it was signed for."""
    length, action, region = 0, "?", "?"
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        lowered = name.lower()
        if lowered == b"content-length":
            length = int(value)
        elif lowered == b"x-amz-target":
            action = value.strip().decode().rsplit(".", 1)[1]
        elif lowered == b"authorization":
            # The credential is key, date, region, service and a last word, with slashes between.
            region = value.decode().split("/")[2]
    return length, action, region
