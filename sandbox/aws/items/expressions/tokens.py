"""An expression as tokens, and the walk over them."""

import re
from typing import NamedTuple, NoReturn

from sandbox.aws.call import AwsError

EXPRESSION_BYTES = 4096
OPERATORS = 300
_OPERATORS = {"=", "<>", "<", "<=", ">", ">=", "+", "-", "AND", "OR", "NOT", "IN"}

_TOKEN = re.compile(
    r"\s*(?:(?P<name>#[A-Za-z0-9_]+)|(?P<value>:[A-Za-z0-9_]+)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<number>[0-9]+)|(?P<sign><>|<=|>=|[=<>+\-(),.\[\]]))"
)


class Token(NamedTuple):
    """`kind`: name (#n), value (:v), word, number, sign, or end."""

    kind: str
    text: str


class Tokens:
    """One expression; `kind` is its parameter's name, for AWS's messages."""

    def __init__(self, text: str, kind: str) -> None:
        self.kind = kind
        self._tokens: list[Token] = []
        self._place = 0
        if not text.strip():
            raise self.refusal("The expression can not be empty;")
        if len(text.encode()) > EXPRESSION_BYTES:
            raise self.refusal(
                "Expression size has exceeded the maximum allowed size; "
                f"expression size: {len(text.encode())}"
            )
        self._read(text)
        self._check_operators()

    @property
    def next(self) -> Token:
        """The token to come, not taken."""
        return self._tokens[self._place]

    def take(self) -> Token:
        """The token to come, and on to the one after it."""
        token = self.next
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token

    def takes(self, text: str) -> bool:
        """Take the next token if it is this sign, or this word in any case."""
        token = self.next
        found = token.kind in {"sign", "word"} and token.text.upper() == text
        if found:
            self.take()
        return found

    def needs(self, text: str) -> None:
        """Take this sign or word; anything else is a syntax error."""
        if not self.takes(text):
            self.broken()

    def calls(self) -> bool:
        """Does a function call come next: a word and a bracket?"""
        following = self._tokens[min(self._place + 1, len(self._tokens) - 1)]
        return self.next.kind == "word" and following.text == "("

    def end(self) -> None:
        """Nothing may follow."""
        if self.next.kind != "end":
            self.broken()

    def broken(self) -> NoReturn:
        """A syntax error at the token to come."""
        near = " ".join(
            token.text for token in self._tokens[max(0, self._place - 1) : self._place + 2]
        ).removesuffix(" <EOF>")
        raise self.refusal(f'Syntax error; token: "{self.next.text}", near: "{near}"')

    def refusal(self, problem: str) -> AwsError:
        """ValidationException: Invalid SomeExpression, and the problem."""
        return AwsError("ValidationException", f"Invalid {self.kind}: {problem}")

    def _read(self, text: str) -> None:
        place = 0
        while place < len(text.rstrip()):
            match = _TOKEN.match(text, place)
            if match is None or match.lastgroup is None:
                wrong = text[place:].lstrip()[:1]
                near = text[max(0, place - 5) : place + 5].strip()
                raise self.refusal(f'Syntax error; token: "{wrong}", near: "{near}"')
            self._tokens.append(Token(match.lastgroup, match[match.lastgroup]))
            place = match.end()
        self._tokens.append(Token("end", "<EOF>"))

    def _check_operators(self) -> None:
        """As many as AWS takes, functions too; BETWEEN counts by its AND, a SET's `=` not."""
        free = "=" if self.kind == "UpdateExpression" else ""
        following = [token.text for token in self._tokens[1:]]
        count = sum(
            (token.kind in {"sign", "word"} and token.text.upper() in _OPERATORS - {free})
            or (token.kind == "word" and after == "(" and token.text.upper() not in _OPERATORS)
            for token, after in zip(self._tokens, following, strict=False)
        )
        if count > OPERATORS:
            raise self.refusal(
                f"The expression contains too many operators; operator count: {count}"
            )
