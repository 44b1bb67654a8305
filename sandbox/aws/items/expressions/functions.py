"""attribute_exists, attribute_type, begins_with, contains and size."""

from collections.abc import Callable

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items.expressions.paths import Path, Refusal, follow
from sandbox.aws.items.values import binary

Argument = Path | Json
"""A document path, or the value a :v stands for."""

Test = Callable[[Json], bool]

IN_LIMIT = 100
TYPES = ("B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M")
TESTS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
}
"""Function -> how many operands it takes."""


def test(name: str, operands: list[Argument], refusal: Refusal) -> Test:
    """The function of an item; refused where the operands do not fit."""
    if len(operands) != TESTS[name]:
        raise refusal(
            "Incorrect number of operands for operator or function; operator or function: "
            f"{name}, number of operands: {len(operands)}"
        )
    first = operands[0]
    if name in {"attribute_exists", "attribute_not_exists"}:
        if isinstance(first, dict):
            raise refusal(
                f"Operator or function requires a document path; operator or function: {name}"
            )
        wanted = name == "attribute_exists"
        return lambda item: (_value(first, item) is not None) == wanted
    second = operands[1]
    if name == "attribute_type":
        return _has_type(first, second, refusal)
    if name == "begins_with":
        _check_prefix(first, second, refusal)
        return lambda item: _begins(_value(first, item), _value(second, item))
    return lambda item: _contains(_value(first, item), _value(second, item))


def size(value: Json | None) -> Json | None:
    """Characters, bytes or members; None for what has no size."""
    if value is None:
        return None
    ((kind, content),) = value.items()
    match kind:
        case "B":
            return {"N": str(len(binary(content)))}
        case "S" | "L" | "M" | "SS" | "NS" | "BS":
            return {"N": str(len(content))}
        case _:
            return None


def wrong_type(refusal: Refusal, name: str, kind: str) -> AwsError:
    """An operand of a type that the operator or function does not take."""
    return refusal(
        "Incorrect operand type for operator or function; "
        f"operator or function: {name}, operand type: {kind}"
    )


def _value(argument: Argument, item: Json) -> Json | None:
    return argument if isinstance(argument, dict) else follow(item, argument)


def _has_type(first: Argument, second: Argument, refusal: Refusal) -> Test:
    if not isinstance(second, dict) or "S" not in second:
        raise wrong_type(
            refusal, "attribute_type", next(iter(second)) if isinstance(second, dict) else "PATH"
        )
    kind = second["S"]
    if kind not in TYPES:
        raise refusal(
            f"Invalid attribute type name found; type: {kind}, valid types: {{{','.join(TYPES)}}}"
        )
    return lambda item: kind in (_value(first, item) or {})


def _check_prefix(first: Argument, second: Argument, refusal: Refusal) -> None:
    for argument in (first, second):
        if isinstance(argument, dict) and not {"S", "B"} & set(argument):
            raise wrong_type(refusal, "begins_with", next(iter(argument)))


def _begins(value: Json | None, prefix: Json | None) -> bool:
    match value, prefix:
        case {"S": str(text)}, {"S": str(start)}:
            return text.startswith(start)
        case {"B": str(text)}, {"B": str(start)}:
            return binary(text).startswith(binary(start))
        case _:
            return False


def _contains(value: Json | None, member: Json | None) -> bool:
    match value, member:
        case {"S": str(text)}, {"S": str(part)}:
            return part in text
        case {"B": str(text)}, {"B": str(part)}:
            return binary(part) in binary(text)
        case {"L": list(members)}, {}:
            return member in members
        case (
            ({"SS": list(members)}, {"S": part})
            | ({"NS": list(members)}, {"N": part})
            | (
                {"BS": list(members)},
                {"B": part},
            )
        ):
            return part in members
        case _:
            return False
