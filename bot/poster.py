"""`python -m bot.poster`: the one process that keeps Slack equal to the ledger.

It waits for news, then shows what changed: jobs and letters go to small pools of
threads, so that one slow answer of Slack holds nothing else up. Several may run;
one leads, the others wait for it to fall silent.
"""

import secrets
import signal
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from bot import letters, log, startup
from bot.desk import Desk
from bot.directory import read_directory
from bot.gateway import Gateway, NotYet
from bot.homes import Homes
from bot.living import BEHIND_SECONDS, Living
from bot.mail import Mail
from bot.pace import Pace
from bot.rounds import Rounds
from bot.settings import SlackSettings
from bot.slack_errors import RateLimited, SlackAway, SlackRefused
from bot.troubles import Troubles
from bot.verbs.deciding import VOTES
from bot.vital_signs import beat_for_ever, instance
from recovery.cards import Letter
from recovery.decisions import Decision
from recovery.errors import LedgerAway
from recovery.job import Job
from recovery.people import Directory, Person
from recovery.policy import may_decide
from recovery.record import State

LEAD_SECONDS = 10.0
LONGEST_NAP_SECONDS = 1.0
SHORTEST_NAP_SECONDS = 0.02
DIRECTORY_SECONDS = 300.0
REFRESH_SECONDS = {State.RUNNING: 30.0, State.REVERTING: 30.0, State.AWAITING_APPROVAL: 300.0}
"""How often a card on which only time has changed is drawn again, as far as Slack allows."""
LOOK_SECONDS = 5.0
MOST_JOBS = 200
MOST_LETTERS = 50
SLACK_SECONDS = 10
AWAY_SECONDS = 2.0
REFUSED_SECONDS = 60.0
"""A refusal is for people to put right; asking more often would not help."""
TURN = "turn"
"""The name of looking at the ledger, among pieces of work."""
CARD_THREADS = 8
FAST_THREADS = 4


class Poster:
    """Shows jobs, sends letters, reads the directory.

    Args:
        new_id: Makes random ids for posts.
        wall: Epoch seconds.
        name: What this process is called among posters.
    """

    def __init__(
        self,
        desk: Desk,
        gateway: Gateway,
        *,
        new_id: Callable[[], str],
        wall: Callable[[], float],
        name: str,
    ) -> None:
        self._desk = desk
        self._gateway = gateway
        self._wall = wall
        self._name = name
        self._living = Living(desk, gateway, new_id, wall)
        self._mail = Mail(desk, gateway, wall)
        self._homes = Homes(desk, gateway, wall)
        self.cards = Rounds(CARD_THREADS, wall)
        self.fast = Rounds(FAST_THREADS, wall)
        self.alarms = Rounds(1, wall)
        self.news = Rounds(1, wall)
        self.homes = Rounds(1, wall)
        self.chores = Rounds(1, wall)
        self._leads_until = float("-inf")
        self._looked_at = float("-inf")
        self._dirty_since: dict[str, float] = {}
        self._asked_for_people = False
        self._has_more = False
        self._stopping = threading.Event()
        self.troubles = Troubles(wall)

    def run(self) -> None:
        """Go on until `stop`, whatever is away."""
        while not self._stopping.is_set():
            try:
                if not self.leads():
                    self.troubles.forget()
                    self._stopping.wait(LONGEST_NAP_SECONDS)
                    continue
                self.turn()
                self.troubles.over(TURN)
                self._desk.ledger.cards.await_news(timeout_seconds=self._nap())
            except LedgerAway as error:
                self.troubles.note(TURN, "the ledger cannot be reached")
                log.get("poster").warning("ledger away", reason=str(error))
                self._stopping.wait(LONGEST_NAP_SECONDS)

    def stop(self) -> None:
        """End `run` after its turn."""
        self._stopping.set()

    def close(self) -> None:
        """Wait for what is under way."""
        for rounds in self._rounds():
            rounds.close()

    def leads(self) -> bool:
        """Whether this process is the one poster now."""
        now = self._wall()
        if now < self._leads_until - LEAD_SECONDS / 2:
            return True
        if not self._desk.ledger.cards.lead(self._name, wall=now, seconds=LEAD_SECONDS):
            return False
        self._leads_until = now + LEAD_SECONDS
        return True

    def turn(self) -> None:
        """Start everything that can be done now; returns at once."""
        now = self._wall()
        self._has_more = False
        if now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._look_around(now)
        for letter in self._desk.ledger.outbox.ready("fast", wall=now, limit=MOST_LETTERS):
            self.fast.start(letter.id, partial(self._send, letter))
        dirty = self._desk.ledger.cards.dirty(limit=MOST_JOBS)
        self._dirty_since = {id_: self._dirty_since.get(id_, now) for id_, _ in dirty}
        for job_id, mark in dirty:
            since = self._dirty_since[job_id]
            self.cards.start(job_id, partial(self._show, job_id, mark, since), mark=mark)
        self._draw_homes(now, has_news=bool(dirty))
        for lane, rounds in (("alarms", self.alarms), ("news", self.news)):
            letters_ = self._desk.ledger.outbox.ready(lane, wall=now, limit=MOST_LETTERS)
            for letter in letters_:
                rounds.start(letter.id, partial(self._send, letter))
            self._has_more |= len(letters_) == MOST_LETTERS

    def _draw_homes(self, now: float, *, has_news: bool) -> None:
        """After the cards: what others wait for goes first."""
        oldest = now - min(self._dirty_since.values(), default=now)
        behind = oldest - oldest % BEHIND_SECONDS
        for person, opened in self._homes.due(has_news=has_news):
            work = partial(self._draw_home, person, opened, behind)
            # Opened again, it is tried again whatever came of it before.
            self.homes.start(str(person), work, mark=round(opened * 1000))

    def is_idle(self) -> bool:
        """Whether nothing is under way in any of its threads."""
        return all(r.is_idle() for r in self._rounds())

    def _rounds(self) -> tuple[Rounds, ...]:
        return (self.cards, self.fast, self.alarms, self.news, self.homes, self.chores)

    def _nap(self) -> float:
        """How long nothing can be done unless news comes."""
        longest = SHORTEST_NAP_SECONDS if self._has_more else LONGEST_NAP_SECONDS
        for rounds in (self.cards, self.fast, self.alarms, self.news):
            longest = rounds.next_in(longest)
        return max(longest, SHORTEST_NAP_SECONDS)

    def _show(self, job_id: str, mark: int, dirty_since: float) -> float:
        return self._attempt(
            partial(self._living.show, job_id, mark, dirty_since=dirty_since), job=job_id
        )

    def _draw_home(self, person: Person, opened: float, behind: float) -> float:
        return self._attempt(
            partial(self._homes.draw, person, opened, behind_seconds=behind), person=str(person)
        )

    def _send(self, letter: Letter) -> float:
        return self._attempt(partial(self._mail.send, letter), letter=letter.id)

    def _attempt(self, work: Callable[[], None], **about: str) -> float:
        """Do it; the seconds after which to try again, and the log and `health` of why."""
        seconds, name = 0.0, " ".join(about.values())
        try:
            work()
            self.troubles.over(name)
        except (NotYet, RateLimited) as error:
            seconds = error.seconds
        except (SlackAway, LedgerAway) as error:
            self.troubles.note(name, f"away: {error}")
            log.get("poster").warning("away", reason=str(error), **about)
            seconds = AWAY_SECONDS
        except SlackRefused as error:
            self.troubles.note(name, f"Slack refuses {error}")
            log.get("poster").error("Slack refuses", reason=str(error), **about)
            seconds = REFUSED_SECONDS
        except Exception:  # noqa: BLE001  a thread of the pool would swallow it
            self.troubles.note(name, "ddbdr itself broke, see the poster's log")
            log.get("poster").exception("defect", **about)
            seconds = REFUSED_SECONDS
        return seconds

    def _look_around(self, now: float) -> None:
        """Draw what only time has changed; read the directory when it is old or asked for."""
        for job in self._desk.ledger.jobs.open_jobs(limit=MOST_JOBS):
            shown = self._living.shown_at.get(job.id, float("-inf"))
            if now - shown >= REFRESH_SECONDS.get(job.state, float("inf")):
                self._desk.ledger.cards.mark(job.id)
        self._asked_for_people |= self._desk.ledger.people.is_asked()
        read_at = self._desk.ledger.people.directory().read_at
        wanted = self._asked_for_people or now - read_at >= DIRECTORY_SECONDS
        # A question that comes while one is being answered, or rests, is kept for the next look.
        if wanted and self.chores.start("directory", self._read_directory):
            self._asked_for_people = False

    def _read_directory(self) -> float:
        return self._attempt(self._replace_directory, chore="directory")

    def _replace_directory(self) -> None:
        ledger = self._desk.ledger
        before = ledger.people.directory()
        directory = read_directory(
            self._gateway, before, wall=self._wall(), pause=self._stopping.wait
        )
        ledger.people.replace(directory)
        # A word that waited for fresh groups may count now: whoever folds looks again.
        for job in ledger.jobs.open_jobs(limit=MOST_JOBS):
            decisions = ledger.jobs.decisions(job.id)
            if job.state is State.AWAITING_APPROVAL and decisions:
                ledger.due.wake(job.id, now=self._desk.now())
                ledger.cards.mark(job.id)
                self._tell_who_does_not_count(job, decisions, directory)

    def _tell_who_does_not_count(
        self, job: Job, decisions: Sequence[Decision], directory: Directory
    ) -> None:
        """Answer those who were told that their word is being checked; each once."""
        wall, ledger = self._wall(), self._desk.ledger
        channel = ledger.cards.delivery(job.id).channel or job.channel
        for decision in decisions:
            if decision.word not in VOTES or decision.digest != job.plan_digest:
                continue
            why = may_decide(job.approvers, directory, job.requester, decision.person)
            if why is not None:
                letter = letters.not_counted(job, decision, why, wall=wall, channel=channel)
                ledger.outbox.put(letter, wall=wall)


def main() -> None:
    """Run until told to stop."""
    settings = startup.read_settings(SlackSettings)
    log.set_up("poster", settings.log_level)
    desk = startup.make_desk(settings)
    client = startup.slack_client(settings, timeout_seconds=SLACK_SECONDS)
    poster = Poster(
        desk,
        Gateway(client, Pace(time.monotonic)),
        new_id=lambda: secrets.token_hex(8),
        wall=time.time,
        name=instance(),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: poster.stop())
    beat_for_ever(desk.ledger, "poster", poster.troubles.told)
    log.get("poster").info("poster started")
    poster.run()
    poster.close()


if __name__ == "__main__":
    main()
