"""What update expressions reckon: numbers exactly, sets, lists."""

from collections.abc import Callable
from decimal import Decimal

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items import numbers
from sandbox.aws.items.expressions.tokens import Tokens
from sandbox.aws.items.values import invalid, normal_value

SETS = {"SS", "NS", "BS"}
TYPE_NAMES = {
    "S": "STRING",
    "N": "NUMBER",
    "B": "BINARY",
    "BOOL": "BOOLEAN",
    "NULL": "NULL",
    "L": "LIST",
    "M": "MAP",
    "SS": "STRING_SET",
    "NS": "NUMBER_SET",
    "BS": "BINARY_SET",
}


def plus(left: Json, right: Json) -> Json:
    """Left + right, of numbers."""
    return _reckoned(left, right, numbers.EXACT.add)


def minus(left: Json, right: Json) -> Json:
    """Left - right, of numbers."""
    return _reckoned(left, right, numbers.EXACT.subtract)


def append(first: Json, second: Json) -> Json:
    """One list after the other."""
    if "L" not in first or "L" not in second:
        raise incorrect()
    return {"L": [*first["L"], *second["L"]]}


def add(old: Json | None, value: Json) -> Json:
    """ADD: to a number, or to a set of the same type; nothing there counts as 0 or empty."""
    (kind,) = value
    if kind not in {"N", *SETS} or (old is not None and kind not in old):
        raise incorrect()
    if kind == "N":
        return plus(old or {"N": "0"}, value)
    members = {*(old or {kind: []})[kind], *value[kind]}
    return normal_value({kind: list(members)})[0]


def take_away(old: Json | None, value: Json) -> Json | None:
    """DELETE: members from a set; None when none are left, as there are no empty sets."""
    if old is None:
        return None
    (kind,) = value
    if kind not in SETS or kind not in old:
        raise incorrect()
    left = [member for member in old[kind] if member not in value[kind]]
    return {kind: left} if left else None


def check_operand(clause: str, value: Json, tokens: Tokens) -> None:
    """ADD takes a number or a set, DELETE a set."""
    (kind,) = value
    if kind in SETS or (clause == "ADD" and kind == "N"):
        return
    raise tokens.refusal(
        "Incorrect operand type for operator or function; "
        f"operator: {clause}, operand type: {TYPE_NAMES[kind]}, "
        f"typeSet: ALLOWED_FOR_{clause}_OPERAND"
    )


def wrong_type(tokens: Tokens, sign: str, value: Json) -> AwsError:
    """Only numbers can be added and subtracted."""
    return tokens.refusal(
        "Incorrect operand type for operator or function; "
        f"operator or function: {sign}, operand type: {next(iter(value))}"
    )


def _reckoned(left: Json, right: Json, count: Callable[[Decimal, Decimal], Decimal]) -> Json:
    if "N" not in left or "N" not in right:
        raise incorrect()
    result = count(Decimal(left["N"]), Decimal(right["N"]))
    return {"N": numbers.written(numbers.checked(result))}


def incorrect() -> AwsError:
    """An operand of another type than its function takes."""
    return invalid("An operand in the update expression has an incorrect data type")
