"""ExecuteStatement, BatchExecuteStatement and ExecuteTransaction."""

import base64

import orjson

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items.answers import Refusal, joined_list, members
from sandbox.aws.items.changes import apply
from sandbox.aws.items.consumed import Consumed
from sandbox.aws.items.expressions.paths import Projection
from sandbox.aws.items.item_collections import Collections
from sandbox.aws.items.partiql.plans import plan_exists, plan_get, plan_read, plan_write
from sandbox.aws.items.partiql.statements import (
    Delete,
    Insert,
    Select,
    Statement,
    Update,
    read_statement,
)
from sandbox.aws.items.reads import capacity_of, shown
from sandbox.aws.items.throttles import spend
from sandbox.aws.items.transactions import Uses, once, remember, run_writes
from sandbox.aws.items.values import canonical, invalid
from sandbox.aws.items.writes import FAILED, Write, returned
from sandbox.aws.shapes import dynamodb_model, read_input
from sandbox.aws.world import Scene

DUPLICATE = "Duplicate primary key exists in table"


def execute_statement(scene: Scene, payload: Json) -> bytes:
    """One statement; a SELECT answers in pages."""
    statement = _read(payload)
    if isinstance(statement, Select):
        return _select(scene, statement, payload)
    write = plan_write(scene, statement, shows_failed=_shows(payload))
    consumed = Consumed(write.table, "Write")
    found = _written(scene, statement, write, consumed)
    items = joined_list([found] if found else [])
    return members(Items=items, ConsumedCapacity=capacity_of(consumed, payload))


def batch_execute_statement(scene: Scene, payload: Json) -> bytes:
    """Up to 25 statements on one item each, either all SELECT or none; each fails for itself."""
    statements = [(_read(each), each) for each in payload["Statements"]]
    _require_one_kind([statement for statement, _ in statements])
    answers, consumed = [], []
    for statement, each in statements:
        answer, used = _batched(scene, statement, each)
        answers.append(answer)
        consumed.append(used.answer(payload.get("ReturnConsumedCapacity")) if used else None)
    told = [each for each in consumed if each]
    return members(
        Responses=joined_list(answers), ConsumedCapacity=canonical(told) if told else None
    )


def execute_transaction(scene: Scene, payload: Json) -> bytes:
    """Up to 100 statements on one item each, all or nothing, either all SELECT or none."""
    statements = [(_read(each), each) for each in payload["TransactStatements"]]
    reads = [each for each, _ in statements if isinstance(each, Select) and not each.exists]
    if reads:
        _require_one_kind([statement for statement, _ in statements])
        return _transact_reads(scene, reads, payload)
    asked = canonical(payload["TransactStatements"])
    if once(scene, payload.get("ClientRequestToken"), asked):
        writes = [_write(scene, statement, each) for statement, each in statements]
        uses = run_writes(scene, writes, Collections(payload))
        remember(scene, payload.get("ClientRequestToken"), asked)
        return members(
            Responses=joined_list(b"{}" for _ in writes), ConsumedCapacity=uses.answer(payload)
        )
    return members(Responses=joined_list(b"{}" for _ in statements))


def _read(payload: Json) -> Statement:
    return read_statement(payload["Statement"], payload.get("Parameters", []))


def _shows(payload: Json) -> bool:
    return payload.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"


def _select(scene: Scene, statement: Select, payload: Json) -> bytes:
    if statement.exists:
        raise invalid("EXISTS can be used in ExecuteTransaction only")
    reading = plan_read(
        scene,
        statement,
        limit=payload.get("Limit"),
        consistent=payload.get("ConsistentRead", False),
    )
    page = reading.read(scene, _start(payload.get("NextToken")))
    last = canonical(page.last) if page.last else None
    return members(
        Items=joined_list(reading.select.shown(image) for image in page.shown),
        NextToken=canonical(base64.b64encode(last).decode()) if last else None,
        LastEvaluatedKey=last,
        ConsumedCapacity=capacity_of(page.consumed, payload),
    )


def _start(token: str | None) -> Json | None:
    if token is None:
        return None
    try:
        key = orjson.loads(base64.b64decode(token, validate=True))
        return read_input(key, dynamodb_model().shape_for("Key"))
    except (ValueError, RecursionError, AwsError) as error:
        raise invalid("Given NextToken is not valid") from error


def _written(
    scene: Scene, statement: Insert | Update | Delete, write: Write, consumed: Consumed
) -> bytes | None:
    """Do it; gives what RETURNING asks for."""
    before = write.table.items.get(write.position)
    holds = write.holds(before)
    after = write.result(before) if holds else before
    consumed.write(before, after)
    spend(scene, [consumed])
    if not holds and isinstance(statement, Insert):
        raise Refusal("DuplicateItemException", DUPLICATE, write.failed(before))
    if not holds:
        raise Refusal("ConditionalCheckFailedException", FAILED, write.failed(before))
    apply(write.table, scene.now, write.position, after)
    wanted = "NONE" if isinstance(statement, Insert) else statement.returning
    return returned(wanted, write, before, after)


def _batched(scene: Scene, statement: Statement, payload: Json) -> tuple[bytes, Consumed | None]:
    name = canonical(statement.table)
    try:
        if isinstance(statement, Select):
            table, image = plan_get(scene, statement)
            consumed = Consumed(table, "Read")
            consumed.read(
                image.size if image else 0, consistent=payload.get("ConsistentRead", False)
            )
            spend(scene, [consumed])
            item = shown(image, _projection(statement)) if image else None
            return members(TableName=name, Item=item), consumed
        write = plan_write(scene, statement, shows_failed=_shows(payload))
        consumed = Consumed(write.table, "Write")
        found = _written(scene, statement, write, consumed)
        return members(TableName=name, Item=found), consumed
    except AwsError as error:
        more = error.more if isinstance(error, Refusal) else {}
        told = {"Code": CODES.get(error.code, error.code), "Message": error.message} | more
        return members(TableName=name, Error=canonical(told)), None


CODES = {
    "ConditionalCheckFailedException": "ConditionalCheckFailed",
    "DuplicateItemException": "DuplicateItem",
    "ProvisionedThroughputExceededException": "ProvisionedThroughputExceeded",
    "ResourceNotFoundException": "ResourceNotFound",
    "ThrottlingException": "ThrottlingError",
    "ValidationException": "ValidationError",
}
"""What BatchStatementError calls an exception."""


def _transact_reads(scene: Scene, statements: list[Select], payload: Json) -> bytes:
    uses, answers = Uses("Read"), []
    for statement in statements:
        table, image = plan_get(scene, statement)
        uses.of(table).read(image.size if image else 0, consistent=True)
        item = shown(image, _projection(statement)) if image else None
        answers.append(members(Item=item))
    spend(scene, uses.all)
    return members(Responses=joined_list(answers), ConsumedCapacity=uses.answer(payload))


def _write(scene: Scene, statement: Statement, payload: Json) -> Write:
    if isinstance(statement, Select):
        return plan_exists(scene, statement)
    return plan_write(scene, statement, shows_failed=_shows(payload))


def _projection(statement: Select) -> Projection | None:
    return None if statement.paths is None else Projection(statement.paths)


def _require_one_kind(statements: list[Statement]) -> None:
    if len({isinstance(statement, Select) for statement in statements}) > 1:
        raise invalid("Cannot mix read and write statements in one request")
