"""`backups`: every kind, region and account in one list, and what is not listed is said."""

from datetime import datetime, timedelta

import pytest

from recovery.inventory import RECOVERY_POINT, BackupEntry, Source, SourceReading
from sandbox.slack.second_opinion import complaints
from tests.bot.conftest import NOW, World

HOME = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
NAMESAKE = "arn:aws:dynamodb:us-west-1:123456789012:table/orders"


def point(number: int, *, region: str = "us-east-2", **fields: object) -> BackupEntry:
    entry = BackupEntry(
        account="prod",
        region=region,
        table="orders",
        name="ddbdr",
        arn=f"arn:aws:backup:{region}:123456789012:recovery-point:{number:08}-aaaa",
        kind=RECOVERY_POINT,
        status="COMPLETED",
        created=NOW - timedelta(hours=number),
        table_arn=HOME,
        vault="ddbdr",
        key_arn=f"arn:aws:kms:{region}:123456789012:key/9f8e7d6c-aaaa",
        storage="WARM",
    )
    return entry.model_copy(update=fields)


def native(name: str, made: datetime, **fields: object) -> BackupEntry:
    entry = BackupEntry(
        account="prod",
        region="us-east-2",
        table="orders",
        name=name,
        arn=f"{HOME}/backup/{name}",
        created=made,
    )
    return entry.model_copy(update=fields)


def seen(world: World, *entries: BackupEntry) -> None:
    for entry in entries:
        name = f"vault:{entry.vault}" if entry.vault else "dynamodb"
        source = Source(account=entry.account, region=entry.region, name=name)
        world.ledger.sightings.save_reading(SourceReading(source=source))
        world.ledger.sightings.add_backups(source, [entry])


def rows(world: World, text: str) -> list[list[str]]:
    """The cells under each column; the head is left out."""
    answer = world.slack.command(text)
    assert complaints(answer, "message") == []
    table = next((block for block in answer["blocks"] if block["type"] == "table"), None)
    if table is None:
        return []
    return [[cell["text"] for cell in row] for row in table["rows"][1:]]


def test_what_a_schedule_of_ours_made_is_kept_until_ddbdr_deletes_it(world: World) -> None:
    name = "ddbdr-35d-3885ecfeaa8a497b"
    seen(world, native(name, NOW), native("ddbdr-by-hand", NOW - timedelta(hours=1)))
    by_name = {row[0]: row[8] for row in rows(world, "backups orders")}
    until = NOW + timedelta(days=35)
    assert by_name[name] == f"{until.day} {until:%b %H:%M} UTC, by ddbdr"
    assert by_name["ddbdr-by-hand"] == "for ever"


def test_places_read_alike_share_a_note(world: World) -> None:
    seen(world, native("by-hand", NOW))
    for region in ("us-east-2", "us-west-1"):
        world.ledger.sightings.succeeded("prod", region, at=NOW - timedelta(seconds=9))
    world.ledger.sightings.failed("prod", "us-west-1", "Denied")
    assert "prod us-east-2 read 9 s ago · prod us-west-1 read 9 s ago, cannot" in (
        world.slack.say("backups")
    )
    world.ledger.sightings.succeeded("prod", "us-west-1", at=NOW - timedelta(seconds=9))
    assert "prod us-east-2, prod us-west-1 read 9 s ago" in world.slack.say("backups")


def test_all_kinds_stand_in_one_list_newest_first_with_kind_retention_and_key(
    world: World,
) -> None:
    seen(
        world,
        native("by-hand", NOW - timedelta(hours=3)),
        native("orders$DeletedTableBackup", NOW - timedelta(days=9), kind="SYSTEM"),
        point(2, expires=NOW + timedelta(days=35), locked=True, size_bytes=2**30),
        point(1, region="us-west-1", is_copy=True),
        point(4, storage="COLD"),
        point(0, status="CREATING"),
    )
    listed = rows(world, "backups orders")
    assert [row[7] for row in listed] == [
        "AWS Backup, creating",
        "AWS Backup, copy",
        "AWS Backup",
        "on demand",
        "AWS Backup, cold",
        "by AWS",
    ]
    locked = listed[2]
    assert locked[0] == "ddbdr 00000002"
    assert locked[4:7] == ["00:19 UTC", "2 h ago", "1.0 GB"]
    assert locked[8:] == ["19 Dec 02:19 UTC, locked", "…9f8e7d6c"]
    assert listed[3][8:] == ["for ever", "–"]  # noqa: RUF001  a dash stands for nothing


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ("", 4),
        ("--region us-west-1", 2),
        ("--kind on-demand", 1),
        ("--kind aws-backup", 3),
        ("--kind copy", 1),
        ("--kind copy --region us-east-2", 0),
        ("--account prod", 4),
    ],
)
def test_a_list_is_narrowed_by_where_backups_lie_and_their_kind(
    world: World, options: str, count: int
) -> None:
    there = point(3, region="us-west-1", table_arn=NAMESAKE)
    seen(world, native("by-hand", NOW), point(1), point(2, region="us-west-1", is_copy=True), there)
    assert len(rows(world, f"backups orders {options}")) == count


def test_a_tables_copies_in_another_region_are_its_own_and_a_namesakes_are_not(
    world: World,
) -> None:
    seen(
        world,
        point(1, region="us-west-1", is_copy=True),
        point(2, region="us-west-1", table_arn=NAMESAKE),
    )
    listed = rows(world, "backups us-east-2/orders")
    assert [row[0] for row in listed] == ["ddbdr 00000001"]
    assert [row[0] for row in rows(world, "backups prod/us-west-1/orders")] == ["ddbdr 00000002"]


def test_what_is_not_listed_one_by_one_is_counted(world: World) -> None:
    source = Source(account="prod", region="us-east-2", name="vault:ddbdr")
    world.ledger.sightings.save_reading(SourceReading(source=source))
    many = [point(number) for number in range(840)]
    world.ledger.sightings.add_backups(source, many, gathering=True)
    world.ledger.sightings.show_gathered(source)
    said = world.slack.say("backups orders")
    assert "790 more in prod us-east-2, vault ddbdr" in said
    assert "50 backups, page 1 of 3" in said
    assert len(rows(world, "backups orders --page 3")) == 10
    assert "640 more" in world.slack.say("backups")
    assert "name it" in world.slack.say("backups")


def test_an_account_that_ddbdr_does_not_know_is_refused(world: World) -> None:
    assert "No account `nowhere`" in world.slack.say("backups --account nowhere")


def test_aws_backup_that_cannot_be_read_is_said_and_read_again(world: World) -> None:
    chore = "chore:points:prod/us-west-1"
    world.ledger.sightings.succeeded("prod", "us-west-1", at=NOW, what="AWS Backup")
    world.ledger.sightings.failed("prod", "us-west-1", "Denied <x>", what="AWS Backup")
    world.ledger.due.schedule(chore, at=NOW + timedelta(minutes=30))
    world.pass_time(minutes=10)
    said = world.slack.say("backups orders")
    assert (
        "prod us-west-1 AWS Backup read 10 min ago, cannot be read now, "
        "trying again: Denied &lt;x&gt;" in said
    )
    assert world.ledger.due.next_due() == world.now
