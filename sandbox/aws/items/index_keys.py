"""What an item may hold where a secondary index has its key."""

from sandbox.aws.call import Json
from sandbox.aws.items.values import invalid
from sandbox.aws.table import Table


def check_index_keys(table: Table, item: Json, *, updating: bool = False) -> None:
    """Refuse mistyped and empty index keys; an absent one only leaves the item out."""
    for index in table.items.indexes:
        for key in index.schema.keys:
            value = item.get(key.name)
            if value is None:
                continue
            if key.kind not in value:
                raise invalid(
                    "One or more parameter values were invalid: Type mismatch for Index Key "
                    f"{key.name} Expected: {key.kind} Actual: {next(iter(value))} "
                    f"IndexName: {index.name}"
                )
            if value[key.kind] == "":
                raise _empty(index.name, key.name, key.kind, updating=updating)


def _empty(index: str, key: str, kind: str, *, updating: bool) -> Exception:
    what = "string" if kind == "S" else "binary"
    problem = (
        "The update expression attempted to update a secondary index key to a value that is not "
        "supported."
        if updating
        else "A value specified for a secondary index key is not supported."
    )
    return invalid(
        f"One or more parameter values are not valid. {problem} The AttributeValue for a key "
        f"attribute cannot contain an empty {what} value. IndexName: {index}, IndexKey: {key}"
    )
