"""One listing for all who wait: the states of backups in an account and region.

A thousand waiting backups asking one by one would use up DescribeBackup's ten calls
a second. So one worker at a time lists what was made lately, and everybody reads
the shared result.
"""

from datetime import timedelta

from workers.aws.door import Aws, DynamoDb
from workers.aws.errors import AwsError, NotFound, Paced
from workers.kinds.sources import Place
from workers.kinds.work import Known

EVERY_SECONDS = 1.0
"""Wall seconds between two listings of one account and region."""
LATELY = timedelta(hours=25)
"""Backups are waited for this long (await-backup's deadline is a day)."""
UNLISTED_SECONDS = 120.0
"""After this long without being listed, a backup is asked for by itself."""
MOST_SECONDS = 5.0
"""Wall seconds one worker spends on listing before the next one goes on."""
_NEXT = "next"
_READ_AT = "read-at"
"""Beside the states: where listing goes on, and when it last did (wall)."""


def status_of(aws: Aws, known: Known, place: Place, arn: str, *, elapsed_seconds: float) -> str:
    """CREATING, AVAILABLE, DELETED, or empty if it is not known yet."""
    listing = f"backups:{place}"
    found = known.rates.statuses(listing, [arn, _READ_AT])
    is_old = known.wall() - float(found.get(_READ_AT, 0)) >= EVERY_SECONDS
    if is_old and known.rates.may_refresh(listing, every_seconds=EVERY_SECONDS, wall=known.wall()):
        try:
            _list(aws.dynamodb(place.account, place.region), known, listing)
        except Paced:
            pass  # another look is due soon; what is stored stays readable
        except AwsError:
            return _described(aws.dynamodb(place.account, place.region), arn)
        found = known.rates.statuses(listing, [arn])
    status = found.get(arn, "")
    if not status and elapsed_seconds > UNLISTED_SECONDS:
        return _described(aws.dynamodb(place.account, place.region), arn)
    return status


def _list(dynamodb: DynamoDb, known: Known, listing: str) -> None:
    """Read on where the last one stopped; for MOST_SECONDS at most."""
    start_after = known.rates.statuses(listing, [_NEXT]).get(_NEXT, "")
    until = known.wall() + MOST_SECONDS
    while known.wall() < until:
        page = dynamodb.list_backups(
            since=known.now - LATELY, start_after=start_after, patient=False
        )
        statuses = {backup.arn: backup.status for backup in page.backups}
        start_after = page.next_arn
        seen = statuses | {_NEXT: start_after, _READ_AT: str(known.wall())}
        known.rates.store_statuses(listing, seen)
        if not start_after:
            return


def _described(dynamodb: DynamoDb, arn: str) -> str:
    try:
        return dynamodb.describe_backup(arn).backup.status
    except NotFound:
        return "DELETED"
