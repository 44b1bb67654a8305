"""Parameters from before expressions: AttributesToGet, Expected, KeyConditions and the like.

AWS still takes them ("Legacy conditional parameters", developer guide), but not
together with expressions.
"""

from collections.abc import Callable

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items.expressions import arithmetic, functions
from sandbox.aws.items.expressions.conditions import Test, compares
from sandbox.aws.items.expressions.key_conditions import Term
from sandbox.aws.items.expressions.paths import Projection
from sandbox.aws.items.expressions.updates import Changes
from sandbox.aws.items.values import invalid, normal_value

EXPRESSIONS = (
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
)
LEGACY = (
    "AttributesToGet",
    "AttributeUpdates",
    "ConditionalOperator",
    "Expected",
    "KeyConditions",
    "QueryFilter",
    "ScanFilter",
)
_SIGNS = {"EQ": "=", "NE": "<>", "LE": "<=", "LT": "<", "GE": ">=", "GT": ">"}
_KEY_OPERATORS = {"EQ", "LE", "LT", "GE", "GT", "BEGINS_WITH", "BETWEEN"}
_OPERANDS = {"NULL": 0, "NOT_NULL": 0, "BETWEEN": 2}
"""How many values a comparison takes; IN takes any number, all others one."""


def check_unmixed(payload: Json) -> None:
    """Refuse a request that uses both kinds of parameters."""
    old = [name for name in LEGACY if name in payload]
    new = [name for name in EXPRESSIONS if name in payload]
    if old and new:
        raise invalid(
            "Can not use both expression and non-expression parameters in the same request: "
            f"Non-expression parameters: {{{', '.join(old)}}} "
            f"Expression parameters: {{{', '.join(new)}}}"
        )


def attributes_to_get(payload: Json) -> Projection | None:
    """What AttributesToGet asks for; None where it is absent."""
    names = payload.get("AttributesToGet")
    if names is None:
        return None
    if len(set(names)) < len(names):
        raise invalid(
            "One or more parameter values were invalid: Duplicate value in AttributesToGet"
        )
    return Projection([(name,) for name in names])


def condition(payload: Json, member: str) -> Test | None:
    """The conditions of Expected, QueryFilter or ScanFilter, joined by ConditionalOperator."""
    if member not in payload:
        if "ConditionalOperator" in payload:
            raise invalid("ConditionalOperator cannot be used without Filter or Expected")
        return None
    tests = [_expectation(name, each) for name, each in payload[member].items()]
    if payload.get("ConditionalOperator") == "OR":
        return lambda item: any(test(item) for test in tests)
    return lambda item: all(test(item) for test in tests)


def key_terms(conditions: Json) -> list[Term]:
    """The terms of KeyConditions."""
    terms = []
    for name, each in conditions.items():
        operator, values = _comparison(each)
        if operator not in _KEY_OPERATORS:
            raise invalid("Attempted conditional constraint is not an indexable operation")
        written = _SIGNS.get(operator, "BETWEEN" if operator == "BETWEEN" else "begins_with")
        terms.append(Term(name, written, tuple(values)))
    return terms


def changes(updates: Json) -> Changes:
    """What AttributeUpdates do: PUT (if nothing is said), ADD or DELETE, attribute by attribute."""
    made = Changes()
    for name, update in updates.items():
        action = update.get("Action", "PUT")
        if "Value" not in update:
            if action != "DELETE":
                raise invalid(
                    "One or more parameter values were invalid: Only DELETE action is allowed "
                    "when no attribute value is specified"
                )
            made.removes.append((name,))
            continue
        value = normal_value(update["Value"])[0]
        if action == "PUT":
            made.sets.append(((name,), _constant(value)))
            continue
        (kind,) = value
        if kind not in arithmetic.SETS and (action, kind) != ("ADD", "N"):
            raise invalid(
                "One or more parameter values were invalid: "
                f"{action} action is not supported for the type {kind}"
            )
        merge = arithmetic.add if action == "ADD" else arithmetic.take_away
        made.merges.append(((name,), merge, value))
    return made


def _expectation(name: str, expected: Json) -> Test:
    if "ComparisonOperator" in expected:
        if "Exists" in expected or "Value" in expected:
            raise invalid(
                "One or more parameter values were invalid: Exists and Value cannot be used "
                f"together with ComparisonOperator for Attribute: {name}"
            )
        return _test(name, *_comparison(expected))
    exists = expected.get("Exists", True)
    if exists == ("Value" not in expected):
        problem = (
            "Value must be provided when Exists is true"
            if exists
            else ("Value cannot be used when Exists is false")
        )
        raise invalid(f"One or more parameter values were invalid: {problem} for Attribute: {name}")
    if not exists:
        return lambda item: name not in item
    return _test(name, "EQ", [normal_value(expected["Value"])[0]])


def _comparison(each: Json) -> tuple[str, list[Json]]:
    operator = each["ComparisonOperator"]
    values = [normal_value(value)[0] for value in each.get("AttributeValueList", [])]
    fits = bool(values) if operator == "IN" else len(values) == _OPERANDS.get(operator, 1)
    if not fits:
        raise invalid(
            "One or more parameter values were invalid: Invalid number of argument(s) for the "
            f"{operator} ComparisonOperator"
        )
    return operator, values


def _test(name: str, operator: str, values: list[Json]) -> Test:
    if operator in _SIGNS:
        return lambda item: compares(item.get(name), _SIGNS[operator], values[0])
    return _TESTS[operator](name, values)


def _one_of(name: str, values: list[Json]) -> Test:
    return lambda item: any(compares(item.get(name), "=", value) for value in values)


def _between(name: str, values: list[Json]) -> Test:
    low, high = values
    return lambda item: compares(item.get(name), ">=", low) and compares(item.get(name), "<=", high)


def _contains(name: str, values: list[Json]) -> Test:
    return functions.test("contains", [(name,), values[0]], _refusal)


def _contains_not(name: str, values: list[Json]) -> Test:
    contains = _contains(name, values)
    return lambda item: name in item and not contains(item)


_TESTS: dict[str, Callable[[str, list[Json]], Test]] = {
    "NULL": lambda name, _: lambda item: name not in item,
    "NOT_NULL": lambda name, _: lambda item: name in item,
    "IN": _one_of,
    "BETWEEN": _between,
    "BEGINS_WITH": lambda name, values: functions.test(
        "begins_with", [(name,), values[0]], _refusal
    ),
    "CONTAINS": _contains,
    "NOT_CONTAINS": _contains_not,
}


def _constant(value: Json) -> Callable[[Json], Json]:
    return lambda _: value


def _refusal(problem: str) -> AwsError:
    return invalid(f"One or more parameter values were invalid: {problem}")
