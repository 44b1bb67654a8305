"""One Lua script per transition: the files in `scripts/`, with their keys and arguments named.

A script starts with the local names of its KEYS and ARGV, written from the same
tuples that the caller fills them from, so that both cannot get out of step; then
come `shared.lua` and the parts it is made of. All keys are in KEYS, so a store
that does not allow one of them refuses before anything is written; of those that a
script can only name itself (`remembered`, lanes, records) it is given the beginning.

    KEYS   SHARED first, then the script's own, then any number of `more`
    ARGV   the named ones, then any number of `rest`

A script that stands `alone` has neither SHARED nor `shared.lua`: what people ask for
thousands of times a second should not carry what it does not use.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from recovery.ledger.redis_keys import SHARED, key
from recovery.ledger.remembering import KEPT_PERIODS, PERIOD_SECONDS, SLOTS
from recovery.ledger.writing import BUCKET_SECONDS, HISTORY_KEPT, WEEK_SECONDS

FOLDER = Path(__file__).parent / "scripts"
SHARED_KEYS = tuple(key(name) for name in SHARED)
_CONSTANTS = {
    "WEEK": WEEK_SECONDS,
    "HISTORY_KEPT": HISTORY_KEPT,
    "BUCKET_KEPT": BUCKET_SECONDS,
    "PERIOD": PERIOD_SECONDS,
    "KEPT_PERIODS": KEPT_PERIODS,
    "SLOTS": SLOTS,
}


class Script:
    """One transition.

    Attributes:
        text: The whole Lua source.
        sha: What EVALSHA calls it by.
        prefix: The keys it is always given.
    """

    def __init__(
        self,
        *parts: str,
        keys: Sequence[str] = (),
        args: Sequence[str] = (),
        alone: bool = False,
    ) -> None:
        self.prefix = () if alone else SHARED_KEYS
        shared = () if alone else tuple(name.replace(":", "_") for name in SHARED)
        names = [*shared, *keys]
        lines = [_named(names, "KEYS"), f"local more = {len(names) + 1}"]
        if args:
            lines.append(_named(args, "ARGV"))
        lines.append(f"local rest = {len(args) + 1}")
        lines += [f"local {name} = {value}" for name, value in _CONSTANTS.items()]
        whole = parts if alone else ("shared", *parts)
        lines += [(FOLDER / f"{part}.lua").read_text() for part in whole]
        self.text = "\n".join(lines)
        # Redis names scripts by SHA-1; nothing is protected by it.
        self.sha = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


def _named(names: Sequence[str], values: str) -> str:
    """Lua unpacks some 8,000 values at most: never those that follow the named ones."""
    return f"local {', '.join(names)} = unpack({values}, 1, {len(names)})"
