"""Deleting a backup: which one is meant, what forbids it, what is left, and that it is gone."""

from datetime import timedelta

import pytest

from recovery.grammar import parse
from recovery.record import State
from sandbox.fakes.backup import add_recovery_point, add_vault
from sandbox.fakes.cloud import Profile
from sandbox.fakes.errors import coded
from sandbox.fakes.holding import StoredPoint
from tests.workers.copy_world import CopyWorld
from tests.workers.world import START


@pytest.fixture
def world() -> CopyWorld:
    return CopyWorld()


def deleting(world: CopyWorld, backup: str, table: str = "prod/us-east-2/orders") -> str:
    """A deletion that was asked for and approved."""
    job_id = world.ask("delete", table, backup=backup)
    world.approved(job_id)
    return job_id


def refused(world: CopyWorld, backup: str, table: str = "prod/us-east-2/orders") -> str:
    job = world.run_to_end(world.ask("delete", table, backup=backup))
    assert job.state is State.REFUSED
    assert world.cloud.count("DeleteBackup") + world.cloud.count("DeleteRecoveryPoint") == 0
    for offer in job.offers:
        parse(offer.command, now=START, zone=world.config.slack.default_zone)
    return f"{job.outcome} {job.advice}"


def left(world: CopyWorld, backup: str, table: str = "prod/us-east-2/orders") -> str:
    job_id = world.ask("delete", table, backup=backup)
    job = world.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED)
    assert job.state is State.AWAITING_APPROVAL, job.outcome
    return dict(world.plan(job_id).stated)["Left"]


def test_a_native_backup_is_deleted_by_its_arn(world: CopyWorld) -> None:
    doomed = world.cloud.add_backup("orders", name="nightly")
    kept = world.cloud.add_backup("orders", name="weekly")
    job = world.run_to_end(deleting(world, doomed.arn))
    assert job.state is State.SUCCEEDED, job.outcome
    assert list(world.cloud.region().backups) == [kept.arn]


def test_a_native_backup_is_deleted_by_its_name(world: CopyWorld) -> None:
    world.cloud.add_backup("orders", name="nightly")
    assert world.run_to_end(deleting(world, "nightly")).state is State.SUCCEEDED
    assert not world.cloud.region().backups


def test_a_recovery_point_is_deleted_from_its_vault(world: CopyWorld) -> None:
    add_vault(world.cloud, "elsewhere")
    doomed = add_recovery_point(world.cloud, "orders", vault="elsewhere")
    job_id = deleting(world, doomed.arn)
    [command] = world.plan(job_id).commands
    assert command.startswith("aws backup delete-recovery-point --region us-east-2 --backup-vault")
    assert world.run_to_end(job_id).state is State.SUCCEEDED
    assert not world.cloud.region().holding.points


def test_a_copy_is_deleted_where_it_lies(world: CopyWorld) -> None:
    arn = world.cloud.table_arn("prod", "us-east-2", "orders")
    doomed = add_recovery_point(world.cloud, "orders", region="us-west-1", resource_arn=arn)
    job = world.run_to_end(deleting(world, doomed.arn, "prod/us-west-1/orders"))
    assert job.state is State.SUCCEEDED, job.outcome
    assert not world.cloud.region("prod", "us-west-1").holding.points


def test_the_deletion_is_told_at_once_under_the_key_of_awss_own_event(world: CopyWorld) -> None:
    doomed = world.cloud.add_backup("orders", name="nightly")
    world.run_to_end(deleting(world, doomed.arn))
    [notice] = world.notices()
    assert (notice.name, notice.urgent) == ("BackupDeleted", True)
    assert notice.key == f"recovery-point:123456789012:{doomed.arn.lower()}:DELETED"


def test_the_plan_says_what_is_lost_and_what_is_left(world: CopyWorld) -> None:
    world.cloud.add_backup("orders", name="weekly", age=timedelta(days=6))
    add_recovery_point(world.cloud, "orders", age=timedelta(days=2))
    world.cloud.add_backup("orders", name="nightly", age=timedelta(hours=3))
    job_id = world.ask("delete", "prod/us-east-2/orders", backup="nightly")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    stated = dict(world.plan(job_id).stated)
    assert stated["Lost"] == "orders as it was at 2026-11-11T23:14:00Z, for good"
    assert stated["Left"] == "2 other backups there, the newest of 2026-11-10T02:14:00Z"
    assert world.plan(job_id).steps[-1].point_of_no_return


def test_the_last_backup_is_told_as_such(world: CopyWorld) -> None:
    world.cloud.add_backup("orders", name="nightly")
    assert left(world, "nightly").startswith("no other backup there; point-in-time recovery reach")
    world.cloud.region().tables["orders"].pitr_since = None
    assert left(world, "nightly") == "nothing: this is the last backup there"
    del world.cloud.region().tables["orders"]
    assert left(world, "nightly").endswith("and the table itself is gone")


def test_a_copys_table_lives_at_home(world: CopyWorld) -> None:
    arn = world.cloud.table_arn("prod", "us-east-2", "orders")
    doomed = add_recovery_point(world.cloud, "orders", region="us-west-1", resource_arn=arn)
    there = "prod/us-west-1/orders"
    said = left(world, doomed.arn, there)
    assert (
        said == "nothing: this is the last backup there, and the table itself is in prod/us-east-2"
    )
    age = timedelta(days=1)
    add_recovery_point(world.cloud, "orders", region="us-west-1", resource_arn=arn, age=age)
    assert left(world, doomed.arn, there).startswith("1 other backup there, the newest of 2026-11")


def test_a_copy_whose_table_is_gone_at_home_says_so(world: CopyWorld) -> None:
    arn = world.cloud.table_arn("prod", "us-east-2", "orders")
    doomed = add_recovery_point(world.cloud, "orders", region="us-west-1", resource_arn=arn)
    del world.cloud.region().tables["orders"]
    said = left(world, doomed.arn, "prod/us-west-1/orders")
    assert said.endswith("and the table itself is gone")


def test_recovery_points_of_every_vault_there_count_as_left(world: CopyWorld) -> None:
    add_vault(world.cloud, "elsewhere")
    add_recovery_point(world.cloud, "orders", vault="elsewhere", age=timedelta(days=1))
    world.cloud.add_backup("orders", name="nightly")
    assert left(world, "nightly").startswith("1 other backup there, the newest of 2026-11-11")


def test_however_few_a_page_tells_all_count_as_left() -> None:
    world = CopyWorld(profile=Profile(page=1))
    for days in (3, 2, 1):
        add_recovery_point(world.cloud, "orders", age=timedelta(days=days))
    world.cloud.add_backup("orders", name="nightly")
    assert left(world, "nightly").startswith("3 other backups there, the newest of 2026-11-11")


def test_what_is_not_whole_does_not_count_as_left(world: CopyWorld) -> None:
    world.cloud.region().tables["orders"].pitr_since = None
    world.cloud.add_backup("orders", name="weekly", is_ready=False)
    for status in ("EXPIRED", "DELETING", "PARTIAL", "CREATING"):
        add_recovery_point(world.cloud, "orders", status=status)
    world.cloud.add_backup("orders", name="nightly")
    assert left(world, "nightly") == "nothing: this is the last backup there"


def test_what_is_left_is_not_guessed(world: CopyWorld) -> None:
    doomed = world.cloud.add_backup("orders", name="nightly")
    world.cloud.fail_next("ListBackups", coded("AccessDeniedException", "ListBackups"))
    assert left(world, doomed.arn).startswith("not known: backups")


def test_a_system_backup_is_awss_own(world: CopyWorld) -> None:
    doomed = world.cloud.add_backup("orders", name="orders$DeletedTableBackup", kind="SYSTEM")
    assert "AWS deletes it after 35 days, at no cost" in refused(world, doomed.arn)


def test_what_aws_backup_made_is_deleted_by_aws_backup_alone(world: CopyWorld) -> None:
    made = world.cloud.add_backup("orders", kind="AWS_BACKUP")
    assert "AWS Backup's, which alone deletes it" in refused(world, made.arn)
    add_recovery_point(world.cloud, "orders", arn=made.arn)
    job = world.run_to_end(deleting(world, made.arn))
    assert job.state is State.SUCCEEDED, job.outcome
    assert world.cloud.count("DeleteRecoveryPoint") == 1
    assert world.cloud.count("DeleteBackup") == 0


def test_a_locked_vault_is_respected(world: CopyWorld) -> None:
    add_vault(world.cloud, locked=True, min_retention_days=7)
    doomed = add_recovery_point(world.cloud, "orders")
    assert "is locked: what is in it is deleted by its lifecycle" in refused(world, doomed.arn)


def test_a_backup_that_is_being_made_is_not_deleted(world: CopyWorld) -> None:
    doomed = world.cloud.add_backup("orders", name="nightly", is_ready=False)
    assert "still making it" in refused(world, doomed.arn)


def test_latest_is_no_name_for_what_is_deleted(world: CopyWorld) -> None:
    world.cloud.add_backup("orders")
    assert "`latest` may be another one" in refused(world, "latest")


def test_two_of_one_name_are_told_apart_by_their_arns(world: CopyWorld) -> None:
    first = world.cloud.add_backup("orders", name="nightly")
    second = world.cloud.add_backup("orders", name="nightly", age=timedelta(days=1))
    job = world.run_to_end(world.ask("delete", "prod/us-east-2/orders", backup="nightly"))
    assert "2 backups of `orders` are called `nightly`." in job.outcome
    assert {offer.command.rpartition(" ")[2] for offer in job.offers} == {first.arn, second.arn}


def test_none_another_tables_and_another_accounts_are_refused(world: CopyWorld) -> None:
    assert "There is no backup `nothing-such`" in refused(world, "nothing-such")
    other = world.cloud.add_backup("customers", name="nightly")
    assert "is of `customers`, not of `orders`" in refused(world, other.arn)
    foreign = other.arn.replace("123456789012", "999999999999")
    assert "is of account `999999999999`" in refused(world, foreign)


def test_a_backup_that_a_job_of_ours_reads_is_not_deleted(world: CopyWorld) -> None:
    point = add_recovery_point(world.cloud, "orders")
    copy = world.ask("copy", "prod/us-east-2/orders", backup=point.arn)
    world.approved(copy)
    world.run_until(lambda: world.job(copy).cursor == 2)
    assert f"{copy} reads it: copy orders is running." in refused(world, point.arn)
    assert world.run_to_end(copy).state is State.SUCCEEDED
    assert world.run_to_end(deleting(world, point.arn)).state is State.SUCCEEDED


def test_a_copy_of_somebody_elses_that_runs_keeps_it(world: CopyWorld) -> None:
    point = add_recovery_point(world.cloud, "orders")
    copy = world.ask("copy", "prod/us-east-2/orders", backup=point.arn)
    world.approved(copy)
    world.run_until(lambda: "job_id" in world.job(copy).facts_of("start-copy-job"))
    # Our own job is over, AWS's goes on.
    world.say(copy, "cancel", world.job(copy).requester)
    world.run_to_state(copy, State.CANCELLED)
    assert "of AWS Backup copies it now." in refused(world, point.arn)


def test_a_backup_that_goes_before_it_is_approved_ends_the_job(world: CopyWorld) -> None:
    doomed = world.cloud.add_backup("orders", name="nightly")
    job_id = world.ask("delete", "prod/us-east-2/orders", backup="nightly")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    del world.cloud.region().backups[doomed.arn]
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert (job.state, job.outcome) == (State.FAILED, "The backup nightly is gone already.")
    assert world.notices() == []


@pytest.mark.parametrize("is_done", [True, False], ids=["done", "not done"])
def test_a_lost_answer_ends_in_a_deleted_backup(world: CopyWorld, *, is_done: bool) -> None:
    world.cloud.add_backup("orders", name="nightly")
    world.cloud.fail_next("DeleteBackup", coded("ReadTimeoutError", "DeleteBackup"), after=is_done)
    assert world.run_to_end(deleting(world, "nightly")).state is State.SUCCEEDED
    assert not world.cloud.region().backups


def test_a_backup_that_is_read_by_the_time_it_is_approved_is_not_deleted(world: CopyWorld) -> None:
    point = add_recovery_point(world.cloud, "orders")
    job_id = world.ask("delete", "prod/us-east-2/orders", backup=point.arn)
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    copy = world.ask("copy", "prod/us-east-2/orders", backup=point.arn)
    world.approved(copy)
    world.run_until(lambda: world.job(copy).cursor == 2)
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert f"{copy} reads it" in job.outcome
    assert world.cloud.count("DeleteRecoveryPoint") == 0


def test_a_backup_in_use_is_deleted_when_that_ends_however_long_it_takes(world: CopyWorld) -> None:
    doomed = world.cloud.add_backup("orders", name="nightly")
    for _ in range(50):
        world.cloud.fail_next("DeleteBackup", coded("BackupInUseException", "DeleteBackup"))
    job_id = deleting(world, doomed.arn)
    world.run_until(lambda: "AWS is still busy" in world.job(job_id).progress)
    job = world.run_to_end(job_id)
    assert job.state is State.SUCCEEDED, job.outcome
    assert world.cloud.count("DeleteBackup") == 51


def test_answers_may_be_lost_for_long_before_it_is_deleted(world: CopyWorld) -> None:
    doomed = world.cloud.add_backup("orders", name="nightly")
    for _ in range(20):
        world.cloud.fail_next("DeleteBackup", coded("ReadTimeoutError", "DeleteBackup"))
    job = world.run_to_end(deleting(world, doomed.arn))
    assert job.state is State.SUCCEEDED, job.outcome


def test_what_is_being_deleted_by_the_time_it_is_approved_is_gone(world: CopyWorld) -> None:
    doomed = add_recovery_point(world.cloud, "orders")
    job_id = world.ask("delete", "prod/us-east-2/orders", backup=doomed.arn)
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    going = StoredPoint(point=doomed.model_copy(update={"status": "DELETING"}))
    world.cloud.region().holding.points["ddbdr", doomed.arn] = going
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert (job.state, "is gone already" in job.outcome) == (State.FAILED, True)


def test_what_is_expired_for_a_moment_and_then_gone_is_deleted(world: CopyWorld) -> None:
    doomed = add_recovery_point(world.cloud, "orders")
    points = world.cloud.region().holding.points
    job_id = deleting(world, doomed.arn)
    world.run_until(lambda: not points)
    expired = StoredPoint(point=doomed.model_copy(update={"status": "EXPIRED"}))
    points["ddbdr", doomed.arn] = expired
    since = world.time.now()
    world.run_until(lambda: world.time.now() - since > timedelta(seconds=30))
    assert world.job(job_id).state is State.RUNNING
    points.clear()
    assert world.run_to_end(job_id).state is State.SUCCEEDED


def test_what_somebody_else_deletes_at_that_moment_is_deleted(world: CopyWorld) -> None:
    doomed = world.cloud.add_backup("orders", name="nightly")
    world.cloud.fail_next("DeleteBackup", coded("BackupNotFoundException", "DeleteBackup"))
    job = world.run_to_end(deleting(world, doomed.arn))
    assert job.state is State.SUCCEEDED, job.outcome
    [notice] = world.notices()
    assert notice.name == "BackupDeleted"


def test_a_denied_deletion_is_told(world: CopyWorld) -> None:
    world.cloud.add_backup("orders", name="nightly")
    world.cloud.fail_next("DeleteBackup", coded("AccessDeniedException", "DeleteBackup"))
    job = world.run_to_end(deleting(world, "nightly"))
    assert job.state is State.FAILED
    assert "AWS denied DeleteBackup" in job.outcome
    assert world.cloud.region().backups


def test_what_aws_backup_lets_expire_instead_is_told(world: CopyWorld) -> None:
    doomed = add_recovery_point(world.cloud, "orders")
    points = world.cloud.region().holding.points
    ((place, stored),) = points.items()
    job_id = deleting(world, doomed.arn)
    world.run_until(lambda: not points)
    expired = stored.point.model_copy(update={"status": "EXPIRED"})
    points[place] = StoredPoint(point=expired)
    job = world.run_to_end(job_id)
    assert (job.state, "it is EXPIRED now" in job.outcome) == (State.FAILED, True)
    assert world.cloud.count("DeleteRecoveryPoint") == 1
    assert world.notices() == []


def test_a_recovery_point_is_deleted_by_what_the_list_shows(world: CopyWorld) -> None:
    for typed, number in (("7bdc67a9", 1), ("ddbdr 7bdc67a9", 2)):
        doomed = world.shown_point("7bdc67a9-0c1d", region="us-west-1")
        world.shown_point(f"00000000-{number}")
        job = world.run_to_end(deleting(world, typed, "orders"))
        assert job.state is State.SUCCEEDED, job.outcome
        assert ("ddbdr", doomed.arn) not in world.cloud.region("prod", "us-west-1").holding.points
    assert len(world.cloud.region().holding.points) == 2


def test_two_that_the_list_shows_alike_are_told_apart_by_their_whole_ids(world: CopyWorld) -> None:
    both = [world.shown_point(f"7bdc67a9-{end}") for end in ("aaaa", "bbbb")]
    said = refused(world, "7bdc67a9")
    assert "2 recovery points of `orders` are called `7bdc67a9`" in said
    assert "`7bdc67a9-aaaa`, `7bdc67a9-bbbb`" in said or "`7bdc67a9-bbbb`, `7bdc67a9-aaaa`" in said
    offers = world.job("J-7F3K2Q1").offers
    assert {one.command.rpartition(" ")[2] for one in offers} == {one.arn for one in both}
    assert "There is no backup `7bdc67a`" in refused(world, "7bdc67a")
