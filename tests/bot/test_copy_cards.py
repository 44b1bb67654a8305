"""Cards of copies and deletions: what people read before they approve, meanwhile, and after.

The jobs are real ones, run on AWS in memory.
"""

import json

import pytest

from bot.render.card import card, final
from bot.render.scene import Scene
from bot.verbs.starting import table_of_backup
from recovery.grammar import Command, parse
from recovery.inventory import BackupEntry
from recovery.record import State
from recovery.references import TableReference
from sandbox.fakes.backup import add_recovery_point
from sandbox.slack.second_opinion import complaints
from tests.bot.conftest import DIRECTORY, NOW
from tests.bot.conftest import World as BotWorld
from tests.workers.copy_world import CopyWorld
from tests.workers.world import ALICE
from workers.aws.backup_models import RegionSettings

ARN = "arn:aws:dynamodb:us-east-2:123456789012:table/orders/backup/0123-abcd"


@pytest.fixture
def copies() -> CopyWorld:
    return CopyWorld()


def shown(world: CopyWorld, job_id: str) -> str:
    """The card as text and blocks, which Slack would take."""
    scene = Scene(now=world.time.now(), directory=DIRECTORY)
    for message in (card(world.dossier(job_id), scene), final(world.dossier(job_id), scene)):
        assert complaints(message.payload(), "message") == []
    return json.dumps(card(world.dossier(job_id), scene).payload(), ensure_ascii=False)


def asked(world: CopyWorld, kind: str, **params: str | bool) -> str:
    job_id = world.ask(kind, "prod/us-east-2/orders", **params)
    world.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED)
    return job_id


def test_the_plan_of_a_copy_says_what_approving_it_makes(copies: CopyWorld) -> None:
    text = shown(copies, asked(copies, "copy", keep="35d"))
    assert "Copy orders to us-west-1" in text
    assert "Makes a recovery point in vault `ddbdr`, us-west-1." in text
    assert "35 days, then AWS deletes it" in text


def test_switching_features_on_is_said_in_the_question(copies: CopyWorld) -> None:
    copies.cloud.region().holding.settings = RegionSettings(opt_in=True, management=False)
    text = shown(copies, asked(copies, "copy", switch_on=True))
    assert "Switches on: AWS Backup's advanced features for all tables in prod/us-east-2." in text


def test_a_refused_copy_offers_the_way_on(copies: CopyWorld) -> None:
    copies.cloud.region().holding.settings = RegionSettings(opt_in=True, management=False)
    text = shown(copies, asked(copies, "copy"))
    assert "Switch them on and copy" in text


def test_while_it_runs_cancelling_says_what_aws_cannot_stop(copies: CopyWorld) -> None:
    job_id = asked(copies, "copy")
    copies.approved(job_id)
    copies.run_until(lambda: "copying to" in copies.job(job_id).progress)
    text = shown(copies, job_id)
    assert "Copying orders" in text
    assert "▸ AWS is copying ·" in text
    assert "AWS stops no copy" in text
    assert "Recovery points that were made stay" in text


def test_a_copy_that_is_there_is_named_by_its_place(copies: CopyWorld) -> None:
    job_id = asked(copies, "copy", account="dr", region="us-west-1")
    copies.approved(job_id)
    copies.run_to_end(job_id)
    text = shown(copies, job_id)
    assert "orders copied to dr/us-west-1" in text
    assert "copy orders · succeeded — copied to dr/us-west-1 in " in text
    [arn] = [
        stored.point.arn
        for stored in copies.cloud.region("dr", "us-west-1").holding.points.values()
    ]
    assert arn in text


def test_a_cancelled_copy_says_what_stays(copies: CopyWorld) -> None:
    job_id = asked(copies, "copy")
    copies.approved(job_id)
    copies.run_until(lambda: "job_id" in copies.job(job_id).facts_of("start-copy-job"))
    copies.say(job_id, "cancel", ALICE)
    copies.run_to_end(job_id)
    text = shown(copies, job_id)
    assert f"This recovery point stays: `{copies.points('us-east-2')[0]}`." in text
    assert "the one that has begun may still appear" in text
    assert "nothing is left behind" not in text


def test_a_copy_cancelled_in_time_leaves_nothing(copies: CopyWorld) -> None:
    job_id = asked(copies, "copy")
    copies.approved(job_id)
    copies.run_until(lambda: "job_id" in copies.job(job_id).facts_of("start-backup-job"))
    copies.say(job_id, "cancel", ALICE)
    copies.run_to_end(job_id)
    assert "nothing is left behind" in shown(copies, job_id)


def test_a_failed_copy_says_what_stays_and_how_to_go_on(copies: CopyWorld) -> None:
    copies.cloud.fates["copy orders"] = ("FAILED", "Access denied.")
    job_id = asked(copies, "copy")
    copies.approved(job_id)
    copies.run_to_end(job_id)
    text = shown(copies, job_id)
    assert "ended as FAILED: Access denied" in text
    assert "The backup stays. Copy it with `copy prod/us-east-2/orders" in text
    assert "may still appear" not in text


def test_a_deletion_says_what_is_lost_before_and_what_was_done_after(copies: CopyWorld) -> None:
    copies.cloud.add_backup("orders", name="nightly")
    job_id = asked(copies, "delete", backup="nightly")
    text = shown(copies, job_id)
    assert "Delete a backup of orders?" in text, "never as if the table went"
    assert "Deletes `nightly` for good: AWS cannot bring it back." in text
    assert "*Left*" in text
    assert "*Into*" not in text
    copies.approved(job_id)
    copies.run_to_end(job_id)
    ended = shown(copies, job_id)
    assert "A backup of orders is deleted" in ended
    assert "`nightly`" in ended
    assert "succeeded — nightly deleted in" in ended


def deleting(text: str) -> Command:
    return parse(text, now=NOW, zone=NOW.tzinfo)  # type: ignore[arg-type]


def test_a_deletion_needs_no_table_where_the_arn_names_it(world: BotWorld) -> None:
    command = deleting(f"delete --backup {ARN}")
    assert table_of_backup(world.desk, command) == TableReference(
        account="prod", region="us-east-2", name="orders"
    )
    foreign = deleting(f"delete --backup {ARN.replace('123456789012', '999999999999')}")
    assert table_of_backup(world.desk, foreign) is None


def test_a_deletion_needs_no_table_where_the_backup_was_seen(world: BotWorld) -> None:
    copies = CopyWorld()
    point = add_recovery_point(copies.cloud, "orders", region="us-west-1")
    entry = BackupEntry(
        account="prod",
        region="us-west-1",
        table="orders",
        name="ddbdr",
        arn=point.arn,
        created=NOW,
    )
    world.ledger.sightings.replace_backups("prod", "us-west-1", [entry], at=NOW)
    for named in (point.arn, point.arn.rpartition(":")[2]):
        assert table_of_backup(world.desk, deleting(f"delete --backup {named}")) == (
            TableReference(account="prod", region="us-west-1", name="orders")
        )
    assert table_of_backup(world.desk, deleting("delete --backup unseen")) is None
