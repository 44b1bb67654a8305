"""A PartiQL statement as tokens, and its parameters."""

import re
from typing import NamedTuple, NoReturn

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items.values import invalid, normal_value

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*")|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"""
    r"""|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"""
    r"""|(?P<sign><<|>>|<>|!=|<=|>=|[=<>+\-(),.\[\]{}:?*;]))"""
)


class Token(NamedTuple):
    """`kind`: string ('…'), name ("…"), word, number, sign, or end; without quotes."""

    kind: str
    text: str


class Tokens:
    """One statement, and the walk over it."""

    def __init__(self, statement: str, parameters: list[Json]) -> None:
        self._parameters = [normal_value(each)[0] for each in parameters]
        self._given = len(parameters)
        self._tokens: list[Token] = []
        self._place = 0
        self._read(statement)

    @property
    def next(self) -> Token:
        """The token to come, not taken."""
        return self._tokens[self._place]

    @property
    def word(self) -> str:
        """The word to come, in capitals; nothing if it is no word."""
        return self.next.text.upper() if self.next.kind == "word" else ""

    def take(self) -> Token:
        """The token to come, and on."""
        token = self.next
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token

    def takes(self, *texts: str) -> bool:
        """Take these signs or words (in any case) if they are next."""
        coming = self._tokens[self._place : self._place + len(texts)]
        found = len(coming) == len(texts) and all(
            token.kind in {"sign", "word"} and token.text.upper() == text
            for token, text in zip(coming, texts, strict=True)
        )
        if found:
            self._place += len(texts)
        return found

    def needs(self, *texts: str) -> None:
        """Take these; anything else is an error."""
        if not self.takes(*texts):
            self.broken()

    def calls(self) -> bool:
        """Does a function call come next?"""
        following = self._tokens[min(self._place + 1, len(self._tokens) - 1)]
        return self.next.kind == "word" and following.text == "("

    def parameter(self) -> Json:
        """What the next `?` stands for."""
        if not self._parameters:
            raise mismatch()
        return self._parameters.pop(0)

    def end(self) -> None:
        """Nothing may follow, and no parameter may be left."""
        self.takes(";")
        if self.next.kind != "end":
            self.broken()
        if self._parameters:
            raise mismatch()

    def broken(self) -> NoReturn:
        """A statement that is not well formed, at the token to come."""
        raise self.refusal(f"Unexpected token: {self.next.text}")

    @staticmethod
    def refusal(problem: str) -> AwsError:
        """ValidationException."""
        return invalid(f"Statement wasn't well formed, can't be processed: {problem}")

    def _read(self, statement: str) -> None:
        place, text = 0, statement.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None or match.lastgroup is None:
                raise self.refusal(f"Unexpected character: {text[place:].lstrip()[:1]}")
            found = match[match.lastgroup]
            if match.lastgroup in {"string", "name"}:
                found = found[1:-1].replace(found[0] * 2, found[0])
            self._tokens.append(Token(match.lastgroup, found))
            place = match.end()
        self._tokens.append(Token("end", "end of statement"))


def mismatch() -> AwsError:
    """As many parameters as question marks."""
    return invalid("Number of parameters in request and statement don't match.")
