"""What people do: type commands and messages, click, choose, fill in and submit.

Each method returns what the person sees of it, as JSON. The page and the control API both use it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.slack import answers, inputs, methods_reactions, payloads, rules, seed, shown
from sandbox.slack.faults import DUPLICATE
from sandbox.slack.places import NotThere, front, member_of
from sandbox.slack.rules import Refused
from sandbox.slack.screen import Screen, heard, timing
from sandbox.slack.sending import Sending
from sandbox.slack.store import Json, Message, ResponseUrl, View, Workspace
from sandbox.slack.typed import escaped, plain

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass
class People:
    """The people of the workspace, acting; `address` is the sandbox's base URL."""

    workspace: Workspace
    sending: Sending
    now: Callable[[], float]
    address: str

    @property
    def screen(self) -> Screen:
        """What the person in front of it is shown."""
        return Screen(self.workspace, self.now, self.address)

    async def types(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Json:
        """Send whatever was typed into the composer: a command, or a message."""
        if text.startswith("/"):
            return await self.command(user, channel, text, thread_ts)
        return await self.says(user, channel, text, thread_ts)

    async def command(
        self, user: str, channel: str, text: str, thread_ts: str | None = None
    ) -> Json:
        """Send a slash command and show the app's answer."""
        member_of(self.workspace, user, channel)
        word, _, rest = text.strip().partition(" ")
        if thread_ts:
            return self.screen.slackbot(
                user, channel, f"{word} is not supported in threads. Sorry!"
            )
        command = self.workspace.app.offers(word)
        if command is None:
            return self.screen.slackbot(user, channel, f"{word} is not a valid command.")
        at = self.now()
        hook = ResponseUrl(user, channel, at, command=word)
        typed = rest.strip()
        payload = payloads.command(
            self.workspace,
            name=word,
            user=user,
            channel=channel,
            text=escaped(self.workspace, typed) if command.should_escape else plain(typed),
            trigger=self.workspace.new_trigger(user, at),
            response_url=self.screen.response_url(hook),
        )
        ack = await self.sending.deliver("slash_commands", payload)
        return self.screen.answer(hook, text, ack)

    async def says(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Json:
        """Post a message; one that names the app is delivered to it as `app_mention`."""
        where = member_of(self.workspace, user, channel)
        members, app = where.members, self.workspace.app
        if where.is_im and app.messages_tab_read_only:
            return self.screen.slackbot(
                user, channel, "Sending messages to this app has been turned off."
            )
        if where.is_archived:
            return self.screen.slackbot(user, channel, "This channel has been archived.")
        at = self.now()
        words = escaped(self.workspace, text)
        thread = rules.thread_of(self.workspace, channel, thread_ts)
        message = self.workspace.post(
            Message(self.workspace.mint_ts(at), channel, user, words, thread_ts=thread)
        )
        result: Json = {"ok": True, "ts": message.ts, "delivered": False}
        if f"<@{seed.BOT_USER}" not in message.text:
            return result
        if seed.BOT_USER not in members:
            note = f"@{app.handle} is not in this channel, so it did not see this."
            return result | self.screen.slackbot(user, channel, note)
        if not app.hears("app_mention") or where.is_im:
            return result
        event = payloads.event(self.workspace, payloads.app_mention(message), at)
        ack = await self.sending.deliver_event(event)
        return result | {"ok": ack.status == "ok", "delivered": True, **timing(ack)}

    async def acts(
        self, user: str, place: Message | View, action_id: str, block_id: str | None, value: object
    ) -> Json:
        """Click a button or make a choice, in a message or a view."""
        blocks = place.content["blocks"] if isinstance(place, View) else place.blocks
        block, element = inputs.find(blocks, action_id, block_id)
        state = None
        if element["type"] == "feedback_buttons":
            state = inputs.feedback(element, value)
        elif element["type"] not in {"button", "icon_button", "workflow_button"}:
            state = inputs.entered(element, value, self._offered(user, place, block, element))
            if element["type"] != "overflow":
                self._keep(user, place, block, element, state)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return {"ok": True, "delivered": False}
        action = payloads.action(block, element, state, self.now())
        ack = await self.sending.deliver("interactive", self._clicked(user, place, action))
        if self.sending.faults.hit(DUPLICATE):
            self.sending.again(self._clicked(user, place, action))
        return heard(ack)

    async def uses_shortcut(self, user: str, callback_id: str, message: Message | None) -> Json:
        """Choose one of the app's shortcuts, on a message or from the menu of all."""
        app = self.workspace.app
        found = app.shortcuts.get(callback_id) if "commands" in app.scopes else None
        kind = "message" if message else "global"
        if found is None or found.kind != kind:
            raise NotThere(f"the app has no {kind} shortcut {callback_id}")
        at = self.now()
        trigger = self.workspace.new_trigger(user, at)
        if message is None:
            payload = payloads.shortcut(
                self.workspace, callback_id, user=user, trigger=trigger, at=at
            )
        else:
            hook = ResponseUrl(user, message.channel, at, message)
            payload = payloads.message_action(
                self.workspace,
                message,
                callback_id,
                user=user,
                trigger=trigger,
                response_url=self.screen.response_url(hook),
                at=at,
            )
        return heard(await self.sending.deliver("interactive", payload))

    def reacts(self, user: str, message: Message, name: str, *, added: bool) -> Json:
        """Put an emoji on a message, or take it back."""
        act = methods_reactions.react if added else methods_reactions.unreact
        act(self.workspace, message, methods_reactions.emoji(name), user, self.now())
        return {"ok": True}

    async def suggests(self, user: str, place: Message | View, action_id: str, value: str) -> Json:
        """Ask the app for an external select's options while the person types."""
        blocks = place.content["blocks"] if isinstance(place, View) else place.blocks
        block, _element = inputs.find(blocks, action_id)
        payload = payloads.block_suggestion(
            self.workspace,
            place,
            user=user,
            block_id=block["block_id"],
            action_id=action_id,
            value=value,
        )
        ack = await self.sending.deliver("interactive", payload)
        body = ack.body if isinstance(ack.body, dict) else {}
        wrong = rules.faulty_options(body) if ack.status == "ok" else ""
        if wrong:
            body = {}
        place.suggested[action_id] = inputs.options_of(body)
        return {
            "ok": ack.status == "ok" and not wrong,
            "options": place.suggested[action_id],
            "option_groups": body.get("option_groups", []),
            **({"error": wrong} if wrong else {}),
            **timing(ack),
        }

    async def submits(self, user: str, view_id: str, values: Json) -> Json:
        """Fill in and submit the modal in front; `values` are by label, action id or block id."""
        view = front(self.workspace, user, view_id)
        blocks = view.content["blocks"]
        for name, value in values.items():
            block, element = inputs.by_name(blocks, name)
            offered = self._offered(user, view, block, element)
            self._keep(user, view, block, element, inputs.entered(element, value, offered))
        view.errors = inputs.form_errors(blocks, view.values)
        if view.errors:
            self.workspace.tell({"type": "views", "user": user})
            return {"ok": False, "delivered": False, "errors": view.errors}
        trigger = self.workspace.new_trigger(user, self.now())
        urls = [
            chosen
            | {
                "response_url": self.screen.response_url(
                    ResponseUrl(user, chosen["channel_id"], self.now())
                )
            }
            for chosen in inputs.response_channels(blocks, view.values)
            if chosen["channel_id"] in self.workspace.channels
        ]
        payload = payloads.view_submission(
            self.workspace, view, user=user, trigger=trigger, response_urls=urls
        )
        ack = await self.sending.deliver("interactive", payload)
        if ack.status != "ok":
            return {"ok": False, "delivered": True, "shown": TROUBLE, **timing(ack)}
        try:
            answers.to_submission(self.workspace, view, ack.body)
        except Refused as refusal:
            problem = {"error": refusal.error, "messages": refusal.messages}
            return {"ok": False, "delivered": True, "shown": TROUBLE, **problem}
        return {"ok": not view.errors, "delivered": True, "errors": view.errors, **timing(ack)}

    async def closes(self, user: str, view_id: str, *, everything: bool = False) -> Json:
        """Close the modal in front, or the whole stack; the app hears of it if it asked to."""
        view = front(self.workspace, user, view_id)
        everything = everything or bool(view.content.get("clear_on_close"))
        told = 0
        for gone in self.workspace.close_views(user, everything=everything):
            if gone.content.get("notify_on_close"):
                payload = payloads.view_closed(
                    self.workspace, gone, user=user, is_cleared=everything
                )
                await self.sending.deliver("interactive", payload)
                told += 1
        return {"ok": True, "delivered": told}

    async def opens_home(self, user: str) -> Json:
        """Open the app: its Home tab, or Messages where it has no Home (`app_home_opened`)."""
        app = self.workspace.app
        if not app.home_tab and not app.messages_tab:
            raise NotThere("the app has neither a Home nor a Messages tab")
        tab: Literal["home", "messages"] = "home" if app.home_tab else "messages"
        if not app.hears("app_home_opened"):
            return {"ok": True, "delivered": False, "tab": tab}
        at = self.now()
        ts = self.workspace.mint_ts(at)
        inner = payloads.app_home_opened(self.workspace, user, ts, tab=tab)
        ack = await self.sending.deliver_event(payloads.event(self.workspace, inner, at))
        return {"tab": tab, **heard(ack)}

    # Filling in and clicking ------------------------------------------------------------------

    def _clicked(self, user: str, place: Message | View, action: Json) -> Json:
        """Return the payload of a click, with a trigger id of its own."""
        at = self.now()
        message = place if isinstance(place, Message) else None
        hook = ResponseUrl(user, message.channel if message else "", at, message)
        return payloads.block_actions(
            self.workspace,
            place,
            user=user,
            action=action,
            trigger=self.workspace.new_trigger(user, at),
            response_url=self.screen.response_url(hook) if message else "",
        )

    def _keep(
        self, user: str, place: Message | View, block: Json, element: Json, state: Json
    ) -> None:
        _values(user, place).setdefault(block["block_id"], {})[element["action_id"]] = state

    def _offered(self, user: str, place: Message | View, block: Json, element: Json) -> list[Json]:
        """Return what an external select may hold: what was suggested last, and what it holds.

        Of a `file_input`, the files this person uploaded.
        """
        if element["type"] == "file_input":
            files = self.workspace.files.values()
            return [shown.file(self.workspace, file) for file in files if file.user == user]
        state = _values(user, place).get(block["block_id"], {}).get(element["action_id"], {})
        held = state.get("selected_options") or [state.get("selected_option")]
        return [*place.suggested.get(element["action_id"], []), *filter(None, held)]


def _values(user: str, place: Message | View) -> Json:
    """Return what a person entered in a view, or chose in a message."""
    return place.values if isinstance(place, View) else place.chosen.setdefault(user, {})
