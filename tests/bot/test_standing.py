"""`status` and `tables`: what could be lost now, at home and if the region is lost."""

from datetime import timedelta

import pytest

from bot.answers.standing import standing
from recovery.config import load_config
from recovery.inventory import BackupEntry, Source, SourceReading, TableEntry
from sandbox.slack.second_opinion import complaints
from tests.bot.conftest import CONFIG, NOW, World

ORDERS = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"


def with_table(world: World, **fields: object) -> None:
    """`orders`, with an hour as its target and PITR five minutes behind when it was read."""
    seen = NOW - timedelta(minutes=4)
    entry = TableEntry(
        account="prod",
        region="us-east-2",
        name="orders",
        arn=ORDERS,
        pitr="on",
        earliest=NOW - timedelta(days=3),
        latest=seen - timedelta(minutes=5),
        seen=seen,
    )
    tables = [entry.model_copy(update=fields)]
    world.ledger.sightings.replace_tables("prod", "us-east-2", tables, at=NOW)


def with_backup(world: World, minutes: float, region: str = "us-east-2") -> None:
    source = Source(account="prod", region=region)
    entry = BackupEntry(
        account="prod",
        region=region,
        table="orders",
        name="b",
        arn=f"arn:{region}:{minutes}",
        created=NOW - timedelta(minutes=minutes),
        table_arn=ORDERS,
    )
    world.ledger.sightings.save_reading(SourceReading(source=source))
    world.ledger.sightings.add_backups(source, [entry])


def row(world: World, text: str) -> list[str]:
    """The cells of the only table listed."""
    answer = world.slack.command(text)
    assert complaints(answer, "message") == []
    (table,) = (block for block in answer["blocks"] if block["type"] == "table")
    (cells,) = table["rows"][1:]
    return [cell["text"] for cell in cells]


def test_status_tells_the_rpo_reached_in_both_regions(world: World) -> None:
    with_table(world)
    with_backup(world, 42, "us-west-1")
    assert row(world, "status orders")[2:] == ["5 min", "42 min", "1 h", "met", "PITR"]


@pytest.mark.parametrize(
    ("there", "told"),
    [(None, ["everything", "1 h", "missed in us-west-1"]), (70, ["1 h 10 min", "1 h"])],
)
def test_a_copy_that_is_missing_or_old_misses_the_target(
    world: World, there: float | None, told: list[str]
) -> None:
    with_table(world)
    if there is not None:
        with_backup(world, there, "us-west-1")
    cells = row(world, "status")
    assert cells[3:][: len(told)] == told
    assert cells[5] == "missed in us-west-1"


def test_without_a_vault_the_other_region_is_shown_and_not_judged(world: World) -> None:
    config = load_config(CONFIG.replace(", vault: ddbdr", ""))
    with_table(world)
    (entry,) = world.ledger.sightings.tables()
    table = standing(entry, {}, config, NOW)
    assert (table.loss_there, table.verdict) == ("everything", "met")


def test_a_class_that_stays_in_its_region_is_not_judged_in_the_other(world: World) -> None:
    with_table(world, name="sessions", policy="backups-2h-14d")
    (entry,) = world.ledger.sightings.tables()
    assert standing(entry, {}, load_config(CONFIG), NOW).verdict == "met"


def test_without_pitr_the_newest_backup_counts(world: World) -> None:
    with_table(world, pitr="off", latest=None)
    assert row(world, "status")[5] == "unprotected"
    with_backup(world, 30)
    with_backup(world, 30, "us-west-1")
    assert row(world, "status")[2:] == ["30 min", "30 min", "1 h", "met", "newest backup"]
    world.pass_time(minutes=31)
    assert row(world, "status")[5] == "missed"


def test_a_table_in_the_dr_region_has_no_other_region(world: World) -> None:
    with_table(world, region="us-west-1")
    assert row(world, "status")[3] == "–"  # noqa: RUF001  a dash stands for nothing


def test_tables_tell_it_too(world: World) -> None:
    with_table(world)
    with_backup(world, 42, "us-west-1")
    assert row(world, "tables")[-2:] == ["5 min", "42 min"]
