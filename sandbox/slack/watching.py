"""The reading half of the control API: what there is to see (see `control` for the table)."""

import dataclasses
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.slack import seed, shown
from sandbox.slack.bodies import refused
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
            return refused(f"no such channel: {channel}", 404)
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

    async def _faults(self, _request: Request) -> Response:
        """What is set and has not happened as often as it shall."""
        active = [dataclasses.asdict(each) for each in self.people.sending.faults.active]
        return JSONResponse({"ok": True, "faults": active})

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(
            self.feed.listen(),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store"},
        )

    def _seen(self, each: Message) -> Json:
        body = shown.message(self.people.workspace, each, metadata=True)
        return body | {"channel": each.channel, "chosen": each.chosen}


def _newest(request: Request) -> int:
    """Return where the last `limit` entries of a list begin: 0 without one."""
    limit = request.query_params.get("limit", "")
    return -int(limit) if limit.isdecimal() else 0
