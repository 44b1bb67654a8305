"""`POST /_sandbox/items`: many items at once, past the wire protocol of DynamoDB.

Two bodies. JSON: `{"table", "region", "account", "count", "first", "template"}`,
where `{n}` in the template's strings is the item's number, from `first` on. And
`application/x-ndjson`: one item in DynamoDB's JSON per line, the table named in
the query (`?table=orders&region=us-east-2`), at most 16 MB a request.

Items are checked as PutItem checks them. They are written in slices, so that
other calls are answered in between; each slice is in the past from its own
instant on. Neither streams nor capacity hear of them.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import orjson
from pydantic import BaseModel, ConfigDict, Field

from sandbox.aws.call import Answer, AwsError, HttpRequest, Json
from sandbox.aws.items.index_keys import check_index_keys
from sandbox.aws.items.templates import ItemTemplate
from sandbox.aws.items.values import Image, canonical, image_of, invalid
from sandbox.aws.shapes import check_input
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

if TYPE_CHECKING:
    from sandbox.aws.app import Aws

SLICE = 2_000

Prepared = tuple[bytes, Image]


class Place(BaseModel):
    """Which table."""

    model_config = ConfigDict(extra="forbid")

    table: str
    region: str = "us-east-2"
    account: str = "123456789012"


class Seed(Place):
    """`count` items from a template, numbered from `first` on."""

    count: int = Field(ge=1, le=10_000_000)
    first: int = Field(default=0, ge=0)
    template: Json


def seed_items(aws: "Aws", request: HttpRequest) -> Answer:
    """Write many items at once, from a template or line by line."""
    written = 0
    try:
        table, items = _asked(aws, request)
        source = iter(items)
        while prepared := list(islice(source, SLICE)):
            _write(aws, table, prepared)
            written += len(prepared)
    except AwsError as error:
        return _answer({"error": error.message, "written": written}, 422)
    return _answer({"written": written, "items": table.items.count})


def _asked(aws: "Aws", request: HttpRequest) -> tuple[Table, Iterable[Prepared]]:
    if request.headers.get("content-type", "").startswith("application/x-ndjson"):
        query = {name: values[-1] for name, values in parse_qs(request.query).items()}
        table = _table(aws, Place.model_validate(query))
        # All lines are checked before the first is written.
        return table, [_line(table, *each) for each in enumerate(request.body.splitlines(), 1)]
    seed = Seed.model_validate_json(request.body)
    table = _table(aws, seed)
    return table, _from_template(table, seed)


def _table(aws: "Aws", place: Place) -> Table:
    with aws.lock:
        scene = Scene(aws.world, aws.world.region(place.account, place.region), aws.clock.now())
        try:
            return scene.readable(place.table)
        except AwsError as error:
            raise invalid(
                f"no table {place.table} to write to in {place.region} of {place.account}: "
                f"{error.message}"
            ) from error


def _from_template(table: Table, seed: Seed) -> Iterator[Prepared]:
    template = ItemTemplate(_item(seed.template))
    for number in range(seed.first, seed.first + seed.count):
        item, image = template.item(number)
        table.items.schema.check_item(item)
        check_index_keys(table, item)
        yield table.items.schema.position(item), image


def _line(table: Table, number: int, line: bytes) -> Prepared:
    try:
        item = _item(orjson.loads(line))
        table.items.schema.check_item(item)
        image = image_of(item)
        item = image.item()
        check_index_keys(table, item)
    except orjson.JSONDecodeError as error:
        raise invalid(f"line {number}: not JSON: {error}") from error
    except AwsError as error:
        raise invalid(f"line {number}: {error.message}") from error
    return table.items.schema.position(item), image


def _item(value: object) -> Json:
    """The attributes of an item, read as PutItem reads them."""
    read = check_input("PutItem", {"TableName": "any", "Item": value})
    item: Json = read["Item"]
    return item


def _write(aws: "Aws", table: Table, prepared: list[Prepared]) -> None:
    with aws.lock:
        now = aws.clock.now()
        if table.gone_at is not None and now >= table.gone_at:
            raise invalid(f"{table.name} was deleted meanwhile")
        for position, image in prepared:
            table.items.write(now, position, image)
        table.written_at = now


def _answer(body: Json, status: int = 200) -> Answer:
    return Answer(status, canonical(body), {"Content-Type": "application/json"})
