"""Tells the app what happens in the workspace, as far as it subscribed and has the scopes.

Listens to the workspace's changes. What a person waits for (a mention, the Home tab) is delivered
by `people`, which shows how it went; everything here goes out in the background.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.slack import payloads, seed, shown
from sandbox.slack.sending import Sending
from sandbox.slack.store import Json, Workspace


@dataclass
class Events:
    """Turns changes into events; `now` is the clock, seconds since the epoch."""

    workspace: Workspace
    sending: Sending
    now: Callable[[], float]
    _under_way: set[asyncio.Task[object]] = field(default_factory=set)

    def hear(self, change: Json) -> None:
        """Take note of a change; send what the app wants to know of it."""
        match change["type"]:
            case "message" if change.get("posted"):
                self._posted(change)
            case "edited":
                self._edited(change)
            case "deleted":
                was = {"type": "message", "user": change["user"], "text": change["text"]}
                inner = {"deleted_ts": change["ts"], "previous_message": was | {"ts": change["ts"]}}
                self._about_message(change, "message_deleted", inner)
            case "reaction":
                self._reacted(change)
            case "member":
                self._moved(change)
            case "archived":
                self._archived(change)
            case "person":
                user = shown.user(self.workspace.users[change["user"]], self.now())
                self._send("user_change", {"user": user})

    def close(self) -> None:
        """Send nothing more."""
        for task in list(self._under_way):
            task.cancel()

    def _posted(self, change: Json) -> None:
        message = self.workspace.message(change["channel"], change["ts"])
        channel = self.workspace.channels[change["channel"]]
        if message is None or seed.BOT_USER not in channel.members:
            return
        name = f"message.{channel.kind}"
        if self.workspace.app.hears(name):
            self._send(name, payloads.message(self.workspace, message))
        for file_id in message.files:
            shared = {"file_id": file_id, "user_id": message.user, "file": {"id": file_id}}
            self._send("file_shared", {**shared, "channel_id": channel.id})

    def _edited(self, change: Json) -> None:
        message = self.workspace.message(change["channel"], change["ts"])
        if message is not None:
            now = shown.message(self.workspace, message, metadata=True)
            inner = {"message": now, "previous_message": now | change["before"]}
            self._about_message(change, "message_changed", inner)

    def _about_message(self, change: Json, subtype: str, inner: Json) -> None:
        """Send what became of a message, in the place of its channel."""
        channel = self.workspace.channels[change["channel"]]
        if seed.BOT_USER in channel.members:
            kind = {"channels": "channel", "groups": "group", "im": "im"}[channel.kind]
            place = {"channel": channel.id, "channel_type": kind, "ts": change["ts"]}
            self._send(
                f"message.{channel.kind}", {**place, "subtype": subtype, "hidden": True, **inner}
            )

    def _reacted(self, change: Json) -> None:
        channel = self.workspace.channels[change["channel"]]
        message = self.workspace.message(channel.id, change["ts"])
        if message is None or seed.BOT_USER not in channel.members:
            return
        inner = {
            "user": change["user"],
            "reaction": change["name"],
            "item_user": message.user,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "event_ts": change["event_ts"],
        }
        self._send("reaction_added" if change["added"] else "reaction_removed", inner)

    def _moved(self, change: Json) -> None:
        channel = self.workspace.channels[change["channel"]]
        about_us = change["user"] == seed.BOT_USER and change["joined"]
        if not about_us and seed.BOT_USER not in channel.members:
            return
        inner: Json = {
            "user": change["user"],
            "channel": channel.id,
            "channel_type": "C",
            "team": seed.TEAM,
        }
        if change["inviter"]:
            inner["inviter"] = change["inviter"]
        name = "member_joined_channel" if change["joined"] else "member_left_channel"
        self._send(name, inner, f"{channel.kind}:read")

    def _archived(self, change: Json) -> None:
        channel = self.workspace.channels[change["channel"]]
        kind = "group" if channel.is_private else "channel"
        if channel.is_private and seed.BOT_USER not in channel.members:
            return
        name = f"{kind}_archive" if change["on"] else f"{kind}_unarchive"
        self._send(name, {"channel": channel.id, "user": change["user"]})

    def _send(self, name: str, inner: Json, *scopes: str) -> None:
        if not self.workspace.app.hears(name, *scopes):
            return
        at = self.now()
        whole = {"type": name.partition(".")[0], "event_ts": f"{at:.6f}", **inner}
        payload = payloads.event(self.workspace, whole, at)
        task: asyncio.Task[object] = asyncio.create_task(self.sending.deliver_event(payload))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
