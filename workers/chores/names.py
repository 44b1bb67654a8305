"""Ids of chores, which the clock seeds and a tick dispatches; they name no AWS library."""

from collections.abc import Iterator

from recovery.config import Config
from recovery.inventory import CHORE, chore_of, points_of
from recovery.inventory import POINTS as RECOVERY_POINTS

PREFIX = "chore:"
INVENTORY = CHORE
POINTS = RECOVERY_POINTS
"""Both are followed by `account/region`."""
DIRECTORY = f"{PREFIX}directory"


def is_chore(id_: str) -> bool:
    """Whether an id of the due set is a chore's, not a job's."""
    return id_.startswith(PREFIX)


def all_chores(config: Config) -> Iterator[str]:
    """Every chore there is, the most wanted first."""
    for account in config.accounts:
        yield chore_of(account.name, account.region)
    yield DIRECTORY
    for account in config.accounts:
        yield points_of(account.name, account.region)
        yield chore_of(account.name, account.dr_region)
        yield points_of(account.name, account.dr_region)
