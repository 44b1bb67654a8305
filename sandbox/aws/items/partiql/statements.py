"""PartiQL statements, read: which table, and what of it or with it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.aws.call import Json
from sandbox.aws.items.expressions import arithmetic
from sandbox.aws.items.expressions.paths import Path, follow
from sandbox.aws.items.partiql.terms import Where, read_path, read_value, starts_value
from sandbox.aws.items.partiql.tokens import Tokens
from sandbox.aws.items.values import invalid

Value = Callable[[Json], Json]

RETURNING = {("ALL", "OLD"), ("ALL", "NEW"), ("MODIFIED", "OLD"), ("MODIFIED", "NEW")}


@dataclass(frozen=True)
class Select:
    """`paths` None: everything. `exists`: only whether there is one, as a condition."""

    table: str
    index: str | None
    paths: list[Path] | None
    where: Where | None
    backward: bool = False
    exists: bool = False


@dataclass(frozen=True)
class Insert:
    """A new item."""

    table: str
    item: Json


@dataclass(frozen=True)
class Update:
    """Changes of one item; `returning` as ReturnValues has it."""

    table: str
    where: Where
    sets: list[tuple[Path, Value]] = field(default_factory=list)
    removes: list[Path] = field(default_factory=list)
    returning: str = "NONE"


@dataclass(frozen=True)
class Delete:
    """One item less."""

    table: str
    where: Where
    returning: str = "NONE"


Statement = Select | Insert | Update | Delete


def read_statement(text: str, parameters: list[Json]) -> Statement:
    """The statement; ValidationException where it is none that DynamoDB knows."""
    tokens = Tokens(text, parameters)
    statement = _statement(tokens)
    tokens.end()
    return statement


def _statement(tokens: Tokens) -> Statement:
    readers: dict[str, Callable[[Tokens], Statement]] = {
        "SELECT": _select,
        "EXISTS": _exists,
        "INSERT": _insert,
        "UPDATE": _update,
        "DELETE": _delete,
    }
    if tokens.word not in readers:
        tokens.broken()
    return readers[tokens.word](tokens)


def _select(tokens: Tokens, *, exists: bool = False) -> Select:
    tokens.needs("SELECT")
    paths: list[Path] | None = None
    if not tokens.takes("*"):
        paths = [read_path(tokens)]
        while tokens.takes(","):
            paths.append(read_path(tokens))
    tokens.needs("FROM")
    table = _table(tokens)
    index = _table(tokens) if tokens.takes(".") else None
    where = Where(tokens) if tokens.takes("WHERE") else None
    return Select(table, index, paths, where, _descending(tokens), exists)


def _descending(tokens: Tokens) -> bool:
    if not tokens.takes("ORDER", "BY"):
        return False
    while True:
        read_path(tokens)
        descending = tokens.takes("DESC")
        if not descending:
            tokens.takes("ASC")
        if not tokens.takes(","):
            return descending


def _exists(tokens: Tokens) -> Select:
    tokens.needs("EXISTS", "(")
    select = _select(tokens, exists=True)
    tokens.needs(")")
    return select


def _insert(tokens: Tokens) -> Insert:
    tokens.needs("INSERT", "INTO")
    table = _table(tokens)
    tokens.needs("VALUE")
    item = read_value(tokens)
    if "M" not in item:
        raise tokens.refusal("INSERT needs an item")
    return Insert(table, item["M"])


def _update(tokens: Tokens) -> Update:
    tokens.needs("UPDATE")
    table = _table(tokens)
    sets: list[tuple[Path, Value]] = []
    removes: list[Path] = []
    while tokens.word in {"SET", "REMOVE"}:
        if tokens.takes("REMOVE"):
            removes.append(read_path(tokens))
            continue
        tokens.take()
        sets.append(_assignment(tokens))
        while tokens.takes(","):
            sets.append(_assignment(tokens))
    if not sets and not removes:
        tokens.broken()
    return Update(table, _needed_where(tokens), sets, removes, _returning(tokens))


def _assignment(tokens: Tokens) -> tuple[Path, Value]:
    path = read_path(tokens)
    tokens.needs("=")
    left = _operand(tokens)
    for sign, count in (("+", arithmetic.plus), ("-", arithmetic.minus)):
        if tokens.takes(sign):
            return path, _both(count, left, _operand(tokens))
    return path, left


def _operand(tokens: Tokens) -> Value:
    if starts_value(tokens):
        value = read_value(tokens)
        return lambda _: value
    if tokens.calls():
        name = tokens.take().text.lower()
        if name not in FUNCTIONS:
            raise tokens.refusal(f"Invalid function name: {name}")
        tokens.needs("(")
        first = _operand(tokens)
        tokens.needs(",")
        second = _operand(tokens)
        tokens.needs(")")
        return _both(FUNCTIONS[name], first, second)
    path = read_path(tokens)

    def present(item: Json) -> Json:
        found = follow(item, path)
        if found is None:
            raise invalid(
                "The provided expression refers to an attribute that does not exist in the item"
            )
        return found

    return present


def _both(count: Callable[[Json, Json], Json], left: Value, right: Value) -> Value:
    return lambda item: count(left(item), right(item))


def _added(old: Json, value: Json) -> Json:
    if "N" in value:
        raise arithmetic.incorrect()
    return arithmetic.add(old, value)


def _removed(old: Json, value: Json) -> Json:
    left = arithmetic.take_away(old, value)
    if left is None:
        raise invalid("One or more parameter values were invalid: A set may not be empty")
    return left


FUNCTIONS: dict[str, Callable[[Json, Json], Json]] = {
    "list_append": arithmetic.append,
    "set_add": _added,
    "set_delete": _removed,
}


def _delete(tokens: Tokens) -> Delete:
    tokens.needs("DELETE", "FROM")
    table = _table(tokens)
    where, returning = _needed_where(tokens), _returning(tokens)
    if returning not in {"NONE", "ALL_OLD"}:
        raise tokens.refusal("DELETE returns ALL OLD * only")
    return Delete(table, where, returning)


def _needed_where(tokens: Tokens) -> Where:
    if not tokens.takes("WHERE"):
        raise invalid("Where clause does not contain a mandatory equality on all key attributes")
    return Where(tokens)


def _returning(tokens: Tokens) -> str:
    if not tokens.takes("RETURNING"):
        return "NONE"
    which = tokens.take().text.upper(), tokens.take().text.upper()
    tokens.needs("*")
    if which not in RETURNING:
        raise tokens.refusal("RETURNING takes ALL or MODIFIED, OLD or NEW, and *")
    return f"{'UPDATED' if which[0] == 'MODIFIED' else 'ALL'}_{which[1]}"


def _table(tokens: Tokens) -> str:
    if tokens.next.kind not in {"name", "word"}:
        tokens.broken()
    return tokens.take().text
