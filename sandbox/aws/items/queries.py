"""Query and Scan: a page of at most 1 MB, in the order of the table or of an index."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items import legacy
from sandbox.aws.items.answers import joined_list, members
from sandbox.aws.items.consumed import Consumed
from sandbox.aws.items.expressions.conditions import Condition, Test
from sandbox.aws.items.expressions.key_conditions import KIND as KEY_CONDITION
from sandbox.aws.items.expressions.key_conditions import read_span, span_of
from sandbox.aws.items.expressions.placeholders import Placeholders
from sandbox.aws.items.indexes import Index
from sandbox.aws.items.keys import EVERYTHING, KeySchema, Span, after, segment_span
from sandbox.aws.items.reads import capacity_of
from sandbox.aws.items.selects import PROJECTION, Select, read_select
from sandbox.aws.items.throttles import spend
from sandbox.aws.items.use import readable_index
from sandbox.aws.items.values import Image, canonical, invalid
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

PAGE_BYTES = 1024 * 1024
FILTER = "FilterExpression"


@dataclass(frozen=True)
class Reading:
    """One page to be read: of which table or index, which part of it, what is shown."""

    table: Table
    index: Index | None
    select: Select
    test: Test | None
    span: Span
    backward: bool
    limit: int | None
    consistent: bool
    outside: str = (
        "The provided starting key is outside query boundaries based on provided conditions"
    )

    @property
    def schema(self) -> KeySchema:
        """The key by which this reading is ordered."""
        return self.index.schema if self.index else self.table.items.schema

    def read(self, scene: Scene, start: Json | None) -> "Page":
        """Read it, from after the key `start` on."""
        shown, scanned, size, last = self._collect(self._from(start))
        consumed = Consumed(self.table, "Read")
        name = self.index.name if self.index else None
        consumed.read(size, consistent=self.consistent, index=name)
        if self.select.fetch:
            for image in shown:
                consumed.read(image.size, consistent=self.consistent)
        spend(scene, [consumed])
        return Page(shown, scanned, None if last is None else self._key_at(last), consumed)

    def _collect(
        self, source: Iterator[tuple[bytes, Image]]
    ) -> tuple[list[Image], int, int, bytes | None]:
        """(images that pass the filter, items read, bytes read, where to go on if anywhere).

        The item that fills the page is still on it: a full page costs 128.5
        units on AWS, which is a little more than 1 MB.
        """
        shown, scanned, size = [], 0, 0
        for position, image in source:
            scanned += 1
            size += image.size
            whole = self.table.items.get(position) if self.select.fetch else image
            if whole is not None and (self.test is None or self.test(whole.item())):
                shown.append(whole)
            if scanned == self.limit or size >= PAGE_BYTES:
                return shown, scanned, size, position
        return shown, scanned, size, None

    def _from(self, start: Json | None) -> Iterator[tuple[bytes, Image]]:
        """Positions in the table and images as table or index hold them, from `start` on."""
        items = self.table.items
        if self.index is None:
            position = self._start(start)
            return items.span(
                _onward(self.span, position, backward=self.backward), backward=self.backward
            )
        return self._from_index(self.index, start)

    def _from_index(self, index: Index, start: Json | None) -> Iterator[tuple[bytes, Image]]:
        at = self._start(start)
        place = None
        if at is not None and start is not None:
            place = at, self.table.items.schema.position(start)
        for _, position in index.span(self.span, start=place, backward=self.backward):
            image = self.table.items.get(position)
            if image is not None:
                yield position, index.projected(image)

    def _start(self, start: Json | None) -> bytes | None:
        """The position of ExclusiveStartKey, which has to be one this reading could have given."""
        if start is None:
            return None
        table = self.table.items.schema
        names = {*table.names, *self.schema.names}
        if set(start) != names:
            raise _bad_start("The provided key element does not match the schema")
        try:
            table.read({name: start[name] for name in table.names})
            self.schema.read({name: start[name] for name in self.schema.names})
        except AwsError as error:
            raise _bad_start(error.message) from error
        position = self.schema.position(start)
        if not self.span[0] <= position < self.span[1]:
            raise invalid(self.outside)
        return position

    def _key_at(self, position: bytes) -> Json:
        image = self.table.items.get(position)
        item = image.item() if image else {}
        return {n: item[n] for n in (*self.table.items.schema.names, *self.schema.names)}


class Page(NamedTuple):
    """What was read: images that passed the filter, items read, the key to go on after."""

    shown: list[Image]
    scanned: int
    last: Json | None
    consumed: Consumed


def query(scene: Scene, payload: Json) -> bytes:
    """One partition of a table or index, or a span of it."""
    legacy.check_unmixed(payload)
    table, index = _place(scene, payload)
    placeholders = Placeholders(payload, KEY_CONDITION, FILTER, PROJECTION)
    schema = index.schema if index else table.items.schema
    span = _key_span(payload, schema, placeholders)
    test = _filter(payload, "QueryFilter", placeholders, outside_key=schema)
    reading = Reading(
        table=table,
        index=index,
        select=read_select(payload, index, placeholders),
        test=test,
        span=span,
        backward=not payload.get("ScanIndexForward", True),
        limit=payload.get("Limit"),
        consistent=payload.get("ConsistentRead", False),
    )
    placeholders.all_used()
    return _answer(scene, reading, payload)


def scan(scene: Scene, payload: Json) -> bytes:
    """All of a table or index, or one segment of it."""
    legacy.check_unmixed(payload)
    table, index = _place(scene, payload)
    placeholders = Placeholders(payload, FILTER, PROJECTION)
    test = _filter(payload, "ScanFilter", placeholders)
    reading = Reading(
        table=table,
        index=index,
        select=read_select(payload, index, placeholders),
        test=test,
        span=_segment(payload),
        backward=False,
        limit=payload.get("Limit"),
        consistent=payload.get("ConsistentRead", False),
        outside="The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
        f"ExclusiveStartKey with correct Segment. TotalSegments: {payload.get('TotalSegments')} "
        f"Segment: {payload.get('Segment')}",
    )
    placeholders.all_used()
    return _answer(scene, reading, payload)


def _answer(scene: Scene, reading: Reading, payload: Json) -> bytes:
    page, select = reading.read(scene, payload.get("ExclusiveStartKey")), reading.select
    return members(
        Items=None if select.count else joined_list(select.shown(image) for image in page.shown),
        Count=canonical(len(page.shown)),
        ScannedCount=canonical(page.scanned),
        LastEvaluatedKey=canonical(page.last) if page.last else None,
        ConsumedCapacity=capacity_of(page.consumed, payload),
    )


def _place(scene: Scene, payload: Json) -> tuple[Table, Index | None]:
    table = scene.readable(payload["TableName"])
    if "IndexName" not in payload:
        return table, None
    index = readable_index(scene, table, payload["IndexName"])
    if index.of_its_own and payload.get("ConsistentRead"):
        raise invalid("Consistent reads are not supported on global secondary indexes")
    return table, index


def _key_span(payload: Json, schema: KeySchema, placeholders: Placeholders) -> Span:
    if KEY_CONDITION in payload:
        return read_span(payload[KEY_CONDITION], schema, placeholders)
    if "KeyConditions" in payload:
        return span_of(legacy.key_terms(payload["KeyConditions"]), schema)
    raise invalid(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in "
        "the request."
    )


def _filter(
    payload: Json,
    old_name: str,
    placeholders: Placeholders,
    outside_key: KeySchema | None = None,
) -> Test | None:
    """The filter, if there is one; `outside_key`: it must not name these keys."""
    if FILTER not in payload:
        _check_outside(set(payload.get(old_name, {})), outside_key)
        return legacy.condition(payload, old_name)
    condition = Condition(payload[FILTER], FILTER, placeholders)
    _check_outside(condition.roots, outside_key)
    return condition.holds


def _check_outside(names: set[str], schema: KeySchema | None) -> None:
    for name in schema.names if schema else ():
        if name in names:
            raise invalid(
                "Filter Expression can only contain non-primary key attributes: "
                f"Primary key attribute: {name}"
            )


def _segment(payload: Json) -> Span:
    segment, total = payload.get("Segment"), payload.get("TotalSegments")
    if segment is None and total is None:
        return EVERYTHING
    if total is None:
        raise invalid(
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present"
        )
    if segment is None:
        raise invalid(
            "The Segment parameter is required but was not present in the request when parameter "
            "TotalSegments is present"
        )
    if segment >= total:
        raise invalid(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            f"Segment: {segment} is not less than TotalSegments: {total}"
        )
    return segment_span(segment, total)


def _onward(span: Span, position: bytes | None, *, backward: bool) -> Span:
    if position is None:
        return span
    return (span[0], position) if backward else (after(position), span[1])


def _bad_start(problem: str) -> AwsError:
    return invalid(f"The provided starting key is invalid: {problem}")
