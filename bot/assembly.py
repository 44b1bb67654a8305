"""Puts the bot together from its settings, once in each process that serves."""

import sys

from flask import Flask
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot import log, startup
from bot.desk import Desk
from bot.openings import Openings
from bot.settings import BotSettings
from bot.slack_app import make_app
from bot.socket_mode import SocketMode
from bot.vital_signs import beat_for_ever
from bot.web import make_web
from recovery.errors import LedgerAway

SWITCH_SECONDS = 0.0005
"""Python's default of 5 ms lets a thread whose ledger has answered wait for ten others."""
SLACK_SECONDS = 2
"""Longest wait for Slack: a trigger id is worth nothing later."""


def web() -> Flask:
    """The pages, with Socket Mode beside them where it is set; gunicorn calls this."""
    settings = startup.read_settings(BotSettings)
    sys.setswitchinterval(SWITCH_SECONDS)
    log.set_up("bot", settings.log_level)
    desk = startup.make_desk(settings)
    client = startup.slack_client(settings, timeout_seconds=SLACK_SECONDS)
    bolt = make_app(desk, client, Openings(client, desk))
    beat_for_ever(desk.ledger, "bot", lambda: "")
    if settings.app_token is not None:
        SocketMode(bolt, client, settings.app_token.get_secret_value()).start()
    secret = settings.signing_secret
    key = secret.get_secret_value().encode() if secret is not None else None
    return make_web(desk, bolt, key, lambda: out_of_reach(desk, client))


def out_of_reach(desk: Desk, client: WebClient) -> str:
    """What cannot be reached at this moment, or nothing."""
    try:
        desk.ledger.ping()
    except LedgerAway:
        return "the ledger cannot be reached"
    try:
        client.auth_test()
    except (SlackClientError, OSError) as error:
        return f"Slack cannot be reached: {type(error).__name__}"
    return ""
