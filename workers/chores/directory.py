"""Asking for a fresh directory of people: only the bot's side can read Slack."""

from datetime import datetime, timedelta

from workers.engine import Engine

STALE_SECONDS = 300.0
"""Wall seconds after which the directory is asked for anew."""
EVERY = timedelta(minutes=1)


def refresh_directory(engine: Engine) -> datetime:
    """Ask for a new reading if the last one is old; returns when to look again."""
    if engine.wall() - engine.ledger.people.directory().read_at > STALE_SECONDS:
        engine.ledger.people.ask_fresh()
    return engine.clock.now() + EVERY
