"""Slack's Web API over HTTP: `/api/<method>`, and `/response/<id>` for response urls."""

import math
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.slack import (
    answers,
    methods_app,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_reactions,
    methods_read,
    methods_views,
    rules,
    seed,
)
from sandbox.slack.arguments import Arguments, read_arguments
from sandbox.slack.calls import METHODS, Call, Registered, decoded
from sandbox.slack.mishaps import before, drop
from sandbox.slack.people import People
from sandbox.slack.rate_limits import POST, Limits
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json
from sandbox.slack.strict_json import read_json

# Importing these rooms registers their methods.
ROOMS = (
    methods_app,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_reactions,
    methods_read,
    methods_views,
)


@dataclass(frozen=True)
class WebApi:
    """The endpoints; everything they need hangs on `people`."""

    people: People
    limits: Limits

    async def call(self, request: Request) -> Response:
        """Answer `/api/<method>`."""
        name = request.path_params["method"]
        started = time.monotonic()
        given = Arguments({}, "")
        faults = self.people.sending.faults.hit(name)
        early = await before(request, faults)
        answer: Json
        if early is not None:
            answer, response = {"fault": [fault.kind for fault in faults]}, early
        else:
            try:
                given = await read_arguments(request)
                answer, wait = self._answer(name, given)
            except Refused as refusal:
                answer, wait = refusal.body(), 0.0
            response = self._response(name, answer, given, wait)
            if any(fault.kind == "lose_answer" for fault in faults):
                response = await drop(request)
        self.people.sending.traffic.note(
            "call",
            name,
            at=self.people.now(),
            elapsed_ms=round((time.monotonic() - started) * 1000),
            outcome="ok" if answer.get("ok") else str(answer.get("error", response.status_code)),
            request=given.args,
            answer=answer,
        )
        return response

    def _answer(self, name: str, given: Arguments) -> tuple[Json, float]:
        """Run a method: Slack's answer, and the seconds to wait if it was called too often."""
        people = self.people
        registered = METHODS.get(name)
        if registered is None:
            raise Refused("unknown_method", req_method=name)
        if registered.token == seed.APP_TOKEN:
            _check_way(given)
        if registered.token:
            rules.check_token(people.workspace, given.token, wanted=registered.token)
        if registered.token == seed.BOT_TOKEN:
            rules.need_scope(people.workspace, *registered.scopes)
        args = decoded(given.args)
        channel = self._channel(args) if name == POST else ""
        wait = self.limits.take(name, channel)
        if wait > 0:
            return {"ok": False, "error": "ratelimited"}, wait
        if registered.token == seed.APP_TOKEN:
            args["_socket_address"] = people.sending.sockets.address(people.address)
        call = Call(people.workspace, args, people.now(), people.address)
        try:
            return {"ok": True, **registered.run(call)}, 0.0
        except Refused:
            self.limits.not_posted(channel)
            raise

    def _channel(self, args: Json) -> str:
        """Return which channel a message goes to, whichever way it is named; empty: none."""
        try:
            return rules.posting_channel(self.people.workspace, str(args.get("channel", ""))).id
        except Refused:
            return ""

    def _response(self, name: str, answer: Json, given: Arguments, wait: float) -> Response:
        headers: dict[str, str] = {}
        registered = METHODS.get(name)
        if registered is not None and _is_known(registered, given):
            granted = self.people.workspace.app.scopes
            headers["X-OAuth-Scopes"] = ",".join(sorted(granted))
            headers["X-Accepted-OAuth-Scopes"] = ",".join(registered.scopes)
        if wait > 0:
            headers["Retry-After"] = str(math.ceil(wait))
            return JSONResponse(answer, 429, headers)
        if given.warnings:
            answer["warning"] = ",".join(given.warnings)
            answer.setdefault("response_metadata", {})["warnings"] = given.warnings
        return JSONResponse(answer, headers=headers)

    async def response_url(self, request: Request) -> Response:
        """Answer a POST to a response url."""
        faults = self.people.sending.faults.hit("response_url")
        early = await before(request, faults)
        if early is not None:
            return early
        hook = self.people.workspace.response_urls.get(request.path_params["id"])
        if hook is None:
            return JSONResponse(Refused("invalid_url").body(), 404)
        args: Json = {}
        try:
            args = await _response(request)
            answers.to_response_url(self.people.workspace, hook, args, self.people.now())
        except Refused as refusal:
            gone = refusal.error in {"expired_url", "used_url"}
            outcome = refusal.error
            response: Response = JSONResponse(refusal.body(), 404 if gone else 400)
        else:
            outcome, response = "ok", PlainTextResponse("ok")
        self.people.sending.traffic.note(
            "call",
            "response_url",
            at=self.people.now(),
            elapsed_ms=0,
            outcome=outcome,
            request=args,
            answer=outcome,
        )
        if any(fault.kind == "lose_answer" for fault in faults):
            return await drop(request)
        return response


async def _response(request: Request) -> Json:
    """Return what is posted to a response url: JSON, also as the form field `payload`.

    Raises:
        Refused: it is neither.
    """
    try:
        args = (await read_arguments(request)).args
        if isinstance(args.get("payload"), str):
            args = read_json(args["payload"])
    except (Refused, ValueError) as error:
        raise Refused("invalid_payload") from error
    if not isinstance(args, dict):
        raise Refused("invalid_payload")
    return decoded(args)


def _check_way(given: Arguments) -> None:
    """Refuse an app-level token that does not come in the header of a POST."""
    if not given.is_post:
        raise Refused("insecure_request")
    if not given.in_header:
        raise Refused("missing_args")


def _is_known(registered: Registered, given: Arguments) -> bool:
    return registered.token == seed.BOT_TOKEN == given.token
