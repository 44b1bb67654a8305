"""A copy from its approval to its end: what AWS is asked for, what people hear, what stays."""

import re
from dataclasses import replace

import pytest

from bot.render import notices
from recovery.grammar import parse
from recovery.outcome import Notice
from recovery.record import State
from sandbox.fakes.backup import add_recovery_point
from sandbox.fakes.cloud import Profile
from sandbox.fakes.errors import coded
from sandbox.fakes.holding import StoredPoint
from tests.workers.copy_world import CopyWorld
from tests.workers.world import ALICE
from workers.aws.backup_models import BackupJobOrder, RegionSettings


@pytest.fixture
def world() -> CopyWorld:
    return CopyWorld()


def copying(world: CopyWorld, **params: str | bool) -> str:
    """A copy that was asked for and approved."""
    job_id = world.ask("copy", "prod/us-east-2/orders", **params)
    world.approved(job_id)
    return job_id


def shown(notice: Notice, world: CopyWorld) -> str:
    """The line in the channel."""
    now = world.time.now()
    return notices.notice(notice, letter_id="1", now=now, is_sandbox=False).text


def until_step(world: CopyWorld, job_id: str, name: str, fact: str) -> None:
    """Run until a step has learnt something."""
    world.run_until(lambda: fact in world.job(job_id).facts_of(name))


def test_a_table_is_backed_up_and_copied_to_the_other_region(world: CopyWorld) -> None:
    job = world.run_to_end(copying(world, keep="35d"))
    assert job.state is State.SUCCEEDED, job.outcome
    [home] = world.points("us-east-2")
    [away] = world.points("us-west-1")
    assert job.facts_of("await-backup-job")["recovery_point_arn"] == home
    assert job.facts_of("await-copy-job")["recovery_point_arn"] == away
    for region, arn in (("us-east-2", home), ("us-west-1", away)):
        stored = world.cloud.region("prod", region).holding.points["ddbdr", arn]
        assert stored.point.lifecycle.delete_after_days == 35


def test_backup_and_copy_are_told_with_the_rpo_that_is_reached(world: CopyWorld) -> None:
    job = world.run_to_end(copying(world))
    made, copied = world.notices()
    backup_id = job.facts_of("start-backup-job")["job_id"].lower()
    copy_id = job.facts_of("start-copy-job")["job_id"].lower()
    assert (made.name, made.region) == ("BackupCompleted", "us-east-2")
    assert made.key == f"backup-job:123456789012:{backup_id}:COMPLETED"
    assert made.also == tuple(world.points("us-east-2"))
    assert (copied.name, copied.account, copied.region) == ("CopyCompleted", "prod", "us-east-2")
    assert copied.detail[0] == ("to", "us-west-1")
    assert copied.key == f"copy-job:123456789012:{copy_id}:COMPLETED"
    assert copied.also == tuple(world.points("us-west-1"))
    # 65 s for the backup job, 125 s for the copy, and what passes until they are looked at.
    reached = job.facts_of("await-copy-job")["rpo_seconds"]
    assert 190 <= reached < 260
    assert re.search(r"\(RPO [34] min\)$", dict(copied.detail)["newest in us-west-1:"])
    assert dict(made.detail)[""] == "nothing in us-west-1 yet", "as it was then"
    [(label, command)] = copied.offers
    assert label
    assert parse(command, now=world.time.now(), zone=world.time.now().tzinfo).verb == "backups"  # type: ignore[arg-type]


def test_how_long_it_took_is_remembered_for_the_next_estimate(world: CopyWorld) -> None:
    for _ in range(3):
        world.run_to_end(copying(world))
    [(seconds, place)] = {(round(one.seconds), one.region) for one in world.observations("copy")}
    assert (seconds, place) == (125, "us-west-1"), "where it went"
    [alone] = {round(one.seconds) for one in world.observations("backup-run")}
    assert alone == 60, "without its wait"
    job_id = world.ask("copy", "prod/us-east-2/orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    time = world.plan(job_id).time
    assert (time.low_seconds, time.high_seconds) == (190, 190)
    assert "3 backup jobs" in time.basis
    assert "3 copies" in time.basis


@pytest.mark.parametrize("is_done", [True, False], ids=["done", "not done"])
@pytest.mark.parametrize("operation", ["StartBackupJob", "StartCopyJob"])
def test_a_lost_answer_never_makes_two(world: CopyWorld, operation: str, *, is_done: bool) -> None:
    world.cloud.fail_next(operation, coded("ReadTimeoutError", operation), after=is_done)
    assert world.run_to_end(copying(world)).state is State.SUCCEEDED
    here = world.cloud.region("prod", "us-east-2").holding
    assert (len(here.backup_jobs), len(here.copy_jobs)) == (1, 1)


def test_the_newest_recovery_point_is_copied_without_a_new_backup(world: CopyWorld) -> None:
    add_recovery_point(world.cloud, "orders")
    newest = add_recovery_point(world.cloud, "orders", created=world.time.now())
    job = world.run_to_end(copying(world, backup="latest"))
    assert job.state is State.SUCCEEDED, job.outcome
    assert world.cloud.count("StartBackupJob") == 0
    [stored] = world.cloud.region("prod", "us-east-2").holding.copy_jobs.values()
    assert stored.job.source_recovery_point_arn == newest.arn
    # The data is as old as the recovery point, not as the copy of it.
    assert job.facts_of("await-copy-job")["data_of"] == newest.created.isoformat()


def test_another_account_is_reached_in_two_hops(world: CopyWorld) -> None:
    job = world.run_to_end(copying(world, account="dr", region="us-west-1"))
    assert job.state is State.SUCCEEDED, job.outcome
    [first] = world.cloud.region("prod", "us-east-2").holding.copy_jobs.values()
    [second] = world.cloud.region("prod", "us-west-1").holding.copy_jobs.values()
    assert ":us-west-1:123456789012:" in first.job.destination_vault_arn
    assert ":us-west-1:210987654321:" in second.job.destination_vault_arn
    assert second.job.source_recovery_point_arn == first.job.recovery_point_arn
    assert len(world.points("us-west-1", "dr")) == 1
    *_, one, two = (shown(notice, world) for notice in world.notices())
    assert "CopyCompleted · orders · us-east-2 → us-west-1 · hop 1 of 2 · as of " in one
    assert re.search(r" · newest in us-west-1: [0-9:]+ UTC \(RPO \d min\)$", one)
    assert "CopyCompleted · orders · us-west-1 → dr/us-west-1 · hop 2 of 2 · as of " in two
    assert re.search(r" · newest in dr/us-west-1: [0-9:]+ UTC \(RPO \d min\)$", two)


def test_each_start_has_a_token_of_its_job_and_step(world: CopyWorld) -> None:
    """So that asking twice starts one, and no start is taken for another one."""
    job = world.run_to_end(copying(world, account="dr", region="us-west-1"))
    regions = ("us-east-2", "us-west-1")
    tokens = {
        token for region in regions for token in world.cloud.region("prod", region).holding.tokens
    }
    starts = ("start-backup-job", "start-copy-job", "start-second-copy-job")
    assert tokens == {f"ddbdr-{job.id}-{step}" for step in starts}


def test_another_account_in_the_same_region_is_one_hop(world: CopyWorld) -> None:
    job = world.run_to_end(copying(world, account="dr", region="us-east-2"))
    assert job.state is State.SUCCEEDED, job.outcome
    assert world.cloud.count("StartCopyJob") == 1
    assert len(world.points("us-east-2", "dr")) == 1
    said = shown(world.notices()[-1], world)
    assert "us-east-2 → dr/us-east-2 · as of" in said
    assert "RPO" not in said, "the region is lost with what is in it"


def test_a_job_behind_another_one_of_the_table_waits_and_says_so(world: CopyWorld) -> None:
    job_id = copying(world)
    door = world.aws.acting_for("X", lambda _seconds: None).backup("prod", "us-east-2")
    arn = world.cloud.table_arn("prod", "us-east-2", "orders")
    door.start_backup(
        BackupJobOrder(vault="ddbdr", resource_arn=arn, role_arn="role", token="another")
    )
    world.run_until(lambda: "behind another one" in world.job(job_id).progress)
    assert world.run_to_end(job_id).state is State.SUCCEEDED


def test_a_job_that_aws_has_not_begun_says_how_long_that_may_take() -> None:
    world = CopyWorld(profile=Profile(job_start_seconds=1800))
    job_id = copying(world)
    world.run_until(lambda: "within 60 minutes" in world.job(job_id).progress)
    assert world.run_to_end(job_id).state is State.SUCCEEDED


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("FAILED", "Insufficient privileges."),
        ("ABORTED", "Stopped by another."),
        ("PARTIAL", ""),
    ],
)
def test_a_backup_job_that_ends_badly_is_told_and_nothing_is_copied(
    world: CopyWorld, state: str, message: str
) -> None:
    world.cloud.fates["backup orders"] = (state, message)
    job = world.run_to_end(copying(world))
    assert job.state is State.FAILED
    assert f"The backup job ended as {state}" in job.outcome
    assert message.rstrip(".") in job.outcome
    assert world.cloud.count("StartCopyJob") == 0


def test_a_backup_job_that_was_never_begun_expires() -> None:
    world = CopyWorld(profile=Profile(job_start_seconds=3700))
    job = world.run_to_end(copying(world))
    assert (job.state, "EXPIRED" in job.outcome) == (State.FAILED, True)


def test_a_failed_copy_keeps_the_backup_and_says_how_to_copy_it(world: CopyWorld) -> None:
    world.cloud.fates["copy orders"] = ("FAILED", "Access denied to the destination.")
    job = world.run_to_end(copying(world, keep="7d"))
    assert job.state is State.FAILED
    assert "ended as FAILED: Access denied to the destination." in job.outcome
    [kept] = world.points("us-east-2")
    assert f"--backup {kept}" in job.advice
    again = re.search(r"`copy (\S+) (.*)`", job.advice)
    assert again is not None
    command = parse(
        f"copy {again[1]} {again[2]}", now=world.time.now(), zone=world.config.slack.default_zone
    )
    job_id = world.ask_as(
        ALICE, "copy", str(command.table), {n: str(v) for n, v in command.params.items()}
    )
    world.approved(job_id)
    assert world.run_to_end(job_id).state is State.SUCCEEDED
    assert world.cloud.count("StartBackupJob") == 1


def test_a_failed_second_hop_goes_on_from_the_first_copy(world: CopyWorld) -> None:
    job_id = copying(world, account="dr", region="us-west-1")
    until_step(world, job_id, "await-copy-job", "recovery_point_arn")
    world.cloud.fates["copy orders"] = ("FAILED", "")
    job = world.run_to_end(job_id)
    [first] = world.points("us-west-1")
    assert (
        f"copy prod/us-west-1/orders --region us-west-1 --account dr --backup {first}" in job.advice
    )


def test_while_the_other_region_is_down_the_backup_is_made_and_the_copy_waits(
    world: CopyWorld,
) -> None:
    job_id = copying(world)
    world.cloud.unreachable.add("us-west-1")
    world.run_until(lambda: "prod/us-west-1 does not answer" in world.job(job_id).progress)
    assert len(world.points("us-east-2")) == 1
    world.cloud.unreachable.clear()
    assert world.run_to_end(job_id).state is State.SUCCEEDED


def test_a_vault_that_is_gone_when_the_copy_starts_ends_it_with_the_backup_kept(
    world: CopyWorld,
) -> None:
    job_id = copying(world)
    until_step(world, job_id, "await-backup-job", "recovery_point_arn")
    del world.cloud.region("prod", "us-west-1").holding.vaults["ddbdr"]
    job = world.run_to_end(job_id)
    assert (job.state, world.cloud.count("StartCopyJob")) == (State.FAILED, 0)
    assert "There is no vault ddbdr in prod/us-west-1 any more." in job.outcome
    assert f"--backup {world.points('us-east-2')[0]}" in job.advice


def test_a_vault_that_may_not_be_looked_at_is_copied_into_all_the_same(world: CopyWorld) -> None:
    job_id = copying(world)
    until_step(world, job_id, "await-backup-job", "recovery_point_arn")
    denied = coded("AccessDeniedException", "DescribeBackupVault", place="prod/us-west-1")
    world.cloud.fail_next("DescribeBackupVault", denied)
    assert world.run_to_end(job_id).state is State.SUCCEEDED


def test_a_backup_job_that_ends_while_it_is_stopped_is_looked_at_again(world: CopyWorld) -> None:
    job_id = copying(world)
    until_step(world, job_id, "start-backup-job", "job_id")
    world.cloud.fail_next("StopBackupJob", coded("InvalidRequestException", "StopBackupJob"))
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED


@pytest.mark.parametrize(
    ("code", "said"), [("405", "does not know"), ("AccessDeniedException", "AWS denied")]
)
def test_a_backup_job_that_cannot_be_asked_for_leaves_nothing_to_stop(
    world: CopyWorld, code: str, said: str
) -> None:
    job_id = copying(world)
    for _ in range(2):
        world.cloud.fail_next("StartBackupJob", coded(code, "StartBackupJob"))
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert f"{said} StartBackupJob" in job.outcome


def test_one_that_may_have_been_started_is_not_forgotten_when_it_is_denied(
    world: CopyWorld,
) -> None:
    job_id = copying(world)
    world.cloud.fail_next("StartBackupJob", coded("ReadTimeoutError", "StartBackupJob"), after=True)
    for _ in range(2):
        world.cloud.fail_next("StartBackupJob", coded("AccessDeniedException", "StartBackupJob"))
    assert world.run_to_state(job_id, State.STUCK, State.FAILED).state is State.STUCK


@pytest.mark.parametrize(("times", "state"), [(4, State.SUCCEEDED), (5, State.FAILED)])
def test_an_endpoint_that_breaks_at_a_look_is_asked_a_few_times_more(
    world: CopyWorld, times: int, state: State
) -> None:
    job_id = copying(world)
    until_step(world, job_id, "start-backup-job", "job_id")
    for _ in range(times):
        world.cloud.fail_next("DescribeBackupJob", coded("500", "DescribeBackupJob"))
    job = world.run_to_end(job_id)
    assert job.state is state, job.outcome
    assert ("breaks at DescribeBackupJob" in job.outcome) is (state is State.FAILED)


def test_a_backup_that_is_not_named_is_not_copied(world: CopyWorld) -> None:
    job_id = copying(world)
    until_step(world, job_id, "start-backup-job", "job_id")
    [stored] = world.cloud.region("prod", "us-east-2").holding.backup_jobs.values()
    stored.job = stored.job.model_copy(update={"recovery_point_arn": ""})
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert "no recovery point of backup job" in job.outcome
    assert world.cloud.count("StartCopyJob") == 0


@pytest.mark.parametrize("what", ["backup", "copy"])
def test_a_state_that_nobody_knows_is_no_end(world: CopyWorld, what: str) -> None:
    world.cloud.fates[f"{what} orders"] = ("QUEUED", "")
    job_id = copying(world)
    world.run_until(lambda: "QUEUED" in world.job(job_id).progress)
    held = world.cloud.region("prod", "us-east-2").holding
    for backed_up in held.backup_jobs.values():
        backed_up.course = replace(backed_up.course, ends_as="COMPLETED")
    for copied in held.copy_jobs.values():
        copied.course = replace(copied.course, ends_as="COMPLETED")
    assert world.run_to_end(job_id).state is State.SUCCEEDED


def test_cancelling_stops_the_backup_job(world: CopyWorld) -> None:
    job_id = copying(world)
    until_step(world, job_id, "start-backup-job", "job_id")
    world.say(job_id, "cancel", ALICE)
    job = world.run_to_end(job_id)
    assert job.state is State.CANCELLED
    [stored] = world.cloud.region("prod", "us-east-2").holding.backup_jobs.values()
    assert stored.as_is(world.time.now()).state == "ABORTED"
    assert world.points("us-east-2") == []
    assert world.cloud.count("StartCopyJob") == 0


def test_cancelling_between_asking_and_knowing_leaves_no_job_at_work(world: CopyWorld) -> None:
    world.cloud.fail_next("StartBackupJob", coded("ReadTimeoutError", "StartBackupJob"), after=True)
    job_id = copying(world)
    world.run_until(lambda: "the same token" in world.job(job_id).progress)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    [stored] = world.cloud.region("prod", "us-east-2").holding.backup_jobs.values()
    assert stored.as_is(world.time.now()).state == "ABORTED"


def test_cancelling_during_the_copy_deletes_nothing(world: CopyWorld) -> None:
    job_id = copying(world)
    until_step(world, job_id, "start-copy-job", "job_id")
    world.say(job_id, "cancel", ALICE)
    job = world.run_to_end(job_id)
    assert job.state is State.CANCELLED
    assert world.cloud.count("StopBackupJob") == 0
    assert world.cloud.count("DeleteRecoveryPoint") == 0
    assert job.facts_of("start-backup-job")["left"] == world.points("us-east-2")[0]
    assert job.facts_of("start-copy-job")["left"]
    world.time.pass_by(300)
    assert len(world.points("us-west-1")) == 1, "AWS ends what it has begun"


def test_a_second_copy_of_the_table_waits_for_the_first(world: CopyWorld) -> None:
    first = copying(world)
    world.run_until(lambda: world.job(first).cursor == 2)
    second = copying(world)
    world.run_until(lambda: world.job(second).waits_for == first)
    assert world.run_to_end(second).state is State.SUCCEEDED
    assert world.job(first).state is State.SUCCEEDED


def test_features_switched_off_since_the_plan_end_it_before_a_useless_backup(
    world: CopyWorld,
) -> None:
    job_id = world.ask("copy", "prod/us-east-2/orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    here = world.cloud.region("prod", "us-east-2").holding
    here.settings = RegionSettings(opt_in=True, management=False)
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert "advanced features for DynamoDB are off" in job.outcome
    assert world.cloud.count("StartBackupJob") == 0


def test_a_backup_made_without_them_all_the_same_is_not_offered_for_copying(
    world: CopyWorld,
) -> None:
    job_id = copying(world)
    until_step(world, job_id, "check-again", "checked_at")
    here = world.cloud.region("prod", "us-east-2").holding
    here.settings = RegionSettings(opt_in=True, management=False)
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert "made without advanced features" in job.outcome
    assert "copy" not in job.advice


def test_features_are_switched_on_where_that_was_approved(world: CopyWorld) -> None:
    here = world.cloud.region("prod", "us-east-2").holding
    here.settings = RegionSettings(opt_in=False, management=False)
    job = world.run_to_end(copying(world, switch_on=True))
    assert job.state is State.SUCCEEDED, job.outcome
    assert here.settings == RegionSettings(opt_in=True, management=True)
    assert world.cloud.count("UpdateRegionSettings") == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"storage": "COLD"}, "cold storage"), ({"status": "EXPIRED"}, "is EXPIRED now")],
)
def test_a_recovery_point_that_changed_while_people_decided_is_not_copied(
    world: CopyWorld, changed: dict[str, str], said: str
) -> None:
    point = add_recovery_point(world.cloud, "orders")
    job_id = world.ask("copy", "prod/us-east-2/orders", backup=point.arn)
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    here = world.cloud.region("prod", "us-east-2").holding
    here.points["ddbdr", point.arn] = StoredPoint(point=point.model_copy(update=changed))
    world.approved(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert said in job.outcome
    assert world.cloud.count("StartCopyJob") == 0


def test_a_table_that_grew_beyond_the_approved_cost_is_not_copied(world: CopyWorld) -> None:
    job_id = copying(world)
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"size_bytes": 500 * 1024**3})
    job = world.run_to_end(job_id)
    assert "It would cost $110.00 now; the approval was for $3.00 at most." in job.outcome
    assert world.cloud.count("StartBackupJob") == 0


def test_a_quota_of_copies_is_waited_for(world: CopyWorld) -> None:
    limited = coded("LimitExceededException", "StartCopyJob", message="100 copy jobs")
    world.cloud.fail_next("StartCopyJob", limited)
    job_id = copying(world)
    world.run_until(lambda: "100 copy jobs" in world.job(job_id).progress)
    assert world.run_to_end(job_id).state is State.SUCCEEDED
