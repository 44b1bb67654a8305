"""Sends the letters of the outbox, each once: answers to people first, news at its pace."""

from collections.abc import Callable

from bot import log
from bot.desk import Desk
from bot.gateway import Gateway, NotYet
from bot.news import ANNOUNCEMENT, News
from bot.render.answers import message
from bot.slack_errors import (
    RateLimited,
    ScopeMissing,
    SlackAway,
    SlackRefused,
    TokenRefused,
)
from recovery.answer import Answer
from recovery.cards import Letter
from recovery.errors import LedgerAway

LONGEST_WAIT_SECONDS = 60.0


class Mail:
    """Takes one letter at a time to Slack; safe to call from several threads.

    Args:
        wall: Epoch seconds.
    """

    def __init__(self, desk: Desk, gateway: Gateway, wall: Callable[[], float]) -> None:
        self._desk = desk
        self._gateway = gateway
        self._wall = wall
        self._news = News(desk, gateway, wall)
        self._kinds: dict[str, Callable[[Letter], None]] = {
            "reply": self._reply,
            "ephemeral": self._ephemeral,
            "message": self._message,
            "notice": self._news.notice,
            ANNOUNCEMENT: self._news.announcement,
            "digest": self._news.digest,
        }

    def send(self, letter: Letter) -> None:
        """Send it, or put it back for later.

        Raises:
            SlackAway, TokenRefused, ScopeMissing: It was put back: people should hear why.
            LedgerAway: What became of it could not be written down.
        """
        outbox, now = self._desk.ledger.outbox, self._wall()
        if letter.expires is not None and letter.expires < now:
            outbox.done(letter.id)
            return
        if letter.kind not in self._kinds:
            log.get("poster").error("letter of unknown kind dropped", kind=letter.kind)
            outbox.done(letter.id)
            return
        self._deliver(letter, now)

    def _deliver(self, letter: Letter, now: float) -> None:
        outbox = self._desk.ledger.outbox
        try:
            self._kinds[letter.kind](letter)
        except (NotYet, RateLimited) as error:
            outbox.later(letter, at=now + error.seconds)
        except SlackAway as error:
            tried = letter.model_copy(update={"attempts": letter.attempts + 1})
            seconds = min(2.0**letter.attempts, LONGEST_WAIT_SECONDS)
            log.get("poster").warning("Slack away", reason=str(error), again_in=seconds)
            outbox.later(tried, at=now + seconds)
            raise
        except (TokenRefused, ScopeMissing):
            # Nothing is wrong with the letter: it goes once an operator has mended the app.
            outbox.later(letter, at=now + LONGEST_WAIT_SECONDS)
            raise
        except SlackRefused as error:
            # Said no for good: nobody can be told this way, the log is what is left.
            log.get("poster").error("letter refused", letter=letter.id, reason=str(error))
            outbox.done(letter.id)
        except LedgerAway:
            raise
        except Exception:  # noqa: BLE001  a letter we cannot make must not block those behind it
            log.get("poster").exception("letter dropped", letter=letter.id)
            outbox.done(letter.id)
        else:
            outbox.done(letter.id)

    def _reply(self, letter: Letter) -> None:
        body = letter.body
        shown = message(Answer.model_validate(body["answer"]))
        self._gateway.respond(str(body["response_url"]), shown, replace=bool(body["replace"]))

    def _ephemeral(self, letter: Letter) -> None:
        body = letter.body
        shown = message(Answer.model_validate(body["answer"]))
        self._gateway.ephemeral(str(body["channel"]), str(body["user"]), shown)

    def _message(self, letter: Letter) -> None:
        body = letter.body
        shown = message(Answer.model_validate(body["answer"]))
        thread_ts = str(body["thread_ts"]) or None
        self._gateway.post(str(body["channel"]), shown, thread_ts=thread_ts)
