"""Slack over a WebSocket it needs no way in for; the same app, no signatures.

slack_sdk's client reconnects by itself once it was connected; until then we try
again ourselves, for Slack may be away when the bot starts.
"""

import threading
import time

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot import log
from bot.slack_app import REQUEST_ID

FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 60.0
PING_SECONDS = 5.0
CONCURRENCY = 10


class SocketMode:
    """One connection to Slack."""

    def __init__(self, bolt: App, client: WebClient, app_token: str) -> None:
        self._bolt = bolt
        self._socket = SocketModeClient(
            app_token=app_token,
            web_client=WebClient(token=app_token, base_url=client.base_url),
            ping_interval=PING_SECONDS,
            concurrency=CONCURRENCY,
        )
        self._socket.socket_mode_request_listeners.append(self._take)

    def start(self) -> None:
        """Connect in the background, for as long as it takes."""
        threading.Thread(target=self._connect, name="socket mode", daemon=True).start()

    def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return bool(self._socket.is_connected())

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _connect(self) -> None:
        seconds = FIRST_RETRY_SECONDS
        while not self._socket.closed:
            try:
                self._socket.connect_to_new_endpoint(force=True)
            except (SlackClientError, OSError, ValueError) as error:
                log.get("bot").warning("Socket Mode: Slack away", reason=type(error).__name__)
                time.sleep(seconds)
                seconds = min(2 * seconds, LONGEST_RETRY_SECONDS)
            else:
                log.get("bot").info("Socket Mode: connected")
                return

    def _take(self, client: BaseSocketModeClient, received: SocketModeRequest) -> None:
        started = time.time()
        request = BoltRequest(
            mode="socket_mode", body=received.payload, headers=build_headers(received)
        )
        request.context[REQUEST_ID] = f"envelope:{received.envelope_id}"
        send_response(client, received, self._bolt.dispatch(request), started)
