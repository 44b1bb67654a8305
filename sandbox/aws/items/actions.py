"""Reads and writes of items: moto answers, the past is kept here."""

from sandbox.aws.call import Answer, AwsError, Call, Json
from sandbox.aws.moto_door import statement_tables
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
STATEMENTS = {"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"}
ACTIONS = READS | WRITES | STATEMENTS


def run(scene: Scene, call: Call, payload: Json) -> Answer:
    """Moto's answer to an item action, refused where a table is not there to be used.

    After a write, also after one that failed, the items it named are compared
    with what the history says of them: a restore can then never show anything
    that a read would not have shown.
    """
    if call.action in STATEMENTS:
        tables = [_usable(scene, name) for name in sorted(_statement_tables(payload))]
        try:
            return scene.region.store.run(call)
        finally:
            for table in tables:
                _note_all(scene, table)
    touched = [(_usable(scene, name), named) for name, named in _touched(call.action, payload)]
    try:
        return scene.region.store.run(call)
    finally:
        if call.action in WRITES:
            for table, attributes in touched:
                _note(scene, table, attributes)


def _usable(scene: Scene, name: str) -> Table:
    table = scene.find(name)
    if table is None or table.status(scene.now) == "CREATING":
        raise AwsError("ResourceNotFoundException", "Requested resource not found")
    return table


def _touched(action: str, payload: Json) -> list[tuple[str, Json]]:
    """(table, item or key) for all that the request names; reads need the table only."""
    match action:
        case "PutItem":
            return [(payload["TableName"], payload["Item"])]
        case "UpdateItem" | "DeleteItem" | "GetItem":
            return [(payload["TableName"], payload["Key"])]
        case "BatchGetItem":
            return [(name, {}) for name in payload["RequestItems"]]
        case "BatchWriteItem":
            return [
                (name, change.get("Item") or change.get("Key") or {})
                for name, requests in payload["RequestItems"].items()
                for request in requests
                for change in request.values()
            ]
        case "TransactGetItems" | "TransactWriteItems":
            return [
                (change["TableName"], change.get("Item") or change.get("Key") or {})
                for entry in payload["TransactItems"]
                for change in entry.values()
            ]
        case _:
            return [(payload["TableName"], {})]


def _statement_tables(payload: Json) -> set[str]:
    entries = payload.get("Statements") or payload.get("TransactStatements") or [payload]
    return statement_tables([entry["Statement"] for entry in entries])


def _note(scene: Scene, table: Table, attributes: Json) -> None:
    key = scene.region.store.key(table.name, attributes)
    if key is not None:
        table.history.record(key, scene.now, scene.region.store.image(table.name, key))


def _note_all(scene: Scene, table: Table) -> None:
    """PartiQL says which table it writes, not which keys: compare all of it."""
    there = dict(scene.region.store.images(table.name))
    for key in set(table.history.keys()) | set(there):
        table.history.record(key, scene.now, there.get(key))
