"""The control API: what a person does and sees, as JSON under `/control/`, for tests and the tour.

What there is, with bodies and answers, is the table in docs/sandbox-slack.md, which a test holds
against these routes. A person's acts are below, what there is to see in `watching`, the rest in
`administering`.
Errors are `{"ok": false, "error": "..."}` with 400 (malformed) or 404 (not there for this person).
An action that reached the app but failed there is 200 with `ok` false, as the person sees it.
What was delivered also says `elapsed_ms`, the time until the app acknowledged.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.slack import seed
from sandbox.slack.administering import Administering
from sandbox.slack.bodies import Act, Body, Malformed, endpoint
from sandbox.slack.feed import Feed
from sandbox.slack.people import People
from sandbox.slack.places import NotThere, message_for, view_for
from sandbox.slack.rate_limits import Limits
from sandbox.slack.store import Json, Message, View
from sandbox.slack.watching import Watching


@dataclass(frozen=True)
class Control:
    """The endpoints under `/control/`."""

    people: People
    limits: Limits
    feed: Feed

    def routes(self) -> list[Route]:
        """Return the routes of the table above."""
        administering = Administering(self.people, self.limits)
        acts = self._acts() | administering.acts()
        return [
            *(
                Route(f"/control/{name}", endpoint(act), methods=["POST"])
                for name, act in acts.items()
            ),
            Route("/control/faults", endpoint(administering.no_faults), methods=["DELETE"]),
            Route("/control/opinions", self._opinions),
            *Watching(self.people, self.feed).routes(),
        ]

    async def _opinions(self, _request: Request) -> Response:
        return JSONResponse({"ok": True, **self.people.sending.traffic.opinions.report()})

    def _acts(self) -> dict[str, Act]:
        return {
            "command": self._command,
            "message": self._message,
            "mention": self._mention,
            "click": self._act,
            "select": self._act,
            "submit": self._submit,
            "close": self._close,
            "suggest": self._suggest,
            "home": self._home,
            "shortcut": self._shortcut,
            "react": self._react,
        }

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
        text, handle = body.need("text"), f"@{self.people.workspace.app.handle}"
        if handle not in text and f"<@{seed.BOT_USER}" not in text:
            text = f"{handle} {text}"
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

    async def _shortcut(self, body: Body) -> Json:
        user = self._person(body.need("user"))
        message = self._message_at(body) if body.text("ts") else None
        return await self.people.uses_shortcut(user, body.need("callback_id"), message)

    async def _react(self, body: Body) -> Json:
        added = body.get("remove") is not True
        return self.people.reacts(
            body.need("user"), self._message_at(body), body.need("name"), added=added
        )

    def _message_at(self, body: Body) -> Message:
        message = self._message_for(body)
        if message.only_for:
            raise NotThere("a message that everyone sees is needed")
        return message

    def _message_for(self, body: Body) -> Message:
        user, channel, ts = body.need("user"), body.text("channel"), body.text("ts")
        return message_for(self.people.workspace, user, channel, ts)

    def _place(self, body: Body) -> Message | View:
        view_id = body.text("view_id")
        if view_id:
            return view_for(self.people.workspace, body.need("user"), view_id)
        return self._message_for(body)

    def _person(self, user: str) -> str:
        if user not in self.people.workspace.users:
            raise NotThere(f"no such person: {user}")
        return user
