"""Ids of chores, which the clock seeds and a tick dispatches; they name no AWS library."""

from collections.abc import Iterator

from recovery.config import Config

PREFIX = "chore:"
INVENTORY = f"{PREFIX}inventory:"
"""Followed by `account/region`."""
DIRECTORY = f"{PREFIX}directory"


def is_chore(id_: str) -> bool:
    """Whether an id of the due set is a chore's, not a job's."""
    return id_.startswith(PREFIX)


def all_chores(config: Config) -> Iterator[str]:
    """Every chore there is, the most wanted first."""
    for account in config.accounts:
        yield f"{INVENTORY}{account.name}/{account.region}"
    yield DIRECTORY
    for account in config.accounts:
        yield f"{INVENTORY}{account.name}/{account.dr_region}"
