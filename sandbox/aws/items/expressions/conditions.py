"""Condition and filter expressions: read into a function of an item."""

from collections.abc import Callable

from sandbox.aws.call import Json
from sandbox.aws.items.expressions import functions
from sandbox.aws.items.expressions.paths import Path, follow, read_path, written
from sandbox.aws.items.expressions.placeholders import Placeholders
from sandbox.aws.items.expressions.tokens import Tokens
from sandbox.aws.items.keys import sortable

Test = Callable[[Json], bool]
"""Does the condition hold for this item? Ask with {} where there is no item."""

Operand = Callable[[Json], Json | None]

ORDERED = {"S", "N", "B"}


class Condition:
    """One condition; `roots` are the attributes it reads."""

    def __init__(self, text: str, kind: str, placeholders: Placeholders) -> None:
        self.roots: set[str] = set()
        self._tokens = Tokens(text, kind)
        self._placeholders = placeholders
        # Was what has just been read a condition in brackets, and nothing else?
        self._bracketed = False
        self.holds = self._any()
        self._tokens.end()

    def _any(self) -> Test:
        tests = [self._all()]
        while self._tokens.takes("OR"):
            tests.append(self._all())
            self._bracketed = False
        return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)

    def _all(self) -> Test:
        tests = [self._negated()]
        while self._tokens.takes("AND"):
            tests.append(self._negated())
            self._bracketed = False
        return tests[0] if len(tests) == 1 else lambda item: all(test(item) for test in tests)

    def _negated(self) -> Test:
        if self._tokens.takes("NOT"):
            test = self._negated()
            self._bracketed = False
            return lambda item: not test(item)
        return self._one()

    def _one(self) -> Test:
        if self._tokens.takes("("):
            self._bracketed = False
            test = self._any()
            self._tokens.needs(")")
            if self._bracketed:
                raise self._tokens.refusal("The expression has redundant parentheses;")
            self._bracketed = True
            return test
        called = self._tokens.calls() and self._tokens.next.text != "size"
        test = self._function() if called else self._comparison()
        self._bracketed = False
        return test

    def _function(self) -> Test:
        tokens = self._tokens
        name = tokens.take().text
        if name not in functions.TESTS:
            raise tokens.refusal(f"Invalid function name; function: {name}")
        tokens.needs("(")
        operands = [self._argument()]
        while tokens.takes(","):
            operands.append(self._argument())
        tokens.needs(")")
        return functions.test(name, operands, tokens.refusal)

    def _argument(self) -> functions.Argument:
        token = self._tokens.next
        if token.kind == "value":
            return self._placeholders.value(self._tokens.take().text, self._tokens)
        return self._path()

    def _comparison(self) -> Test:
        tokens = self._tokens
        left, left_text = self._operand()
        if tokens.takes("BETWEEN"):
            low, _ = self._operand("BETWEEN")
            tokens.needs("AND")
            high, _ = self._operand("BETWEEN")
            return lambda item: (
                compares(low(item), "<=", left(item)) and compares(left(item), "<=", high(item))
            )
        if tokens.takes("IN"):
            return self._one_of(left)
        if tokens.next.text not in SIGNS:
            tokens.broken()
        sign = tokens.take().text
        right, right_text = self._operand(sign if sign in ORDERS else None)
        if left_text == right_text:
            raise tokens.refusal(
                "The first operand must be distinct from the remaining operands for this "
                f"operator or function; operator: {sign}, first operand: {left_text}"
            )
        return lambda item: compares(left(item), sign, right(item))

    def _one_of(self, left: Operand) -> Test:
        tokens = self._tokens
        tokens.needs("(")
        choices = [self._operand()[0]]
        while tokens.takes(","):
            choices.append(self._operand()[0])
        tokens.needs(")")
        if len(choices) > functions.IN_LIMIT:
            raise tokens.refusal(
                "Too many operands for operator or function; operator or function: IN, "
                f"number of operands: {len(choices)}"
            )
        return lambda item: any(compares(left(item), "=", choice(item)) for choice in choices)

    def _operand(self, ordering: str | None = None) -> tuple[Operand, str]:
        """(how to get it, how it is written); `ordering`: the operator that needs an order."""
        tokens = self._tokens
        if tokens.next.kind == "value":
            text = tokens.take().text
            value = self._placeholders.value(text, tokens)
            (kind,) = value
            if ordering and kind not in ORDERED:
                raise functions.wrong_type(tokens.refusal, ordering, kind)
            return (lambda _: value), text
        if tokens.calls():
            return self._size()
        path = self._path()
        return (lambda item: follow(item, path)), written(path)

    def _size(self) -> tuple[Operand, str]:
        tokens = self._tokens
        name = tokens.take().text
        if name != "size":
            raise tokens.refusal(
                "The function is not allowed to be used this way in an expression; "
                f"function: {name}"
                if name in functions.TESTS
                else f"Invalid function name; function: {name}"
            )
        tokens.needs("(")
        if tokens.next.kind == "value":
            value = self._placeholders.value(tokens.take().text, tokens)
            tokens.needs(")")
            return (lambda _: functions.size(value)), "size(value)"
        path = self._path()
        tokens.needs(")")
        return (lambda item: functions.size(follow(item, path))), f"size({written(path)})"

    def _path(self) -> Path:
        path = read_path(self._tokens, self._placeholders)
        self.roots.add(str(path[0]))
        return path


def compares(left: Json | None, sign: str, right: Json | None) -> bool:
    """Do two attribute values compare so? Only values of one type have an order."""
    if sign == "=":
        return left is not None and left == right
    if sign == "<>":
        return left != right
    if left is None or right is None:
        return False
    (kind,), (other_kind,) = left, right
    if kind != other_kind or kind not in ORDERED:
        return False
    return ORDERS[sign](sortable(left), sortable(right))


ORDERS: dict[str, Callable[[bytes, bytes], bool]] = {
    "<": bytes.__lt__,
    "<=": bytes.__le__,
    ">": bytes.__gt__,
    ">=": bytes.__ge__,
}
SIGNS = {"=", "<>", *ORDERS}
