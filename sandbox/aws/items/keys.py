"""Primary keys: which attributes they are, and where an item stands in its table.

DynamoDB orders a table by a hash of the partition key, which it keeps to
itself, and by the sort key within. Here the hash is MD5 of type and value: the
same for every table, region and account, so that two tables with the same keys
are scanned in the same order, and segments divide the space of hashes.
"""

import hashlib
from dataclasses import dataclass

from sandbox.aws.call import Json
from sandbox.aws.items import numbers
from sandbox.aws.items.values import binary, invalid, normal_value, utf8_size

HASH_BYTES = 16
HASH_KEY_BYTES, RANGE_KEY_BYTES = 2048, 1024

Span = tuple[bytes, bytes]
"""Positions from the first up to, not including, the second."""

EVERYTHING: Span = (b"", b"\xff" * (HASH_BYTES + 1))


@dataclass(frozen=True)
class Key:
    """One attribute of a key, and its type: S, N or B."""

    name: str
    kind: str


@dataclass(frozen=True)
class KeySchema:
    """The key of a table or of an index."""

    partition: Key
    sort: Key | None

    @classmethod
    def of(cls, elements: list[Json], attributes: list[Json]) -> "KeySchema":
        """From KeySchema and AttributeDefinitions, which agree."""
        kinds = {each["AttributeName"]: each["AttributeType"] for each in attributes}
        found = _by_type(elements)
        if len(found["HASH"]) != 1 or len(found["RANGE"]) > 1:
            raise invalid("The sandbox does not play keys of several attributes of one type")
        sort = [Key(name, kinds[name]) for name in found["RANGE"]]
        return cls(
            Key(found["HASH"][0], kinds[found["HASH"][0]]),
            sort[0] if sort else None,
        )

    @property
    def keys(self) -> tuple[Key, ...]:
        """Partition key first."""
        return (self.partition, self.sort) if self.sort else (self.partition,)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the key attributes."""
        return tuple(key.name for key in self.keys)

    def holds(self, item: Json) -> bool:
        """Has the item this key, of the right types? Else it is not in a (sparse) index."""
        return all(item.get(key.name, {}).get(key.kind) for key in self.keys)

    def position(self, item: Json) -> bytes:
        """Where an item with this key stands; its values in normal form."""
        place = hash_of(item[self.partition.name])
        return place + sortable(item[self.sort.name]) if self.sort else place

    def check_item(self, item: Json) -> None:
        """Refuse an item to be stored whose key is missing, mistyped, empty or too long."""
        for key in self.keys:
            value = item.get(key.name)
            if value is None:
                raise invalid(
                    "One or more parameter values were invalid: "
                    f"Missing the key {key.name} in the item"
                )
            if key.kind not in value:
                raise invalid(
                    "One or more parameter values were invalid: Type mismatch for key "
                    f"{key.name} expected: {key.kind} actual: {next(iter(value))}"
                )
            check_not_empty(key, value)
        self._check_lengths(item)

    def read(self, named: Json) -> tuple[Json, bytes]:
        """(key in normal form, position) of a request's Key; refused if it is not this key."""
        matches = set(named) == set(self.names) and all(
            key.kind in named[key.name] for key in self.keys
        )
        if not matches:
            raise invalid("The provided key element does not match the schema")
        key = {name: normal_value(value)[0] for name, value in named.items()}
        for each in self.keys:
            check_not_empty(each, key[each.name])
        self._check_lengths(key)
        return key, self.position(key)

    def _check_lengths(self, item: Json) -> None:
        if _length(item[self.partition.name]) > HASH_KEY_BYTES:
            raise invalid(
                "One or more parameter values were invalid: Size of hashkey has exceeded "
                "the maximum size limit of2048 bytes"
            )
        if self.sort and _length(item[self.sort.name]) > RANGE_KEY_BYTES:
            raise invalid(
                "One or more parameter values were invalid: Aggregated size of all range keys "
                "has exceeded the size limit of 1024 bytes"
            )


def check_not_empty(key: Key, value: Json) -> None:
    """Refuse an empty string or binary as (part of) a key."""
    if value[key.kind] == "":
        what = "string" if key.kind == "S" else "binary"
        raise invalid(
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            f"cannot contain an empty {what} value. Key: {key.name}"
        )


def hash_of(value: Json) -> bytes:
    """The hash of a partition key in normal form."""
    ((kind, content),) = value.items()
    return hashlib.md5(f"{kind}:{content}".encode(), usedforsecurity=False).digest()


def sortable(value: Json) -> bytes:
    """A sort key as bytes: strings by UTF-8, numbers by value, binaries by their bytes."""
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return numbers.sortable(content)
        case "B":
            return binary(content)
        case _:
            return str(content).encode()


def after(position: bytes) -> bytes:
    """The first position after this one."""
    return position + b"\x00"


def after_prefix(prefix: bytes) -> bytes:
    """The first position that neither starts with `prefix` nor comes before it."""
    kept = prefix.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else EVERYTHING[1]


def segment_span(segment: int, total: int) -> Span:
    """The hashes of one of `total` segments; together all of them, each once."""
    space = 1 << (8 * HASH_BYTES)
    first, following = segment * space // total, (segment + 1) * space // total
    if segment + 1 == total:
        return first.to_bytes(HASH_BYTES), EVERYTHING[1]
    return first.to_bytes(HASH_BYTES), following.to_bytes(HASH_BYTES)


def _length(value: Json) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return numbers.size(content)
        case "B":
            return len(binary(content))
        case _:
            return utf8_size(content)


def _by_type(elements: list[Json]) -> dict[str, list[str]]:
    return {
        kind: [each["AttributeName"] for each in elements if each["KeyType"] == kind]
        for kind in ("HASH", "RANGE")
    }
