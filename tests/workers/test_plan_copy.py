"""What a copy's plan says, and every refusal of AWS that it tells beforehand."""

from datetime import timedelta
from typing import Any

import pytest

from recovery.config import load_config
from recovery.grammar import parse
from recovery.instants import iso
from recovery.plan import Check, CheckResult
from recovery.record import State
from sandbox.fakes.backup import add_recovery_point, add_vault
from sandbox.fakes.cloud import Profile
from sandbox.fakes.errors import coded
from sandbox.fakes.holding import Course, StoredCopyJob
from tests.workers.copy_world import CONFIG, IDS, KEY, POLICY, SOURCE_KEY, CopyWorld, key_policy
from tests.workers.world import START
from workers.aws.backup_models import BackupJobOrder, CopyJob, Lifecycle, RegionSettings
from workers.aws.models import Key


@pytest.fixture
def world() -> CopyWorld:
    return CopyWorld()


def planned(world: CopyWorld, **params: str | bool) -> str:
    job_id = world.ask("copy", "prod/us-east-2/orders", **params)
    job = world.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED)
    assert job.state is State.AWAITING_APPROVAL, job.outcome
    return job_id


def refused(world: CopyWorld, **params: str | bool) -> str:
    """Outcome and advice of a copy that is refused; nothing was changed."""
    job = world.run_to_end(world.ask("copy", "prod/us-east-2/orders", **params))
    assert job.state is State.REFUSED
    assert not [
        call for call in world.cloud.calls if call.operation.startswith(("Start", "Update"))
    ]
    for offer in job.offers:
        parse(offer.command, now=START, zone=world.config.slack.default_zone)
    return f"{job.outcome} {job.advice}"


def offers(world: CopyWorld) -> list[str]:
    """Commands offered by the last job."""
    return [offer.command for offer in world.ledger.jobs.load("J-7F3K2Q1").offers]  # type: ignore[union-attr]


def check(world: CopyWorld, job_id: str, name: str) -> Check:
    return next(one for one in world.plan(job_id).checks if one.name == name)


def test_the_plan_says_what_is_made_where_for_how_long_and_for_how_much(world: CopyWorld) -> None:
    plan = world.plan(planned(world, keep="35d"))
    stated = dict(plan.stated)
    assert stated["From"] == "orders, us-east-2, prod"
    assert stated["Into"] == "vault ddbdr, us-west-1, prod"
    assert stated["Kept"] == "35 days, then AWS deletes it"
    assert "60 min" in stated["Begins"]
    priced = {line.label: round(line.figure.value, 2) for line in plan.cost if line.figure}
    assert priced == {
        "backup kept in us-east-2": 1.0,
        "data sent from us-east-2 to us-west-1": 0.2,
        "copy kept in us-west-1": 1.0,
    }
    assert {one.result for one in plan.checks} <= {CheckResult.PASSED, CheckResult.NOT_CHECKED}
    backup, copy = plan.commands
    assert backup == (
        "aws backup start-backup-job --region us-east-2 --backup-vault-name ddbdr --resource-arn "
        "arn:aws:dynamodb:us-east-2:123456789012:table/orders --iam-role-arn "
        "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole "
        "--start-window-minutes 60 --lifecycle DeleteAfterDays=35"
    )
    assert "start-copy-job --region us-east-2" in copy
    assert "arn:aws:backup:us-west-1:123456789012:backup-vault:ddbdr" in copy


def test_without_a_region_it_is_the_accounts_other_one(world: CopyWorld) -> None:
    assert world.plan(planned(world)).target["region"] == "us-west-1"
    del world.cloud.region("prod", "us-east-2").tables["orders"]
    world.cloud.add_table("orders", region="us-west-1")
    job_id = world.ask("copy", "orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    assert world.plan(job_id).target["region"] == "us-east-2"


def test_nothing_said_of_keeping_it_means_for_ever_and_is_told(world: CopyWorld) -> None:
    assert dict(world.plan(planned(world)).stated)["Kept"] == "until somebody deletes it"
    tables = "tables:\n  - {match: orders, keep: 36h}\n"
    world.config = load_config(CONFIG + tables)
    assert dict(world.plan(planned(world)).stated)["Kept"].startswith("2 days")
    assert dict(world.plan(planned(world, keep="7d")).stated)["Kept"].startswith("7 days")


def test_hours_are_kept_as_whole_days_and_never_less_than_was_asked(world: CopyWorld) -> None:
    assert dict(world.plan(planned(world, keep="36h")).stated)["Kept"].startswith("2 days")


def test_two_hops_are_told_as_such(world: CopyWorld) -> None:
    plan = world.plan(planned(world, account="dr", region="us-west-1"))
    assert dict(plan.stated)["Way"] == (
        "prod/us-east-2 to prod/us-west-1 to dr/us-west-1, one copy after the other"
    )
    assert [step.name for step in plan.steps][-2:] == [
        "start-second-copy-job",
        "await-second-copy-job",
    ]
    assert plan.target == {"vault": "safe", "region": "us-west-1", "account": "dr"}


def test_the_same_region_is_refused_with_the_one_that_works(world: CopyWorld) -> None:
    assert "is in prod/us-east-2 already" in refused(world, region="us-east-2")
    assert offers(world) == ["copy prod/us-east-2/orders --region us-west-1"]


def test_another_partition_is_refused(world: CopyWorld) -> None:
    assert "different partitions of AWS" in refused(world, region="cn-north-1")
    assert offers(world) == ["copy prod/us-east-2/orders"]


def test_a_table_in_two_places_has_to_be_named_in_full(world: CopyWorld) -> None:
    world.cloud.add_table("orders", region="us-west-1")
    job = world.run_to_end(world.ask("copy", "orders", keep="7d"))
    assert [offer.command for offer in job.offers] == [
        "copy prod/us-east-2/orders --keep 7d",
        "copy prod/us-west-1/orders --keep 7d",
    ]


def test_an_unknown_account_is_refused(world: CopyWorld) -> None:
    assert "No account `nowhere`" in refused(world, account="nowhere")


def test_no_such_table(world: CopyWorld) -> None:
    job = world.run_to_end(world.ask("copy", "prod/us-east-2/customers"))
    assert (job.state, "There is no table" in job.outcome) == (State.REFUSED, True)


def test_where_no_vault_may_be_used_the_other_roads_are_told(world: CopyWorld) -> None:
    world.cloud.add_table("books", account="bare")
    job = world.run_to_end(world.ask("copy", "bare/us-east-2/books"))
    assert job.state is State.REFUSED
    assert "names no vault of AWS Backup for `bare`" in job.outcome
    assert "`vault: NAME` under `bare` names one." in job.advice
    for limit in (
        "into another region, as a new table, while the region it is in answers",
        "an export, for which point-in-time recovery has to be on",
        "an import, which makes a new table",
        "This version does not do that for you",
    ):
        assert limit in job.advice
    assert [one.command for one in job.offers] == [
        "restore bare/us-east-2/books --latest --region us-west-1"
    ]


def test_a_restore_is_no_road_into_another_account_and_not_offered_as_one(
    world: CopyWorld,
) -> None:
    assert "names no vault of AWS Backup for `bare`" in refused(world, account="bare")
    assert offers(world) == []


def test_a_vault_that_is_missing_is_told_with_what_makes_it(world: CopyWorld) -> None:
    del world.cloud.region("prod", "us-west-1").holding.vaults["ddbdr"]
    assert "There is no vault `ddbdr` in prod/us-west-1." in refused(world)
    assert offers(world) == ["protect prod/us-east-2/orders"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (RegionSettings(opt_in=False, management=True), "opt-in for DynamoDB is off"),
        (RegionSettings(opt_in=True, management=False), "management for DynamoDB is off"),
        (RegionSettings(opt_in=False, management=False), "opt-in and management for DynamoDB are"),
    ],
)
def test_features_that_are_off_can_be_switched_on_in_the_plan(
    world: CopyWorld, settings: RegionSettings, said: str
) -> None:
    world.cloud.region().holding.settings = settings
    told = refused(world)
    assert said in told
    assert "backups made before stay as they are and are never copied" in told
    assert offers(world) == ["copy prod/us-east-2/orders --switch-on"]
    plan = world.plan(planned(world, switch_on=True))
    assert "enable-advanced" in [step.name for step in plan.steps]
    assert "for all tables in prod/us-east-2" in dict(plan.stated)["Switches on"]
    assert plan.commands[0].startswith("aws backup update-region-settings --region us-east-2")


def test_features_off_where_the_copy_goes_are_told_and_block_nothing(world: CopyWorld) -> None:
    away = world.cloud.region("prod", "us-west-1").holding
    away.settings = RegionSettings(opt_in=True, management=False)
    found = check(world, planned(world), "advanced features in prod/us-west-1")
    assert found.result is CheckResult.PASSED
    assert "only a copy of this copy would need" in found.detail
    assert "for DynamoDB is off there" in refused(world, account="dr", region="us-west-1")


def test_nothing_is_switched_on_that_is_on(world: CopyWorld) -> None:
    plan = world.plan(planned(world, switch_on=True))
    assert "enable-advanced" not in [step.name for step in plan.steps]


def test_settings_that_cannot_be_read_block_nothing(world: CopyWorld) -> None:
    for _ in range(2):
        world.cloud.fail_next("DescribeRegionSettings", coded("405", "DescribeRegionSettings"))
    job_id = planned(world)
    for place in ("prod/us-east-2", "prod/us-west-1"):
        found = check(world, job_id, f"advanced features in {place}")
        assert found.result is CheckResult.NOT_CHECKED
    world.cloud.region().holding.settings = RegionSettings()
    found = check(world, planned(world), "advanced features in prod/us-east-2")
    assert found.result is CheckResult.NOT_CHECKED


def test_a_vault_that_protect_does_not_make_is_to_be_made_by_hand(world: CopyWorld) -> None:
    del world.cloud.region("dr", "us-west-1").holding.vaults["safe"]
    said = refused(world, account="dr")
    assert "There is no vault `safe` in dr/us-west-1." in said
    assert "aws backup create-backup-vault --backup-vault-name safe" in said
    assert offers(world) == []
    failed = world.plan("J-7F3K2Q1").failed_checks
    assert [one.name for one in failed] == ["vault in dr/us-west-1"], "of what is not there"


def test_a_native_backup_is_never_copied_and_the_roads_that_work_are_offered(
    world: CopyWorld,
) -> None:
    backup = world.cloud.add_backup("orders", name="nightly")
    for named in (backup.arn, "nightly"):
        job = world.run_to_end(world.ask("copy", "prod/us-east-2/orders", backup=named))
        assert job.state is State.REFUSED
        assert "is a backup of DynamoDB itself" in job.outcome
        assert [one.command for one in job.offers] == [
            "copy prod/us-east-2/orders",
            f"restore prod/us-east-2/orders --backup {backup.arn}",
        ]


def test_a_recovery_point_that_aws_copies_not_is_refused(world: CopyWorld) -> None:
    cold = add_recovery_point(world.cloud, "orders", storage="COLD")
    assert "cold storage" in refused(world, backup=cold.arn)


def test_a_recovery_point_made_without_advanced_features_is_refused(world: CopyWorld) -> None:
    add_recovery_point(world.cloud, "orders", is_managed=False)
    assert "such a one is never copied" in refused(world, backup="latest")


def test_a_recovery_point_is_named_by_its_arn_or_the_last_part_of_it(world: CopyWorld) -> None:
    add_vault(world.cloud, "elsewhere")
    point = add_recovery_point(world.cloud, "orders", vault="elsewhere")
    for named in (point.arn, point.arn.rpartition(":")[2]):
        plan = world.plan(planned(world, backup=named))
        assert plan.source["backup_arn"] == point.arn
        [params] = [step.params for step in plan.steps if step.name == "start-copy-job"]
        assert (params["vault"], params["recovery_point_arn"]) == ("elsewhere", point.arn)
        assert plan.cost[0].label.startswith("data sent")


def test_a_recovery_point_is_copied_by_what_the_list_shows(world: CopyWorld) -> None:
    point = world.shown_point("7bdc67a9-0c1d")
    for typed in ("7bdc67a9", "ddbdr 7bdc67a9"):
        assert world.plan(planned(world, backup=typed)).source["backup_arn"] == point.arn
    assert "There is no recovery point `safe 7bdc67a9`" in refused(world, backup="safe 7bdc67a9")


def test_a_recovery_point_of_another_table_or_account_or_none_is_refused(world: CopyWorld) -> None:
    other = add_recovery_point(world.cloud, "customers")
    job = world.run_to_end(world.ask("copy", "prod/us-east-2/orders", backup=other.arn))
    assert "is of `customers`, not of `orders`" in job.outcome
    foreign = other.arn.replace("123456789012", "999999999999")
    job = world.run_to_end(world.ask("copy", "prod/us-east-2/orders", backup=foreign))
    assert "is of account `999999999999`" in job.outcome
    job = world.run_to_end(world.ask("copy", "prod/us-east-2/orders", backup="nothing-such"))
    assert "There is no recovery point `nothing-such`" in job.outcome


def test_a_copy_is_kept_as_long_as_its_source_where_nothing_else_is_said(world: CopyWorld) -> None:
    point = add_recovery_point(world.cloud, "orders", lifecycle=Lifecycle(delete_after_days=14))
    assert dict(world.plan(planned(world, backup=point.arn)).stated)["Kept"].startswith("14 days")
    longer = planned(world, backup=point.arn, keep="90d")
    assert dict(world.plan(longer).stated)["Kept"].startswith("90 days")


def test_a_copy_whose_days_were_over_when_it_is_made_is_refused(world: CopyWorld) -> None:
    """AWS gives a copy the creation date of its source, and counts its days from there."""
    point = add_recovery_point(world.cloud, "orders", age=timedelta(days=7))
    made = iso(point.created)
    said = refused(world, backup=point.arn, keep="7d")
    assert f"AWS counts from when the recovery point was made, {made}: 7 days are over." in said
    assert "Keep it for at least 8d" in said
    kept = dict(world.plan(planned(world, backup=point.arn, keep="8d")).stated)["Kept"]
    assert kept == f"8 days from {made}, then AWS deletes it"


def test_no_recovery_point_at_all_offers_to_make_one(world: CopyWorld) -> None:
    assert "There is no recovery point" in refused(world, backup="latest")
    assert offers(world) == ["copy prod/us-east-2/orders"]


def test_the_latest_is_the_newest_that_is_whole(world: CopyWorld) -> None:
    whole = add_recovery_point(world.cloud, "orders", age=timedelta(hours=2))
    add_recovery_point(world.cloud, "orders", age=timedelta(hours=1), status="PARTIAL")
    assert world.plan(planned(world, backup="latest")).source["backup_arn"] == whole.arn


def test_the_recovery_points_of_a_table_that_is_gone_can_be_copied(world: CopyWorld) -> None:
    point = add_recovery_point(world.cloud, "orders")
    del world.cloud.region().tables["orders"]
    plan = world.plan(planned(world, backup="latest"))
    assert plan.source["backup_arn"] == point.arn


@pytest.mark.parametrize(
    ("keep", "advice"), [("3d", "--keep 7d"), ("60d", "--keep 30d"), ("", "--keep 30d")]
)
def test_a_vault_lock_that_would_refuse_the_copy_is_told(
    world: CopyWorld, keep: str, advice: str
) -> None:
    add_vault(
        world.cloud,
        region="us-west-1",
        locked=True,
        min_retention_days=7,
        max_retention_days=30,
    )
    given = {"keep": keep} if keep else {}
    told = refused(world, **given)
    assert "is locked: it keeps at least 7 and at most 30 days" in told
    assert advice in told


def test_a_keep_within_the_lock_passes(world: CopyWorld) -> None:
    add_vault(world.cloud, region="us-west-1", locked=True, min_retention_days=7)
    assert check(world, planned(world), "vault's lock in prod/us-west-1").result == "passed"


def test_keys_of_vaults_must_be_usable(world: CopyWorld) -> None:
    arn = "arn:aws:kms:us-west-1:123456789012:key/2"
    add_vault(world.cloud, region="us-west-1", key_arn=arn)
    assert "does not exist" in refused(world)
    world.cloud.region("prod", "us-west-1").keys[arn] = Key(arn=arn, state="PendingDeletion")
    job = world.run_to_end(world.ask("copy", "prod/us-east-2/orders"))
    assert "of the vault in prod/us-west-1 is PendingDeletion." in job.outcome


def test_a_job_of_the_table_that_runs_already_is_told(world: CopyWorld) -> None:
    door = world.aws.acting_for("X", lambda _seconds: None).backup("prod", "us-east-2")
    arn = world.cloud.table_arn("prod", "us-east-2", "orders")
    order = BackupJobOrder(vault="ddbdr", resource_arn=arn, role_arn="role", token="another")
    job = door.start_backup(order)
    job_id = planned(world)
    found = check(world, job_id, "other jobs of this table")
    assert found.detail == (
        f"backup job {job.id} of this table is at work, and AWS begins this one after it"
    )
    assert dict(world.plan(job_id).stated)["Begins"] == f"later: {found.detail}"
    world.time.pass_by(timedelta(hours=1).total_seconds())
    assert check(world, planned(world), "other jobs of this table").detail == ""


def test_copies_at_once_are_counted(world: CopyWorld) -> None:
    found = check(world, planned(world), "copies at once")
    assert found.detail == "0 run to us-west-1, AWS allows 100"


def running_copies(world: CopyWorld, region: str, *tables: str) -> None:
    """Copies by somebody else that are at work."""
    held, now = world.cloud.region("prod", "us-east-2").holding, world.time.now()
    course = Course(begins=now, ends=now + timedelta(hours=1))
    for table in tables:
        job = CopyJob(
            id=f"COPY-{region}-{table}",
            state="RUNNING",
            resource_arn=world.cloud.table_arn("prod", "us-east-2", table),
            destination_vault_arn=f"arn:aws:backup:{region}:123456789012:backup-vault:ddbdr",
            created=now,
        )
        held.copy_jobs[job.id] = StoredCopyJob(job=job, course=course)


def test_the_hundredth_copy_to_a_region_waits_its_turn_and_says_so() -> None:
    world = CopyWorld(profile=Profile(page=30))
    running_copies(world, "us-west-1", *(f"table-{number}" for number in range(100)))
    running_copies(world, "eu-west-1", "elsewhere")
    job_id = planned(world)
    found = check(world, job_id, "copies at once")
    assert found.detail == "100 run to us-west-1, AWS allows 100; this one may wait its turn"
    assert check(world, job_id, "other jobs of this table").detail == "", "of others there are"


def test_a_copy_of_the_table_that_runs_already_is_told(world: CopyWorld) -> None:
    running_copies(world, "eu-west-1", "orders")
    found = check(world, planned(world), "other jobs of this table")
    assert found.detail.startswith("copy job COPY-eu-west-1-orders of this table is at work")


def test_a_region_that_is_down_blocks_no_plan(world: CopyWorld) -> None:
    world.cloud.unreachable.add("us-west-1")
    found = check(world, planned(world), "vault in prod/us-west-1")
    assert found.result is CheckResult.NOT_CHECKED
    assert "us-west-1 gave no answer within 12 s to DescribeBackupVault" in found.detail


LEAVING = {"account": "dr", "region": "us-east-2"}


def test_leaving_the_account_says_what_was_and_was_not_checked(world: CopyWorld) -> None:
    job_id = planned(world, **LEAVING)
    assert check(world, job_id, "copies between accounts are on").result is CheckResult.PASSED
    own = check(world, job_id, "both accounts are of one organization")
    assert (own.result, own.detail) == (CheckResult.PASSED, "o-1")
    lets = check(world, job_id, "vault in dr/us-east-2 lets prod copy into it")
    assert lets.result is CheckResult.PASSED


@pytest.mark.parametrize("other", ["o-2", ""])
def test_accounts_of_different_organizations_are_told(world: CopyWorld, other: str) -> None:
    world.cloud.organizations["dr"] = other
    assert f"`prod` is in o-1, `dr` is in {other or 'none'}." in refused(world, **LEAVING)


def test_two_accounts_of_no_organization_are_not_of_one(world: CopyWorld) -> None:
    world.cloud.organizations |= {"prod": "", "dr": ""}
    assert "`prod` is in none, `dr` is in none." in refused(world, **LEAVING)


def test_an_organization_that_may_not_be_asked_about_blocks_nothing(world: CopyWorld) -> None:
    denied = coded("AccessDeniedException", "DescribeOrganization")
    world.cloud.fail_next("DescribeOrganization", denied)
    found = check(world, planned(world, **LEAVING), "both accounts are of one organization")
    assert found.result is CheckResult.NOT_CHECKED


def test_copies_between_accounts_that_are_off_are_told(world: CopyWorld) -> None:
    world.cloud.region().holding.cross_account = False
    told = refused(world, **LEAVING)
    assert "Copies between accounts are off in this organization." in told
    assert "isCrossAccountBackupEnabled=true" in told
    world.cloud.region().holding.cross_account = None
    found = check(world, planned(world, **LEAVING), "copies between accounts are on")
    assert found.result is CheckResult.NOT_CHECKED


def test_a_vault_whose_policy_lets_nobody_in_is_told(world: CopyWorld) -> None:
    world.cloud.region("dr", "us-east-2").holding.vaults["safe"].policy = ""
    told = refused(world, **LEAVING)
    assert "does not let account 123456789012 copy into it" in told
    assert "backup:CopyIntoBackupVault" in told


def test_a_vault_under_aws_own_key_takes_no_copy_of_another_account(world: CopyWorld) -> None:
    keys = world.cloud.region("dr", "us-east-2").keys
    keys[KEY] = Key(arn=KEY, state="Enabled", manager="AWS")
    assert "under AWS's own key" in refused(world, **LEAVING)


def test_the_default_vault_takes_no_copy_of_another_account(world: CopyWorld) -> None:
    add_vault(world.cloud, "Default", account="dr", region="us-east-2", key_arn=KEY, policy=POLICY)
    world.config = load_config(CONFIG.replace("vault: safe", "vault: Default"))
    assert "AWS copies nothing from another account into Default." in refused(world, **LEAVING)


SHARED = "key of the vault in prod/us-east-2 is shared with dr"


def test_a_key_that_is_shared_with_the_other_account_passes(world: CopyWorld) -> None:
    job_id = planned(world, **LEAVING)
    assert check(world, job_id, SHARED).result is CheckResult.PASSED
    entered = check(world, job_id, "key of the vault in dr/us-east-2 lets AWS Backup use it")
    assert entered.result is CheckResult.PASSED


def test_a_key_that_is_not_shared_is_told_with_the_statement_that_shares_it(
    world: CopyWorld,
) -> None:
    policies = world.cloud.region("prod", "us-east-2").key_policies
    policies[SOURCE_KEY] = key_policy("123456789012")
    told = refused(world, **LEAVING)
    assert (
        "The policy of the KMS key of the vault in prod/us-east-2 does not let account "
        "210987654321 use it: kms:CreateGrant, kms:Decrypt, kms:DescribeKey are missing." in told
    )
    assert '"Principal": {"AWS": "arn:aws:iam::210987654321:root"}' in told
    assert world.plan(planned(world)).failed_checks == (), "within the account nothing is shared"


def test_of_two_hops_the_key_of_the_vault_between_them_is_the_one_to_share(
    world: CopyWorld,
) -> None:
    world.cloud.region("prod", "us-east-2").key_policies[SOURCE_KEY] = key_policy("123456789012")
    planned(world, account="dr", region="us-west-1")
    world.cloud.region("prod", "us-west-1").key_policies[SOURCE_KEY] = key_policy("123456789012")
    assert "vault in prod/us-west-1 does not let account 210987654321" in refused(
        world, account="dr", region="us-west-1"
    )


def test_a_key_that_denies_the_other_account_is_told(world: CopyWorld) -> None:
    here = world.cloud.region("dr", "us-east-2")
    here.key_policies[KEY] = key_policy(IDS["dr"]).replace("Allow", "Deny")
    assert "vault in dr/us-east-2 denies account 210987654321" in refused(world, **LEAVING)


def test_a_policy_that_may_not_be_read_is_said_not_to_be(world: CopyWorld) -> None:
    del world.cloud.region("prod", "us-east-2").key_policies[SOURCE_KEY]
    found = check(world, planned(world, **LEAVING), SHARED)
    assert (found.result, found.detail) == (
        CheckResult.NOT_CHECKED,
        "because there is no permission for GetKeyPolicy",
    )


def test_an_endpoint_that_knows_little_of_keys_is_not_trusted_with_them(world: CopyWorld) -> None:
    not_found = coded("NotFoundException", "GetKeyPolicy")
    world.cloud.fail_next("GetKeyPolicy", not_found)
    found = check(world, planned(world, **LEAVING), SHARED)
    assert found.detail == "because KMS does not show its policy"
    world.cloud.region("dr", "us-east-2").keys[KEY] = Key(arn=KEY, state="")
    job_id = planned(world, **LEAVING)
    for name, because in (
        ("vault's key in dr/us-east-2", "this endpoint does not tell a key's state"),
        (
            "vault in dr/us-east-2 takes copies of other accounts",
            "this endpoint does not tell whose key it is",
        ),
    ):
        assert check(world, job_id, name).detail == f"because {because}"


def test_a_condition_of_a_keys_policy_is_not_guessed_at(world: CopyWorld) -> None:
    text = key_policy(IDS["dr"]).replace('"Effect"', '"Condition": {"Bool": {}}, "Effect"')
    world.cloud.region("prod", "us-east-2").key_policies[SOURCE_KEY] = text
    found = check(world, planned(world, **LEAVING), SHARED)
    assert found.result is CheckResult.NOT_CHECKED
    assert "does not say plainly whether 210987654321 has kms:CreateGrant" in found.detail


def test_a_vault_under_aws_own_key_is_left_without_a_promise(world: CopyWorld) -> None:
    keys = world.cloud.region("prod", "us-east-2").keys
    keys[SOURCE_KEY] = Key(arn=SOURCE_KEY, state="Enabled", manager="AWS")
    found = check(world, planned(world, **LEAVING), SHARED)
    assert found.result is CheckResult.NOT_CHECKED
    assert "AWS's own key, which nobody can share" in found.detail


def test_a_key_of_the_other_accounts_vault_may_be_let_in_by_a_grant(world: CopyWorld) -> None:
    world.cloud.region("dr", "us-east-2").key_policies[KEY] = key_policy("123456789012")
    job_id = planned(world, **LEAVING)
    found = check(world, job_id, "key of the vault in dr/us-east-2 lets AWS Backup use it")
    assert found.result is CheckResult.NOT_CHECKED
    assert "grants are not read" in found.detail


AIR_GAPPED = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"


@pytest.mark.parametrize(
    ("region", "fields", "said"),
    [
        ("us-east-2", {"type": AIR_GAPPED}, "is logically air-gapped: it takes copies, and no"),
        ("us-west-1", {"type": "RESTORE_ACCESS_BACKUP_VAULT"}, "is for restoring from another"),
        ("us-west-1", {"state": "CREATING"}, "is CREATING."),
        ("us-west-1", {"state": "FAILED"}, "is FAILED."),
    ],
)
def test_a_vault_that_takes_no_such_thing_is_told(
    world: CopyWorld, region: str, fields: dict[str, str], said: str
) -> None:
    add_vault(world.cloud, region=region, key_arn=SOURCE_KEY, **fields)
    told = refused(world)
    assert f"Vault `ddbdr` in prod/{region} {said}" in told
    assert "Name a standard vault of `prod` in ddbdr.yaml." in told


def test_an_air_gapped_vault_takes_copies_within_its_bounds_under_whatever_key(
    world: CopyWorld,
) -> None:
    bounds: dict[str, Any] = {
        "type": AIR_GAPPED,
        "min_retention_days": 7,
        "max_retention_days": 30,
    }
    for account, name, region in (("prod", "ddbdr", "us-west-1"), ("dr", "safe", "us-east-2")):
        add_vault(world.cloud, name, account=account, region=region, policy=POLICY, **bounds)
    assert "it keeps at least 7 and at most 30 days, not for ever" in refused(world)
    assert world.plan(planned(world, keep="14d")).failed_checks == ()
    takes = "vault in dr/us-east-2 takes copies of other accounts"
    assert check(world, planned(world, keep="14d", **LEAVING), takes).result is CheckResult.PASSED


def test_of_an_existing_backup_the_vault_it_is_in_need_not_take_anything(world: CopyWorld) -> None:
    add_vault(world.cloud, key_arn=SOURCE_KEY, type=AIR_GAPPED)
    point = add_recovery_point(world.cloud, "orders")
    assert world.plan(planned(world, backup=point.arn, keep="7d")).failed_checks == ()


def test_the_roles_it_takes_are_named_and_said_not_to_be_looked_at(world: CopyWorld) -> None:
    job_id = planned(world, **LEAVING)
    for name, role in (
        ("AWS Backup's role", "role/service-role/AWSBackupDefaultServiceRole"),
        ("AWS Backup's own role in dr", "AWSServiceRoleForBackup"),
    ):
        found = check(world, job_id, name)
        assert found.result is CheckResult.NOT_CHECKED
        assert role in found.detail
