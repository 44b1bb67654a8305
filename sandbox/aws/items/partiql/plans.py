"""A statement on its table: INSERT, UPDATE and DELETE as a Write, SELECT as a Reading."""

from sandbox.aws.call import Json
from sandbox.aws.items.expressions.paths import Projection, check_apart
from sandbox.aws.items.expressions.updates import Changes
from sandbox.aws.items.keys import EVERYTHING, KeySchema, Span, after, after_prefix, hash_of
from sandbox.aws.items.partiql.statements import Delete, Insert, Select, Update
from sandbox.aws.items.partiql.tokens import Tokens
from sandbox.aws.items.queries import Reading
from sandbox.aws.items.selects import Select as Shown
from sandbox.aws.items.selects import beyond
from sandbox.aws.items.use import readable_index
from sandbox.aws.items.values import Image, invalid
from sandbox.aws.items.writes import Write, read_item, updating
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

NO_KEY = "Where clause does not contain a mandatory equality on all key attributes"


def plan_write(scene: Scene, statement: Insert | Update | Delete, *, shows_failed: bool) -> Write:
    """The write; ValidationException where it does not name one item by its whole key."""
    table = scene.readable(statement.table)
    if isinstance(statement, Insert):
        position, image = read_item(table, statement.item)
        return Write(
            table,
            position,
            lambda item: not item,
            lambda _: image,
            shows_failed,
            failing="DuplicateItem",
        )
    key, position = _key(table, statement.where.equal)
    if isinstance(statement, Delete):
        # What is not there is deleted already.
        holds = statement.where.holds
        return Write(
            table, position, lambda item: not item or holds(item), lambda _: None, shows_failed
        )
    changes = Changes(sets=statement.sets, removes=statement.removes)
    check_apart(changes.paths, Tokens.refusal)
    result = updating(table, key, changes)
    return Write(table, position, statement.where.holds, result, shows_failed, changes.touched)


def plan_exists(scene: Scene, statement: Select) -> Write:
    """EXISTS in a transaction: a condition, and nothing written."""
    table = scene.readable(statement.table)
    _, position = _key(table, statement.where.equal if statement.where else {})
    holds = statement.where.holds if statement.where else None
    return Write(table, position, holds, lambda before: before, shows_failed=False)


def plan_read(
    scene: Scene, statement: Select, *, limit: int | None = None, consistent: bool = False
) -> Reading:
    """The read: of one item, one partition, or of everything."""
    table = scene.readable(statement.table)
    index = readable_index(scene, table, statement.index) if statement.index else None
    if index is not None and index.of_its_own and consistent:
        raise invalid("Consistent reads are not supported on global secondary indexes")
    schema = index.schema if index else table.items.schema
    projection = None
    if statement.paths is not None:
        projection = Projection(statement.paths)
    return Reading(
        table=table,
        index=index,
        select=Shown(projection=projection, fetch=beyond(index, projection, wants_all=False)),
        test=statement.where.holds if statement.where else None,
        span=_span(schema, statement.where.equal if statement.where else {}),
        backward=statement.backward,
        limit=limit,
        consistent=consistent,
    )


def plan_get(scene: Scene, statement: Select) -> tuple[Table, Image | None]:
    """The one item that a SELECT of a batch or transaction names by its whole key."""
    table = scene.readable(statement.table)
    where = statement.where
    if where is None or any(name not in where.equal for name in table.items.schema.names):
        raise invalid(
            "Select statements within BatchExecuteStatement must specify the primary key in the "
            "where clause."
        )
    _, position = _key(table, where.equal)
    image = table.items.get(position)
    return table, image if image and where.holds(image.item()) else None


def _key(table: Table, equal: Json) -> tuple[Json, bytes]:
    schema = table.items.schema
    if any(name not in equal for name in schema.names):
        raise invalid(NO_KEY)
    return schema.read({name: equal[name] for name in schema.names})


def _span(schema: KeySchema, equal: Json) -> Span:
    """As narrow as the pinned keys allow; the condition itself is asked all the same."""
    value = equal.get(schema.partition.name, {})
    if schema.partition.kind not in value:
        return EVERYTHING
    if schema.sort is not None and schema.sort.kind not in equal.get(schema.sort.name, {}):
        place = hash_of(value)
        return place, after_prefix(place)
    position = schema.position(equal)
    return position, after(position)
