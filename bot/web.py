"""The bot's pages: `/slack/events` for Slack; `/healthz`, `/readyz`, `/metrics` for operators."""

import time
from collections.abc import Callable

from flask import Flask, Request, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask.handler import to_bolt_request, to_flask_response
from werkzeug.exceptions import RequestEntityTooLarge

from bot import log, metrics, signing
from bot.desk import Desk
from bot.slack_app import REQUEST_ID
from recovery.errors import LedgerAway

LARGEST_BODY = 512 * 1024
"""Bytes; Slack's own payloads stay far below."""

Ready = Callable[[], str]
"""Says what is out of reach, or nothing."""


def make_web(desk: Desk, bolt: App, secret: bytes | None, ready: Ready) -> Flask:
    """The pages.

    Args:
        desk: For the clock and the metrics.
        bolt: Takes what is signed by Slack.
        secret: The signing secret; None where only Socket Mode is used.
        ready: Asked by `/readyz`.
    """
    web = Flask("bot")
    web.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

    @web.post("/slack/events")
    def events() -> Response:
        if secret is None:
            return _text("this bot speaks Socket Mode", 404)
        started = time.perf_counter()
        response = _events(desk, bolt, secret, request)
        metrics.ACK.observe(time.perf_counter() - started)
        return response

    @web.get("/healthz")
    def healthz() -> Response:
        return _text("ok", 200)

    @web.get("/readyz")
    def readyz() -> Response:
        trouble = ready()
        return _text(trouble or "ready", 503 if trouble else 200)

    @web.get("/metrics")
    def metrics_page() -> Response:
        try:
            return Response(metrics.exposition(desk), mimetype="text/plain; version=0.0.4")
        except LedgerAway:
            return _text("the ledger cannot be reached", 503)
        except metrics.CountersGone as gone:
            return _text(f"the folder of the counters, {gone}, is gone; restart the bot", 503)

    return web


def _events(desk: Desk, bolt: App, secret: bytes, received: Request) -> Response:
    try:
        body = received.get_data()
    except RequestEntityTooLarge:
        return _refused("too large", 413)
    signature = received.headers.get("X-Slack-Signature")
    why = signing.refusal(
        secret=secret,
        body=body,
        timestamp=received.headers.get("X-Slack-Request-Timestamp"),
        signature=signature,
        wall=desk.wall(),
    )
    if why is not None:
        return _refused(why, 401)
    try:
        body.decode()
    except UnicodeDecodeError:
        return _refused("not UTF-8", 400)
    try:
        bolt_request = to_bolt_request(received)
        bolt_request.context[REQUEST_ID] = signature
        response = bolt.dispatch(bolt_request)
    except Exception:  # noqa: BLE001  Bolt stumbles over payloads that are none of Slack's
        log.get("bot").exception("a signed request could not be read")
        return _refused("malformed", 400)
    metrics.REQUESTS.labels("ok" if response.status == 200 else str(response.status)).inc()  # noqa: PLR2004  HTTP's OK
    return to_flask_response(response)


def _refused(why: str, status: int) -> Response:
    """A short answer; nothing of what was sent is repeated or logged."""
    metrics.REQUESTS.labels(why).inc()
    return _text(why, status)


def _text(text: str, status: int) -> Response:
    return Response(text + "\n", status=status, mimetype="text/plain")
