"""The peer: the smallest Bolt app there is, in the same server with the same settings."""

import os

from flask import Flask, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack import Ack

from bot.__main__ import Server
from bot.settings import BotSettings
from bot.startup import read_settings


def authorize() -> AuthorizeResult:
    """A fixed answer, as ours, so that neither app calls Slack."""
    return AuthorizeResult(
        enterprise_id=None,
        team_id="T01TEST",
        bot_user_id="U0DDBDR",
        bot_token="xoxb-sandbox",  # noqa: S106  the sandbox's own
    )


def build() -> Flask:
    """Bolt behind Flask: one command that says back what it was given."""
    bolt = App(
        signing_secret=os.environ.get("SLACK_SIGNING_SECRET", "sandbox-secret"),
        authorize=authorize,
        process_before_response=True,
    )

    def echo(ack: Ack, command: dict[str, str]) -> None:
        ack(command["text"])

    bolt.command("/ddbdr")(echo)
    handler = SlackRequestHandler(bolt)
    web = Flask(__name__)

    def events() -> Response:
        return handler.handle(request)

    web.add_url_rule("/slack/events", view_func=events, methods=["POST"])
    return web


class EchoServer(Server):
    """The product's own server and settings, with the peer in it."""

    def load(self) -> Flask:
        """The peer instead of the bot."""
        return build()


if __name__ == "__main__":
    EchoServer(read_settings(BotSettings)).run()  # type: ignore[no-untyped-call]  # gunicorn
