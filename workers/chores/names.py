"""Ids of chores, which the clock seeds and a tick dispatches; they name no AWS library."""

from collections.abc import Iterator

from recovery.config import Config
from recovery.inventory import CHORE, PLANS, chore_of, points_of, schedules_of
from recovery.inventory import POINTS as RECOVERY_POINTS

PREFIX = "chore:"
INVENTORY = CHORE
POINTS = RECOVERY_POINTS
SCHEDULES = PLANS
"""These are followed by `account/region`."""
DIRECTORY = f"{PREFIX}directory"
WATCH = f"{PREFIX}watch"
RETENTION = f"{PREFIX}retention:"
"""Followed by `account/region`."""
REACHED = f"{PREFIX}reached:"
"""Followed by the id of the letter whose RPO is looked for."""
NATIVE_BACKUP = f"{PREFIX}native-backup:"
"""Followed by the ARN of a backup that somebody else asked for."""


def is_chore(id_: str) -> bool:
    """Whether an id of the due set is a chore's, not a job's."""
    return id_.startswith(PREFIX)


def reached_chore(letter_id: str) -> str:
    """Id of the chore that adds the RPO reached to this letter."""
    return f"{REACHED}{letter_id}"


def native_backup_chore(arn: str) -> str:
    """Id of the chore that tells of this backup once it is there."""
    return f"{NATIVE_BACKUP}{arn}"


def all_chores(config: Config) -> Iterator[str]:
    """Every chore there is, the most wanted first."""
    for account in config.accounts:
        yield chore_of(account.name, account.region)
    yield DIRECTORY
    yield WATCH
    for account in config.accounts:
        yield points_of(account.name, account.region)
        yield schedules_of(account.name, account.region)
        yield chore_of(account.name, account.dr_region)
        yield points_of(account.name, account.dr_region)
        yield f"{RETENTION}{account.name}/{account.region}"
        yield f"{RETENTION}{account.name}/{account.dr_region}"
        yield schedules_of(account.name, account.dr_region)
