"""Keeps the Home tab of everybody who opened it lately equal to the ledger.

Drawn at once for who opens it, then again when jobs change or time has passed,
with rests between: Home waits behind the cards, which all the others read.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot import log
from bot.answers import health
from bot.desk import Desk
from bot.gateway import Gateway, NotYet
from bot.render.blocks import Json
from bot.render.home import Overview, Reader, home
from bot.render.scene import Scene
from bot.slack_errors import RateLimited, SlackRefused, ViewChanged
from bot.verbs.reading import read_signs
from recovery.errors import Refusal
from recovery.ledger.port import Dossier
from recovery.people import Person
from recovery.policy import check_asker

WATCHED_SECONDS = 3600.0
"""For how long a Home tab is kept up to date after it was opened."""
REST_SECONDS = 3.0
"""Between two drawings of one person's tab."""
REFRESH_SECONDS = 30.0
"""How often it is looked at though nothing changed but time."""
SHARED_SECONDS = 1.0
"""For how long one reading of the jobs serves everybody's tab."""
MOST_OPEN = 60
MOST_ENDED = 30
RECENT = timedelta(hours=24)
STARTS = ("restore", "backup")


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """What stands on one person's tab.

    Attributes:
        opened: When they last opened it, as far as drawn for; wall time.
        at: When it was last compared with the ledger; wall time.
        digest: Of what it shows, the time of drawing left out.
        hash: Slack's name for it.
    """

    opened: float
    at: float
    digest: str
    hash: str


class Homes:
    """Draws Home tabs; one thread at a time may call `draw`.

    Args:
        wall: Epoch seconds.
    """

    def __init__(self, desk: Desk, gateway: Gateway, wall: Callable[[], float]) -> None:
        self._desk = desk
        self._gateway = gateway
        self._wall = wall
        self._drawn: dict[Person, _Drawn] = {}
        self._links: dict[tuple[str, str], str] = {}
        self._ended: dict[str, Dossier] = {}
        self._changed_at = float("-inf")
        self._read: tuple[float, tuple[Dossier, ...]] = (float("-inf"), ())

    def due(self, *, has_news: bool) -> list[tuple[Person, float]]:
        """Whose tab is to be drawn now, and when they opened it; who opened it first, first.

        Args:
            has_news: Whether jobs have changed since the last time.
        """
        now = self._wall()
        if has_news:
            self._changed_at = now
        watching = self._desk.ledger.homes.opened(since=now - WATCHED_SECONDS)
        self._drawn = {who: drawn for who, drawn in self._drawn.items() if who in watching}
        due = [(at, who) for who, at in watching.items() if self._is_due(who, at, now)]
        return [(who, at) for at, who in sorted(due, key=lambda each: each[0])]

    def _is_due(self, person: Person, opened: float, now: float) -> bool:
        drawn = self._drawn.get(person)
        if drawn is None or opened > drawn.opened:
            return True
        rested = now - drawn.at
        return rested >= REFRESH_SECONDS or (
            self._changed_at >= drawn.at and rested >= REST_SECONDS
        )

    def draw(self, person: Person, opened: float, *, behind_seconds: float) -> None:
        """Make one person's tab equal to the ledger.

        Raises:
            NotYet, SlackRefused, RateLimited, SlackAway, LedgerAway: try again later.
        """
        at = self._wall()
        drawn = self._drawn.get(person)
        is_new = drawn is None or opened > drawn.opened
        view = self._view(person, behind_seconds)
        digest = _digest(view)
        stands = drawn.hash if drawn else ""
        # Who opens it may have nothing before their eyes: drawn in any case.
        if is_new or drawn is None or drawn.digest != digest:
            try:
                stands = self._gateway.publish(person.user, view, known=stands, is_urgent=is_new)
            except ViewChanged:
                # Another poster drew it: what the ledger says now replaces whatever that was.
                view = self._view(person, behind_seconds)
                digest = _digest(view)
                stands = self._gateway.publish(person.user, view, known="", is_urgent=is_new)
        self._drawn[person] = _Drawn(opened=opened, at=at, digest=digest, hash=stands)

    def _view(self, person: Person, behind_seconds: float) -> Json:
        desk = self._desk
        jobs = self._jobs()
        seen = Overview(
            jobs=jobs,
            links={each.job.id: link for each in jobs if (link := self._link(each))},
            health=health.in_short(read_signs(desk), wall=desk.wall()),
            behind_seconds=behind_seconds,
        )
        scene = Scene(now=desk.now(), directory=desk.directory(), is_sandbox=desk.is_sandbox)
        return home(seen, self._reader(person), scene)

    def _jobs(self) -> tuple[Dossier, ...]:
        """What is open and what has ended, read once for all who look at this moment."""
        read_at, found = self._read
        now = self._wall()
        if read_at <= self._changed_at or now - read_at > SHARED_SECONDS:
            found = (*self._open(), *self._recently_ended())
            self._read = (now, found)
        return found

    def _open(self) -> list[Dossier]:
        jobs = self._desk.ledger.jobs
        found = (jobs.dossier(job.id) for job in jobs.open_jobs(limit=MOST_OPEN))
        return [dossier for dossier in found if dossier is not None]

    def _recently_ended(self) -> list[Dossier]:
        """Of the jobs asked for last; what has ended and been told never changes again."""
        jobs, since = self._desk.ledger.jobs, self._desk.now() - RECENT
        found: dict[str, Dossier] = {}
        for job_id, *_ in jobs.page(size=MOST_ENDED, page=1).rows:
            dossier = self._ended.get(job_id) or jobs.dossier(job_id)
            if dossier is not None and dossier.job.state.is_terminal:
                found[job_id] = dossier
        self._ended = {id_: each for id_, each in found.items() if each.delivery.final_ts}
        recent = [each for each in found.values() if (each.job.ended or since) >= since]
        return sorted(recent, key=lambda each: each.job.ended or since, reverse=True)

    def _link(self, dossier: Dossier) -> str | None:
        """Where its card stands; None if it does not stand yet or Slack does not say."""
        channel, ts = dossier.delivery.channel or dossier.job.channel, dossier.delivery.ts
        if ts is None:
            return None
        if (channel, ts) not in self._links:
            try:
                self._links[channel, ts] = self._gateway.permalink(channel, ts)
            except (SlackRefused, RateLimited, NotYet) as error:
                log.get("poster").info("no link to a card", job=dossier.job.id, reason=str(error))
        return self._links.get((channel, ts))

    def _reader(self, person: Person) -> Reader:
        return Reader(
            person=person, may_ask=tuple(verb for verb in STARTS if self._may_ask(person, verb))
        )

    def _may_ask(self, person: Person, action: str) -> bool:
        try:
            check_asker(self._desk.config, self._desk.directory(), person, action)
        except Refusal:
            return False
        return True


def _digest(view: Json) -> str:
    shown = json.dumps(view["blocks"][:-1], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()
