"""What a person is shown of an app's answer, and what Slack says in its place."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack import answers, seed, shown
from sandbox.slack.rules import Refused
from sandbox.slack.sending import Ack
from sandbox.slack.store import Json, Message, ResponseUrl, Workspace
from sandbox.slack.typed import escaped

NOT_CONFIGURED = "This app is not configured to handle interactive responses."


@dataclass(frozen=True)
class Screen:
    """Shows things; `address` is the sandbox's base URL."""

    workspace: Workspace
    now: Callable[[], float]
    address: str

    def answer(self, hook: ResponseUrl, typed: str, ack: Ack) -> Json:
        """Show the app's answer to a command, or what Slack says in its place."""
        status, message = ack.status, None
        if status == "ok":
            try:
                if isinstance(ack.body, dict) and ack.body.get("response_type") == "in_channel":
                    self._echo(hook, typed)
                message = answers.to_command(self.workspace, hook, ack.body, self.now())
            except Refused as refusal:
                status = f"invalid_command_response ({', '.join(refusal.messages) or refusal})"
        if status != "ok":
            words = f'{hook.command} failed with the error "{status}"'
            return {
                **self.slackbot(hook.user, hook.channel, words),
                **timing(ack),
                "status": status,
            }
        result: Json = {"ok": True, "ephemeral": None, "in_channel": None, **timing(ack)}
        if message is not None:
            kind = "ephemeral" if message.only_for else "in_channel"
            result[kind] = shown.message(self.workspace, message)
        return result

    def slackbot(self, user: str, channel: str, words: str) -> Json:
        """Have Slackbot tell one person something."""
        message = Message(self.workspace.mint_ts(self.now()), channel, seed.SLACKBOT, words)
        message.only_for = user
        self.workspace.whisper(message)
        return {
            "ok": False,
            "status": "refused",
            "shown": words,
            "ephemeral": shown.message(self.workspace, message),
            "in_channel": None,
            "elapsed_ms": 0,
        }

    def response_url(self, hook: ResponseUrl) -> str:
        """Return the address at which an app may answer later."""
        return f"{self.address}/response/{self.workspace.new_response_url(hook)}"

    def _echo(self, hook: ResponseUrl, typed: str) -> None:
        ts = self.workspace.mint_ts(self.now())
        self.workspace.post(Message(ts, hook.channel, hook.user, escaped(self.workspace, typed)))


def heard(ack: Ack) -> Json:
    """Return how an interaction went, with Slack's words where it never left."""
    result: Json = {"ok": ack.status == "ok", "delivered": True, **timing(ack)}
    if ack.status == "not_configured":
        result |= {"delivered": False, "shown": NOT_CONFIGURED}
    return result


def timing(ack: Ack) -> Json:
    """Return the word for how a delivery went, and how long the app took."""
    return {"status": ack.status, "elapsed_ms": ack.elapsed_ms}
