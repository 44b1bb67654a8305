"""PartiQL's values, paths and conditions."""

import re
from collections.abc import Callable

from sandbox.aws.call import Json
from sandbox.aws.items.expressions import functions
from sandbox.aws.items.expressions.conditions import Operand, Test, compares
from sandbox.aws.items.expressions.paths import Path, follow
from sandbox.aws.items.partiql.tokens import Tokens
from sandbox.aws.items.values import normal_value

INDEX = re.compile(r"[0-9]{1,10}")
SIGNS = {"=": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def read_path(tokens: Tokens) -> Path:
    """`name`, `"name"`, `a.b`, `a[0]`."""
    path: list[str | int] = [_name(tokens)]
    while True:
        if tokens.takes("."):
            path.append(_name(tokens))
        elif tokens.takes("["):
            if not INDEX.fullmatch(tokens.next.text):
                tokens.broken()
            path.append(int(tokens.take().text))
            tokens.needs("]")
        else:
            return tuple(path)


def starts_value(tokens: Tokens) -> bool:
    """Does a literal or a parameter come next?"""
    return (
        tokens.next.kind in {"string", "number"}
        or tokens.word in {"TRUE", "FALSE", "NULL"}
        or (tokens.next.kind == "sign" and tokens.next.text in {"?", "[", "{", "<<", "-"})
    )


def read_value(tokens: Tokens) -> Json:
    """A literal or a parameter, in normal form."""
    return normal_value(_value(tokens))[0]


def _value(tokens: Tokens) -> Json:
    if tokens.next.kind == "string":
        return {"S": tokens.take().text}
    minus = "-" if tokens.takes("-") else ""
    if tokens.next.kind == "number":
        return {"N": minus + tokens.take().text}
    if minus or not starts_value(tokens):
        tokens.broken()
    return _LITERALS[tokens.take().text.upper()](tokens)


def _members(tokens: Tokens, end: str) -> list[Json]:
    members: list[Json] = []
    while not tokens.takes(end):
        if members:
            tokens.needs(",")
        members.append(_value(tokens))
    return members


def _map(tokens: Tokens) -> Json:
    members: Json = {}
    while not tokens.takes("}"):
        if members:
            tokens.needs(",")
        if tokens.next.kind not in {"string", "name"}:
            tokens.broken()
        name = tokens.take().text
        tokens.needs(":")
        members[name] = _value(tokens)
    return members


def _set(tokens: Tokens) -> Json:
    members = _members(tokens, ">>")
    kinds = {next(iter(member)) for member in members}
    if len(kinds) != 1 or not kinds <= {"S", "N", "B"}:
        raise tokens.refusal("A set has members of one type, strings, numbers or binaries")
    (kind,) = kinds
    return {f"{kind}S": [member[kind] for member in members]}


_LITERALS: dict[str, Callable[[Tokens], Json]] = {
    "TRUE": lambda _: {"BOOL": True},
    "FALSE": lambda _: {"BOOL": False},
    "NULL": lambda _: {"NULL": True},
    "?": lambda tokens: tokens.parameter(),
    "[": lambda tokens: {"L": _members(tokens, "]")},
    "{": lambda tokens: {"M": _map(tokens)},
    "<<": _set,
}


def _name(tokens: Tokens) -> str:
    if tokens.next.kind not in {"name", "word"}:
        tokens.broken()
    return tokens.take().text


class Where:
    """A WHERE clause; `equal` holds the attributes that it pins to a value."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.equal: dict[str, Json] = {}
        self._pins = True
        self.holds: Test = self._any()

    def _any(self) -> Test:
        pins, pinned = self._pins, dict(self.equal)
        tests = [self._all()]
        while self._tokens.takes("OR"):
            # Neither side pins anything, the one already read included.
            self.equal, self._pins = pinned, False
            tests.append(self._all())
        self._pins = pins
        return lambda item: any(test(item) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._tokens.takes("AND"):
            tests.append(self._one())
        return lambda item: all(test(item) for test in tests)

    def _one(self) -> Test:
        tokens = self._tokens
        if tokens.takes("NOT"):
            pins, self._pins = self._pins, False
            test = self._one()
            self._pins = pins
            return lambda item: not test(item)
        if tokens.takes("("):
            test = self._any()
            tokens.needs(")")
            return test
        if tokens.calls() and tokens.word != "SIZE":
            return self._function()
        return self._comparison()

    def _function(self) -> Test:
        tokens = self._tokens
        name = tokens.take().text.lower()
        if name not in functions.TESTS or (name.startswith("attribute_") and "exists" in name):
            raise tokens.refusal(f"Invalid function name: {name}")
        tokens.needs("(")
        operands = [self._argument()]
        while tokens.takes(","):
            operands.append(self._argument())
        tokens.needs(")")
        return functions.test(name, operands, tokens.refusal)

    def _argument(self) -> functions.Argument:
        return read_value(self._tokens) if starts_value(self._tokens) else read_path(self._tokens)

    def _comparison(self) -> Test:
        tokens = self._tokens
        path, left = self._operand()
        if tokens.takes("IS"):
            return self._is(left)
        if tokens.takes("BETWEEN"):
            _, low = self._operand()
            tokens.needs("AND")
            _, high = self._operand()
            return lambda item: (
                compares(low(item), "<=", left(item)) and compares(left(item), "<=", high(item))
            )
        if tokens.takes("IN"):
            end = "]" if tokens.takes("[") else ")" if tokens.takes("(") else tokens.broken()
            choices = [normal_value(each)[0] for each in _members(tokens, end)]
            return lambda item: any(compares(left(item), "=", choice) for choice in choices)
        if tokens.next.kind != "sign" or tokens.next.text not in SIGNS:
            tokens.broken()
        sign = SIGNS[tokens.take().text]
        constant = starts_value(tokens)
        _, right = self._operand()
        if sign == "=" and constant and self._pins and path is not None and len(path) == 1:
            self.equal[str(path[0])] = right({}) or {}
        return lambda item: compares(left(item), sign, right(item))

    def _is(self, left: Operand) -> Test:
        wanted = not self._tokens.takes("NOT")
        if self._tokens.takes("MISSING"):
            return lambda item: (left(item) is None) == wanted
        self._tokens.needs("NULL")
        return lambda item: (left(item) == {"NULL": True}) == wanted

    def _operand(self) -> tuple[Path | None, Operand]:
        tokens = self._tokens
        if starts_value(tokens):
            value = read_value(tokens)
            return None, lambda _: value
        if tokens.calls():
            tokens.needs("SIZE", "(")
            path = read_path(tokens)
            tokens.needs(")")
            return None, lambda item: functions.size(follow(item, path))
        path = read_path(tokens)
        return path, lambda item: follow(item, path)
