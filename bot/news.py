"""Tells news: in which channels, and each by itself or counted for a digest.

A notice for two channels is two letters, so that one channel that is closed or busy
holds nothing up in the other. What a channel is told is decided here, once a letter:
by `recovery.news` and by how much it was told lately.
"""

from collections import deque
from collections.abc import Callable

from bot import log
from bot.desk import Desk
from bot.gateway import Gateway
from bot.render import notices
from bot.render.message import Message
from bot.slack_errors import ChannelClosed, ScopeMissing
from recovery.cards import Letter
from recovery.news import channels, digest_of, piece_of, rate_of, way_of
from recovery.outcome import Notice

FLEET_SECONDS = 60.0
"""For how long a count of the fleet's tables is used again."""
ANNOUNCEMENT = "announcement"
"""Kind of a letter with news for one channel: `{channel, notice}`."""
MOST_POSTED = 100
"""Letters remembered that were posted: the ledger may have been away before it heard of it."""
MOST_ALLOWED = 1000
"""Letters remembered that may go, though Slack did not take them yet."""


class News:
    """Tells what letters of news hold; one thread at a time for each lane.

    Args:
        wall: Epoch seconds.
    """

    def __init__(self, desk: Desk, gateway: Gateway, wall: Callable[[], float]) -> None:
        self._desk = desk
        self._gateway = gateway
        self._wall = wall
        self._fleet = 0
        self._counted_at = float("-inf")
        self._allowed: set[str] = set()
        self._posted: deque[str] = deque(maxlen=MOST_POSTED)
        self._looked_in: set[str] = set()

    def notice(self, letter: Letter) -> None:
        """A notice as a worker or the listener left it: for the alerts channel, and its copies."""
        news = Notice.model_validate(letter.body)
        first, *others = channels(news, self._desk.config)
        for channel in others:
            if self._stands_as_card(news, channel):
                continue
            copy = Letter(
                id=f"{letter.id}@{channel}",
                lane=letter.lane,
                kind=ANNOUNCEMENT,
                body={"channel": channel, "notice": letter.body},
            )
            self._desk.ledger.outbox.put(copy, wall=self._wall())
        self._tell(letter, news, first)

    def announcement(self, letter: Letter) -> None:
        """The copy for one channel."""
        news = Notice.model_validate(letter.body["notice"])
        self._tell(letter, news, str(letter.body["channel"]))

    def digest(self, letter: Letter) -> None:
        """What was gathered."""
        desk = self._desk
        shown = notices.digest(
            letter.body, letter_id=letter.id, now=desk.now(), is_sandbox=desk.is_sandbox
        )
        self._post(letter, str(letter.body["channel"]), shown)

    def _stands_as_card(self, news: Notice, channel: str) -> bool:
        """Whether a job's card tells it there anyway."""
        if news.job_id is None or news.urgent:
            return False
        return self._desk.ledger.cards.delivery(news.job_id).channel == channel

    def _tell(self, letter: Letter, news: Notice, channel: str) -> None:
        desk = self._desk
        way = way_of(news, desk.config, fleet=self._tables())
        if way == "nowhere":
            return
        if way == "digest" or not self._may_go(letter, news, channel):
            chore, at = digest_of(news, desk.now())
            desk.ledger.news.gather(letter, piece_of(news, channel), chore=chore, at=at)
            return
        shown = notices.notice(
            news, letter_id=letter.id, now=desk.now(), is_sandbox=desk.is_sandbox
        )
        self._post(letter, channel, shown)
        self._allowed.discard(letter.id)

    def _may_go(self, letter: Letter, news: Notice, channel: str) -> bool:
        """Whether the channel's rate has room; asked once, however often Slack says not yet."""
        if letter.id in self._allowed:
            return True
        name, per_second, burst = rate_of(news)
        wait = self._desk.ledger.rates.take(
            f"news:{name}:{channel}",
            per_second=per_second,
            burst=burst,
            wall=self._desk.now().timestamp(),
        )
        if wait > 0:
            return False
        if len(self._allowed) >= MOST_ALLOWED:
            self._allowed.clear()
        self._allowed.add(letter.id)
        return True

    def _tables(self) -> int:
        now = self._wall()
        if not 0 <= now - self._counted_at < FLEET_SECONDS:
            self._fleet = len(self._desk.ledger.sightings.tables())
            self._counted_at = now
        return self._fleet

    def _post(self, letter: Letter, channel: str, shown: Message) -> None:
        """Post it; what the alerts channel does not take goes to operations."""
        known = self._desk.config.slack.channels
        try:
            self._post_once(letter, channel, shown)
        except ChannelClosed as error:
            if channel != known.alerts:
                raise
            log.get("poster").warning("alerts channel closed", reason=str(error))
            self._post_once(letter, known.operations, shown)

    def _post_once(self, letter: Letter, channel: str, shown: Message) -> None:
        """Post, unless it stands there: posted by us, or by an attempt whose end is not known.

        Of such attempts there is that of a poster before this one, which died after it posted
        and before the ledger heard of it: what a channel is told first is looked for.
        """
        is_unsure = letter.attempts or channel not in self._looked_in
        if letter.id in self._posted or (is_unsure and self._stands(channel, letter.id)):
            return
        self._looked_in.add(channel)
        self._gateway.post(channel, shown)
        self._posted.append(letter.id)

    def _stands(self, channel: str, letter_id: str) -> bool:
        try:
            return self._gateway.find(channel, "letter", letter_id) is not None
        except ScopeMissing:
            return False  # we may not look: told twice is better than not at all
