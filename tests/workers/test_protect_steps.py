"""What protect sets up, what it leaves alone, and what --off takes away."""

import json
from datetime import timedelta

import pytest

from recovery.aws_events import TOLD_CALLS
from recovery.config import load_config
from recovery.record import State
from recovery.strategies import POLICY_TAG
from sandbox.fakes.cloud import Attached, Profile
from sandbox.fakes.errors import coded
from tests.workers.protect_world import CONFIG, PLAIN, ProtectWorld
from tests.workers.world import ALICE, BOB
from workers.aws.backup_models import Selection
from workers.aws.errors import Paced

CLASS = "1h-35d-us-west-1-35d"
CHANGES = (
    "Create", "Update", "Put", "Delete", "Tag", "Untag",
)  # fmt: skip


@pytest.fixture
def world() -> ProtectWorld:
    return ProtectWorld()


def changes(world: ProtectWorld) -> list[str]:
    return [call.operation for call in world.cloud.calls if call.operation.startswith(CHANGES)]


def test_a_table_is_kept_by_what_aws_runs_by_itself(world: ProtectWorld) -> None:
    world.protected(rpo="1h", rto="4h")
    here = world.cloud.region().tables["orders"]
    assert here.pitr_since is not None
    assert here.table.deletion_protection
    assert world.policy_tag() == CLASS
    assert world.holding().settings.management
    assert world.holding("us-west-1").settings.management
    assert set(world.holding().vaults) == set(world.holding("us-west-1").vaults) == {"ddbdr"}
    for region in ("us-east-2", "us-west-1"):
        rules = world.cloud.region(region=region).arrangements.rules.values()
        assert [rule.targets for rule in rules] == [(world.queues[region],)] * 3


def test_our_rules_send_what_people_have_to_hear_of(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    rules = world.cloud.region(region="us-west-1").arrangements.rules
    states, *calls = (
        json.loads(rules[f"ddbdr-{what}"].pattern)
        for what in ("backup", "dynamodb", "backup-calls")
    )
    what = ("Backup Job", "Copy Job", "Restore Job", "Recovery Point", "Region Setting")
    assert states["source"] == ["aws.backup"]
    assert {f"{one} State Change" for one in (*what, "Backup Plan", "Backup Vault")} == set(
        states["detail-type"]
    )
    assert all(call["detail-type"] == ["AWS API Call via CloudTrail"] for call in calls)
    sent = {name for call in calls for name in call["detail"]["eventName"]}
    assert sent == TOLD_CALLS | {"CreateBackup"}, "whose end a worker waits for"


def test_protected_again_what_somebody_switched_off_is_on_again(world: ProtectWorld) -> None:
    world.protected(rpo="1d", strategy="backups")
    arranged = world.cloud.region().arrangements
    rules, schedules = arranged.rules, arranged.schedules
    rules["ddbdr-backup"] = rules["ddbdr-backup"].model_copy(update={"enabled": False})
    [key] = schedules
    schedules[key] = schedules[key].model_copy(update={"enabled": False})
    world.protected(rpo="1d", strategy="backups")
    assert rules["ddbdr-backup"].enabled
    assert schedules[key].enabled


def test_the_plan_copies_every_hour_and_ends_by_itself(world: ProtectWorld) -> None:
    world.protected(rpo="1h", keep="120d", dr_keep="365d", cold_after="30d")
    (plan,) = world.plans().values()
    (rule,) = plan.rules
    assert plan.name == "ddbdr-1h-120d-us-west-1-365d-cold30d"
    assert rule.schedule == "cron(0 * * * ? *)"
    assert rule.start_window_minutes == 60
    assert (rule.lifecycle.delete_after_days, rule.lifecycle.cold_after_days) == (120, 30)
    (copy,) = rule.copies
    assert copy.vault_arn == "arn:aws:backup:us-west-1:123456789012:backup-vault:ddbdr"
    assert (copy.lifecycle.delete_after_days, copy.lifecycle.cold_after_days) == (365, 30)
    (selection,) = world.selections(plan)
    assert selection.tag == (POLICY_TAG, "1h-120d-us-west-1-365d-cold30d")
    assert selection.resources == ("arn:aws:dynamodb:us-east-2:123456789012:table/*",)
    assert selection.role_arn.endswith(":role/service-role/AWSBackupDefaultServiceRole")


def test_the_tag_which_begins_it_comes_last(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    assert changes(world)[-1] == "TagResource"


def test_run_again_it_changes_nothing_and_asks_nobody(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    before = changes(world)
    job = world.run_to_end(again := world.ask("protect", "orders", rpo="1h"))
    assert job.state is State.SUCCEEDED
    assert job.approved_by == ()
    assert changes(world) == before
    assert world.plan(again).title == "orders is protected so already"
    assert dict(world.plan(again).stated)["To set up"] == "nothing"


def test_run_again_it_does_only_what_is_missing(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    (plan,) = world.plans().values()
    world.cloud.region().arrangements.selections[plan.id].clear()
    del world.cloud.region(region="us-west-1").arrangements.rules["ddbdr-backup"]
    world.cloud.calls.clear()
    again = world.protected(rpo="1h")
    names = [step.name for step in world.plan(again).steps]
    assert names == ["check-again", "ensure-plan", "ensure-rules"]
    assert changes(world) == ["CreateBackupSelection", "PutRule"]


def test_a_plan_that_somebody_changed_is_brought_back(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    arranged = world.cloud.region().arrangements
    (plan,) = world.plans().values()
    slower = plan.rules[0].model_copy(update={"schedule": "cron(0 5 * * ? *)"})
    arranged.plans[plan.id] = plan.model_copy(update={"rules": (slower,)})
    world.protected(rpo="1h")
    assert world.plans()[plan.name].rules == plan.rules


def test_a_rule_that_somebody_gave_our_plan_stays(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    arranged = world.cloud.region().arrangements
    (plan,) = world.plans().values()
    (ours,) = plan.rules
    theirs = ours.model_copy(update={"name": "yearly", "schedule": "cron(0 5 1 1 ? *)"})
    arranged.plans[plan.id] = plan.model_copy(update={"rules": (theirs, ours)})
    again = world.ask("protect", "orders", rpo="1h")
    assert world.run_to_end(again).approved_by == (), "there is nothing to do"
    slower = ours.model_copy(update={"schedule": "cron(0 5 * * ? *)"})
    arranged.plans[plan.id] = plan.model_copy(update={"rules": (theirs, slower)})
    world.protected(rpo="1h")
    assert world.plans()[plan.name].rules == (ours, theirs)


@pytest.mark.parametrize(
    ("told", "is_same"),
    [
        ({"zone": "UTC", "id": "rule-1", "completion_window_minutes": None}, True),
        ({"zone": "Europe/Berlin"}, False),
        ({"start_window_minutes": 480}, False),
        ({"vault": "other"}, False),
        ({"copies": ()}, False),
    ],
)
def test_what_makes_a_rule_another_one(
    world: ProtectWorld, told: dict[str, object], *, is_same: bool
) -> None:
    world.protected(rpo="1h")
    arranged = world.cloud.region().arrangements
    (plan,) = world.plans().values()
    rule = plan.rules[0].model_copy(update=told)
    arranged.plans[plan.id] = plan.model_copy(update={"rules": (rule,)})
    again = world.ask("protect", "orders", rpo="1h")
    job = world.run_to_state(again, State.SUCCEEDED, State.AWAITING_APPROVAL)
    assert (job.state is State.SUCCEEDED) == is_same


def test_a_selection_with_another_role_is_replaced(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    arranged = world.cloud.region().arrangements
    (plan,) = world.plans().values()
    (wanted,) = world.selections(plan)
    gone = wanted.model_copy(update={"role_arn": "arn:aws:iam::123456789012:role/gone"})
    arranged.selections[plan.id][wanted.id] = gone
    world.protected(rpo="1h")
    assert [one.role_arn for one in world.selections(plan)] == [wanted.role_arn]


def test_a_selection_that_cannot_be_replaced_stays_for_the_tables_it_is_of(
    world: ProtectWorld,
) -> None:
    world.cloud.add_table("customers")
    world.protected("customers", rpo="1h")
    arranged = world.cloud.region().arrangements
    (plan,) = world.plans().values()
    (wanted,) = world.selections(plan)
    was = wanted.model_copy(update={"further": ("NotResources",)})
    arranged.selections[plan.id][wanted.id] = was
    denied = coded("AccessDeniedException", "CreateBackupSelection")
    world.cloud.fail_next("CreateBackupSelection", denied)
    job_id = world.ask("protect", "orders", rpo="1h")
    world.approved_by_two(job_id)
    assert world.run_to_end(job_id).state is State.FAILED
    assert world.selections(plan) == [was]


def test_what_other_people_select_with_our_plan_stays(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    (plan,) = world.plans().values()
    theirs = Selection(name="theirs", role_arn="arn:aws:iam::123456789012:role/x", id="s-9")
    world.cloud.region().arrangements.selections[plan.id]["s-9"] = theirs
    job = world.run_to_end(world.ask("protect", "orders", rpo="1h"))
    assert job.state is State.SUCCEEDED
    assert theirs in world.selections(plan)


def test_tables_with_the_same_wishes_share_one_plan(world: ProtectWorld) -> None:
    world.cloud.add_table("customers")
    world.protected(rpo="1h")
    world.protected("customers", rpo="1h")
    assert len(world.plans()) == 1
    assert world.cloud.count("CreateBackupPlan") == 1
    assert world.policy_tag("customers") == CLASS


def test_other_times_move_the_table_and_take_the_plan_nobody_needs(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    world.protected(rpo="2d")
    assert world.policy_tag() == "24h-35d-us-west-1-35d"
    assert set(world.plans()) == {"ddbdr-24h-35d-us-west-1-35d"}


def test_other_times_leave_the_plan_that_another_table_needs(world: ProtectWorld) -> None:
    world.cloud.add_table("customers")
    world.protected(rpo="1h")
    world.protected("customers", rpo="1h")
    world.protected(rpo="2d")
    assert set(world.plans()) == {f"ddbdr-{CLASS}", "ddbdr-24h-35d-us-west-1-35d"}


def test_dynamodbs_own_backups_go_by_a_schedule_that_calls_it(world: ProtectWorld) -> None:
    job_id = world.protected(rpo="2d", strategy="backups", keep="14d")
    (schedule,) = world.cloud.region().arrangements.schedules.values()
    assert schedule.name == "ddbdr-orders"
    assert schedule.expression == "cron(0 5 * * ? *)"
    assert schedule.target_arn == "arn:aws:scheduler:::aws-sdk:dynamodb:createBackup"
    assert json.loads(schedule.input) == {
        "TableName": "orders",
        "BackupName": "ddbdr-14d-<aws.scheduler.execution-id>",
    }
    assert schedule.role_arn == "arn:aws:iam::123456789012:role/ddbdr-scheduler"
    assert world.plans() == {}
    assert "never end by themselves" in dict(world.plan(job_id).explained)["Kept"]


def test_from_copies_to_backups_the_plan_goes_and_back_the_schedule(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    world.protected(rpo="1h", strategy="backups")
    assert world.plans() == {}
    world.protected(rpo="1h")
    assert world.cloud.region().arrangements.schedules == {}
    assert set(world.plans()) == {f"ddbdr-{CLASS}"}


def test_schedules_of_tables_with_long_names_are_told_apart(world: ProtectWorld) -> None:
    for name in ("o" * 200 + "1", "o" * 200 + "2"):
        world.cloud.add_table(name)
        world.protected(name, rpo="1d", strategy="backups")
    names = [schedule.name for schedule in world.cloud.region().arrangements.schedules.values()]
    assert len(names) == 2
    assert all(len(name) <= 64 for name in names)


def test_pitr_alone_makes_no_plan_and_no_schedule(world: ProtectWorld) -> None:
    world.protected(strategy="pitr")
    assert world.cloud.region().tables["orders"].pitr_since is not None
    assert world.policy_tag() == "pitr"
    assert world.plans() == {}
    assert world.cloud.region().arrangements.schedules == {}


def test_off_takes_away_what_was_made_and_keeps_what_was_kept(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    world.protected(off=True)
    assert world.policy_tag() is None
    assert world.plans() == {}
    assert world.rules("us-east-2") == world.rules("us-west-1") == []
    table = world.cloud.region().tables["orders"]
    assert table.pitr_since is not None
    assert table.table.deletion_protection
    assert "ddbdr" in world.holding("us-west-1").vaults
    assert not [call for call in world.cloud.calls if call.operation == "DeleteRecoveryPoint"]


def test_off_keeps_what_another_table_needs(world: ProtectWorld) -> None:
    world.cloud.add_table("customers")
    world.protected(rpo="1h")
    world.protected("customers", rpo="1h")
    world.protected(off=True)
    assert set(world.plans()) == {f"ddbdr-{CLASS}"}
    assert world.rules("us-east-2")


def test_off_takes_the_plan_though_a_table_of_another_class_is_protected(
    world: ProtectWorld,
) -> None:
    world.cloud.add_table("customers")
    world.protected(rpo="1h")
    world.protected("customers", rpo="2d")
    kept = set(world.plans()) - {f"ddbdr-{CLASS}"}
    world.protected(off=True)
    assert set(world.plans()) == kept
    assert kept


def test_a_plan_of_ours_is_found_behind_a_page_of_others() -> None:
    world = ProtectWorld(profile=Profile(page=1))
    world.cloud.add_table("customers")
    world.protected("customers", rpo="2d")
    world.protected(rpo="1h")
    again = world.ask("protect", "orders", rpo="1h")
    assert world.run_to_end(again).state is State.SUCCEEDED
    assert world.plan(again).title == "orders is protected so already"


def test_off_keeps_the_rules_for_a_table_of_another_class_in_the_other_region(
    world: ProtectWorld,
) -> None:
    world.cloud.add_table("customers", region="us-west-1")
    world.protected(rpo="1h")
    world.protected("us-west-1/customers", rpo="2d")
    world.protected(off=True)
    assert world.plans() == {}
    assert world.rules("us-east-2")


def test_off_reads_the_tags_of_every_table_before_it_takes_a_plan(world: ProtectWorld) -> None:
    for number in range(230):
        world.cloud.add_table(f"table-{number:03}")
    world.cloud.add_table("zebra")
    world.protected(rpo="1h")
    world.protected("zebra", rpo="1h")
    world.protected(off=True)
    assert set(world.plans()) == {f"ddbdr-{CLASS}"}


def test_counting_goes_on_where_aws_asked_for_patience(world: ProtectWorld) -> None:
    for number in range(30):
        world.cloud.add_table(f"table-{number:03}")
    world.protected(rpo="1h")
    job_id = world.ask("protect", "orders", off=True)
    world.approved_by_two(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.cloud.calls.clear()
    world.cloud.answer_before("ListTagsOfResource", 12, Paced("ListTagsOfResource", 5.0))
    assert world.run_to_end(job_id).state is State.SUCCEEDED
    assert world.cloud.count("ListTagsOfResource") <= 32
    assert world.plans() == {}


def test_off_where_nothing_is_set_up_does_nothing(world: ProtectWorld) -> None:
    job = world.run_to_end(off := world.ask("protect", "orders", off=True))
    assert job.state is State.SUCCEEDED
    assert world.plan(off).title == "Nothing is set up for orders"
    assert changes(world) == []


def test_off_takes_nothing_else(world: ProtectWorld) -> None:
    job = world.run_to_end(world.ask("protect", "orders", off=True, rpo="1h"))
    assert job.state is State.REFUSED
    assert "needs nothing else" in job.outcome


def test_called_off_halfway_it_leaves_no_plan_and_no_tag(world: ProtectWorld) -> None:
    job_id = world.ask("protect", "orders", rpo="1h")
    world.approved_by_two(job_id)
    world.run_until(lambda: "asked_at" in world.job(job_id).facts_of("tag-table"))
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.policy_tag() is None
    assert world.plans() == {}
    assert world.cloud.region().tables["orders"].pitr_since is not None


def called_off_at_its_tag(world: ProtectWorld, **params: str) -> None:
    job_id = world.ask("protect", "orders", **params)
    world.approved_by_two(job_id)
    world.run_until(lambda: "absent" in world.job(job_id).facts_of("tag-table"))
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED


def test_called_off_it_leaves_other_tables_the_plan_it_brought_back(world: ProtectWorld) -> None:
    world.cloud.add_table("customers")
    world.protected("customers", rpo="1h")
    (plan,) = world.plans().values()
    (was,) = world.selections(plan)
    role = {"role_arn": "arn:aws:iam::123456789012:role/gone"}
    arranged = world.cloud.region().arrangements
    arranged.selections[plan.id][was.id] = was.model_copy(update=role)
    called_off_at_its_tag(world, rpo="1h")
    assert set(world.plans()) == {f"ddbdr-{CLASS}"}
    assert [one.role_arn for one in world.selections(plan)] == [was.role_arn]


def test_called_off_it_puts_the_schedule_back_that_was_there(world: ProtectWorld) -> None:
    world.protected(rpo="2d", strategy="backups")
    (was,) = world.cloud.region().arrangements.schedules.values()
    called_off_at_its_tag(world, rpo="2h", strategy="backups")
    assert list(world.cloud.region().arrangements.schedules.values()) == [was]
    assert world.policy_tag() == "backups-24h-35d"


def untagged(world: ProtectWorld) -> None:
    """As if somebody had taken the tag away by hand; the schedule goes on."""
    world.cloud.region().tables["orders"].attached = Attached()


def test_called_off_it_leaves_a_schedule_that_was_there_though_the_tag_was_not(
    world: ProtectWorld,
) -> None:
    world.protected(rpo="2d", strategy="backups")
    untagged(world)
    called_off_at_its_tag(world, rpo="2h", strategy="backups")
    assert len(world.cloud.region().arrangements.schedules) == 1


def test_off_called_off_makes_no_schedule_of_a_class_that_has_none(world: ProtectWorld) -> None:
    world.protected(rpo="2d", strategy="backups")
    untagged(world)
    world.protected(rpo="1h")
    job_id = world.ask("protect", "orders", off=True)
    world.approved_by_two(job_id)
    world.run_until(lambda: not world.cloud.region().arrangements.schedules)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.cloud.region().arrangements.schedules == {}
    assert world.policy_tag() == CLASS


def test_called_off_it_leaves_no_schedule_where_there_was_none(world: ProtectWorld) -> None:
    called_off_at_its_tag(world, rpo="2h", strategy="backups")
    assert world.cloud.region().arrangements.schedules == {}


def test_off_leaves_other_people_what_they_select_with_our_plan(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    (plan,) = world.plans().values()
    theirs = Selection(name="theirs", role_arn="arn:aws:iam::123456789012:role/x", id="s-9")
    world.cloud.region().arrangements.selections[plan.id]["s-9"] = theirs
    world.protected(off=True)
    assert world.selections(plan) == [theirs]
    assert set(world.plans()) == {plan.name}


def test_off_leaves_other_people_the_events_they_get_by_our_rules(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    rules, theirs = world.cloud.region().arrangements.rules, "arn:aws:sqs:us-east-2:1:theirs"
    was = rules["ddbdr-backup"]
    rules["ddbdr-backup"] = was.model_copy(update={"targets": (*was.targets, theirs)})
    world.protected(off=True)
    assert [rule.targets for rule in rules.values()] == [(theirs,)]
    assert world.rules("us-west-1") == []


def test_off_takes_our_rules_also_where_the_queue_is_not_configured_any_more(
    world: ProtectWorld,
) -> None:
    world.protected(rpo="1h")
    world.queues.clear()
    world.protected(off=True)
    assert world.rules("us-east-2") == world.rules("us-west-1") == []


def test_off_called_off_puts_back_what_it_took(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    plans = {name: plan.rules for name, plan in world.plans().items()}
    job_id = world.ask("protect", "orders", off=True)
    world.approved_by_two(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 4)
    assert world.plans() == {}
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert world.policy_tag() == CLASS
    assert {name: plan.rules for name, plan in world.plans().items()} == plans
    assert len(world.selections(world.plans()[f"ddbdr-{CLASS}"])) == 1


def test_a_plan_that_was_there_before_stays_when_it_is_called_off(world: ProtectWorld) -> None:
    world.cloud.add_table("customers")
    world.protected("customers", rpo="1h")
    job_id = world.ask("protect", "orders", rpo="1h")
    world.approved_by_two(job_id)
    world.run_until(lambda: "asked_at" in world.job(job_id).facts_of("tag-table"))
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert set(world.plans()) == {f"ddbdr-{CLASS}"}
    assert world.policy_tag("customers") == CLASS


def test_a_table_that_is_another_one_by_then_is_left_alone(world: ProtectWorld) -> None:
    job_id = world.ask("protect", "orders", rpo="1h")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"arn": f"{stored.table.arn}-2"})
    world.approved_by_two(job_id)
    assert world.run_to_end(job_id).outcome.startswith("orders is another table now")
    assert changes(world) == []


def test_without_the_second_approval_nothing_is_changed(world: ProtectWorld) -> None:
    job_id = world.ask("protect", "orders", rpo="1h")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    world.say(job_id, "approve", BOB)
    world.time.pass_by(timedelta(minutes=61).total_seconds())
    assert world.run_to_end(job_id).state is State.EXPIRED
    assert changes(world) == []


def test_protecting_two_tables_at_once_one_waits_for_the_other(world: ProtectWorld) -> None:
    world.cloud.add_table("customers")
    ids = [world.ask("protect", name, rpo="1h") for name in ("orders", "customers")]
    for job_id in ids:
        world.approved_by_two(job_id)
    for job_id in ids:
        assert world.run_to_end(job_id).state is State.SUCCEEDED
    assert world.cloud.count("CreateBackupPlan") == 1


def test_an_answer_that_is_lost_makes_no_second_plan(world: ProtectWorld) -> None:
    for operation in ("CreateBackupPlan", "CreateBackupSelection"):
        lost = coded("ReadTimeoutError", operation)
        world.cloud.fail_next(operation, lost, after=True)
    world.protected(rpo="1h")
    (plan,) = world.plans().values()
    assert len(world.selections(plan)) == 1


def test_a_selection_that_aws_says_is_there_still_is_asked_for_again(world: ProtectWorld) -> None:
    """As a moment after one of its name was deleted, to be replaced."""
    code = coded("AlreadyExistsException", "CreateBackupSelection")
    world.cloud.fail_next("CreateBackupSelection", code)
    world.protected(rpo="1h")
    (plan,) = world.plans().values()
    assert len(world.selections(plan)) == 1


def test_without_a_queue_no_rules_are_made_and_the_plan_says_so(world: ProtectWorld) -> None:
    world.queues.clear()
    job_id = world.protected(rpo="1h")
    assert world.rules("us-east-2") == []
    said = [check.detail for check in world.plan(job_id).checks if "DDBDR" in check.detail]
    assert said == [
        "because no queue of that region is in DDBDR_EVENTS_QUEUE_URL: notices come by polling only"
    ]


def test_a_queue_of_another_account_gets_no_rules(world: ProtectWorld) -> None:
    """EventBridge sends there by a role only, and its policy lets in its own account's rules."""
    theirs = "arn:aws:sqs:us-east-2:210987654321:ddbdr-events"
    ours = world.queues["us-east-2"]
    world.queues = {"dr/us-east-2": theirs, "dr/us-west-1": theirs, "prod/us-east-2": ours}
    world.protected(rpo="1h")
    assert {one.targets for one in world.cloud.region().arrangements.rules.values()} == {(ours,)}
    assert world.rules("us-west-1") == []


def test_only_a_region_with_plain_settings_is_changed(world: ProtectWorld) -> None:
    world.holding("us-west-1").settings = PLAIN.model_copy(update={"management": True})
    world.protected(rpo="1h")
    changed = [
        call.region for call in world.cloud.calls if call.operation == "UpdateRegionSettings"
    ]
    assert changed == ["us-east-2"]


def test_a_rule_that_somebody_narrowed_is_brought_back_and_other_targets_stay(
    world: ProtectWorld,
) -> None:
    world.protected(rpo="1h")
    rules = world.cloud.region().arrangements.rules
    was, theirs = rules["ddbdr-backup"], "arn:aws:sqs:us-east-2:123456789012:theirs"
    targets = (*was.targets, theirs)
    narrow = {"pattern": '{"source":["aws.backup"],"detail-type":["x"]}', "targets": targets}
    rules["ddbdr-backup"] = was.model_copy(update=narrow)
    world.protected(rpo="1h")
    assert rules["ddbdr-backup"] == was.model_copy(update={"targets": targets})


def test_a_plan_that_another_job_made_meanwhile_is_not_taken_back(world: ProtectWorld) -> None:
    world.cloud.add_table("customers")
    ours = world.ask("protect", "orders", rpo="1h")
    world.run_to_state(ours, State.AWAITING_APPROVAL)
    world.protected("customers", rpo="1h")
    world.approved_by_two(ours)
    world.run_until(lambda: "absent" in world.job(ours).facts_of("tag-table"))
    world.say(ours, "cancel", ALICE)
    assert world.run_to_end(ours).state is State.CANCELLED
    assert set(world.plans()) == {f"ddbdr-{CLASS}"}


def test_approvals_are_counted_again_before_anything_is_changed(world: ProtectWorld) -> None:
    job_id = world.ask("protect", "orders", rpo="1h")
    world.approved_by_two(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 1)
    approvers = "[U02BOB, U03EVE, U99MALLORY], quorum: 3"
    world.config = load_config(CONFIG.replace("[U02BOB, U03EVE], quorum: 2", approvers))
    world.run_to_state(job_id, State.STUCK)
    assert changes(world) == []


def test_a_table_that_grew_beyond_the_approved_bill_is_left_alone(world: ProtectWorld) -> None:
    job_id = world.ask("protect", "orders", rpo="1d")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"size_bytes": 1000 * 1024**3})
    world.approved_by_two(job_id)
    assert "the approval was for" in world.run_to_end(job_id).outcome
    assert changes(world) == []


def test_an_endpoint_without_settings_and_events_is_protected_all_the_same() -> None:
    lacking = frozenset({"DescribeRegionSettings", "DescribeRule"})
    world = ProtectWorld(profile=Profile(unsupported=lacking))
    job_id = world.protected(rpo="1h")
    said = [check.detail for check in world.plan(job_id).checks if "does not know" in check.detail]
    assert len(said) == 2
    assert world.policy_tag() == CLASS


def test_an_endpoint_without_plans_is_not_called_protected() -> None:
    world = ProtectWorld(profile=Profile(unsupported=frozenset({"ListBackupPlans"})))
    job_id = world.ask("protect", "orders", rpo="1h")
    world.approved_by_two(job_id)
    job = world.run_to_end(job_id)
    assert (job.state, job.outcome) == (
        State.FAILED,
        "This endpoint does not know ListBackupPlans.",
    )
    assert world.policy_tag() is None


def test_what_aws_denies_ends_it_and_names_the_permission(world: ProtectWorld) -> None:
    denied = coded("AccessDeniedException", "CreateBackupSelection")
    world.cloud.fail_next("CreateBackupSelection", denied)
    job_id = world.ask("protect", "orders", rpo="1h")
    world.approved_by_two(job_id)
    job = world.run_to_end(job_id)
    assert job.state is State.FAILED
    assert "backup:CreateBackupSelection" in job.advice
    assert world.plans() == {}
