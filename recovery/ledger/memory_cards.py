"""Cards, the outbox and who looks at Home, in memory; the rules stand in `redis_cards`."""

from collections.abc import Mapping

from recovery.cards import Delivery, Letter
from recovery.ledger.memory_state import MemoryState
from recovery.ledger.writing import check_lane
from recovery.people import Person


class MemoryCards:
    """What Slack still has to be told about jobs; see `recovery.ledger.port_slack.Cards`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state
        self._poster: tuple[str, float] | None = None

    def lead(self, instance: str, *, wall: float, seconds: float) -> bool:
        """Become, or stay, the one poster."""
        with self._state.changed:
            if self._poster and self._poster[0] != instance and self._poster[1] > wall:
                return False
            self._poster = (instance, wall + seconds)
            return True

    def dirty(self, *, limit: int) -> tuple[tuple[str, int], ...]:
        """What changed since shown."""
        with self._state.changed:
            turns = self._state.turns
            ids = sorted(turns, key=lambda id_: turns[id_])[: max(limit, 0)]
            return tuple((id_, self._state.marks[id_]) for id_ in ids)

    def clean(self, job_id: str, mark: int) -> None:
        """It was shown as of `mark`."""
        state = self._state
        with state.changed:
            newest = state.marks.get(job_id, 0)
            if newest <= mark:
                for part in (state.turns, state.marks, state.urgent):
                    part.pop(job_id, None)
                return
            pressing = state.urgent.get(job_id, 0)
            state.turns[job_id] = (False, pressing) if pressing > mark else (True, newest)

    def mark(self, job_id: str) -> None:
        """Show it again."""
        with self._state.changed:
            self._state.show(job_id, is_urgent=False)

    def delivery(self, job_id: str) -> Delivery:
        """Where it stands in Slack."""
        with self._state.changed:
            stored = self._state.deliveries.get(job_id)
        return Delivery() if stored is None else Delivery.model_validate_json(stored)

    def save_delivery(self, job_id: str, delivery: Delivery) -> None:
        """Remember where it stands."""
        with self._state.changed:
            self._state.deliveries[job_id] = delivery.model_dump_json()

    def await_news(self, *, timeout_seconds: float) -> bool:
        """Take the signal, waiting for it."""
        state = self._state
        with state.changed:
            found = state.changed.wait_for(lambda: state.news, timeout_seconds)
            state.news = False
            return found


class MemoryOutbox:
    """Letters to Slack; see `recovery.ledger.port_slack.Outbox`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def put(self, letter: Letter, *, wall: float) -> bool:
        """Add it, once."""
        check_lane(letter.lane)
        with self._state.changed:
            return self._state.put_letter(letter, wall)

    def ready(self, lane: str, *, wall: float, limit: int) -> tuple[Letter, ...]:
        """Letters that may go now."""
        with self._state.changed:
            lying = [letter for letter in self._state.letters.values() if letter.lane == lane]
            for letter in lying:
                if letter.at is not None and letter.at <= wall:
                    letter.at = None
            free = sorted((one.number, one.body) for one in lying if one.at is None)
        return tuple(Letter.model_validate_json(body) for _, body in free[: max(limit, 0)])

    def done(self, letter_id: str) -> None:
        """Slack took it."""
        with self._state.changed:
            self._state.letters.pop(letter_id, None)

    def later(self, letter: Letter, *, at: float) -> None:
        """Try again later."""
        with self._state.changed:
            stored = self._state.letters.get(letter.id)
            if stored is not None:
                stored.body = letter.model_dump_json()
                stored.at = at

    def waiting(self) -> int:
        """How many have not been taken."""
        with self._state.changed:
            return len(self._state.letters)


class MemoryHomes:
    """Who looks at the Home tab; see `recovery.ledger.port_slack.Homes`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state
        self._opened: dict[Person, float] = {}

    def open(self, person: Person, *, wall: float) -> None:
        """Note it and wake the poster."""
        with self._state.changed:
            self._opened[person] = wall
            self._state.tell()

    def opened(self, *, since: float) -> Mapping[Person, float]:
        """Who did lately."""
        with self._state.changed:
            self._opened = {who: at for who, at in self._opened.items() if at > since}
            return dict(self._opened)
