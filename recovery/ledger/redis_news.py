"""Events of AWS, digests and given-up messages in Redis."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from recovery.cards import Letter
from recovery.ledger import writing
from recovery.ledger.epoch import micros
from recovery.ledger.port_news import Hearing, Piece, Poison
from recovery.ledger.redis_keys import key
from recovery.ledger.redis_link import Link
from recovery.ledger.redis_script import Script
from recovery.outcome import Notice

HEAR = Script(
    "hear",
    keys=("held_back",),
    args=("event", "now", "wall", "held_until", "letter_count", "id_count"),
)
RELEASE = Script("release", keys=("lane_key", "held_back"), args=("id", "body"))
GATHER = Script(
    "gather",
    keys=("digests", "lane_key", "held_back"),
    args=("id", "piece", "chore", "by"),
)
TELL = Script("tell", keys=("digests", "lane_key"), args=("id", "lane", "body", "wall"))
GIVE_UP = Script("give_up", keys=("poison",), args=("event", "message", "wall", "kept"))


class RedisNews:
    """See `recovery.ledger.port_news.News`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def hear(self, hearing: Hearing, *, now: datetime, wall: float) -> bool:
        """One script."""
        letters = [
            text for notice in hearing.notices for text in writing.told(writing.letter(notice))
        ]
        held = "" if hearing.held_until is None else hearing.held_until
        counts = (len(hearing.notices), len(hearing.ids))
        args = (hearing.key, micros(now), wall, held, *counts)
        ids = [id_.lower() for id_ in hearing.ids]
        return bool(
            self._link.run(
                HEAR,
                (key("held-back", "news"),),
                (*args, *letters, *ids, *hearing.wakes),
            )
        )

    def awaiting(self, ids: Sequence[str]) -> tuple[str, ...]:
        """One round trip."""
        if not ids:
            return ()
        found = self._link.call("HMGET", key("awaited"), *(id_.lower() for id_ in ids))
        return tuple(job for job in found if job)

    def letter(self, letter_id: str) -> Letter | None:
        """One round trip."""
        stored = self._link.call("HGET", key("letters"), letter_id)
        return Letter.model_validate_json(stored.split(" ", 2)[2]) if stored else None

    def release(self, letter: Letter) -> None:
        """One script."""
        keys = (key("lane", letter.lane), key("held-back", letter.lane))
        self._link.run(RELEASE, keys, (letter.id, letter.model_dump_json()))

    def gather(self, letter: Letter, piece: Piece, *, chore: str, at: datetime) -> None:
        """One script."""
        keys = (key("digests"), key("lane", letter.lane), key("held-back", letter.lane))
        self._link.run(GATHER, keys, (letter.id, writing.text_of(piece), chore, micros(at)))

    def gathered(self) -> Mapping[Piece, int]:
        """One round trip."""
        stored = self._link.call("HGETALL", key("digests"))
        return {writing.piece_of(text): int(count) for text, count in stored.items()}

    def tell(self, digest: Letter, told: Mapping[Piece, int], *, wall: float) -> None:
        """One script."""
        pairs = [part for piece, count in told.items() for part in (writing.text_of(piece), count)]
        args = (digest.id, digest.lane, digest.model_dump_json(), wall)
        self._link.run(TELL, (key("digests"), key("lane", digest.lane)), (*args, *pairs))

    def give_up(self, poison: Poison, notice: Notice, *, wall: float) -> bool:
        """One script."""
        args = (f"poison:{poison.id}", poison.model_dump_json(), wall, writing.POISON_KEPT)
        keys = (key("poison"),)
        return bool(self._link.run(GIVE_UP, keys, (*args, *writing.told(writing.letter(notice)))))

    def poison(self) -> tuple[Poison, ...]:
        """One round trip."""
        stored = self._link.call("LRANGE", key("poison"), 0, -1)
        return tuple(Poison.model_validate_json(text) for text in stored)
