"""The control API: what a person does and sees, as JSON under `/control/`, for tests and the tour.

| request | body | answer |
|---|---|---|
| POST command | user, channel, text, [thread_ts] | ok, status, ephemeral, in_channel, [shown] |
| POST message | user, channel, text, [thread_ts] | ok, ts, delivered |
| POST mention | user, channel, text, [thread_ts] | ok, ts, delivered, status |
| POST click | user, (channel, ts) or view_id, action_id, [block_id] | ok, status |
| POST select | as click; value: an option's value or text, or a list of these | as click |
| POST submit | user, view_id, values {label, action_id or block_id: value} | ok, errors, status |
| POST close | user, view_id, [everything] | ok |
| POST suggest | user, view_id or (channel, ts), action_id, value | ok, options, option_groups |
| POST home | user | ok: the person opened the app's Home tab |
| GET workspace | | users, channels, groups, command, bot, sockets, request_url |
| GET channel/{id} | [limit] of the newest | messages: blocks, metadata, edited, replies |
| GET ephemeral/{user} | [limit] of the newest | messages only this person sees |
| GET views/{user} | | modals, bottom first, with errors; home |
| GET traffic | [since] | exchanges: calls and deliveries, secrets redacted |
| GET events | | server-sent events: what changed, for the page |
| POST faults | kind, [method], [seconds], [count] (see `faults.Fault`) | ok |
| DELETE faults | | ok |
| POST request-url | url, [verify] | ok, [verified] |
| POST disconnect | [reason] | disconnected: how many sockets were asked to reconnect |
| POST reset | | ok: the workspace is as at the start; sockets and address stay |

Errors are `{"ok": false, "error": "..."}` with 400 (malformed) or 404 (not there for this person).
An action that reached the app but failed there is 200 with `ok` false, as the person sees it.
What was delivered also says `elapsed_ms`, the time until the app acknowledged.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.slack import seed, shown
from sandbox.slack.faults import Fault
from sandbox.slack.feed import Feed
from sandbox.slack.people import NoSuchInput, NotThere, People
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json, Message

Act = Callable[["Body"], Awaitable[Json]]


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


@dataclass(frozen=True)
class Control:
    """The endpoints under `/control/`."""

    people: People
    feed: Feed

    def routes(self) -> list[Route]:
        """Return the routes of the table above."""
        acts: dict[str, Act] = {
            "command": self._command,
            "message": self._message,
            "mention": self._mention,
            "click": self._act,
            "select": self._act,
            "submit": self._submit,
            "close": self._close,
            "suggest": self._suggest,
            "home": self._home,
            "faults": self._fault,
            "request-url": self._request_url,
            "disconnect": self._disconnect,
            "reset": self._reset,
        }
        routes = [
            Route(f"/control/{name}", _endpoint(act), methods=["POST"])
            for name, act in acts.items()
        ]
        return [
            *routes,
            Route("/control/faults", self._no_faults, methods=["DELETE"]),
            Route("/control/workspace", self._workspace),
            Route("/control/channel/{id}", self._channel),
            Route("/control/ephemeral/{id}", self._ephemeral),
            Route("/control/views/{id}", self._views),
            Route("/control/traffic", self._traffic),
            Route("/control/events", self._events),
        ]

    # What a person does -----------------------------------------------------------------------

    async def _command(self, body: Body) -> Json:
        thread_ts = body.text("thread_ts") or None
        return await self.people.command(
            body.need("user"), body.need("channel"), body.need("text"), thread_ts
        )

    async def _message(self, body: Body) -> Json:
        thread_ts = body.text("thread_ts") or None
        return await self.people.says(
            body.need("user"), body.need("channel"), body.need("text"), thread_ts
        )

    async def _mention(self, body: Body) -> Json:
        text = body.need("text")
        if f"@{seed.BOT_NAME}" not in text and f"<@{seed.BOT_USER}" not in text:
            text = f"@{seed.BOT_NAME} {text}"
        return await self._message(Body(body | {"text": text}))

    async def _act(self, body: Body) -> Json:
        user = body.need("user")
        block_id = body.text("block_id") or None
        return await self.people.acts(
            user, self._place(body), body.need("action_id"), block_id, body.get("value")
        )

    async def _submit(self, body: Body) -> Json:
        values = body.get("values", {})
        if not isinstance(values, dict):
            raise Malformed("values is not an object")
        return await self.people.submits(body.need("user"), body.need("view_id"), values)

    async def _close(self, body: Body) -> Json:
        everything = body.get("everything") is True
        return await self.people.closes(
            body.need("user"), body.need("view_id"), everything=everything
        )

    async def _suggest(self, body: Body) -> Json:
        return await self.people.suggests(
            body.need("user"), self._place(body), body.need("action_id"), body.text("value")
        )

    async def _home(self, body: Body) -> Json:
        return await self.people.opens_home(self._person(body.need("user")))

    def _place(self, body: Body) -> Any:  # noqa: ANN401 - a message or a view
        return self.people.place(
            body.need("user"),
            channel=body.text("channel"),
            ts=body.text("ts"),
            view_id=body.text("view_id"),
        )

    def _person(self, user: str) -> str:
        if user not in self.people.workspace.users:
            raise NotThere(f"no such person: {user}")
        return user

    # What the workspace does ------------------------------------------------------------------

    async def _fault(self, body: Body) -> Json:
        known = {"kind", "method", "seconds", "count"}
        if not body.keys() <= known:
            raise Malformed(f"unknown: {', '.join(sorted(body.keys() - known))}")
        body.need("kind")
        self.people.sending.faults.add(Fault(**body))
        return {"ok": True}

    async def _no_faults(self, _request: Request) -> Response:
        self.people.sending.faults.clear()
        return JSONResponse({"ok": True})

    async def _request_url(self, body: Body) -> Json:
        self.people.sending.deliver_to(body.text("url"))
        if body.get("verify") is True:
            verified = await self.people.sending.verify()
            return {"ok": verified, "verified": verified}
        return {"ok": True}

    async def _disconnect(self, body: Body) -> Json:
        reason = body.text("reason") or "refresh_requested"
        return {"ok": True, "disconnected": await self.people.sending.sockets.disconnect(reason)}

    async def _reset(self, _body: Body) -> Json:
        self.people.sending.faults.clear()
        self.people.sending.traffic.clear()
        self.people.workspace.reset()
        return {"ok": True}

    # What is there to see ---------------------------------------------------------------------

    async def _workspace(self, _request: Request) -> Response:
        workspace, sending = self.people.workspace, self.people.sending
        return JSONResponse(
            {
                "team": {"id": seed.TEAM, "name": seed.TEAM_NAME},
                "bot": seed.BOT_USER,
                "command": seed.COMMAND,
                "users": [shown.user(each) for each in workspace.users.values()],
                "channels": [
                    shown.channel(each) | {"members": sorted(each.members)}
                    for each in workspace.channels.values()
                ],
                "groups": [
                    shown.group(each, with_users=True) for each in workspace.groups.values()
                ],
                "sockets": sending.sockets.count,
                "request_url": sending.request_url,
            }
        )

    async def _channel(self, request: Request) -> Response:
        workspace, channel = self.people.workspace, request.path_params["id"]
        if channel not in workspace.channels:
            return _refused(f"no such channel: {channel}", 404)
        every = workspace.messages.get(channel, {}).values()
        roots = [each for each in every if each.thread_ts in {None, each.ts}]
        messages = [
            self._seen(each) | {"replies": [self._seen(reply) for reply in workspace.replies(each)]}
            for each in roots[_newest(request) :]
        ]
        return JSONResponse({"ok": True, "channel": channel, "messages": messages})

    async def _ephemeral(self, request: Request) -> Response:
        every = list(self.people.workspace.private.get(request.path_params["id"], {}).values())
        messages = [self._seen(each) for each in every[_newest(request) :]]
        return JSONResponse({"ok": True, "messages": messages})

    async def _views(self, request: Request) -> Response:
        workspace, user = self.people.workspace, request.path_params["id"]
        home = workspace.homes.get(user)
        stack = workspace.modals.get(user, [])
        return JSONResponse(
            {
                "ok": True,
                "modals": [shown.view(each) | {"errors": each.errors} for each in stack],
                "home": shown.view(home) if home else None,
            }
        )

    async def _traffic(self, request: Request) -> Response:
        since = request.query_params.get("since", "")
        number = int(since) if since.isdecimal() else 0
        exchanges = list(self.people.sending.traffic.since(number))
        return JSONResponse({"ok": True, "exchanges": exchanges})

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(
            self.feed.listen(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store"},
        )

    def _seen(self, each: Message) -> Json:
        body = shown.message(self.people.workspace, each, metadata=True)
        return body | {"channel": each.channel, "chosen": each.chosen}


def _endpoint(act: Act) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads a JSON object, acts, and answers in JSON."""

    async def endpoint(request: Request) -> Response:
        try:
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            if not isinstance(body, dict):
                raise Malformed("the body is not an object")
            return JSONResponse(await act(Body(body)))
        except (NotThere, NoSuchInput) as error:
            return _refused(str(error), 404)
        except Refused as refusal:
            return _refused(refusal.error, 400)
        except ValueError as error:
            return _refused(f"malformed: {error}", 400)

    return endpoint


def _newest(request: Request) -> int:
    """Return where the last `limit` entries of a list begin: 0 without one."""
    limit = request.query_params.get("limit", "")
    return -int(limit) if limit.isdecimal() else 0


def _refused(error: str, status: int) -> Response:
    return JSONResponse({"ok": False, "error": error}, status)
