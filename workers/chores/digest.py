"""Digests: what was gathered of a channel's news, as one letter for each channel."""

from collections import defaultdict
from datetime import datetime

from recovery.cards import Letter
from recovery.instants import iso
from recovery.ledger.port_news import Piece
from recovery.ledger.writing import ALARMS, NEWS
from workers.engine import Engine


def tell_digests(engine: Engine, *, urgent: bool) -> datetime | None:
    """Put what was gathered into the outbox; due again when something is gathered anew."""
    now, news = engine.clock.now(), engine.ledger.news
    channels: dict[str, dict[Piece, int]] = defaultdict(dict)
    for piece, count in news.gathered().items():
        if piece.urgent == urgent:
            channels[piece.channel][piece] = count
    for channel, pieces in channels.items():
        kind = "alarms" if urgent else "completions"
        digest = Letter(
            id=f"digest:{kind}:{channel}:{iso(now)}:{engine.executor}",
            lane=ALARMS if urgent else NEWS,
            kind="digest",
            body={
                "channel": channel,
                "urgent": urgent,
                "until": now.isoformat(),
                "pieces": [[*piece, count] for piece, count in sorted(pieces.items())],
            },
        )
        news.tell(digest, pieces, wall=engine.wall())
    return None
