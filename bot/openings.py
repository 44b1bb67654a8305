"""Opening forms: the one call to Slack that must be made at once, kept off the way of the ack.

A trigger works for three seconds and the ledger's poster may be busy, so the bot
opens forms itself, from a few threads and a short queue. What cannot be opened in
time is answered with the same as text.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot import letters, log
from bot.asking import Asking
from bot.desk import Desk
from bot.render.blocks import Json
from recovery.answer import Answer
from recovery.errors import LedgerAway

THREADS = 4
QUEUED = 16
LIMIT_SECONDS = 2.0


class Openings:
    """A small pool that opens views; `wall` decides what is too late."""

    def __init__(self, client: WebClient, desk: Desk) -> None:
        self._client = client
        self._desk = desk
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="view")
        self._room = BoundedSemaphore(THREADS + QUEUED)

    def open(self, asking: Asking, view: Json, otherwise: Answer) -> None:
        """Open `view` soon, or answer privately with `otherwise`; returns at once."""
        if not self._room.acquire(blocking=False):
            self._answer_as_text(asking, otherwise, "queue full")
            return
        asked = self._desk.wall()
        self._pool.submit(self._open, asking, view, otherwise, asked)

    def close(self) -> None:
        """Wait for what is under way."""
        self._pool.shutdown()

    def _open(self, asking: Asking, view: Json, otherwise: Answer, asked: float) -> None:
        try:
            if self._desk.wall() - asked > LIMIT_SECONDS:
                self._answer_as_text(asking, otherwise, "too late")
                return
            self._client.views_open(trigger_id=asking.trigger_id, view=view)
        except (SlackClientError, LedgerAway, OSError) as error:
            self._answer_as_text(asking, otherwise, type(error).__name__)
        except Exception:  # noqa: BLE001  a thread of the pool would swallow it
            log.get("bot").exception("opening a form failed")
        finally:
            self._room.release()

    def _answer_as_text(self, asking: Asking, otherwise: Answer, why: str) -> None:
        log.get("bot").warning("form not opened", why=why)
        try:
            self._desk.ledger.outbox.put(
                letters.reply(asking, otherwise, wall=self._desk.wall()), wall=self._desk.wall()
            )
        except LedgerAway as error:
            log.get("bot").warning("ledger away", reason=str(error))
