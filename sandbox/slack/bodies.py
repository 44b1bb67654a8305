"""Requests and answers of the control API: JSON objects in, JSON out, errors as JSON too."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.slack.inputs import NoSuchInput
from sandbox.slack.places import NotThere
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json
from sandbox.slack.strict_json import read_json


class Malformed(ValueError):  # noqa: N818 - named after the condition
    """A request without what it needs."""


class Body(dict[str, Any]):
    """A request's JSON object."""

    def need(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.get(name)
        if not isinstance(value, str) or not value:
            raise Malformed(f"{name} is missing or not a text")
        return value

    def text(self, name: str) -> str:
        """Return a text that may be absent, then empty."""
        value = self.get(name)
        if value is not None and not isinstance(value, str):
            raise Malformed(f"{name} is not a text")
        return value or ""

    def texts(self, name: str) -> list[str]:
        """Return a list of texts that may be absent, then empty."""
        value = self.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise Malformed(f"{name} is not a list of texts")
        return value


Act = Callable[[Body], Awaitable[Json]]


def endpoint(act: Act) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads a JSON object, acts, and answers in JSON."""

    async def answer(request: Request) -> Response:
        try:
            raw = await request.body()
            body = read_json(raw) if raw else {}
            if not isinstance(body, dict):
                raise Malformed("the body is not an object")
            return JSONResponse(await act(Body(body)))
        except (NotThere, NoSuchInput) as error:
            return refused(str(error), 404)
        except Refused as refusal:
            return refused(refusal.error, 400)
        except ValueError as error:
            return refused(f"malformed: {error}", 400)

    return answer


def refused(error: str, status: int) -> Response:
    """Return an error as JSON."""
    return JSONResponse({"ok": False, "error": error}, status)
