"""The state of the workspace: messages, private answers, views, trigger ids and response urls.

Pure: no clock, no network, no opinion about what is allowed (that is `rules`). Whoever changes
something passes the instant (`at`, seconds since the epoch) and every watcher hears of it.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sandbox.slack import seed
from sandbox.slack.app import App, generous
from sandbox.slack.block_totals import interactive, nested
from sandbox.slack.records import Json, Message, ResponseUrl, Trigger, View
from sandbox.slack.uploads import File

__all__ = ["Json", "Message", "ResponseUrl", "Trigger", "View", "Workspace"]

Watcher = Callable[[Json], None]

PRIVATE_KEPT = 1000
"""Ephemeral messages kept per person; a real client forgets them at the next reload."""
TRIGGER_KEPT_SECONDS = 600
RESPONSE_URL_KEPT_SECONDS = 3600
"""How long used or expired ids are remembered, so that their use gets the right error."""


Expiring = TypeVar("Expiring", Trigger, ResponseUrl)


class Workspace:
    """Everything the workspace remembers, with the app that is installed in it.

    `address` is the sandbox's base URL, which links to files begin with.
    """

    def __init__(self, app: App | None = None, address: str = "") -> None:
        self.address = address
        self.watchers: list[Watcher] = []
        self.installed = app or generous()
        self.reset()

    def reset(self) -> None:
        """Go back to the empty workspace of `seed`; watchers stay."""
        self.app = self.installed
        self.token_error = ""
        self.users = seed.users(self.app.handle, self.app.name)
        self.channels = seed.channels()
        self.groups = seed.groups()
        self.messages: dict[str, dict[str, Message]] = {}
        self.threads: dict[str, list[Message]] = {}
        self.private: dict[str, OrderedDict[str, Message]] = {}
        self.files: dict[str, File] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: OrderedDict[str, Trigger] = OrderedDict()
        self.response_urls: OrderedDict[str, ResponseUrl] = OrderedDict()
        self._last_ts = 0
        self._serial = 0
        self.tell({"type": "reset"})

    def tell(self, change: Json) -> None:
        """Pass a change on to every watcher."""
        for watcher in self.watchers:
            watcher(change)

    def mint(self, prefix: str) -> str:
        """Return an id that was not given out before, like `V000012` for `V`."""
        self._serial += 1
        return f"{prefix}{self._serial:06d}"

    def mint_ts(self, at: float) -> str:
        """Return a message timestamp: unique, increasing, microseconds."""
        self._last_ts = max(self._last_ts + 1, int(at * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    # Messages ---------------------------------------------------------------------------------

    def post(self, message: Message) -> Message:
        """Put a message in its channel."""
        _name_blocks(message.blocks, self.mint)
        self.messages.setdefault(message.channel, {})[message.ts] = message
        if message.thread_ts:
            self.threads.setdefault(message.thread_ts, []).append(message)
        change = {"type": "message", "channel": message.channel, "ts": message.ts}
        self.tell({**change, "user": message.user, "posted": True})
        return message

    def whisper(self, message: Message) -> Message:
        """Show an ephemeral message to the person in `only_for`."""
        _name_blocks(message.blocks, self.mint)
        user = message.only_for or ""
        kept = self.private.setdefault(user, OrderedDict())
        kept[message.ts] = message
        if len(kept) > PRIVATE_KEPT:
            kept.popitem(last=False)
        self.tell({"type": "ephemeral", "user": user, "ts": message.ts})
        return message

    def edit(self, message: Message, changes: Mapping[str, Any], at: float) -> None:
        """Replace fields of a message in place."""
        before = {"text": message.text, "blocks": message.blocks}
        for name, value in changes.items():
            setattr(message, name, value)
        _name_blocks(message.blocks, self.mint)
        if message.only_for:
            self.tell({"type": "ephemeral", "user": message.only_for, "ts": message.ts})
            return
        message.edited = f"{at:.6f}"
        self.touch(message, {"type": "edited", "before": before})

    def remove(self, message: Message) -> None:
        """Delete a message for everyone, or an ephemeral one for its person."""
        if message.only_for:
            self.private[message.only_for].pop(message.ts, None)
            gone = {"type": "ephemeral_deleted", "user": message.only_for, "ts": message.ts}
        else:
            self.messages.get(message.channel, {}).pop(message.ts, None)
            if message.thread_ts:
                self.threads[message.thread_ts].remove(message)
            gone = {"type": "deleted", "channel": message.channel, "ts": message.ts}
            gone |= {"user": message.user, "text": message.text}
        self.tell(gone)

    def message(self, channel: str, ts: str) -> Message | None:
        """Return a message everyone sees, by its timestamp."""
        return self.messages.get(channel, {}).get(ts)

    def whispered(self, user: str, ts: str) -> Message | None:
        """Return an ephemeral message this person sees."""
        kept = self.private.get(user)
        return kept.get(ts) if kept else None

    def replies(self, parent: Message) -> list[Message]:
        """Return the replies in a message's thread, oldest first."""
        return list(self.threads.get(parent.ts, ()))

    def direct(self, user: str) -> seed.Channel:
        """Return the app's direct messages with a person, opening them at first use."""
        channel_id = f"D{user[1:]}"
        if channel_id not in self.channels:
            self.channels[channel_id] = seed.Channel(
                channel_id, self.users[user].name, members={user, seed.BOT_USER}, is_im=True
            )
            self.tell({"type": "channels"})
        return self.channels[channel_id]

    def touch(self, message: Message, change: Json) -> None:
        """Pass on a change that is no edit: a reaction, a pin; pages look at the message again."""
        place = {"channel": message.channel, "ts": message.ts}
        self.tell({"type": "message", **place})
        self.tell({**change, **place})

    # Members ----------------------------------------------------------------------------------

    def join(self, user: str, channel: seed.Channel, inviter: str = "") -> None:
        """Let somebody into a channel, unless they are in it."""
        if user not in channel.members:
            channel.members.add(user)
            self._moved(user, channel, joined=True, inviter=inviter)

    def leave(self, user: str, channel: seed.Channel) -> None:
        """Take somebody out of a channel, unless they are not in it."""
        if user in channel.members:
            channel.members.remove(user)
            self._moved(user, channel, joined=False)

    def archive(self, channel: seed.Channel, user: str, *, archived: bool) -> None:
        """Close a channel for new messages, or open it again."""
        if channel.is_archived != archived:
            channel.is_archived = archived
            self.tell({"type": "channels"})
            self.tell({"type": "archived", "on": archived, "user": user, "channel": channel.id})

    def _moved(self, user: str, channel: seed.Channel, *, joined: bool, inviter: str = "") -> None:
        self.tell({"type": "channels"})
        change = {"type": "member", "joined": joined, "user": user, "channel": channel.id}
        self.tell({**change, "inviter": inviter})

    # Views ------------------------------------------------------------------------------------

    def new_view(self, user: str, content: Json) -> View:
        """Return a view that stands nowhere yet."""
        _name_blocks(content["blocks"], self.mint)
        view_id = self.mint("V")
        return View(
            view_id, user, str(content["type"]), content, secrets.token_hex(6), root_id=view_id
        )

    def show(self, view: View) -> None:
        """Put a modal on top of the person's stack, or set the person's Home tab."""
        if view.kind == "home":
            self.homes[view.user] = view
            self.tell({"type": "home", "user": view.user})
            return
        stack = self.modals.setdefault(view.user, [])
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self.tell({"type": "views", "user": view.user})

    def change_view(self, view: View, content: Json) -> None:
        """Replace what a view shows; entries in blocks that stay are kept."""
        _name_blocks(content["blocks"], self.mint)
        view.content, view.hash, view.errors = content, secrets.token_hex(6), {}
        present = {block.get("block_id") for block in content["blocks"]}
        view.values = {name: each for name, each in view.values.items() if name in present}
        self.tell({"type": "home" if view.kind == "home" else "views", "user": view.user})

    def close_views(self, user: str, *, everything: bool) -> list[View]:
        """Take the top view, or the whole stack, off the person's screen; return what went."""
        stack = self.modals.get(user, [])
        gone = stack[:] if everything else stack[-1:]
        del stack[len(stack) - len(gone) :]
        self.tell({"type": "views", "user": user})
        return gone

    def view(self, view_id: str) -> View | None:
        """Return an open view by its id."""
        return next((each for each in self._open_views() if each.id == view_id), None)

    def view_by_external_id(self, external_id: str) -> View | None:
        """Return an open view by the id the app gave it."""
        for view in self._open_views():
            if view.content.get("external_id") == external_id:
                return view
        return None

    def _open_views(self) -> list[View]:
        modals = [each for stack in self.modals.values() for each in stack]
        return [*modals, *self.homes.values()]

    # Ids that expire --------------------------------------------------------------------------

    def new_trigger(self, user: str, at: float) -> str:
        """Return a trigger id that opens one view; forget those long expired."""
        _forget(self.triggers, at - TRIGGER_KEPT_SECONDS)
        trigger_id = f"{self.mint('')}.{seed.TEAM}.{secrets.token_hex(8)}"
        self.triggers[trigger_id] = Trigger(user, at)
        return trigger_id

    def new_response_url(self, hook: ResponseUrl) -> str:
        """Return the id under which an answer may come back; forget those long expired."""
        _forget(self.response_urls, hook.at - RESPONSE_URL_KEPT_SECONDS)
        response_id = secrets.token_urlsafe(12)
        self.response_urls[response_id] = hook
        return response_id


def _forget(ids: OrderedDict[str, Expiring], before: float) -> None:
    """Drop what was given out before an instant; ids are in the order they were given out."""
    while ids:
        oldest = next(iter(ids))
        if ids[oldest].at >= before:
            return
        ids.popitem(last=False)


def _name_blocks(blocks: list[Json], mint: Callable[[str], str]) -> None:
    """Give blocks and their elements the ids Slack gives where the app gave none."""
    for block in blocks:
        for inner, _at in nested(block, ""):
            if not inner.get("block_id"):
                inner["block_id"] = mint("b")
            for element, _at in interactive(inner, ""):
                if element["type"] != "image" and not element.get("action_id"):
                    element["action_id"] = mint("a")
