"""The one impure room of the domain: the only code that knows how things are stored.

`open_ledger(url)` is the product's; `MemoryLedger()` is its twin in memory, which
keeps the same promises and passes the same tests. Redis's library is imported
only when the first of the two is asked for.
"""

import importlib
from typing import TYPE_CHECKING

from recovery.ledger.audit import ChainBroken, verify
from recovery.ledger.memory import MemoryLedger
from recovery.ledger.port import AuditEntry, Change, Creation, Dossier, Ledger, Page
from recovery.ledger.port_news import Hearing, News, Piece, Poison

if TYPE_CHECKING:
    from recovery.ledger.store import NewerLedger, RedisLedger, open_ledger

__all__ = [
    "AuditEntry",
    "ChainBroken",
    "Change",
    "Creation",
    "Dossier",
    "Hearing",
    "Ledger",
    "MemoryLedger",
    "NewerLedger",
    "News",
    "Page",
    "Piece",
    "Poison",
    "RedisLedger",
    "open_ledger",
    "verify",
]


def __getattr__(name: str) -> object:
    if name in {"NewerLedger", "RedisLedger", "open_ledger"}:
        return getattr(importlib.import_module("recovery.ledger.store"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
