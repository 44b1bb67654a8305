"""The sandbox's item store by raw clients, so that it is never what other benches measure."""

import http.client
import json
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.load import Figures
from bench.table import Line, show
from sandbox.aws.clients import dynamodb
from sandbox.isolation import isolate
from sandbox.ports import free_port
from sandbox.processes import Process, unwind_on_sigterm, wait_until
from sandbox.stack import answers

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ITEMS = 1_000_000
BATCHES = 1_200
BATCH = 25
REGION = "us-east-2"
TEMPLATE: dict[str, Any] = {
    "order_id": {"S": "o-{n:08d}"},
    "customer_id": {"S": "c-{n:06d}"},
    "total": {"N": "{n}"},
    "status": {"S": "paid"},
    "placed": {"S": "2026-11-23T08:00:00Z"},
    "quantity": {"N": "3"},
    "note": {"S": "x" * 150},
}
"""About 300 bytes as DynamoDB's JSON."""

_COUNT = re.compile(rb'"Count":(\d+)')
_LAST = re.compile(rb'"LastEvaluatedKey":(\{.*?\}\})')


class Raw:
    """One kept-alive connection that reads bodies and parses no items."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def control(self, path: str, body: dict[str, Any]) -> bytes:
        """POST to the control API."""
        return self._post(f"/_sandbox/{path}", body, {"Content-Type": "application/json"})

    def call(self, action: str, body: dict[str, Any]) -> bytes:
        """One call of DynamoDB."""
        day = time.strftime("%Y%m%d", time.gmtime())
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{action}",
            "X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
            "Authorization": f"AWS4-HMAC-SHA256 Credential=sandbox/{day}/{REGION}/dynamodb/"
            "aws4_request, SignedHeaders=host, Signature=none",
        }
        return self._post("/", body, headers)

    def _post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> bytes:
        self._connection.request("POST", path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{answer.status}: {content[:500]!r}")
        return content


@contextmanager
def sandbox() -> Iterator[int]:
    """The sandbox's AWS as a process of its own; gives its port."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [sys.executable, "-m", "sandbox", "aws", "--port", str(port), "--speed", "60"]
        process = Process("aws", command, os.environ, Path(folder) / "aws.log")
        try:
            process.start()
            wait_until(
                "the sandbox's AWS", lambda: answers(f"http://127.0.0.1:{port}/_sandbox/clock")
            )
            yield port
        finally:
            process.kill()


def scan(raw: Raw, table: str) -> tuple[int, float]:
    """(items, seconds) of one Scan from end to end."""
    items, body, began = 0, {"TableName": table}, time.perf_counter()
    while True:
        page = raw.call("Scan", body)
        tail = page[-400:]
        found, last = _COUNT.search(tail), _LAST.search(tail)
        items += int(found[1]) if found else 0
        if last is None:
            return items, time.perf_counter() - began
        body = {"TableName": table, "ExclusiveStartKey": json.loads(last[1])}


def seed(port: int) -> tuple[float, Figures]:
    """(seconds for a million items, what GetItem took meanwhile)."""
    meanwhile = Figures()
    thread = threading.Thread(
        target=Raw(port).control,
        args=("items", {"table": "orders", "count": ITEMS, "template": TEMPLATE}),
    )
    began = time.perf_counter()
    thread.start()
    raw = Raw(port)
    while thread.is_alive():
        asked = time.perf_counter()
        raw.call("GetItem", {"TableName": "orders", "Key": {"order_id": {"S": "o-00000000"}}})
        meanwhile.seconds.append(time.perf_counter() - asked)
        time.sleep(0.05)
    return time.perf_counter() - began, meanwhile


def write(raw: Raw) -> float:
    """Items a second by BatchWriteItem, the bodies made beforehand."""
    bodies = [
        {
            "RequestItems": {
                "orders": [
                    {"PutRequest": {"Item": TEMPLATE | {"order_id": {"S": f"p-{batch}-{n}"}}
                                    | {"total": {"N": str(n)}}}}
                    for n in range(BATCH)
                ]
            }
        }
        for batch in range(BATCHES)
    ]  # fmt: skip
    began = time.perf_counter()
    for body in bodies:
        raw.call("BatchWriteItem", body)
    return BATCHES * BATCH / (time.perf_counter() - began)


def timed(work: Any) -> float:  # noqa: ANN401 - a call in a lambda
    """Seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def prepare(client: "DynamoDBClient") -> None:
    """An empty table with recovery on."""
    client.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "order_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "order_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.get_waiter("table_exists").wait(TableName="orders", WaiterConfig={"Delay": 1})
    client.update_continuous_backups(
        TableName="orders",
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )


def main() -> None:
    """Seed, scan, write, back up, restore."""
    unwind_on_sigterm()
    isolate(os.environ)
    with sandbox() as port:
        client, raw = dynamodb(f"http://127.0.0.1:{port}", REGION), Raw(port)
        prepare(client)
        raw.control("profile", {"backup_seconds": 0, "backup_restore_seconds": 0})
        seconds, meanwhile = seed(port)
        items, scanning = scan(raw, "orders")
        again = scan(raw, "orders")[1]
        writes = write(raw)
        backup = timed(lambda: client.create_backup(TableName="orders", BackupName="bench"))
        arn = client.list_backups()["BackupSummaries"][0]["BackupArn"]
        restore = timed(
            lambda: client.restore_table_from_backup(TargetTableName="back", BackupArn=arn)
        )
        restored, first_scan = scan(raw, "back")
    rate = items / scanning
    expected = ITEMS + BATCHES * BATCH
    show(
        f"The sandbox's items: {items:,} of about 300 bytes, one raw client",
        [
            Line("seeded through the control API", f"{seconds:.1f} s", "< 60 s", seconds < 60),
            Line(
                f"GetItem meanwhile, p95 of {len(meanwhile.seconds)}",
                f"{meanwhile.milliseconds(0.95):.0f} ms",
            ),
            Line(
                "Scan, with the first sorting", f"{rate:,.0f} items/s", "≥ 50,000", rate >= 50_000
            ),
            Line("Scan again", f"{items / again:,.0f} items/s"),
            Line(
                f"BatchWriteItem, {BATCH} puts each",
                f"{writes:,.0f} items/s",
                "≥ 10,000",
                writes >= 10_000,
            ),
            Line("CreateBackup", f"{backup * 1000:.0f} ms", "≤ 1 s", backup <= 1),
            Line("restore of it", f"{restore * 1000:.0f} ms", "≤ 5 s", restore <= 5),
            Line(
                "first Scan of the restored table",
                f"{restored / first_scan:,.0f} items/s",
                "all items",
                restored == expected,
            ),
        ],
    )


if __name__ == "__main__":
    main()
