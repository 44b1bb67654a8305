"""What the plan of protect says before anyone approves, and what it refuses."""

import json
import shlex
from datetime import timedelta

import pytest

from recovery.config import load_config
from recovery.outcome import Observation
from recovery.plan import Check, CheckResult
from recovery.record import State
from sandbox.fakes.backup import add_vault
from sandbox.fakes.errors import coded
from sandbox.fakes.holding import Course, StoredBackupJob, StoredCopyJob
from tests.workers.protect_world import CONFIG, ProtectWorld
from tests.workers.world import START
from workers.aws.backup_models import AIR_GAPPED, BackupJob, BackupPlan, BackupRule, CopyJob
from workers.aws.models import Key

KEY = "arn:aws:kms:us-west-1:123456789012:key/1"


@pytest.fixture
def world() -> ProtectWorld:
    return ProtectWorld()


def planned(world: ProtectWorld, table: str = "orders", **params: str | bool) -> str:
    job_id = world.ask("protect", table, **params)
    job = world.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED, State.FAILED)
    assert job.state is State.AWAITING_APPROVAL, job.outcome
    return job_id


def refused(world: ProtectWorld, table: str = "orders", **params: str | bool) -> str:
    """Outcome and advice; nothing was changed."""
    job = world.run_to_end(world.ask("protect", table, **params))
    assert job.state is State.REFUSED, job.outcome
    assert not [
        call
        for call in world.cloud.calls
        if call.operation.startswith(("Create", "Update", "Put", "Tag"))
    ]
    return f"{job.outcome} {job.advice}"


def stated(world: ProtectWorld, job_id: str) -> dict[str, str]:
    """What the card shows."""
    return dict(world.plan(job_id).stated)


def explained(world: ProtectWorld, job_id: str) -> dict[str, str]:
    """What stands under Details."""
    return dict(world.plan(job_id).explained)


def check(world: ProtectWorld, job_id: str, name: str) -> Check:
    return next(one for one in world.plan(job_id).checks if one.name == name)


def timed(world: ProtectWorld, what: str, minutes: float, table: str = "orders") -> None:
    world.ledger.history.observe(
        Observation(
            what=what,
            account="prod",
            region="us-west-1" if what == "copy" else "us-east-2",
            table=table,
            seconds=minutes * 60,
            size_bytes=10 * 1024**3,
            indexes=0,
            at=(START - timedelta(hours=minutes)).isoformat(),
        )
    )


def copied(world: ProtectWorld, tables: int, minutes: float, *, region: str = "us-west-1") -> None:
    """Let that many other tables have been copied a moment ago."""
    now = world.time.now()
    ended = now - timedelta(minutes=1)
    for number in range(tables):
        job = CopyJob(
            id=f"COPY-{region}-{number}",
            state="COMPLETED",
            resource_arn=world.cloud.table_arn("prod", "us-east-2", f"table-{number}"),
            destination_vault_arn=f"arn:aws:backup:{region}:123456789012:backup-vault:ddbdr",
            created=ended - timedelta(minutes=minutes),
        )
        course = Course(begins=ended - timedelta(minutes=minutes), ends=ended)
        world.holding().copy_jobs[job.id] = StoredCopyJob(job=job, course=course)


def test_an_hourly_copy_is_not_called_an_rpo_of_an_hour(world: ProtectWorld) -> None:
    job_id = planned(world, rpo="1h", rto="4h")
    shown = stated(world, job_id)["RPO"]
    assert shown.startswith("Target of 1 h is missed: more than 1 h at worst, if us-east-2 is ")
    assert "What would keep it: a replica" in shown
    said = explained(world, job_id)["RPO"]
    assert said.startswith("The target of 1 h is missed at worst. What would keep it: a replica")
    assert "copy unknown (none timed here" in said
    assert "In us-east-2 itself: 5 min by PITR" in said


def test_the_worst_case_rests_on_what_was_timed(world: ProtectWorld) -> None:
    for what, minutes in (("backup-start", 4), ("backup-run", 10), ("copy", 6), ("copy", 9)):
        timed(world, what, minutes)
    timed(world, "copy", 500, table="customers")
    job_id = planned(world, rpo="4h")
    shown = stated(world, job_id)["RPO"]
    assert shown == "Target of 4 h is met: 2 h 23 min at worst, if us-east-2 is lost."
    said = explained(world, job_id)["RPO"]
    assert said.startswith("The target of 4 h is met. In us-west-1: 2 h 23 min at worst: ")
    assert "copy 9 min (longest of 2)" in said


def test_aws_itself_tells_how_long_the_tables_jobs_took(world: ProtectWorld) -> None:
    now = world.time.now()
    arn = world.cloud.table_arn("prod", "us-east-2", "orders")
    job = CopyJob(
        id="COPY-1",
        state="COMPLETED",
        resource_arn=arn,
        destination_vault_arn="arn:aws:backup:us-west-1:123456789012:backup-vault:ddbdr",
        created=now - timedelta(minutes=17),
    )
    course = Course(begins=now - timedelta(minutes=17), ends=now)
    world.holding().copy_jobs[job.id] = StoredCopyJob(job=job, course=course)
    said = explained(world, planned(world, rpo="8h"))["RPO"]
    assert "copy 17 min (the only one timed)" in said


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (60, "start 5 min (the only one timed) + backup 12 min (the only one timed)"),
        (480, "start up to 1 h (AWS's start window) + backup 12 min (the only one timed)"),
        (None, "start 4 min (the only one timed) + backup 12 min (the only one timed)"),
    ],
    ids=["our window", "another", "a plan that is gone"],
)
def test_what_a_plans_job_waited_is_the_start_where_its_rule_has_the_window_of_ours(
    world: ProtectWorld, window: int | None, said: str
) -> None:
    due = world.time.now() - timedelta(hours=2)
    rule = BackupRule(
        id="r-1", name="r", vault="ddbdr", schedule="cron(0)", start_window_minutes=window
    )
    if window is not None:
        plan = BackupPlan(id="p-1", name="somebody-elses", rules=(rule,))
        world.cloud.region().arrangements.plans["p-1"] = plan
    job = BackupJob(
        id="BACKUP-1",
        state="COMPLETED",
        resource_arn=world.cloud.table_arn("prod", "us-east-2", "orders"),
        created=due + timedelta(minutes=1),
        initiated=due + timedelta(minutes=5),
        start_by=due + timedelta(minutes=window or 60),
        plan_id="p-1",
        rule_id="r-1",
    )
    course = Course(begins=due + timedelta(minutes=5), ends=due + timedelta(minutes=17))
    world.holding().backup_jobs[job.id] = StoredBackupJob(job=job, course=course)
    assert said in explained(world, planned(world, rpo="8h"))["RPO"]


def test_a_backup_that_was_timed_with_its_wait_alone_is_no_proof(world: ProtectWorld) -> None:
    timed(world, "copy", 25)
    timed(world, "backup-run", 5)
    timed(world, "backup-job", 40)
    found = check(world, planned(world, rpo="1h"), "backup and copy fit between two backups")
    assert found.result is CheckResult.NOT_CHECKED


def test_a_job_of_ours_that_aws_tells_of_too_counts_once(world: ProtectWorld) -> None:
    timed(world, "copy", 9)
    (own,) = world.ledger.history.recent("copy")
    job = CopyJob(
        id="COPY-1",
        state="COMPLETED",
        resource_arn=world.cloud.table_arn("prod", "us-east-2", "orders"),
        destination_vault_arn="arn:aws:backup:us-west-1:123456789012:backup-vault:ddbdr",
        created=START - timedelta(hours=9, minutes=9),
    )
    ends = START - timedelta(hours=9)
    assert own.at == ends.isoformat()
    course = Course(begins=ends - timedelta(minutes=9), ends=ends)
    world.holding().copy_jobs[job.id] = StoredCopyJob(job=job, course=course)
    assert "copy 9 min (the only one timed)" in explained(world, planned(world, rpo="8h"))["RPO"]


def test_targets_and_times_come_from_the_configuration(world: ProtectWorld) -> None:
    world.cloud.add_table("invoices")
    job_id = planned(world, "invoices")
    said = explained(world, job_id)
    assert said["Policy"].startswith("4h-14d-us-west-1-14d:")
    assert said["Kept"] == "14 d at home, 84 full backups; 14 d in us-west-1, 84 copies"
    assert "target of 8 h" in said["RPO"]
    shown = stated(world, job_id)
    assert shown["Kept"] == "14 d, 84 full backups; 14 d in us-west-1, 84 copies"
    assert shown["RPO"] == (
        "Not known until start, backup and copy have been timed: more than 4 h at worst, "
        "if us-east-2 is lost (target 8 h)."
    )


def test_what_is_so_already_is_not_done_again(world: ProtectWorld) -> None:
    world.cloud.region().tables["orders"].pitr_since = START
    add_vault(world.cloud)
    add_vault(world.cloud, region="us-west-1")
    job_id = planned(world, rpo="1d")
    assert stated(world, job_id)["Is so already"] == "PITR on, a vault in both regions"
    names = [step.name for step in world.plan(job_id).steps]
    assert "switch-on-pitr" not in names
    assert "ensure-vaults" not in names
    assert "point-in-time recovery on" not in [line.label for line in world.plan(job_id).cost]


def test_the_bill_names_every_full_backup(world: ProtectWorld) -> None:
    plan = world.plan(planned(world, rpo="1h"))
    priced = {line.label: round(line.figure.value, 2) for line in plan.cost if line.figure}
    assert priced == {
        "point-in-time recovery on": 2.0,
        "840 backups kept": 840.0,
        "copies sent to us-west-1": 144.0,
        "840 copies in us-west-1 kept": 840.0,
    }
    assert plan.cost_ceiling_usd == 2283


def test_a_vault_that_is_made_says_what_its_key_forbids(world: ProtectWorld) -> None:
    said = explained(world, planned(world, rpo="1d"))["Vaults"]
    assert "AWS's own key in us-east-2 and us-west-1" in said
    assert "nothing is copied to another account" in said


def test_vaults_are_made_with_the_key_that_is_named(world: ProtectWorld) -> None:
    for region in ("us-east-2", "us-west-1"):
        arn = f"arn:aws:kms:{region}:123456789012:key/1"
        world.cloud.region(region=region).keys["alias/ddbdr"] = Key(arn=arn, state="Enabled")
    world.protected(rpo="1d", kms_key="alias/ddbdr")
    for region in ("us-east-2", "us-west-1"):
        vault = world.holding(region).vaults["ddbdr"].vault
        assert vault.key_arn == f"arn:aws:kms:{region}:123456789012:key/1"


def test_a_key_that_only_one_region_has_is_refused(world: ProtectWorld) -> None:
    world.cloud.region().keys["alias/ddbdr"] = Key(arn=KEY, state="Enabled")
    said = refused(world, rpo="1d", kms_key="alias/ddbdr")
    assert "There is no KMS key `alias/ddbdr` in prod/us-west-1." in said
    assert "multi-Region key" in said


def test_without_a_target_it_asks_for_one(world: ProtectWorld) -> None:
    assert "how much of it may be lost?" in refused(world)


def test_copies_need_a_vault(world: ProtectWorld) -> None:
    world.config = load_config(CONFIG.replace(", vault: ddbdr", ""))
    assert "names none for this account" in refused(world, rpo="1d", strategy="copies")
    said = stated(world, planned(world, rpo="1d"))
    assert said["Into"] == "us-east-2 only: nothing leaves the region"
    assert said["RPO"].startswith("Everything, if us-east-2 is lost; 5 min by PITR within it.")


@pytest.mark.parametrize(
    ("strategy", "option"),
    [("backups", "dr_keep"), ("backups", "cold_after"), ("pitr", "keep")],
)
def test_what_a_strategy_would_ignore_is_refused(
    world: ProtectWorld, strategy: str, option: str
) -> None:
    said = refused(world, rpo="1d", strategy=strategy, **{option: "90d"})
    assert f"knows nothing of `--{option.replace('_', '-')}`" in said


def test_cold_storage_for_less_than_ninety_days_is_refused(world: ProtectWorld) -> None:
    said = refused(world, rpo="1d", keep="100d", cold_after="30d")
    assert "90 days in cold storage, which AWS demands" in said
    assert "at least 120 d" in said


def test_cold_storage_only_where_it_is_long_enough(world: ProtectWorld) -> None:
    job_id = planned(world, rpo="1d", keep="35d", dr_keep="365d", cold_after="30d")
    assert stated(world, job_id)["Kept"].endswith("; cold after 30 d in us-west-1")
    unpriced = [line.label for line in world.plan(job_id).cost if line.figure is None]
    assert unpriced == ["670 copies in us-west-1 kept cold"]
    assert world.plan(job_id).cost_ceiling_usd is None


def test_a_locked_vault_that_keeps_less_is_refused(world: ProtectWorld) -> None:
    add_vault(world.cloud)
    add_vault(world.cloud, region="us-west-1")
    held = world.holding("us-west-1").vaults["ddbdr"]
    locked = {"locked": True, "min_retention_days": 90, "max_retention_days": 365}
    held.vault = held.vault.model_copy(update=locked)
    said = refused(world, rpo="1d", dr_keep="35d")
    assert "it keeps at least 90 and at most 365 days, not 35 days" in said
    assert "Ask again with --dr-keep 90d." in said
    assert planned(world, rpo="1d", dr_keep="90d")


def test_a_vault_whose_key_cannot_be_used_is_refused(world: ProtectWorld) -> None:
    add_vault(world.cloud)
    add_vault(world.cloud, region="us-west-1", key_arn=KEY)
    world.cloud.region(region="us-west-1").keys[KEY] = Key(arn=KEY, state="PendingDeletion")
    assert "is PendingDeletion" in refused(world, rpo="1d")


def test_a_key_whose_state_is_not_told_is_not_called_usable(world: ProtectWorld) -> None:
    add_vault(world.cloud)
    add_vault(world.cloud, region="us-west-1", key_arn=KEY)
    world.cloud.region(region="us-west-1").keys[KEY] = Key(arn=KEY, state="")
    found = check(world, planned(world, rpo="1d"), "vault's key in prod/us-west-1")
    assert found.result is CheckResult.NOT_CHECKED


@pytest.mark.parametrize(
    ("region", "fields", "said"),
    [
        ("us-east-2", {"type": AIR_GAPPED}, "is logically air-gapped: it takes copies, and no"),
        ("us-west-1", {"state": "FAILED"}, "is FAILED."),
    ],
)
def test_a_vault_that_takes_no_such_thing_is_refused(
    world: ProtectWorld, region: str, fields: dict[str, str], said: str
) -> None:
    add_vault(world.cloud, region=region, **fields)
    assert f"Vault `ddbdr` in prod/{region} {said}" in refused(world, rpo="1d")


def test_an_air_gapped_vault_takes_the_copies(world: ProtectWorld) -> None:
    add_vault(world.cloud, region="us-west-1", type=AIR_GAPPED, min_retention_days=7)
    assert world.plan(planned(world, rpo="1d")).failed_checks == ()


def test_a_key_for_a_vault_that_has_another_one_for_ever_is_refused(world: ProtectWorld) -> None:
    for region in ("us-east-2", "us-west-1"):
        arn = f"arn:aws:kms:{region}:123456789012:key/2"
        world.cloud.region(region=region).keys["alias/dr"] = Key(arn=arn, state="Enabled")
    add_vault(world.cloud, region="us-west-1", key_arn=KEY)
    world.cloud.region(region="us-west-1").keys[KEY] = Key(arn=KEY, state="Enabled")
    said = refused(world, rpo="1d", kms_key="alias/dr")
    assert f"Vault `ddbdr` in prod/us-west-1 is under `{KEY}`, and keeps that for ever." in said


def test_a_region_that_does_not_answer_is_refused(world: ProtectWorld) -> None:
    world.cloud.unreachable.add("us-west-1")
    said = refused(world, "us-east-2/orders", rpo="1d")
    assert "us-west-1 does not answer, so nothing can be set up there." in said


def test_what_may_not_be_asked_is_said_and_set_up_all_the_same(world: ProtectWorld) -> None:
    denied = coded("AccessDeniedException", "DescribeRule")
    world.cloud.fail_next("DescribeRule", denied)
    job_id = planned(world, rpo="1d")
    found = check(world, job_id, "events to our queue already")
    assert found.result is CheckResult.NOT_CHECKED
    assert "ensure-rules" in [step.name for step in world.plan(job_id).steps]


def test_three_hundred_plans_are_all_that_aws_allows(world: ProtectWorld) -> None:
    aws = world.aws.acting_for("J-0000000", lambda _seconds: None).backup("prod", "us-east-2")
    for number in range(300):
        rule = BackupRule(name=f"rule-{number}", vault="ddbdr", schedule="cron(0 5 * * ? *)")
        aws.create_plan(f"plan-{number}", (rule,), token=f"t{number}")
    job = world.run_to_end(world.ask("protect", "orders", rpo="1d"))
    assert job.state is State.REFUSED
    assert "There are 300 backup plans in prod/us-east-2, and AWS allows 300." in job.outcome


def test_more_copies_than_an_hour_has_room_for_are_refused(world: ProtectWorld) -> None:
    copied(world, 666, 9)
    said = refused(world, rpo="1h")
    assert "667 tables, 100 copies at a time: 1 h 3 min (7 × 9 min) of 1 h" in said  # noqa: RUF001
    assert "does not raise this limit" in said
    assert planned(world, rpo="4h")


def test_what_an_hour_has_room_for_is_told_with_its_figures(world: ProtectWorld) -> None:
    copied(world, 199, 9)
    found = check(world, planned(world, rpo="1h"), "copies to us-west-1 fit between two backups")
    assert found.result is CheckResult.PASSED
    assert found.detail == "200 tables, 100 copies at a time: 18 min (2 × 9 min) of 1 h"  # noqa: RUF001


def test_copies_to_another_region_take_no_room(world: ProtectWorld) -> None:
    timed(world, "copy", 9)
    copied(world, 666, 9, region="eu-west-1")
    job_id = planned(world, rpo="1h")
    found = check(world, job_id, "copies to us-west-1 fit between two backups")
    assert found.detail == "1 table, 100 copies at a time: 9 min (1 × 9 min) of 1 h"  # noqa: RUF001


def test_jobs_of_a_table_that_do_not_fit_one_after_the_other_are_refused(
    world: ProtectWorld,
) -> None:
    timed(world, "copy", 25)
    timed(world, "backup-run", 40)
    said = refused(world, rpo="1h")
    assert "1 h 5 min (backup + copy) of 1 h, one job at a time" in said
    assert planned(world, rpo="4h")


def test_what_was_never_timed_is_no_reason_to_refuse(world: ProtectWorld) -> None:
    job_id = planned(world, rpo="1h")
    found = check(world, job_id, "backup and copy fit between two backups")
    assert found.result is CheckResult.NOT_CHECKED


def test_so_many_tables_come_back_in_waves(world: ProtectWorld) -> None:
    copied(world, 666, 1)
    said = stated(world, planned(world, rpo="1h", rto="4h"))["RTO"]
    assert said.startswith("667 tables = 14 waves of up to 50 restores")


def test_alarms_go_by_the_configuration_and_the_plan_says_so(world: ProtectWorld) -> None:
    said = explained(world, planned(world, rpo="8h"))["RPO"]
    assert said.endswith("Alarms need an `rpo` for the table in ddbdr.yaml, which has none.")
    world.cloud.add_table("invoices")
    assert "Alarms" not in explained(world, planned(world, "invoices"))["RPO"]
    said = explained(world, planned(world, "invoices", rpo="1d"))["RPO"]
    assert said.endswith("Alarms go by ddbdr.yaml's 8 h.")


def test_the_plan_is_also_command_lines_that_say_the_same(world: ProtectWorld) -> None:
    commands = [shlex.split(line) for line in world.plan(planned(world, rpo="1h")).commands]
    assert [" ".join(words[1:3]) for words in commands] == [
        "dynamodb update-continuous-backups",
        "dynamodb update-table",
        *["backup update-region-settings"] * 2,
        *["backup create-backup-vault"] * 2,
        "backup create-backup-plan",
        "backup create-backup-selection",
        *["events put-rule", "events put-targets"] * 6,
        "dynamodb tag-resource",
    ]
    plan = json.loads(commands[6][commands[6].index("--backup-plan") + 1])
    assert plan["BackupPlanName"] == "ddbdr-1h-35d-us-west-1-35d"
    world.cloud.region().tables["orders"].pitr_since = START
    (first, *_) = world.plan(planned(world, rpo="1d", strategy="backups")).commands
    assert first.startswith("aws dynamodb update-table")


def test_a_schedule_is_a_command_line_too(world: ProtectWorld) -> None:
    commands = world.plan(planned(world, rpo="1d", strategy="backups")).commands
    words = shlex.split(next(line for line in commands if "create-schedule" in line))
    target = json.loads(words[words.index("--target") + 1])
    assert json.loads(target["Input"])["TableName"] == "orders"


def test_the_digest_binds_the_policy(world: ProtectWorld) -> None:
    first = world.plan(planned(world, rpo="1d"))
    second = world.plan(planned(world, rpo="2d"))
    assert first.digest != second.digest
