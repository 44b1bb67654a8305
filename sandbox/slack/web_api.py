"""Slack's Web API over HTTP: `/api/<method>`, and `/response/<id>` for response urls."""

import asyncio
import json
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.slack import answers, methods_chat, methods_read, methods_views, rules, seed
from sandbox.slack.calls import METHODS, Call, decoded, method
from sandbox.slack.faults import Fault
from sandbox.slack.people import People
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json

# Importing these rooms registers their methods.
ROOMS = (methods_chat, methods_read, methods_views)


@method("apps.connections.open", token=seed.APP_TOKEN)
def apps_connections_open(call: Call) -> Json:
    """Hand out a Socket Mode address; the endpoint adds it, because it is not workspace state."""
    return {"url": call.args["_socket_address"]}


@dataclass(frozen=True)
class WebApi:
    """The endpoints; everything they need hangs on `people`."""

    people: People

    async def call(self, request: Request) -> Response:
        """Answer `/api/<method>`."""
        name = request.path_params["method"]
        started = time.monotonic()
        args = await _arguments(request)
        faults = self.people.sending.faults.hit(name)
        early = await _before(request, faults)
        answer: Json
        if early is not None:
            answer, response = {"fault": [fault.kind for fault in faults]}, early
        else:
            answer = self._answer(name, args)
            response = JSONResponse(answer)
            if any(fault.kind == "lose_answer" for fault in faults):
                response = await _drop(request)
        args.pop("_socket_address", None)
        self.people.sending.traffic.note(
            "call",
            name,
            at=self.people.now(),
            elapsed_ms=round((time.monotonic() - started) * 1000),
            outcome="ok" if answer.get("ok") else str(answer.get("error", response.status_code)),
            request=args,
            answer=answer,
        )
        return response

    def _answer(self, name: str, args: Json) -> Json:
        """Run a method and return Slack's answer."""
        people = self.people
        registered = METHODS.get(name)
        if registered is None:
            return Refused("unknown_method", req_method=name).body()
        try:
            rules.check_token(str(args.get("token", "")), wanted=registered.token)
            if registered.token == seed.APP_TOKEN:
                args["_socket_address"] = people.sending.sockets.address(people.address)
            call = Call(people.workspace, decoded(args), people.now(), people.address)
            return {"ok": True, **registered.run(call)}
        except Refused as refusal:
            return refusal.body()

    async def response_url(self, request: Request) -> Response:
        """Answer a POST to a response url."""
        faults = self.people.sending.faults.hit("response_url")
        early = await _before(request, faults)
        if early is not None:
            return early
        hook = self.people.workspace.response_urls.get(request.path_params["id"])
        args = await _arguments(request)
        if hook is None:
            return JSONResponse(Refused("invalid_url").body(), 404)
        try:
            answers.to_response_url(self.people.workspace, hook, decoded(args), self.people.now())
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
            return await _drop(request)
        return response


async def _arguments(request: Request) -> Json:
    """Read arguments from the query, a form or a JSON body, and the token from its header."""
    args: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    body = await request.body()
    if content_type.startswith("application/json") and body:
        try:
            parsed = json.loads(body)
        except ValueError:
            parsed = None
        args |= parsed if isinstance(parsed, dict) else {}
    elif body:
        args |= parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    authorization = request.headers.get("authorization", "")
    if authorization.startswith("Bearer "):
        args["token"] = authorization.removeprefix("Bearer ")
    return args


async def _before(request: Request, faults: list[Fault]) -> Response | None:
    """Let faults happen that come before the work; return the answer that replaces it, if any."""
    for fault in faults:
        match fault.kind:
            case "slow":
                await asyncio.sleep(fault.seconds)
            case "rate_limited":
                headers = {"Retry-After": str(max(1, round(fault.seconds)))}
                return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
            case "server_error":
                return PlainTextResponse("Internal Server Error", 500)
            case "invalid_auth":
                return JSONResponse({"ok": False, "error": "invalid_auth"})
            case "refuse":
                return await _drop(request)
            case _:
                continue
    return None


async def _drop(request: Request) -> Response:
    """Cut the connection (the server puts the knife into the scope; without it, 503)."""
    drop = request.scope.get("extensions", {}).get("sandbox.drop")
    if drop is not None:
        drop()
        await asyncio.sleep(0)
    return PlainTextResponse("connection lost", 503)
