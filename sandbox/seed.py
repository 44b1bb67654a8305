"""The sandbox's story: a shop whose nightly batch job has just ruined every order.

Nine days of domain time are lived through in a few seconds: `orders` are
placed, shipped and cancelled; one backup is made by hand; `invoices` is
deleted, so that only the backup AWS makes by itself is left; and nine minutes
before the present a batch job sets every total to 0. Nine, so that "10 minutes
ago" still means the moment before while somebody reads and types.

Everything goes through plain boto3; the same call always makes the same data.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.aws.clients import dynamodb
from sandbox.aws.clock_client import RemoteClock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REGION = "us-east-2"
BATCH = 25  # BatchWriteItem takes no more
Item = dict[str, Any]
T = TypeVar("T")

PRODUCTS = (
    ("kettle", 3900),
    ("desk-lamp", 5450),
    ("notebook", 450),
    ("headphones", 12900),
    ("backpack", 8900),
    ("water-bottle", 1990),
    ("keyboard", 10950),
)
"""Product and price in cents."""


@dataclass(frozen=True)
class Story:
    """What is true after seeding; totals in cents, instants in domain time."""

    now: datetime
    damaged_at: datetime
    orders: int
    total_before_damage: int
    orders_at_backup: int
    total_at_backup: int
    backup_arn: str
    backup_name: str
    invoices: int
    deleted_invoices_backup_arn: str
    customers: int
    sessions: int


def seed(endpoint: str, *, damaged_ago: timedelta = timedelta(minutes=9)) -> Story:
    """Fill an empty sandbox, its clock's present being the end of the story.

    Leaves the clock at that present, at the speed it had. Raises HTTPError
    (409) where there are tables already, NotLoopback for an endpoint elsewhere.
    """
    clock = RemoteClock(endpoint)
    now, speed = clock.read()
    now = now.replace(microsecond=0)
    shop = _Shop(dynamodb(endpoint, REGION), clock, now)
    try:
        return shop.live(damaged_ago)
    finally:
        clock.set(now=max(now, clock.read()[0]), speed=speed)


def damage_orders(endpoint: str) -> int:
    """Run the batch job (again): every order's total becomes 0; gives how many."""
    client = dynamodb(endpoint, REGION)
    items = [
        item
        for page in client.get_paginator("scan").paginate(TableName="orders")
        for item in page["Items"]
    ]
    _write(client, "orders", [item | {"total": {"N": "0"}} for item in items])
    return len(items)


class _Shop:
    """Nine days of a shop, told in order."""

    def __init__(self, client: "DynamoDBClient", clock: RemoteClock, now: datetime) -> None:
        self._client = client
        self._clock = clock
        self._now = now
        self._orders: dict[str, Item] = {}

    def live(self, damaged_ago: timedelta) -> Story:
        self._at(timedelta(days=9))
        self._open()
        self._trade(range(250), first=timedelta(days=8, hours=20), step=timedelta(minutes=36))
        backup = self._back_up(timedelta(days=2, hours=12))
        at_backup = len(self._orders), self._total()
        invoices_backup = self._drop_invoices(timedelta(days=2))
        self._trade(range(250, 400), first=timedelta(days=1, hours=23), step=timedelta(minutes=18))
        self._ship_and_cancel(timedelta(hours=1))
        total = self._total()
        self._at(damaged_ago)
        _write(
            self._client,
            "orders",
            [order | {"total": {"N": "0"}} for order in self._orders.values()],
        )
        return Story(
            now=self._now,
            damaged_at=self._now - damaged_ago,
            orders=len(self._orders),
            total_before_damage=total,
            orders_at_backup=at_backup[0],
            total_at_backup=at_backup[1],
            backup_arn=backup[0],
            backup_name=backup[1],
            invoices=INVOICES,
            deleted_invoices_backup_arn=invoices_backup,
            customers=CUSTOMERS,
            sessions=SESSIONS,
        )

    def _at(self, ago: timedelta) -> None:
        self._clock.set(now=self._now - ago, speed=0)

    def _open(self) -> None:
        """Make the tables, and what is in them from the first day."""
        for definition in TABLES:
            self._client.create_table(**definition)
        self._clock.set(advance=60)
        for name in ("orders", "customers", "invoices"):
            self._client.update_continuous_backups(
                TableName=name,
                PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
            )
        for name in ("orders", "sessions"):
            self._client.update_time_to_live(
                TableName=name,
                TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"},
            )
        _write(self._client, "customers", [_customer(n) for n in range(CUSTOMERS)])
        _write(self._client, "invoices", [_invoice(n) for n in range(INVOICES)])
        _write(self._client, "sessions", [_session(n, self._now) for n in range(SESSIONS)])

    def _trade(self, numbers: range, *, first: timedelta, step: timedelta) -> None:
        """Orders come in, a batch at a time."""
        for place, batch in enumerate(_batches(numbers)):
            ago = first - place * BATCH * step
            self._at(ago)
            placed = [_order(n, self._now - ago) for n in batch]
            _write(self._client, "orders", placed)
            self._orders |= {order["order_id"]["S"]: order for order in placed}

    def _back_up(self, ago: timedelta) -> tuple[str, str]:
        self._at(ago)
        name = f"orders-before-import-{(self._now - ago):%Y-%m-%d}"
        details = self._client.create_backup(TableName="orders", BackupName=name)
        return details["BackupDetails"]["BackupArn"], name

    def _drop_invoices(self, ago: timedelta) -> str:
        self._at(ago)
        self._client.delete_table(TableName="invoices")
        listed = self._client.list_backups(TableName="invoices", BackupType="SYSTEM")
        return listed["BackupSummaries"][0]["BackupArn"]

    def _ship_and_cancel(self, ago: timedelta) -> None:
        """The last honest hour: one order in five ships, one in forty is cancelled."""
        self._at(ago)
        for number, order_id in enumerate(sorted(self._orders)):
            key = {"order_id": {"S": order_id}}
            if number % 40 == 39:  # noqa: PLR2004 - the docstring says it
                self._client.delete_item(TableName="orders", Key=key)
                del self._orders[order_id]
            elif number % 5 == 0:
                self._client.update_item(
                    TableName="orders",
                    Key=key,
                    UpdateExpression="SET #s = :shipped",
                    ExpressionAttributeNames={"#s": "status"},
                    ExpressionAttributeValues={":shipped": {"S": "shipped"}},
                )
                self._orders[order_id] |= {"status": {"S": "shipped"}}

    def _total(self) -> int:
        return sum(int(order["total"]["N"]) for order in self._orders.values())


CUSTOMERS, SESSIONS, INVOICES = 60, 40, 80


def _order(number: int, placed: datetime) -> Item:
    """Pseudo-random by arithmetic: the same number is the same order every time."""
    product, price = PRODUCTS[number * 5 % len(PRODUCTS)]
    quantity = 1 + number * 7 % 4
    return {
        "order_id": {"S": f"o-{number:05d}"},
        "customer_id": {"S": f"c-{number * 13 % CUSTOMERS:04d}"},
        "ordered_at": {"S": f"{placed:%Y-%m-%dT%H:%M:%SZ}"},
        "status": {"S": "paid"},
        "product": {"S": product},
        "quantity": {"N": str(quantity)},
        "total": {"N": str(price * quantity)},
        "expires_at": {"N": str(int((placed + timedelta(days=365)).timestamp()))},
    }


def _customer(number: int) -> Item:
    country = ("DE", "US", "JP", "BR")[number % 4]
    return {
        "customer_id": {"S": f"c-{number:04d}"},
        "country": {"S": country},
        "newsletter": {"BOOL": number % 3 == 0},
    }


def _invoice(number: int) -> Item:
    return {
        "invoice_id": {"S": f"i-{number:05d}"},
        "order_id": {"S": f"o-{number:05d}"},
        "paid": {"BOOL": number % 10 != 0},
    }


def _session(number: int, now: datetime) -> Item:
    return {
        "session_id": {"S": f"s-{number:05d}"},
        "customer_id": {"S": f"c-{number % CUSTOMERS:04d}"},
        "expires_at": {"N": str(int((now + timedelta(hours=number)).timestamp()))},
    }


def _write(client: "DynamoDBClient", table: str, items: Sequence[Item]) -> None:
    for batch in _batches(items):
        requests = [{"PutRequest": {"Item": item}} for item in batch]
        answer = client.batch_write_item(RequestItems={table: requests})  # type: ignore[dict-item]
        if answer["UnprocessedItems"]:
            raise RuntimeError(f"{table} was not written in full")


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _key(hash_name: str, range_name: str | None = None) -> list[Item]:
    schema = [{"AttributeName": hash_name, "KeyType": "HASH"}]
    if range_name:
        schema.append({"AttributeName": range_name, "KeyType": "RANGE"})
    return schema


def _text(*names: str) -> list[Item]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def _simple(name: str, key: str, purpose: str) -> Item:
    return {
        "TableName": name,
        "KeySchema": _key(key),
        "AttributeDefinitions": _text(key),
        "BillingMode": "PAY_PER_REQUEST",
        "Tags": [{"Key": "team", "Value": "shop"}, {"Key": "purpose", "Value": purpose}],
    }


TABLES: tuple[Item, ...] = (
    _simple("orders", "order_id", "orders")
    | {
        "AttributeDefinitions": _text("order_id", "customer_id", "status", "ordered_at"),
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by_customer",
                "KeySchema": _key("customer_id", "ordered_at"),
                "Projection": {"ProjectionType": "ALL"},
            },
            {
                "IndexName": "by_status",
                "KeySchema": _key("status", "ordered_at"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            },
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    },
    _simple("customers", "customer_id", "customers"),
    _simple("sessions", "session_id", "web sessions"),
    _simple("invoices", "invoice_id", "accounting"),
)
