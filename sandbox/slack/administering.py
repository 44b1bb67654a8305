"""The control API's levers on the workspace itself: faults, addresses, members (see `control`)."""

import dataclasses
from dataclasses import dataclass

from sandbox.slack.bodies import Act, Body, Malformed
from sandbox.slack.faults import Fault
from sandbox.slack.people import NotThere, People
from sandbox.slack.store import Json


@dataclass(frozen=True)
class Administering:
    """The POST and DELETE endpoints that change the workspace, not as a person would."""

    people: People

    def acts(self) -> dict[str, Act]:
        """Return the POST endpoints by name."""
        return {
            "faults": self._fault,
            "request-url": self._request_url,
            "disconnect": self._disconnect,
            "channel": self._channel,
            "user": self._user,
            "group": self._group,
            "reset": self._reset,
        }

    async def _fault(self, body: Body) -> Json:
        known = {"kind", "method", "seconds", "count"}
        if not body.keys() <= known:
            raise Malformed(f"unknown: {', '.join(sorted(body.keys() - known))}")
        body.need("kind")
        self.people.sending.faults.add(Fault(**body))
        return {"ok": True}

    async def no_faults(self, _body: Body) -> Json:
        """Clear all faults."""
        self.people.sending.faults.clear()
        return {"ok": True}

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

    async def _channel(self, body: Body) -> Json:
        """Archive a channel or take it back; let people and the bot in or out."""
        channel = self.people.workspace.channels.get(body.need("channel"))
        if channel is None:
            raise NotThere(f"no such channel: {body['channel']}")
        channel.is_archived = _flag(body, "archived", otherwise=channel.is_archived)
        channel.members |= {self._known(user) for user in body.texts("invite")}
        channel.members -= set(body.texts("remove"))
        self.people.workspace.tell({"type": "channels"})
        return {"ok": True}

    async def _user(self, body: Body) -> Json:
        """Make somebody a guest, or take their account away."""
        user = self.people.workspace.users[self._known(body.need("user"))]
        self.people.workspace.users[user.id] = dataclasses.replace(
            user,
            deleted=_flag(body, "deleted", otherwise=user.deleted),
            is_restricted=_flag(body, "restricted", otherwise=user.is_restricted),
        )
        self.people.workspace.tell({"type": "users"})
        return {"ok": True}

    async def _group(self, body: Body) -> Json:
        """Set who is in a user group."""
        group = self.people.workspace.groups.get(body.need("group"))
        if group is None:
            raise NotThere(f"no such group: {body['group']}")
        members = tuple(self._known(user) for user in body.texts("members"))
        self.people.workspace.groups[group.id] = dataclasses.replace(group, members=members)
        self.people.workspace.tell({"type": "groups"})
        return {"ok": True}

    def _known(self, user: str) -> str:
        if user not in self.people.workspace.users:
            raise NotThere(f"no such person: {user}")
        return user


def _flag(body: Body, name: str, *, otherwise: bool) -> bool:
    value = body.get(name, otherwise)
    if not isinstance(value, bool):
        raise Malformed(f"{name} is not true or false")
    return value
