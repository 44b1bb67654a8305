"""Steps at the edges that whole jobs do not reach: whose table it is, listings, doubtful ends."""

from datetime import timedelta

import pytest

from recovery.instants import iso
from recovery.record import State
from sandbox.fakes.cloud import Profile
from sandbox.fakes.errors import coded
from tests.workers.world import ALICE, BOB, START, World
from workers.aws.models import RestoreSummary

TARGET = "orders-ddbdr-7F3K2Q1"


@pytest.fixture
def world() -> World:
    world = World()
    world.cloud.add_table("orders")
    return world


def started(world: World, fact: str = "intent") -> str:
    """A restore whose intent is saved and whose call has not been made."""
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: fact in world.job(job_id).facts_of("start-restore"))
    return job_id


def test_a_table_that_appears_under_our_name_before_the_intent_is_not_touched(
    world: World,
) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 1)
    world.cloud.add_table(TARGET)
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert f"There is a table {TARGET} in us-east-2 that this job did not make" in job.outcome
    assert world.cloud.count("DeleteTable") == 0
    assert TARGET in world.cloud.region().tables


def test_a_table_of_another_restore_under_our_name_is_not_touched(world: World) -> None:
    job_id = started(world)
    other = RestoreSummary(source_table_arn="arn:aws:dynamodb:us-east-2:1:table/customers")
    world.cloud.add_table(TARGET, restore=other)
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert "did not make" in job.outcome
    assert world.cloud.count("DeleteTable") == 0


def test_a_restore_to_another_instant_is_not_ours(world: World) -> None:
    at = START - timedelta(minutes=10)
    job_id = world.ask("restore", "orders", at=at.isoformat())
    world.approved(job_id)
    world.run_until(lambda: "intent" in world.job(job_id).facts_of("start-restore"))
    arn = world.cloud.table_arn("prod", "us-east-2", "orders")
    other = RestoreSummary(source_table_arn=arn, restore_at=at - timedelta(hours=1))
    world.cloud.add_table(TARGET, restore=other)
    assert world.run_to_end(job_id).state is State.FAILED


def test_fifty_restores_at_once_are_waited_for(world: World) -> None:
    operation = "RestoreTableToPointInTime"
    world.cloud.fail_next(operation, coded("LimitExceededException", operation))
    job_id = started(world)
    world.run_until(lambda: "quota" in world.job(job_id).progress)
    assert world.run_to_end(job_id).state is State.SUCCEEDED


def test_time_spent_waiting_for_a_quota_is_no_time_of_the_restore(world: World) -> None:
    job_id = started(world)
    limited = coded("LimitExceededException", "RestoreTableToPointInTime")
    for _ in range(60):
        world.cloud.fail_next("RestoreTableToPointInTime", limited)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    (observed,) = world.observations("restore-pitr")
    assert 1200 <= observed.seconds < 1300


def test_a_backup_that_is_there_but_cannot_be_described_has_succeeded() -> None:
    world = World(profile=Profile(unsupported=frozenset({"DescribeBackup"})))
    world.cloud.add_table("orders")
    job = world.run_to_end(world.ask("backup", "orders"))
    assert job.state is State.SUCCEEDED, job.outcome
    assert len(world.cloud.region().backups) == 1
    assert len(world.notices()) == 1


def test_an_instant_that_aws_refuses_fails_with_its_words(world: World) -> None:
    operation = "RestoreTableToPointInTime"
    said = coded("InvalidRestoreTimeException", operation, message="too old")
    world.cloud.fail_next(operation, said)
    job = world.run_to_end(started(world))
    assert job.state is State.FAILED
    assert job.outcome == "RestoreTableToPointInTime in prod/us-east-2 failed: too old."
    assert job.error_code == "InvalidRestoreTimeException"


def test_what_changed_since_the_approval_ends_it_before_anything_is_made(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    stored = world.cloud.region().tables["orders"]
    stored.pitr_since = None
    world.say(job_id, "approve", BOB)
    job = world.run_to_end(job_id)
    assert (job.state, job.outcome) == (
        State.FAILED,
        "Point-in-time recovery of orders is off now.",
    )
    assert world.cloud.count("RestoreTableToPointInTime") == 0


def test_a_table_that_grew_beyond_the_approved_cost_ends_it(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"size_bytes": 100 * 1024**3})
    world.say(job_id, "approve", BOB)
    job = world.run_to_end(job_id)
    assert job.outcome == "It would cost $40.00 now; the approval was for $5.00 at most."


def test_an_instant_that_left_the_window_ends_it() -> None:
    world = World()
    world.cloud.add_table("orders", pitr_since=timedelta(days=40))
    at = START - timedelta(days=35) + timedelta(minutes=30)
    job_id = world.ask("restore", "orders", at=at.isoformat())
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    world.time.pass_by(45 * 60)
    world.say(job_id, "approve", BOB)
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert "left the window" in job.outcome


def test_a_backup_deleted_since_the_approval_ends_it(world: World) -> None:
    backup = world.cloud.add_backup("orders")
    job_id = world.ask("restore", "orders", backup="latest")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    del world.cloud.region().backups[backup.arn]
    world.say(job_id, "approve", BOB)
    assert "is gone" in world.run_to_end(job_id).outcome


def test_a_restore_from_a_backup_crosses_regions_by_arn(world: World) -> None:
    world.cloud.add_backup("orders")
    job_id = world.ask("restore", "orders", backup="latest", region="us-west-1")
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    assert TARGET in world.cloud.region(region="us-west-1").tables
    assert job.facts_of("await-table")["region"] == "us-west-1"


def test_a_restored_table_that_somebody_protected_is_left_and_named(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    stored = world.cloud.region().tables[TARGET]
    stored.table = stored.table.model_copy(update={"deletion_protection": True})
    world.say(job_id, "cancel", ALICE)
    job = world.run_to_state(job_id, State.STUCK)
    assert "protected" in job.outcome
    assert job.advice == f"Delete table {TARGET} by hand, then retry."
    del world.cloud.region().tables[TARGET]
    world.say(job_id, "retry", BOB)
    assert world.run_to_end(job_id).state is State.CANCELLED


def test_a_backup_that_may_not_be_deleted_is_left_and_named(world: World) -> None:
    job_id = world.ask("backup", "orders")
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.time.pass_by(60)
    world.cloud.fail_next("DeleteBackup", coded("AccessDeniedException", "DeleteBackup"))
    world.say(job_id, "cancel", ALICE)
    job = world.run_to_state(job_id, State.STUCK)
    assert job.advice == (
        "Allow the worker's role `dynamodb:DeleteBackup` there. "
        f"Or delete backup orders-{job_id} by hand, then retry."
    )


def test_a_thousand_waiting_backups_are_polled_by_one_listing(world: World) -> None:
    ids = [world.ask("backup", "orders") for _ in range(8)]
    world.run_until(lambda: all(world.job(id_).cursor == 2 for id_ in ids))
    before = world.cloud.count("DescribeBackup")
    world.run_until(lambda: all(world.job(id_).state is State.SUCCEEDED for id_ in ids))
    assert world.cloud.count("DescribeBackup") - before == len(ids)
    assert world.cloud.count("ListBackups") <= 60


def test_a_long_listing_is_read_page_by_page() -> None:
    world = World(profile=Profile(page=2))
    world.cloud.add_table("orders")
    for number in range(7):
        world.cloud.add_backup("customers", name=f"other-{number}")
    assert world.run_to_end(world.ask("backup", "orders")).state is State.SUCCEEDED


def test_without_listbackups_each_backup_is_described() -> None:
    world = World(profile=Profile(unsupported=frozenset({"ListBackups"})))
    world.cloud.add_table("orders")
    assert world.run_to_end(world.ask("backup", "orders")).state is State.SUCCEEDED
    assert world.cloud.count("CreateBackup") == 1


def test_without_listbackups_a_lost_answer_asks_a_person() -> None:
    world = World(profile=Profile(unsupported=frozenset({"ListBackups"})))
    world.cloud.add_table("orders")
    world.cloud.fail_next("CreateBackup", coded("ReadTimeoutError", "CreateBackup"), after=True)
    job_id = world.ask("backup", "orders")
    job = world.run_to_state(job_id, State.STUCK)
    assert world.cloud.count("CreateBackup") == 1
    assert f"orders-{job_id} may exist" in job.advice


def test_backup_completed_says_size_items_and_expiry(world: World) -> None:
    job_id = world.ask("backup", "orders")
    world.run_to_end(job_id)
    (notice,) = world.notices()
    (made,) = world.cloud.region().backups.values()
    assert dict(notice.detail) == {
        "as of": iso(made.detail.backup.created),
        "size": "10.0 GB",
        "items": "about 1,000 items",
        "expires": "never",
        "backup": f"orders-{job_id}",
    }
    assert notice.key == world.job(job_id).facts_of("await-backup")["arn"]


def test_observations_tell_how_long_it_took(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_to_end(job_id)
    (seen,) = world.observations("restore-pitr")
    assert 1200 <= seen.seconds <= 1320
    assert seen.size_bytes == 10 * 1024**3
