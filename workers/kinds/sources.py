"""Finding what somebody means by a table or a backup, by asking AWS."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from recovery.config import Config
from recovery.errors import Refusal
from recovery.outcome import Value
from recovery.references import TableReference
from recovery.words import code
from workers.aws.door import Aws, DynamoDb
from workers.aws.errors import AwsError, NotFound
from workers.aws.models import Backup, Table
from workers.kinds.checks import raise_throttled

MOST_PAGES = 20
"""Pages of 100 backups that are read of one table."""
DELETED = "$DeletedTableBackup"
"""Suffix of the backup AWS makes of a table that is deleted with PITR on; kept 35 days."""

Again = Callable[[TableReference], str]
"""The command that was given, about this table."""


class Place(Value):
    """An account of the configuration and a region."""

    account: str
    region: str

    def __str__(self) -> str:
        """`prod/us-east-2`."""
        return f"{self.account}/{self.region}"

    def table(self, name: str) -> TableReference:
        """The full reference of a table there."""
        return TableReference(account=self.account, region=self.region, name=name)


class FoundTable(Value):
    """The one table meant, and the places that could not be asked."""

    place: Place
    table: Table
    unasked: tuple[str, ...] = ()


class FoundBackups(Value):
    """Backups left of a table, newest first, all in one place."""

    place: Place
    backups: tuple[Backup, ...]


def places(config: Config, reference: TableReference, account: str | None) -> tuple[Place, ...]:
    """Where a table may be: home and DR region of each account, as far as it is not named.

    Raises:
        Refusal: No such account.
    """
    named = reference.account or account
    accounts = [config.account(named)] if named else list(config.accounts)
    return tuple(
        Place(account=one.name, region=region)
        for one in accounts
        for region in ([reference.region] if reference.region else [one.region, one.dr_region])
    )


def find_table(aws: Aws, among: Sequence[Place], name: str, again: Again) -> FoundTable | None:
    """The table of that name, None if there is none anywhere.

    Raises:
        Refusal: There are several.
        AwsError: Somewhere could not be asked, and it was found nowhere else.
    """
    answers = aws.side_by_side(
        [partial(aws.dynamodb(at.account, at.region).describe_table, name) for at in among]
    )
    raise_throttled(answers)
    found = _found(among, answers, Table)
    if len(found) > 1:
        raise _ambiguous(name, [at for at, _ in found], again)
    troubles = _troubles(answers)
    if not found:
        if troubles:
            raise troubles[0]
        return None
    place, table = found[0]
    return FoundTable(place=place, table=table, unasked=tuple(e.place for e in troubles))


def find_backups(aws: Aws, among: Sequence[Place], table: str, again: Again) -> FoundBackups | None:
    """Native backups of a table that is gone, None if none is left.

    Raises:
        Refusal: There are some in several places.
        AwsError: Somewhere could not be asked, and none was found elsewhere.
    """
    answers = aws.side_by_side(
        [partial(backups_of, aws.dynamodb(at.account, at.region), table) for at in among]
    )
    raise_throttled(answers)
    found = [(at, backups) for at, backups in _found(among, answers, tuple) if backups]
    if len(found) > 1:
        raise _ambiguous(table, [at for at, _ in found], again)
    if not found:
        if troubles := _troubles(answers):
            raise troubles[0]
        return None
    return FoundBackups(place=found[0][0], backups=found[0][1])


def backups_of(dynamodb: DynamoDb, table: str) -> tuple[Backup, ...]:
    """Backups of a table that DynamoDB itself can restore, newest first."""
    backups: list[Backup] = []
    start_after = ""
    for _ in range(MOST_PAGES):
        page = dynamodb.list_backups(table=table, start_after=start_after)
        backups += page.backups
        start_after = page.next_arn
        if not start_after:
            break
    # AWS Backup's recovery points may be listed too; only AWS Backup restores those.
    native = [one for one in backups if one.table == table and ":dynamodb:" in one.arn]
    return tuple(sorted(native, key=lambda one: one.created, reverse=True))


def _found(among: Sequence[Place], answers: list[Any], of: type) -> list[tuple[Place, Any]]:
    return [(at, one) for at, one in zip(among, answers, strict=True) if isinstance(one, of)]


def _troubles(answers: list[Any]) -> list[AwsError]:
    return [one for one in answers if isinstance(one, AwsError) and not isinstance(one, NotFound)]


def _ambiguous(name: str, found: list[Place], again: Again) -> Refusal:
    references = [place.table(name) for place in found]
    listed = ", ".join(code(str(one)) for one in references)
    return Refusal(
        f"{code(name)} is in {len(found)} places: {listed}.",
        advice="Name the one you mean.",
        commands=tuple(again(reference) for reference in references),
    )
