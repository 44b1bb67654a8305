"""What backs up by itself: known with tables, copies and last run; a missed run is told once."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from recovery.instants import iso
from recovery.outcome import Notice
from recovery.schedules import Destination, ScheduleEntry
from sandbox.fakes.cloud import Attached, Profile
from sandbox.fakes.errors import coded
from sandbox.fakes.holding import Course, StoredBackupJob
from tests.workers.world import START, World
from workers.aws.backup_models import (
    BackupJob,
    BackupPlan,
    BackupRule,
    CopyAction,
    Lifecycle,
    Schedule,
    Selection,
)
from workers.aws.errors import Paced
from workers.chores.names import WATCH
from workers.chores.schedules import EVERY, SOON
from workers.tick import advance_all

PLACE = "prod/us-east-2"
CHORE = f"chore:schedules:{PLACE}"
INVENTORY = f"chore:inventory:{PLACE}"
DR_VAULT = "arn:aws:backup:us-west-1:123456789012:backup-vault:ddbdr"
TAG = ("ddbdr:policy", "1h-35d-us-west-1-35d")


def run(world: World, *chores: str) -> None:
    for chore in chores or (CHORE,):
        world.ledger.due.wake(chore, now=world.time.now())
        world.ledger.due.schedule(chore, at=world.time.now())
        claimed = world.ledger.due.claim(
            now=world.time.now(), wall=world.time.wall(), limit=9, lease_seconds=30
        )
        advance_all(world.engine(), claimed)


def entries(world: World) -> dict[str, ScheduleEntry]:
    return {entry.name: entry for entry in world.ledger.sightings.schedules()}


def told(world: World) -> list[Notice]:
    return [
        Notice.model_validate(one.body)
        for lane in ("alarms", "news")
        for one in world.ledger.outbox.ready(lane, wall=world.time.wall(), limit=100)
    ]


def add_plan(
    world: World,
    name: str = "ddbdr-1h",
    *,
    schedule: str = "cron(0 * * * ? *)",
    resources: Sequence[str] = (),
    tag: tuple[str, str] | None = TAG,
    further: tuple[str, ...] = (),
) -> BackupPlan:
    """A plan with one rule and one selection."""
    rule = BackupRule(
        id=f"rule-of-{name}",
        name=name,
        vault="ddbdr",
        schedule=schedule,
        start_window_minutes=60,
        lifecycle=Lifecycle(delete_after_days=35),
        copies=(CopyAction(vault_arn=DR_VAULT, lifecycle=Lifecycle(delete_after_days=90)),),
    )
    arranged = world.cloud.region().arrangements
    plan = BackupPlan(id=f"plan-of-{name}", name=name, rules=(rule,))
    arranged.plans[plan.id] = plan
    chosen = Selection(
        name=name, role_arn="arn:role", resources=tuple(resources), tag=tag, further=further
    )
    arranged.selections[plan.id] = {"selection": chosen}
    return plan


def add_job(
    world: World, plan: BackupPlan, at: datetime, *, table: str = "orders", state: str = "COMPLETED"
) -> None:
    """A job of the plan's rule, ended as it is created."""
    job = BackupJob(
        id=f"job-{world.cloud.number()}",
        state=state,
        resource_arn=world.cloud.table_arn("prod", "us-east-2", table),
        created=at,
        plan_id=plan.id,
        rule_id=plan.rules[0].id,
        start_by=at.replace(minute=0) + timedelta(hours=1),
    )
    course = Course(begins=at, ends=at, ends_as=state)
    world.cloud.region().holding.backup_jobs[job.id] = StoredBackupJob(job=job, course=course)


def add_schedule(world: World, table: str = "orders", **fields: object) -> Schedule:
    """One that asks DynamoDB for a backup every hour, as `protect` makes it."""
    schedule = Schedule(
        name=f"ddbdr-{table}",
        expression="cron(0 * * * ? *)",
        target_arn="arn:aws:scheduler:::aws-sdk:dynamodb:createBackup",
        role_arn="arn:role",
        input=json.dumps(
            {"TableName": table, "BackupName": "ddbdr-35d-<aws.scheduler.execution-id>"}
        ),
    ).model_copy(update=fields)
    world.cloud.region().arrangements.schedules[schedule.group, schedule.name] = schedule
    return schedule


@pytest.fixture
def world() -> World:
    """With `orders`, which our tag says is protected; its tags are read at the second look."""
    world = World()
    world.cloud.add_table("orders", attached=Attached(tags=(TAG,)))
    world.cloud.add_table("sessions")
    run(world, INVENTORY, INVENTORY)
    return world


def test_a_plans_rule_is_known_with_tables_copies_and_retention(world: World) -> None:
    add_plan(world)
    run(world)
    entry = entries(world)["ddbdr-1h"]
    assert (entry.tables, entry.chosen_by) == (("orders",), f"tag {TAG[0]}={TAG[1]}")
    assert entry.copies == (Destination(region="us-west-1", vault="ddbdr", keep_days=90),)
    assert (entry.keep_days, entry.is_ours, entry.window_minutes) == (35, True, 60)
    assert entry.next_run(START) == START.replace(hour=3, minute=0)
    assert world.ledger.due.next_due() == START + EVERY


@pytest.mark.parametrize(
    ("resources", "tag", "tables"),
    [
        (("*",), None, ("orders", "sessions")),
        (("arn:aws:dynamodb:*:*:table/sess*",), None, ("sessions",)),
        (("arn:aws:dynamodb:*:*:table/*",), TAG, ("orders",)),
        ((), ("team", "shop"), ()),
    ],
)
def test_plans_of_others_choose_by_arn_or_tag(
    world: World, resources: tuple[str, ...], tag: tuple[str, str] | None, tables: tuple[str, ...]
) -> None:
    add_plan(world, "nightly", resources=resources, tag=tag)
    run(world)
    entry = entries(world)["nightly"]
    assert (entry.tables, entry.is_ours) == (tables, False)


def test_a_plan_of_others_that_leaves_tables_out_is_known_by_what_it_backed_up(
    world: World,
) -> None:
    plan = add_plan(world, "nightly", resources=("*",), tag=None, further=("NotResources",))
    add_job(world, plan, START - timedelta(hours=1), table="sessions")
    run(world)
    assert entries(world)["nightly"].tables == ("sessions",)


def test_a_plan_that_can_choose_no_table_is_left_out(world: World) -> None:
    add_plan(world, "disks", resources=("arn:aws:ec2:*:*:volume/*",), tag=None)
    run(world)
    assert entries(world) == {}


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_a_plan_for_every_service_may_choose_tables(world: World, partition: str) -> None:
    add_plan(world, "all", resources=(f"arn:{partition}:*",), tag=None)
    run(world)
    assert set(entries(world)) == {"all"}


def test_a_plan_whose_tags_we_do_not_read_is_known_by_what_it_backed_up(world: World) -> None:
    plan = add_plan(world, "nightly", tag=("team", "shop"))
    add_job(world, plan, START - timedelta(hours=9), table="sessions")
    run(world)
    assert entries(world)["nightly"].tables == ("sessions",)
    world.time.pass_by(86_400)
    run(world)
    assert entries(world)["nightly"].tables == ("sessions",), "it is not forgotten"


def test_the_last_run_is_told_by_its_jobs(world: World) -> None:
    plan = add_plan(world)
    add_job(world, plan, START - timedelta(minutes=74), state="FAILED")
    add_job(world, plan, START - timedelta(minutes=14))
    add_job(world, plan, START - timedelta(minutes=13), table="sessions", state="FAILED")
    run(world)
    entry = entries(world)["ddbdr-1h"]
    assert entry.last_run == START - timedelta(minutes=13)
    assert entry.states == (("COMPLETED", 1), ("FAILED", 1))


def test_a_schedule_of_ours_is_known_with_its_table_and_last_backup(world: World) -> None:
    add_schedule(world)
    other = {"target_arn": "arn:aws:lambda:us-east-2:123456789012:function:x", "name": "ddbdr-x"}
    add_schedule(world, "sessions", **other)
    world.cloud.add_backup("orders", name="ddbdr-35d-5f6", age=timedelta(minutes=14))
    world.cloud.add_backup("orders", name="by-hand", age=timedelta(minutes=3))
    run(world, INVENTORY, CHORE)
    assert set(entries(world)) == {"ddbdr-orders"}
    entry = entries(world)["ddbdr-orders"]
    assert (entry.tables, entry.keep_days, entry.plan) == (("orders",), 35, "")
    assert entry.last_run == START - timedelta(minutes=14)
    assert entry.states == (("AVAILABLE", 1),)


def every_five_minutes(world: World, minutes: int) -> None:
    for _ in range(minutes // 5):
        world.time.pass_by(300)
        run(world, INVENTORY, CHORE)


def test_a_plan_that_stops_is_told_once_and_when_it_runs_again(world: World) -> None:
    plan = add_plan(world)
    add_job(world, plan, START - timedelta(minutes=14))
    every_five_minutes(world, 300)
    (missed,) = told(world)
    assert (missed.name, missed.table, missed.urgent) == ("BackupMissed", "orders", True)
    assert ("", "ddbdr-1h did not run at 2026-11-12T03:00:00Z") in missed.detail
    assert ("last run", "2026-11-12T02:00:00Z") in missed.detail
    assert [command for _, command in missed.offers] == [
        "backup prod/us-east-2/orders",
        "schedules prod/us-east-2/orders",
    ]
    add_job(world, plan, world.time.now())
    every_five_minutes(world, 30)
    again = told(world)[1]
    assert (again.name, again.urgent) == ("BackupsResumed", False)


def test_one_run_that_is_skipped_is_told_though_the_next_one_came(world: World) -> None:
    plan = add_plan(world)
    for hour in (2, 4, 5):
        add_job(world, plan, START.replace(hour=hour, minute=1))
    every_five_minutes(world, 240)
    (missed,) = told(world)
    said = ("", "ddbdr-1h did not run at 2026-11-12T03:00:00Z")
    assert missed.detail == (said, ("ran again, last at", "2026-11-12T05:01:00Z"))


def test_a_night_nobody_looked_is_one_piece_of_news(world: World) -> None:
    """The workers were down: what AWS did meanwhile is known by its jobs."""
    plan = add_plan(world)
    run(world)
    for hour in (3, 4, 12):
        add_job(world, plan, START.replace(hour=hour, minute=1))
    world.time.pass_by(12 * 3600)
    run(world, INVENTORY, CHORE)
    (missed,) = told(world)
    said = "ddbdr-1h did not run 7 times, from 2026-11-12T05:00:00Z to 2026-11-12T11:00:00Z"
    assert missed.detail == (("", said), ("ran again, last at", "2026-11-12T12:01:00Z"))


def test_after_days_without_a_look_only_the_last_one_is_judged(world: World) -> None:
    plan = add_plan(world)
    run(world)
    world.time.pass_by(3 * 86_400)
    hours = [world.time.now().replace(minute=0) - timedelta(hours=hour) for hour in range(26)]
    for at in hours:
        add_job(world, plan, at + timedelta(minutes=1))
    run(world, INVENTORY, CHORE)
    assert told(world) == []


def test_a_table_that_is_protected_no_more_is_not_missed(world: World) -> None:
    """Its tag is gone, though the last job it had is still listed."""
    plan = add_plan(world)
    add_job(world, plan, START - timedelta(minutes=13))
    run(world, INVENTORY, CHORE)
    world.cloud.region().tables["orders"].attached = Attached()
    every_five_minutes(world, 240)
    assert told(world) == []


def test_a_native_backup_that_is_skipped_is_told(world: World) -> None:
    add_schedule(world)
    run(world, INVENTORY, CHORE)
    for hour in (3, 5):
        every_five_minutes(world, 60 if hour == 3 else 120)
        world.cloud.add_backup("orders", name=f"ddbdr-35d-{hour}", age=timedelta(minutes=13))
    every_five_minutes(world, 10)
    missed, again = told(world)
    assert missed.detail[0] == ("", "ddbdr-orders did not run at 2026-11-12T04:00:00Z")
    assert again.detail[0] == ("", "ddbdr-orders ran at 2026-11-12T05:01:00Z")


def test_what_runs_on_time_is_not_told(world: World) -> None:
    plan = add_plan(world)
    schedule = add_schedule(world)
    assert schedule.enabled
    for hour in range(6):
        at = START.replace(hour=2 + hour, minute=0)
        add_job(world, plan, at + timedelta(minutes=1))
        world.cloud.add_backup(
            "orders", name=f"ddbdr-35d-{hour}", age=world.time.now() - at - timedelta(minutes=1)
        )
        every_five_minutes(world, 60)
    assert told(world) == []


def test_a_schedule_of_ours_that_stops_is_told(world: World) -> None:
    add_schedule(world)
    world.cloud.add_backup("orders", name="ddbdr-35d-5f6", age=timedelta(minutes=14))
    every_five_minutes(world, 120)
    assert [notice.name for notice in told(world)] == ["BackupMissed"]


def test_one_that_is_off_or_gone_is_not_missed(world: World) -> None:
    add_schedule(world, enabled=False)
    add_schedule(world, "sessions")
    run(world, INVENTORY, CHORE)
    del world.cloud.region().arrangements.schedules["default", "ddbdr-sessions"]
    every_five_minutes(world, 240)
    assert set(entries(world)) == {"ddbdr-orders"}
    assert told(world) == []


def test_what_cannot_be_read_is_not_missed(world: World) -> None:
    plan = add_plan(world)
    add_job(world, plan, START - timedelta(minutes=14))
    run(world)
    for _ in range(60):
        world.time.pass_by(300)
        world.cloud.fail_next("ListBackupPlans", coded("AccessDeniedException", "ListBackupPlans"))
        run(world)
    assert {one.name for one in told(world)} == {"BackupsUnknown"}
    assert set(entries(world)) == {"ddbdr-1h"}
    problems = {one.what: one.problem for one in world.ledger.sightings.readings()}
    assert problems["schedules"] == "AWS denied ListBackupPlans in prod/us-east-2"


def test_a_place_that_cannot_be_read_for_hours_is_told_once_and_judged_when_it_can(
    world: World,
) -> None:
    plan = add_plan(world)
    add_job(world, plan, START - timedelta(minutes=14))
    run(world, INVENTORY, CHORE)
    for _ in range(36):
        world.time.pass_by(300)
        world.cloud.fail_next("ListBackupPlans", coded("AccessDeniedException", "ListBackupPlans"))
        run(world, CHORE, WATCH)
    (unknown,) = told(world)
    assert (unknown.name, unknown.table, unknown.urgent) == ("BackupsUnknown", "1 schedule", True)
    assert ("last read", iso(START)) in unknown.detail
    for hour in (3, 5):
        add_job(world, plan, START.replace(hour=hour, minute=1))
    every_five_minutes(world, 10)
    _, missed, known = told(world)
    assert missed.detail[0] == ("", "ddbdr-1h did not run at 2026-11-12T04:00:00Z")
    assert known.name == "BackupsKnown"
    assert "after 3 h 5 min" in known.detail[0][1]


def test_workers_that_were_away_for_hours_tell_neither_an_alarm_nor_an_end_of_none(
    world: World,
) -> None:
    """They could not read it right before; nor can they at the first try when they are back."""
    plan = add_plan(world)
    for hour in (1, 2, 3, 4, 5, 6):
        add_job(world, plan, START.replace(hour=hour, minute=1))
    run(world, INVENTORY, CHORE)
    denied = coded("AccessDeniedException", "ListBackupPlans")
    for hours in (0, 3):
        world.time.pass_by(300 + hours * 3600)
        world.cloud.fail_next("ListBackupPlans", denied)
        run(world)
        world.time.pass_by(3600)
        run(world)
    assert told(world) == []


def test_while_jobs_cannot_be_listed_no_run_is_missed(world: World) -> None:
    plan = add_plan(world)
    add_job(world, plan, START - timedelta(minutes=14))
    run(world, INVENTORY, CHORE)
    for _ in range(60):
        world.time.pass_by(300)
        world.cloud.fail_next("ListBackupJobs", Paced("ListBackupJobs", 0.1))
        run(world)
    assert told(world) == []


def test_a_plan_that_goes_while_it_is_read_is_known_no_more(world: World) -> None:
    add_plan(world)
    run(world)
    gone = coded("ResourceNotFoundException", "GetBackupPlan")
    world.cloud.fail_next("GetBackupPlan", gone)
    run(world)
    assert entries(world) == {}
    assert world.ledger.due.next_due() == START + EVERY


def test_a_rule_of_a_plan_is_not_taken_for_another_one_of_it(world: World) -> None:
    """Hourly and daily in one plan: the hourly jobs say nothing of the daily ones."""
    plan = add_plan(world)
    daily = plan.rules[0].model_copy(update={"id": "daily", "name": "daily"})
    both = plan.model_copy(update={"rules": (*plan.rules, daily)})
    world.cloud.region().arrangements.plans[plan.id] = both
    add_job(world, plan, START - timedelta(minutes=14))
    run(world)
    last = {name: entry.last_run for name, entry in entries(world).items()}
    assert last == {"ddbdr-1h": START - timedelta(minutes=14), "daily": None}


def test_a_rule_that_names_no_window_has_awss_eight_hours(world: World) -> None:
    plan = add_plan(world)
    usual = plan.rules[0].model_copy(update={"start_window_minutes": None})
    world.cloud.region().arrangements.plans[plan.id] = plan.model_copy(update={"rules": (usual,)})
    run(world)
    assert entries(world)["ddbdr-1h"].window_minutes == 480


def test_many_plans_are_described_over_several_runs(world: World) -> None:
    for number in range(6):
        add_plan(world, f"plan-{number}")
    counts = []
    for _ in range(4):
        world.cloud.answer_before("GetBackupPlan", 2, Paced("GetBackupPlan", 0.1))
        run(world)
        counts.append(len(entries(world)))
    assert counts == [2, 4, 6, 6]
    assert world.ledger.due.next_due() == START + SOON


def test_an_endpoint_without_aws_backup_still_shows_schedules() -> None:
    world = World(profile=Profile(unsupported=frozenset({"ListBackupPlans"})))
    add_schedule(world)
    run(world)
    assert set(entries(world)) == {"ddbdr-orders"}
