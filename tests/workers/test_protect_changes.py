"""What somebody changed of what `protect` set up: it is shown in words, and put back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from recovery.plan import CheckResult
from recovery.record import State
from recovery.strategies import POLICY_TAG
from tests.workers.protect_world import ProtectWorld
from tests.workers.world import ALICE
from workers.aws.backup_models import BackupPlan, CopyAction, Lifecycle, Selection

CLASS = "1h-35d-us-west-1-35d"
PLAN = f"ddbdr-{CLASS}"
OTHER_VAULT = "arn:aws:backup:us-west-1:123456789012:backup-vault:other"
BACKUPS = {"rpo": "1d", "strategy": "backups"}


@pytest.fixture
def world() -> ProtectWorld:
    return ProtectWorld()


def to_change(world: ProtectWorld, **params: str) -> str:
    """What the plan of the same command says is other than it has to be."""
    job_id = world.ask("protect", "orders", **params)
    job = world.run_to_state(job_id, State.AWAITING_APPROVAL, State.SUCCEEDED, State.REFUSED)
    if job.state is State.AWAITING_APPROVAL:
        world.say(job_id, "reject", ALICE)
    return dict(world.plan(job_id).stated).get("To change", "")


SCHEDULED = [
    ({"further": {"EndDate": "2026-12-01"}}, "EndDate 2026-12-01 instead of none"),
    ({"further": {"FlexibleTimeWindow": "15 minutes"}}, "FlexibleTimeWindow 15 minutes"),
    ({"zone": "Europe/Berlin"}, "ScheduleExpressionTimezone Europe/Berlin instead of UTC"),
    ({"expression": "rate(2 days)"}, "ScheduleExpression rate(2 days) instead of cron("),
    ({"enabled": False}, "State DISABLED instead of ENABLED"),
    ({"role_arn": "arn:aws:iam::1:role/x"}, "RoleArn arn:aws:iam::1:role/x instead of arn:aws:"),
    ({"target_arn": "arn:aws:lambda:x"}, "Target arn:aws:lambda:x instead of arn:aws:scheduler"),
    ({"input": '{"TableName": "customers"}'}, 'Input {"TableName": "customers"} instead of {'),
]


@pytest.mark.parametrize(("changed", "said"), SCHEDULED)
def test_a_schedule_that_somebody_changed_is_told_and_put_back(
    world: ProtectWorld, changed: dict[str, Any], said: str
) -> None:
    world.protected(**BACKUPS)
    schedules = world.cloud.region().arrangements.schedules
    [(key, wanted)] = schedules.items()
    schedules[key] = wanted.model_copy(update=changed)
    assert f"the schedule: {said}" in to_change(world, **BACKUPS)
    again = world.protected(**BACKUPS)
    assert world.plan(again).commands[0].startswith("aws scheduler update-schedule")
    assert schedules[key] == wanted


SLOWER = Lifecycle(cold_after_days=30, delete_after_days=365)
RULED = [
    ({"further": {"EnableContinuousBackup": "true"}}, "EnableContinuousBackup true instead of"),
    ({"recovery_point_tags": {"team": "shop"}}, "RecoveryPointTags team=shop instead of none"),
    ({"start_window_minutes": 480}, "StartWindowMinutes 480 instead of 60"),
    ({"completion_window_minutes": 60}, "CompletionWindowMinutes 60 instead of"),
    ({"zone": "Asia/Tokyo"}, "ScheduleExpressionTimezone Asia/Tokyo instead of UTC"),
    ({"lifecycle": SLOWER}, "Lifecycle cold after 30 d, kept 365 d instead of kept 35 d"),
    ({"lifecycle": Lifecycle()}, "Lifecycle kept for ever instead of kept 35 d"),
    ({"vault": "other"}, "TargetBackupVaultName other instead of ddbdr"),
    ({"copies": ()}, "CopyActions none instead of ddbdr in 123456789012/us-west-1 kept"),
]


def change_plan(world: ProtectWorld, change: Callable[[BackupPlan], dict[str, Any]]) -> None:
    """Change the one plan there is."""
    (plan,) = world.plans().values()
    plans = world.cloud.region().arrangements.plans
    plans[plan.id] = plan.model_copy(update=change(plan))


@pytest.mark.parametrize(("changed", "said"), RULED)
def test_a_rule_that_somebody_changed_is_told_and_put_back(
    world: ProtectWorld, changed: dict[str, Any], said: str
) -> None:
    world.protected(rpo="1h")
    (wanted,) = world.plans()[PLAN].rules
    change_plan(world, lambda plan: {"rules": (plan.rules[0].model_copy(update=changed),)})
    assert f"the backup plan: {said}" in to_change(world, rpo="1h")
    again = world.protected(rpo="1h")
    assert world.plan(again).commands[0].startswith("aws backup update-backup-plan")
    assert world.plans()[PLAN].rules == (wanted,)


def test_a_second_copy_that_somebody_added_to_our_rule_is_told_and_taken_away(
    world: ProtectWorld,
) -> None:
    world.protected(rpo="1h")
    (wanted,) = world.plans()[PLAN].rules
    copies = (*wanted.copies, CopyAction(vault_arn=OTHER_VAULT))
    change_plan(world, lambda _: {"rules": (wanted.model_copy(update={"copies": copies}),)})
    assert "and other in 123456789012/us-west-1 kept for ever instead of" in to_change(
        world, rpo="1h"
    )
    world.protected(rpo="1h")
    assert world.plans()[PLAN].rules == (wanted,)


CHOSEN = [
    ({"further": ("Conditions",)}, "Conditions besides some instead of none"),
    ({"tag": ("team", "shop")}, f"Conditions team=shop instead of {POLICY_TAG}={CLASS}"),
    ({"resources": ("arn:x",)}, "Resources arn:x instead of arn:aws:dynamodb"),
]


@pytest.mark.parametrize(("changed", "said"), CHOSEN)
def test_a_selection_that_somebody_changed_is_told_and_put_back(
    world: ProtectWorld, changed: dict[str, Any], said: str
) -> None:
    world.protected(rpo="1h")
    (wanted,) = world.selections(world.plans()[PLAN])
    there = world.cloud.region().arrangements.selections[world.plans()[PLAN].id]
    there[wanted.id] = wanted.model_copy(update=changed)
    theirs = Selection(name="theirs", role_arn="arn:aws:iam::123456789012:role/x", id="s-9")
    there[theirs.id] = theirs
    assert f"the backup plan: {said}" in to_change(world, rpo="1h")
    world.protected(rpo="1h")
    [stays, back] = world.selections(world.plans()[PLAN])
    assert stays == theirs
    assert back.model_copy(update={"id": wanted.id}) == wanted


@pytest.mark.parametrize("off", ["opt_in", "management"])
def test_either_preference_that_somebody_switched_off_is_on_again(
    world: ProtectWorld, off: str
) -> None:
    world.protected(rpo="1h")
    on = world.holding("us-west-1").settings
    world.holding("us-west-1").settings = on.model_copy(update={off: False})
    world.protected(rpo="1h")
    assert world.holding("us-west-1").settings == on


def test_an_event_rule_that_somebody_narrowed_is_told_with_its_region(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    rules = world.cloud.region(region="us-west-1").arrangements.rules
    rules["ddbdr-backup"] = rules["ddbdr-backup"].model_copy(update={"enabled": False})
    said = to_change(world, rpo="1h")
    assert said == (
        "events to our queue: ddbdr-backup in us-west-1: State DISABLED instead of ENABLED"
    )


def test_an_event_rule_that_somebody_deleted_is_told_where_others_are_there(
    world: ProtectWorld,
) -> None:
    world.protected(rpo="1h")
    del world.cloud.region(region="us-west-1").arrangements.rules["ddbdr-backup"]
    said = to_change(world, rpo="1h")
    assert said == "events to our queue: ddbdr-backup in us-west-1: absent"


def test_other_times_say_what_they_change(world: ProtectWorld) -> None:
    world.protected(rpo="2d", strategy="backups")
    said = to_change(world, rpo="2h", strategy="backups")
    assert "ScheduleExpression cron(0 5 * * ? *) instead of cron(0 * * * ? *)" in said
    assert "the table's tag: backups-24h-35d instead of backups-1h-35d" in said


@pytest.mark.parametrize("theirs", ["", "terraform-20261101"])
def test_of_several_plans_of_one_name_the_one_a_job_made_is_ours(
    world: ProtectWorld, theirs: str
) -> None:
    world.protected(rpo="1h")
    ours = world.plans()[PLAN]
    arranged = world.cloud.region().arrangements
    slower = ours.rules[0].model_copy(update={"schedule": "cron(0 5 * * ? *)"})
    for other in ("plan-0", "plan-z"):
        changed = {"id": other, "creator": theirs, "rules": (slower,)}
        arranged.plans[other] = ours.model_copy(update=changed)
        arranged.selections[other] = dict(arranged.selections[ours.id])
    again = world.run_to_end(world.ask("protect", "orders", rpo="1h"))
    assert again.state is State.SUCCEEDED
    [check] = [one for one in world.plan(again.id).checks if "no other plan" in one.name]
    assert check.result is CheckResult.NOT_CHECKED
    assert f"3 backup plans are called {PLAN}" in check.detail
    found = {plan.id: plan.rules for plan in arranged.plans.values()}
    assert found == {ours.id: ours.rules, "plan-0": (slower,), "plan-z": (slower,)}


def test_of_several_that_no_job_is_known_to_have_made_ours_is_the_one_we_select_with(
    world: ProtectWorld,
) -> None:
    world.protected(rpo="1h")
    change_plan(world, lambda _: {"creator": ""})
    ours = world.plans()[PLAN]
    arranged = world.cloud.region().arrangements
    arranged.plans["plan-0"] = ours.model_copy(update={"id": "plan-0", "rules": ()})
    theirs = Selection(name="theirs", role_arn="arn:aws:iam::123456789012:role/x", id="s-9")
    arranged.selections["plan-0"] = {"s-9": theirs}
    job = world.run_to_end(world.ask("protect", "orders", rpo="1h"))
    assert (job.state, world.plan(job.id).steps) == (State.SUCCEEDED, ())


FOREIGN = "keep-for-ever"


def tag_as_others(world: ProtectWorld) -> None:
    stored = world.cloud.region().tables["orders"]
    stored.attached = replace(stored.attached, tags=((POLICY_TAG, FOREIGN),))


def test_a_tag_that_somebody_else_wrote_is_told_and_put_back_where_it_is_called_off(
    world: ProtectWorld,
) -> None:
    tag_as_others(world)
    job_id = world.ask("protect", "orders", rpo="1h")
    world.approved_by_two(job_id)
    said = dict(world.plan(job_id).stated)["To change"]
    assert f"the table's tag: {FOREIGN} instead of {CLASS}" in said
    assert "tag" not in dict(world.plan(job_id).stated)["To set up"]
    world.run_until(lambda: world.policy_tag() == CLASS)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.policy_tag() == FOREIGN


def test_off_leaves_a_tag_that_somebody_else_wrote(world: ProtectWorld) -> None:
    tag_as_others(world)
    job = world.run_to_end(world.ask("protect", "orders", off=True))
    assert (job.state, world.plan(job.id).steps) == (State.SUCCEEDED, ())
    policy = dict(world.plan(job.id).stated)["Policy"]
    assert policy == f"none of ours: {POLICY_TAG} says {FOREIGN}, which stays"
    assert world.policy_tag() == FOREIGN


def test_off_leaves_a_tag_that_somebody_wrote_since_it_was_planned(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    job_id = world.ask("protect", "orders", off=True)
    world.approved_by_two(job_id)
    tag_as_others(world)
    assert world.run_to_end(job_id).state is State.SUCCEEDED
    assert world.policy_tag() == FOREIGN


@pytest.mark.parametrize("off", [True, False])
def test_called_off_it_leaves_a_tag_that_somebody_wrote_meanwhile(
    world: ProtectWorld, *, off: bool
) -> None:
    world.protected(rpo="1h")
    wish: dict[str, str | bool] = {"off": True} if off else {"rpo": "2d"}
    job_id = world.ask("protect", "orders", **wish)
    world.approved_by_two(job_id)
    world.run_until(lambda: world.policy_tag() != CLASS)
    tag_as_others(world)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.policy_tag() == FOREIGN
