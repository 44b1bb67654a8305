"""Update expressions: SET, REMOVE, ADD and DELETE, each clause at most once.

All right-hand sides see the item as it was before the update; then SET, ADD,
DELETE and REMOVE are applied, list members from the end.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.aws.call import Json
from sandbox.aws.items.expressions import arithmetic
from sandbox.aws.items.expressions.paths import (
    Path,
    Projection,
    check_apart,
    follow,
    read_path,
)
from sandbox.aws.items.expressions.placeholders import Placeholders
from sandbox.aws.items.expressions.tokens import Tokens
from sandbox.aws.items.values import invalid

Value = Callable[[Json], Json]
"""The value of an operand, of the item as it was."""

Merge = Callable[[Json | None, Json], Json | None]

KIND = "UpdateExpression"
CLAUSES = ("SET", "REMOVE", "ADD", "DELETE")


@dataclass(frozen=True)
class Changes:
    """What an update does to an item."""

    sets: list[tuple[Path, Value]] = field(default_factory=list)
    merges: list[tuple[Path, Merge, Json]] = field(default_factory=list)
    removes: list[Path] = field(default_factory=list)

    @property
    def paths(self) -> list[Path]:
        """What it writes."""
        return [*(each[0] for each in self.sets), *(each[0] for each in self.merges), *self.removes]

    @property
    def touched(self) -> Projection:
        """What UPDATED_OLD and UPDATED_NEW show."""
        return Projection(self.paths)

    def apply(self, before: Json, item: Json) -> None:
        """Change `item`, a copy of `before`, which stays; ValidationException where it cannot."""
        sets = [(path, value(before)) for path, value in self.sets]
        for path, value in sorted(sets, key=lambda each: _places(each[0])):
            _put(item, path, value)
        for path, merge, value in self.merges:
            merged = merge(follow(before, path), value)
            if merged is not None:
                _put(item, path, merged)
            elif follow(before, path) is not None:
                _remove(item, path)
        for path in sorted(self.removes, key=_places, reverse=True):
            _remove(item, path)


def read_changes(text: str, placeholders: Placeholders) -> Changes:
    """From an UpdateExpression."""
    return _Reader(text, placeholders).changes


class _Reader:
    def __init__(self, text: str, placeholders: Placeholders) -> None:
        self._tokens = Tokens(text, KIND)
        self._placeholders = placeholders
        self.changes = Changes()
        self._read()
        check_apart(self.changes.paths, self._tokens.refusal)

    def _read(self) -> None:
        tokens, seen = self._tokens, set[str]()
        while tokens.next.kind != "end":
            clause = tokens.next.text.upper()
            if clause not in CLAUSES or tokens.next.kind != "word":
                tokens.broken()
            if clause in seen:
                raise tokens.refusal(
                    f'The "{clause}" section can only be used once in an update expression;'
                )
            seen.add(clause)
            tokens.take()
            self._action(clause)
            while tokens.takes(","):
                self._action(clause)

    def _action(self, clause: str) -> None:
        path = read_path(self._tokens, self._placeholders)
        match clause:
            case "SET":
                self._tokens.needs("=")
                self.changes.sets.append((path, self._value()))
            case "REMOVE":
                self.changes.removes.append(path)
            case _:
                if self._tokens.next.kind != "value":
                    self._tokens.broken()
                value = self._placeholders.value(self._tokens.take().text, self._tokens)
                arithmetic.check_operand(clause, value, self._tokens)
                merge = arithmetic.add if clause == "ADD" else arithmetic.take_away
                self.changes.merges.append((path, merge, value))

    def _value(self) -> Value:
        left = self._operand()
        for sign, count in (("+", arithmetic.plus), ("-", arithmetic.minus)):
            if self._tokens.takes(sign):
                right = self._operand(sign)
                return lambda item, count=count: count(left(item), right(item))  # type: ignore[misc]
        return left

    def _operand(self, sign: str | None = None) -> Value:
        tokens = self._tokens
        if tokens.takes("("):
            value = self._value()
            tokens.needs(")")
            return value
        if tokens.next.kind == "value":
            constant = self._placeholders.value(tokens.take().text, tokens)
            if (sign or tokens.next.text in {"+", "-"}) and "N" not in constant:
                raise arithmetic.wrong_type(tokens, sign or tokens.next.text, constant)
            return lambda _: constant
        if tokens.calls():
            return self._function()
        return _present(read_path(tokens, self._placeholders))

    def _function(self) -> Value:
        tokens = self._tokens
        name = tokens.take().text
        tokens.needs("(")
        if name == "if_not_exists":
            path = read_path(tokens, self._placeholders)
            tokens.needs(",")
            otherwise = self._operand()
            tokens.needs(")")
            return lambda item: found if (found := follow(item, path)) else otherwise(item)
        if name == "list_append":
            first = self._operand()
            tokens.needs(",")
            second = self._operand()
            tokens.needs(")")
            return lambda item: arithmetic.append(first(item), second(item))
        raise tokens.refusal(f"Invalid function name; function: {name}")


def _present(path: Path) -> Value:
    def value(item: Json) -> Json:
        found = follow(item, path)
        if found is None:
            raise invalid(
                "The provided expression refers to an attribute that does not exist in the item"
            )
        return found

    return value


def _places(path: Path) -> list[tuple[int, str]]:
    """List members by number, everything else by name."""
    return [(step, "") if isinstance(step, int) else (0, step) for step in path]


def _put(item: Json, path: Path, value: Json) -> None:
    parent, last = _parent(item, path), path[-1]
    if isinstance(parent, list) and isinstance(last, int):
        if last < len(parent):
            parent[last] = value
        else:
            parent.append(value)  # beyond the end is at the end, as DynamoDB has it
    elif isinstance(parent, dict) and isinstance(last, str):
        parent[last] = value
    else:
        raise _no_such_path()


def _remove(item: Json, path: Path) -> None:
    parent, last = _parent(item, path), path[-1]
    if isinstance(parent, list) and isinstance(last, int):
        del parent[last : last + 1]
    elif isinstance(parent, dict) and isinstance(last, str):
        parent.pop(last, None)
    else:
        raise _no_such_path()


def _parent(item: Json, path: Path) -> Json | list[Json]:
    """The map or list that holds, or will hold, the end of the path."""
    if len(path) == 1:
        return item
    value = follow(item, path[:-1]) or {}
    parent: Json | list[Json] | None = value.get("M", value.get("L"))
    if parent is None:
        raise _no_such_path()
    return parent


def _no_such_path() -> Exception:
    return invalid("The document path provided in the update expression is invalid for update")
