"""ExpressionAttributeNames and ExpressionAttributeValues: what #n and :v stand for."""

import re

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items.expressions.tokens import Tokens
from sandbox.aws.items.values import invalid, normal_value
from sandbox.aws.moto_door import RESERVED_WORDS

NAMES, VALUES = "ExpressionAttributeNames", "ExpressionAttributeValues"


class Placeholders:
    """What one request declares; every name and value has to be used."""

    def __init__(self, payload: Json, *expressions: str) -> None:
        """`expressions`: the parameters of this action that may use them."""
        self._names: dict[str, str] = payload.get(NAMES) or {}
        given = payload.get(VALUES) or {}
        for member, prefix in ((NAMES, "#"), (VALUES, ":")):
            _check_declared(payload, member, prefix, expressions)
        self._values = {name: _value(name, value) for name, value in given.items()}
        self._used: set[str] = set()

    def name(self, token: str, tokens: Tokens) -> str:
        """The attribute name `#n` stands for."""
        if token not in self._names:
            raise tokens.refusal(
                "An expression attribute name used in the document path is not defined; "
                f"attribute name: {token}"
            )
        self._used.add(token)
        return self._names[token]

    def value(self, token: str, tokens: Tokens) -> Json:
        """The attribute value `:v` stands for, in normal form."""
        if token not in self._values:
            raise tokens.refusal(
                "An expression attribute value used in expression is not defined; "
                f"attribute value: {token}"
            )
        self._used.add(token)
        return self._values[token]

    def word(self, word: str, tokens: Tokens) -> str:
        """An attribute's own name, which must not be one of DynamoDB's reserved words."""
        if word.upper() in RESERVED_WORDS:
            raise tokens.refusal(f"Attribute name is a reserved keyword; reserved keyword: {word}")
        return word

    def all_used(self) -> None:
        """Refuse what no expression has used; to be asked when all have been read."""
        for member, declared in ((NAMES, self._names), (VALUES, self._values)):
            unused = [name for name in declared if name not in self._used]
            if unused:
                raise invalid(
                    f"Value provided in {member} unused in expressions: "
                    f"keys: {{{', '.join(unused)}}}"
                )


def _check_declared(payload: Json, member: str, prefix: str, expressions: tuple[str, ...]) -> None:
    if member not in payload:
        return
    if not any(payload.get(expression) for expression in expressions):
        raise invalid(
            f"{member} can only be specified when using expressions: "
            f"{' and '.join(expressions)} {'is' if len(expressions) == 1 else 'are'} null"
        )
    if not payload[member]:
        raise invalid(f"{member} must not be empty")
    for name in payload[member]:
        if not re.fullmatch(prefix + "[A-Za-z0-9_]+", name):
            raise invalid(f'{member} contains invalid key: Syntax error; key: "{name}"')


def _value(name: str, value: Json) -> Json:
    try:
        return normal_value(value)[0]
    except AwsError as error:
        if error.code != "ValidationException":
            raise
        raise invalid(f"{VALUES} contains invalid value: {error.message} for key {name}") from error
