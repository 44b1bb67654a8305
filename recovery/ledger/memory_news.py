"""Events of AWS, digests and given-up messages in memory; see `recovery.ledger.port_news`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from recovery.cards import Letter
from recovery.ledger import writing
from recovery.ledger.epoch import micros
from recovery.ledger.memory_state import MemoryState
from recovery.ledger.port_news import Hearing, Piece, Poison
from recovery.ledger.remembering import period_of
from recovery.outcome import Notice


class MemoryNews:
    """See `recovery.ledger.port_news.News`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def hear(self, hearing: Hearing, *, now: datetime, wall: float) -> bool:
        """Do what comes of an event, once."""
        state = self._state
        with state.changed:
            name = f"event {hearing.key}"
            if state.is_remembered(name, wall):
                return False
            if hearing.notices or hearing.wakes:
                state.remembered[name] = period_of(wall)
            for letter in map(writing.letter, hearing.notices):
                is_new = state.put_letter(letter, wall)
                if is_new and letter.lane == writing.NEWS:
                    state.letters[letter.id].at = hearing.held_until
            found = (state.awaited.get(id_.lower()) for id_ in hearing.ids)
            for id_ in (*(job for job in found if job), *hearing.wakes):
                state.wake(id_, micros(now))
            return True

    def awaiting(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Open jobs that learnt one of these AWS ids."""
        with self._state.changed:
            found = (self._state.awaited.get(id_.lower()) for id_ in ids)
            return tuple(job for job in found if job)

    def letter(self, letter_id: str) -> Letter | None:
        """A letter that waits."""
        with self._state.changed:
            stored = self._state.letters.get(letter_id)
        return Letter.model_validate_json(stored.body) if stored else None

    def release(self, letter: Letter) -> None:
        """Let a letter go with a new body."""
        state = self._state
        with state.changed:
            stored = state.letters.get(letter.id)
            if stored is not None:
                stored.body, stored.at = letter.model_dump_json(), None
                state.tell()

    def gather(self, letter: Letter, piece: Piece, *, chore: str, at: datetime) -> None:
        """Count a letter instead of sending it."""
        state = self._state
        with state.changed:
            if state.letters.pop(letter.id, None) is None:
                return
            text = writing.text_of(piece)
            state.gathered[text] = state.gathered.get(text, 0) + 1
            state.wake(chore, micros(at))

    def gathered(self) -> Mapping[Piece, int]:
        """What waits for a digest."""
        with self._state.changed:
            return {writing.piece_of(text): count for text, count in self._state.gathered.items()}

    def tell(self, digest: Letter, told: Mapping[Piece, int], *, wall: float) -> None:
        """Put a digest, take what it tells off the count."""
        state = self._state
        with state.changed:
            if not state.put_letter(digest, wall):
                return
            for piece, count in told.items():
                left = state.gathered.pop(writing.text_of(piece), 0) - count
                if left > 0:
                    state.gathered[writing.text_of(piece)] = left

    def give_up(self, poison: Poison, notice: Notice, *, wall: float) -> bool:
        """Keep a message, tell of it once."""
        state = self._state
        with state.changed:
            name = f"event poison:{poison.id}"
            if state.is_remembered(name, wall):
                return False
            state.remembered[name] = period_of(wall)
            state.poison.insert(0, poison.model_dump_json())
            del state.poison[writing.POISON_KEPT :]
            state.put_letter(writing.letter(notice), wall)
            return True

    def poison(self) -> tuple[Poison, ...]:
        """Newest first."""
        with self._state.changed:
            return tuple(Poison.model_validate_json(text) for text in self._state.poison)
