"""The reading half of the control API: what there is to see (see `control` for the table)."""

import dataclasses
from dataclasses import dataclass
from typing import get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.slack import seed, shown
from sandbox.slack.app import App
from sandbox.slack.bodies import refused
from sandbox.slack.faults import Kind
from sandbox.slack.feed import Feed
from sandbox.slack.people import People
from sandbox.slack.store import Json, Message


@dataclass(frozen=True)
class Watching:
    """The GET endpoints under `/control/`."""

    people: People
    feed: Feed

    def routes(self) -> list[Route]:
        """Return their routes."""
        return [
            Route("/control/workspace", self._workspace),
            Route("/control/channel/{id}", self._channel),
            Route("/control/direct/{id}", self._direct, methods=["POST"]),
            Route("/control/ephemeral/{id}", self._ephemeral),
            Route("/control/views/{id}", self._views),
            Route("/control/traffic", self._traffic),
            Route("/control/faults", self._faults),
            Route("/control/events", self._events),
        ]

    async def _workspace(self, _request: Request) -> Response:
        workspace, sending = self.people.workspace, self.people.sending
        return JSONResponse(
            {
                "team": {"id": seed.TEAM, "name": seed.TEAM_NAME},
                "bot": seed.BOT_USER,
                "app": _app(workspace.app),
                "command": next(iter(workspace.app.commands), ""),
                "users": [shown.user(each, self.people.now()) for each in workspace.users.values()],
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
            return refused(f"no such channel: {channel}", 404)
        every = workspace.messages.get(channel, {}).values()
        before = request.query_params.get("before", "")
        roots = [
            each
            for each in every
            if each.thread_ts in {None, each.ts} and (not before or each.ts < before)
        ]
        shown_ones = roots[_newest(request) :]
        messages = [
            self._seen(each) | {"replies": [self._seen(reply) for reply in workspace.replies(each)]}
            for each in shown_ones
        ]
        older = len(roots) > len(shown_ones)
        return JSONResponse({"ok": True, "channel": channel, "messages": messages, "older": older})

    async def _direct(self, request: Request) -> Response:
        """Say where the app and somebody talk alone: it begins when first asked for."""
        workspace, user = self.people.workspace, request.path_params["id"]
        if user not in workspace.users:
            return refused(f"no such person: {user}", 404)
        return JSONResponse({"ok": True, "channel": workspace.direct(user).id})

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

    async def _faults(self, _request: Request) -> Response:
        """What is set and has not happened as often as it shall."""
        active = [dataclasses.asdict(each) for each in self.people.sending.faults.active]
        return JSONResponse({"ok": True, "faults": active, "kinds": get_args(Kind)})

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(
            self.feed.listen(self._told),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store"},
        )

    def _told(self, change: Json) -> Json:
        """Add the message a change is about, so that no page needs to ask for it."""
        workspace = self.people.workspace
        match change["type"]:
            case "message":
                message = workspace.message(change["channel"], change["ts"])
            case "ephemeral":
                message = workspace.whispered(change["user"], change["ts"])
            case _:
                return change
        return change | {"message": self._seen(message)} if message else change

    def _seen(self, each: Message) -> Json:
        body = shown.message(self.people.workspace, each, metadata=True)
        return body | {"channel": each.channel, "chosen": each.chosen}


def _app(app: App) -> Json:
    """Return what a client shows of the installed app."""
    return {
        "name": app.name,
        "handle": app.handle,
        "commands": [dataclasses.asdict(each) for each in app.commands.values()],
        "shortcuts": [dataclasses.asdict(each) for each in app.shortcuts.values()],
        "home_tab": app.home_tab,
        "messages_tab": app.messages_tab,
        "scopes": sorted(app.scopes),
        "bot_events": sorted(app.bot_events),
        "socket_mode": app.socket_mode,
    }


def _newest(request: Request) -> int:
    """Return where the last `limit` entries of a list begin: 0 without one."""
    limit = request.query_params.get("limit", "")
    return -int(limit) if limit.isdecimal() else 0
