"""The control API's levers on the workspace itself: faults, addresses, members (see `control`)."""

import dataclasses
from dataclasses import dataclass

from sandbox.slack import seed
from sandbox.slack.bodies import Act, Body, Malformed
from sandbox.slack.faults import Fault
from sandbox.slack.people import People
from sandbox.slack.places import NotThere
from sandbox.slack.rate_limits import Limits
from sandbox.slack.store import Json

MOST_RETRIES = 3
TOKEN_STATES = {"valid": "", "revoked": "token_revoked", "inactive": "account_inactive"}


@dataclass(frozen=True)
class Administering:
    """The POST and DELETE endpoints that change the workspace, not as a person would."""

    people: People
    limits: Limits

    def acts(self) -> dict[str, Act]:
        """Return the POST endpoints by name."""
        return {
            "faults": self._fault,
            "request-url": self._request_url,
            "ssl-check": self._ssl_check,
            "disconnect": self._disconnect,
            "retries": self._retries,
            "limits": self._limits,
            "scopes": self._scopes,
            "socket-mode": self._socket_mode,
            "token": self._token,
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

    async def _ssl_check(self, _body: Body) -> Json:
        return {"ok": await self.people.sending.checks_ssl()}

    async def _retries(self, body: Body) -> Json:
        """Set after how many seconds an event is sent again, each time; none: never."""
        after = body.get("after")
        if not isinstance(after, list) or len(after) > MOST_RETRIES:
            raise Malformed(f"after is not a list of at most {MOST_RETRIES} numbers of seconds")
        if any(isinstance(n, bool) or not isinstance(n, int | float) or n < 0 for n in after):
            raise Malformed("after holds what is no number of seconds")
        self.people.sending.retry_after = tuple(float(n) for n in after)
        return {"ok": True}

    async def _limits(self, body: Body) -> Json:
        """Switch rate limits on or off; what was called before is forgotten."""
        self.limits.on = _flag(body, "on", otherwise=True)
        self.limits.clear()
        return {"ok": True, "on": self.limits.on}

    async def _scopes(self, body: Body) -> Json:
        """Set the app's scopes, or add and remove some; others stay."""
        app = self.people.workspace.app
        scopes = frozenset(body.texts("set")) if "set" in body else app.scopes
        scopes = (scopes | frozenset(body.texts("add"))) - frozenset(body.texts("remove"))
        self.people.workspace.app = dataclasses.replace(app, scopes=scopes)
        return {"ok": True, "scopes": sorted(scopes)}

    async def _socket_mode(self, body: Body) -> Json:
        """Switch Socket Mode on, which ends delivery over HTTP, or off, which ends the sockets."""
        on = _flag(body, "on", otherwise=True)
        workspace = self.people.workspace
        workspace.app = dataclasses.replace(workspace.app, socket_mode=on)
        sockets = self.people.sending.sockets
        return {"ok": True, "disconnected": 0 if on else await sockets.disconnect("link_disabled")}

    async def _token(self, body: Body) -> Json:
        """Take the bot's token away, or give it back."""
        state = body.need("state")
        if state not in TOKEN_STATES:
            raise Malformed(f"state must be one of: {', '.join(TOKEN_STATES)}")
        self.people.workspace.token_error = TOKEN_STATES[state]
        return {"ok": True}

    async def _reset(self, _body: Body) -> Json:
        self.limits.clear()
        self.people.sending.faults.clear()
        self.people.sending.traffic.clear()
        self.people.workspace.reset()
        return {"ok": True}

    async def _channel(self, body: Body) -> Json:
        """Make a channel, archive it or take it back; let people and the bot in or out."""
        workspace = self.people.workspace
        channel_id = body.need("channel")
        known = channel_id in workspace.channels
        if not known and not body.text("name"):
            raise NotThere(f"no such channel: {channel_id}")
        by = body.text("by") or seed.SLACKBOT
        private = _flag(body, "private", otherwise=False)
        archived = _flag(
            body, "archived", otherwise=known and workspace.channels[channel_id].is_archived
        )
        invited = [self._known(user) for user in body.texts("invite")]
        if not known:
            workspace.channels[channel_id] = seed.Channel(
                channel_id, body.text("name"), is_private=private
            )
        channel = workspace.channels[channel_id]
        for user in invited:
            workspace.join(user, channel, inviter=by)
        for user in body.texts("remove"):
            workspace.leave(user, channel)
        workspace.archive(channel, by, archived=archived)
        workspace.tell({"type": "channels"})
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
        self.people.workspace.tell({"type": "person", "user": user.id})
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
