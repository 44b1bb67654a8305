"""Key conditions: which partition, and which span of it."""

from collections.abc import Callable
from typing import NamedTuple

from sandbox.aws.call import Json
from sandbox.aws.items.expressions.functions import wrong_type
from sandbox.aws.items.expressions.paths import read_path
from sandbox.aws.items.expressions.placeholders import Placeholders
from sandbox.aws.items.expressions.tokens import Tokens
from sandbox.aws.items.keys import (
    Key,
    KeySchema,
    Span,
    after,
    after_prefix,
    check_not_empty,
    hash_of,
    sortable,
)
from sandbox.aws.items.values import invalid

KIND = "KeyConditionExpression"


class Term(NamedTuple):
    """`name` compared with one value, or two for BETWEEN."""

    name: str
    operator: str
    values: tuple[Json, ...]


def read_span(text: str, schema: KeySchema, placeholders: Placeholders) -> Span:
    """The positions of a KeyConditionExpression in its table or index."""
    tokens = Tokens(text, KIND)
    terms = _terms(tokens, placeholders)
    tokens.end()
    return span_of(terms, schema)


def span_of(terms: list[Term], schema: KeySchema) -> Span:
    """The positions of conditions on a key; refused where they are none that DynamoDB serves."""
    by_name: dict[str, Term] = {}
    if not terms:
        raise invalid("Conditions can be of length 1 or 2 only")
    for term in terms:
        if term.name in by_name:
            raise invalid("KeyConditionExpressions must only contain one condition per key")
        by_name[term.name] = term
    for key in schema.keys[: len(terms)]:
        if key.name not in by_name:
            raise invalid(f"Query condition missed key schema element: {key.name}")
    if len(terms) > len(schema.keys):
        raise invalid("Query key condition not supported")
    partition = by_name[schema.partition.name]
    if partition.operator != "=":
        raise invalid("Query key condition not supported")
    _check_values(schema.partition, partition)
    place = hash_of(partition.values[0])
    sort = by_name.get(schema.sort.name) if schema.sort else None
    if sort is None or schema.sort is None:
        return place, after_prefix(place)
    _check_values(schema.sort, sort)
    return _sort_span(place, sort)


def _sort_span(place: bytes, term: Term) -> Span:
    start = place + sortable(term.values[0])
    if term.operator == "BETWEEN":
        end = place + sortable(term.values[1])
        if end < start:
            low, high = (_written(value) for value in term.values)
            raise invalid(
                f"Invalid {KIND}: The BETWEEN operator requires upper bound to be greater than or "
                f"equal to lower bound; lower bound operand: AttributeValue: {low}, "
                f"upper bound operand: AttributeValue: {high}"
            )
        return start, after(end)
    return SPANS[term.operator](place, start)


SPANS: dict[str, Callable[[bytes, bytes], Span]] = {
    "=": lambda _, start: (start, after(start)),
    "<": lambda place, start: (place, start),
    "<=": lambda place, start: (place, after(start)),
    ">": lambda place, start: (after(start), after_prefix(place)),
    ">=": lambda place, start: (start, after_prefix(place)),
    "begins_with": lambda _, start: (start, after_prefix(start)),
}


def _terms(tokens: Tokens, placeholders: Placeholders) -> list[Term]:
    terms = _term(tokens, placeholders)
    while tokens.takes("AND"):
        terms += _term(tokens, placeholders)
    if tokens.next.text.upper() in {"OR", "NOT", "IN"}:
        raise tokens.refusal(
            f"Invalid operator used in KeyConditionExpression: {tokens.next.text.upper()}"
        )
    return terms


def _term(tokens: Tokens, placeholders: Placeholders) -> list[Term]:
    if tokens.takes("("):
        terms = _terms(tokens, placeholders)
        tokens.needs(")")
        return terms
    if tokens.calls():
        return [_begins_with(tokens, placeholders)]
    name = _name(tokens, placeholders)
    if tokens.takes("BETWEEN"):
        low = _value(tokens, placeholders)
        tokens.needs("AND")
        return [Term(name, "BETWEEN", (low, _value(tokens, placeholders)))]
    operator = tokens.next.text
    if operator == "<>" or operator.upper() in {"IN", "OR", "NOT"}:
        raise tokens.refusal(f"Invalid operator used in KeyConditionExpression: {operator.upper()}")
    if operator not in SPANS or operator == "begins_with":
        tokens.broken()
    tokens.take()
    return [Term(name, operator, (_value(tokens, placeholders),))]


def _begins_with(tokens: Tokens, placeholders: Placeholders) -> Term:
    function = tokens.take().text
    if function != "begins_with":
        raise tokens.refusal(f"Invalid operator used in KeyConditionExpression: {function}")
    tokens.needs("(")
    name = _name(tokens, placeholders)
    tokens.needs(",")
    value = _value(tokens, placeholders)
    tokens.needs(")")
    if "N" in value:
        raise wrong_type(tokens.refusal, function, "N")
    return Term(name, function, (value,))


def _name(tokens: Tokens, placeholders: Placeholders) -> str:
    path = read_path(tokens, placeholders)
    if len(path) > 1:
        raise tokens.refusal("KeyConditionExpressions cannot have conditions on nested attributes")
    return str(path[0])


def _value(tokens: Tokens, placeholders: Placeholders) -> Json:
    if tokens.next.kind != "value":
        tokens.broken()
    return placeholders.value(tokens.take().text, tokens)


def _check_values(key: Key, term: Term) -> None:
    for value in term.values:
        if key.kind not in value:
            raise invalid(
                "One or more parameter values were invalid: Condition parameter type does not "
                "match schema type"
            )
        if term.operator != "begins_with":
            check_not_empty(key, value)


def _written(value: Json) -> str:
    ((kind, content),) = value.items()
    return f"{{{kind}:{content}}}"
