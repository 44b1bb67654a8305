"""What a restore's plan says, and why one is refused, before anyone approves."""

from datetime import timedelta

import pytest

from recovery.config import load_config
from recovery.job import Job
from recovery.ledger.port import Change
from recovery.outcome import Observation
from recovery.plan import CheckResult, Plan
from recovery.record import State
from sandbox.fakes.cloud import STRANGE, Attached, Profile
from sandbox.fakes.errors import coded
from tests.workers.world import CONFIG, START, World
from workers.aws.models import Capacity, Encryption, GlobalIndex, Key, Throughput

TEN_MINUTES_AGO = (START - timedelta(minutes=10)).isoformat()
TWO_ACCOUNTS = CONFIG.replace(
    "operators:",
    '  - {name: test, id: "210987654321", region: us-east-2, dr_region: us-west-1}\noperators:',
)


@pytest.fixture
def world() -> World:
    return World()


def planned(world: World, table: str = "orders", **params: str | bool) -> Plan:
    """The plan that waits for approval."""
    job_id = world.ask("restore", table, **params)
    job = world.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED)
    assert job.state is State.AWAITING_APPROVAL, job.outcome
    return world.plan(job_id)


def refused(world: World, table: str = "orders", **params: str | bool) -> Job:
    """The job that a check refused."""
    job = world.run_to_end(world.ask("restore", table, **params))
    assert job.state is State.REFUSED, job.outcome
    assert all(call.operation[:8] in {"Describe", "ListBack", "ListTabl", "ListTags", "GetServi",
                                   "GetResou", "ListCont"}
               for call in world.cloud.calls)  # fmt: skip
    return job


def results(plan: Plan) -> dict[str, CheckResult]:
    return {check.name: check.result for check in plan.checks}


def test_the_plan_says_what_comes_back_and_what_does_not(world: World) -> None:
    world.cloud.add_table(
        "orders",
        global_indexes=(GlobalIndex(name="by-customer"), GlobalIndex(name="by-day")),
        stream="NEW_AND_OLD_IMAGES",
        deletion_protection=True,
        table_class="STANDARD_INFREQUENT_ACCESS",
        replicas=("eu-west-1",),
        capacities=(
            Capacity(maximum=Throughput(writes=500), warm=Throughput(reads=12000, writes=4000)),
            Capacity(index="by-day", warm=Throughput(reads=30000, writes=4000)),
        ),
        attached=Attached(
            ttl="expires",
            tags=(("team", "shop"), ("env", "prod")),
            resource_policy=True,
            kinesis_streams=("arn:aws:kinesis:us-east-2:123456789012:stream/changes",),
            contributor_insights=("", "by-day"),
        ),
    )
    plan = planned(world, at=TEN_MINUTES_AGO)
    assert plan.comes_back == ("items", "keys", "2 indexes", "on-demand")
    assert plan.stays_away == (
        "stream (NEW_AND_OLD_IMAGES)",
        "deletion protection",
        "table class STANDARD_INFREQUENT_ACCESS",
        "replicas in eu-west-1",
        "maximum on demand (500 writes a second)",
        "warm throughput of index by-day (30,000 reads and 4,000 writes a second)",
        "TTL (expires)",
        "2 tags",
        "point-in-time recovery",
        "resource policy",
        "Kinesis streaming (changes)",
        "Contributor Insights (table, by-day)",
        "CloudWatch alarms and IAM policies on its name, if there are any",
    )
    assert plan.instant == START - timedelta(minutes=10)
    assert plan.title == "Restore orders to 02:04 UTC"
    assert set(results(plan).values()) == {CheckResult.PASSED}


def test_what_a_table_does_not_have_is_not_said_to_stay_away(world: World) -> None:
    world.cloud.add_table("orders", pitr_since=None)
    backup = world.cloud.add_backup("orders")
    plan = planned(world, backup=backup.arn)
    assert plan.stays_away == ("CloudWatch alarms and IAM policies on its name, if there are any",)


def test_a_provisioned_table_is_warm_beyond_its_units(world: World) -> None:
    units, warm = Throughput(reads=5, writes=7), Throughput(reads=300, writes=7)
    world.cloud.add_table(
        "orders",
        billing_mode="PROVISIONED",
        throughput=units,
        global_indexes=(GlobalIndex(name="by-day", keys=(("day", "HASH"),), throughput=units),),
        capacities=(Capacity(warm=warm), Capacity(index="by-day", warm=units)),
    )
    said = planned(world, latest=True).stays_away
    assert "warm throughput (300 reads and 7 writes a second)" in said
    assert not [one for one in said if "by-day" in one]


def test_what_the_indexes_have_is_not_named_where_they_are_left_out(world: World) -> None:
    world.cloud.add_table(
        "orders",
        global_indexes=(GlobalIndex(name="by-day"),),
        capacities=(Capacity(index="by-day", maximum=Throughput(reads=10)),),
    )
    index = "maximum on demand of index by-day (10 reads a second)"
    assert index in planned(world, latest=True).stays_away
    assert index not in planned(world, latest=True, without_indexes=True).stays_away


def test_the_plan_costs_and_times_what_it_rests_on(world: World) -> None:
    world.cloud.add_table("orders", index_bytes=2 * 1024**3)
    told = dict(planned(world, at=TEN_MINUTES_AGO).stated)
    assert told["Size"] == (
        "about 10.0 GB, with its indexes up to 12.0 GB (AWS counts every six hours)"
    )
    plan = planned(world, latest=True)
    restored = plan.cost[0].figure
    assert restored is not None
    assert round(restored.value, 2) == 1.80
    assert plan.cost_ceiling_usd == 6.0
    assert plan.time.low_seconds == 1200
    assert plan.time.basis == "AWS, whatever the size"


def test_a_plan_without_a_known_size_says_that_nothing_limits_its_cost(world: World) -> None:
    world.cloud.add_table("new", size_bytes=None, item_count=None)
    plan = planned(world, "new", latest=True)
    assert plan.cost_ceiling_usd is None
    limit = "none: it is approved at whatever cost, for AWS tells no size yet"
    assert dict(plan.stated)["Cost limit"] == limit
    world.cloud.add_table("orders")
    assert "Cost limit" not in dict(planned(world, latest=True).stated)


def test_three_restores_of_similar_size_are_an_estimate(world: World) -> None:
    world.cloud.add_table("orders")
    for minutes, size in ((31, 8), (44, 12), (38, 10), (500, 900)):
        world.ledger.history.observe(
            Observation(
                what="restore-pitr",
                account="prod",
                region="us-east-2",
                table="other",
                seconds=minutes * 60,
                size_bytes=size * 1024**3,
                indexes=0,
                at=START.isoformat(),
            )
        )
    estimate = planned(world, latest=True).time
    assert (estimate.low_seconds, estimate.high_seconds) == (31 * 60, 44 * 60)
    assert estimate.basis == "3 restores of 8.0 GB to 12.0 GB"


def test_without_indexes_costs_less_and_says_so(world: World) -> None:
    world.cloud.add_table(
        "orders", global_indexes=(GlobalIndex(name="by-day"),), index_bytes=1024**3
    )
    plan = planned(world, latest=True, without_indexes=True)
    assert plan.stays_away[0] == "1 index"
    assert "1 index" not in plan.comes_back
    assert "--global-secondary-index-override" in plan.commands[0]


def test_the_command_text_is_the_call(world: World) -> None:
    world.cloud.add_table("orders")
    plan = planned(world, at=TEN_MINUTES_AGO)
    (command,) = plan.commands
    assert command == (
        "aws dynamodb restore-table-to-point-in-time --region us-east-2 "
        "--source-table-name orders "
        "--target-table-name orders-ddbdr-7F3K2Q1 --restore-date-time 2026-11-12T02:04:00Z "
        "--billing-mode-override PAY_PER_REQUEST"
    )


def test_a_table_in_the_dr_region_is_found(world: World) -> None:
    world.cloud.add_table("orders", region="us-west-1")
    assert planned(world, latest=True).source["region"] == "us-west-1"


def test_no_such_table_says_where_it_was_looked_for(world: World) -> None:
    job = refused(world, latest=True)
    assert job.outcome == "There is no table `orders`, and no backup of one."
    assert "prod/us-east-2, prod/us-west-1" in job.advice


def test_a_table_in_two_regions_has_to_be_named_in_full(world: World) -> None:
    world.cloud.add_table("orders")
    world.cloud.add_table("orders", region="us-west-1")
    job = refused(world, at=TEN_MINUTES_AGO)
    assert "is in 2 places: `prod/us-east-2/orders`, `prod/us-west-1/orders`" in job.outcome
    assert [offer.command for offer in job.offers] == [
        "restore prod/us-east-2/orders --at 2026-11-12T02:04:00+00:00",
        "restore prod/us-west-1/orders --at 2026-11-12T02:04:00+00:00",
    ]
    assert planned(world, "us-west-1/orders", latest=True).region == "us-west-1"


def test_a_table_in_two_accounts_has_to_be_named_in_full() -> None:
    world = World(
        config=load_config(TWO_ACCOUNTS),
        accounts={"prod": "123456789012", "test": "210987654321"},
    )
    world.cloud.add_table("orders")
    world.cloud.add_table("orders", account="test")
    assert "`test/us-east-2/orders`" in refused(world, latest=True).outcome
    assert planned(world, latest=True, account="test").account == "test"


def test_a_region_that_does_not_answer_is_named_where_the_table_is_found(world: World) -> None:
    world.cloud.add_table("orders")
    world.cloud.unreachable.add("us-west-1")
    plan = planned(world, latest=True)
    assert results(plan)["no other table of this name"] is CheckResult.NOT_CHECKED


def test_a_table_found_nowhere_is_waited_for_while_a_region_does_not_answer(world: World) -> None:
    world.cloud.unreachable.add("us-east-2")
    job_id = world.ask("restore", "orders", latest=True)
    world.settle()
    job = world.job(job_id)
    assert job.state is State.PLANNING
    assert "prod/us-east-2 does not answer" in job.progress
    world.cloud.unreachable.clear()
    world.cloud.add_table("orders")
    assert world.run_to_state(job_id, State.AWAITING_APPROVAL).plan_digest


def test_a_region_that_stays_away_ends_the_planning(world: World) -> None:
    world.cloud.unreachable.update({"us-east-2", "us-west-1"})
    job = world.run_to_end(world.ask("restore", "orders", latest=True))
    assert job.state is State.FAILED
    assert "longer than 15 minutes" in job.outcome


def test_credentials_of_another_account_are_refused() -> None:
    world = World(accounts={"prod": "999999999999"})
    world.cloud.add_table("orders")
    job = refused(world, latest=True)
    assert "should be account 123456789012" in job.outcome
    assert "999999999999" in job.outcome


def test_pitr_off_offers_the_newest_backup(world: World) -> None:
    world.cloud.add_table("orders", pitr_since=None)
    backup = world.cloud.add_backup("orders")
    job = refused(world, at=TEN_MINUTES_AGO)
    assert "Point-in-time recovery is off" in job.outcome
    assert [offer.command for offer in job.offers] == [
        f"restore prod/us-east-2/orders --backup {backup.arn}"
    ]
    assert job.plan_digest


def test_pitr_off_without_a_backup_says_so(world: World) -> None:
    world.cloud.add_table("orders", pitr_since=None)
    job = refused(world, latest=True)
    assert job.advice == "There is no backup either."


def test_an_instant_before_the_window_is_refused_with_the_window(world: World) -> None:
    world.cloud.add_table("orders", pitr_since=timedelta(days=2))
    job = refused(world, at=(START - timedelta(days=3)).isoformat())
    assert "2026-11-10T02:14:00Z to 2026-11-12T02:09:00Z" in job.outcome


def test_an_instant_not_yet_restorable_offers_when_to_start(world: World) -> None:
    world.cloud.add_table("orders")
    job = refused(world, at=(START - timedelta(minutes=1)).isoformat())
    assert "cannot be restored yet" in job.outcome
    (offer,) = job.offers
    assert offer.label == "Start at 02:19"
    assert offer.not_before == START + timedelta(minutes=5)
    assert offer.command == job.command
    world.time.pass_by(300)
    assert planned(world, at=(START - timedelta(minutes=1)).isoformat()).instant


def put_off(world: World, at: str) -> str:
    """The job that the button `Start at 02:19` makes."""
    job_id = world.ask("restore", "orders", at=at)
    job = world.job(job_id)
    later = job.model_copy(update={"due": START + timedelta(minutes=5), "version": 2})
    change = Change(event="put off", actor="test", detail={})
    world.ledger.jobs.save(later, change, expected=1)
    return job_id


def test_a_plan_that_was_put_off_waits_until_aws_can_restore_its_instant() -> None:
    world = World(profile=Profile(restorable_lag_seconds=500))
    world.cloud.add_table("orders")
    at = START - timedelta(minutes=1)
    job_id = put_off(world, at.isoformat())
    world.settle()
    assert not world.cloud.calls, "nothing is asked before its time"
    world.run_until(lambda: bool(world.job(job_id).progress))
    job = world.job(job_id)
    assert (job.state, world.time.now()) == (State.PLANNING, START + timedelta(minutes=5))
    assert job.progress.startswith("2026-11-12T02:13:00Z is not restorable yet. The window is ")
    assert world.run_to_state(job_id, State.AWAITING_APPROVAL).plan_digest
    assert world.plan(job_id).instant == at


def test_a_window_that_stands_still_ends_a_plan_that_was_put_off() -> None:
    world = World(profile=Profile(restorable_lag_seconds=9000))
    world.cloud.add_table("orders")
    job = world.run_to_end(put_off(world, (START - timedelta(minutes=1)).isoformat()))
    assert (job.state, job.advice) == (State.FAILED, "Nothing was started. Ask again.")


def test_an_instant_in_the_future_is_refused(world: World) -> None:
    world.cloud.add_table("orders")
    job = refused(world, at=(START + timedelta(hours=1)).isoformat())
    assert "in the future" in job.outcome
    world.cloud.fail_next(
        "DescribeContinuousBackups", coded("AccessDeniedException", "DescribeContinuousBackups")
    )
    job = refused(world, at=(START + timedelta(hours=1)).isoformat())
    assert "in the future" in job.outcome, "that needs no answer of AWS"


def test_latest_stays_a_word(world: World) -> None:
    world.cloud.add_table("orders")
    plan = planned(world, latest=True)
    assert plan.instant is None
    assert "--use-latest-restorable-time" in plan.commands[0]


def test_backup_latest_is_pinned_to_its_arn(world: World) -> None:
    world.cloud.add_table("orders")
    world.cloud.add_backup("orders", name="old", age=timedelta(days=2))
    newest = world.cloud.add_backup("orders", name="new", age=timedelta(hours=1))
    world.cloud.add_backup("orders", name="unfinished", age=timedelta(0), is_ready=False)
    plan = planned(world, backup="latest")
    assert plan.source["backup_arn"] == newest.arn
    assert "table_arn" not in plan.source


@pytest.mark.parametrize("form", ["arn", "id", "name"])
def test_a_backup_is_found_by_arn_id_or_name(world: World, form: str) -> None:
    world.cloud.add_table("orders")
    backup = world.cloud.add_backup("orders", name="before-migration")
    wanted = {"arn": backup.arn, "id": backup.arn.rpartition("/")[2], "name": backup.name}[form]
    assert planned(world, backup=wanted).source["backup_arn"] == backup.arn


def test_a_backup_of_another_table_is_refused(world: World) -> None:
    world.cloud.add_table("orders")
    other = world.cloud.add_backup("customers")
    job = refused(world, backup=other.arn)
    assert job.outcome == "`nightly` is a backup of `customers`, not of `orders`."


def test_a_backup_of_another_account_is_refused_before_aws_is_asked(world: World) -> None:
    world.cloud.add_table("orders")
    arn = "arn:aws:dynamodb:us-east-2:999999999999:table/orders/backup/01-0a"
    job = refused(world, backup=arn)
    assert job.outcome == "That backup is of account `999999999999`, not of prod (123456789012)."
    assert not world.cloud.calls


def test_a_backup_of_another_region_says_how_to_restore_it(world: World) -> None:
    world.cloud.add_table("orders", region="us-west-1")
    backup = world.cloud.add_backup("orders", region="us-east-2")
    job = refused(world, "us-west-1/orders", backup=backup.arn)
    assert job.outcome == "That backup is in us-east-2, not in us-west-1."
    (offer,) = job.offers
    assert offer.command == (
        f"restore prod/us-east-2/orders --backup {backup.arn} --region us-west-1"
    )


def test_a_backup_that_cannot_be_described_is_found_where_it_is_listed() -> None:
    world = World(profile=Profile(unsupported=frozenset({"DescribeBackup"})))
    world.cloud.add_table("orders")
    backup = world.cloud.add_backup("orders")
    assert planned(world, backup=backup.arn).source["backup_arn"] == backup.arn
    other = backup.arn.replace("backup/0", "backup/9")
    assert "There is no backup" in refused(world, backup=other, **{"as": "other"}).outcome


def test_a_backup_that_is_not_ready_is_refused(world: World) -> None:
    world.cloud.add_table("orders")
    backup = world.cloud.add_backup("orders", is_ready=False)
    assert "is CREATING" in refused(world, backup=backup.arn).outcome


def test_an_unknown_backup_is_refused(world: World) -> None:
    world.cloud.add_table("orders")
    assert "no backup `nothing`" in refused(world, backup="nothing").outcome
    gone = "arn:aws:dynamodb:us-east-2:123456789012:table/orders/backup/01-0a"
    assert "There is no backup" in refused(world, backup=gone).outcome
    nowhere = "arn:aws:dynamodb:us-mars-1:123456789012:table/orders/backup/01-0a"
    assert "is not the ARN of a DynamoDB backup" in refused(world, backup=nowhere).outcome
    vault = "arn:aws:backup:us-east-2:123456789012:recovery-point:1"
    assert "is not the ARN of a DynamoDB backup" in refused(world, backup=vault).outcome


def test_a_table_that_is_gone_comes_back_under_its_own_name(world: World) -> None:
    world.cloud.add_backup("orders", name="nightly", age=timedelta(hours=2))
    deleted = world.cloud.add_backup(
        "orders", name="orders$DeletedTableBackup", kind="SYSTEM", age=timedelta(hours=1)
    )
    plan = planned(world, latest=True)
    assert plan.source["backup_arn"] == deleted.arn
    assert plan.target == {"table": "orders", "region": "us-east-2"}
    assert ("From", "orders, us-east-2, prod (the table is gone)") in plan.stated
    assert plan.stays_away == (
        "deletion protection, table class, replicas and warm throughput, if it had any",
        "tags, if it had any",
        "point-in-time recovery, if it had any",
        "resource policy, if it had any",
        "Kinesis streaming, if it had any",
        "Contributor Insights, if it had any",
        "CloudWatch alarms and IAM policies on its name, if there are any",
    )


def test_of_a_table_that_is_gone_the_newest_backup_counts_whoever_made_it(world: World) -> None:
    first_life = timedelta(days=9)
    world.cloud.add_backup("orders", name="orders$DeletedTableBackup", age=first_life)
    nightly = world.cloud.add_backup("orders", name="nightly", age=timedelta(hours=1))
    assert planned(world, latest=True).source["backup_arn"] == nightly.arn


def test_the_backup_of_a_deletion_is_waited_for(world: World) -> None:
    world.cloud.add_backup("orders", name="nightly", age=timedelta(hours=2))
    world.cloud.add_backup(
        "orders", name="orders$DeletedTableBackup", age=timedelta(0), is_ready=False
    )
    job = refused(world, latest=True)
    assert job.outcome == "The backup `orders$DeletedTableBackup` is CREATING."
    assert job.advice == "Ask again when it is AVAILABLE."


def test_a_gone_table_without_that_backup_comes_back_from_the_newest(world: World) -> None:
    world.cloud.add_backup("orders", name="old", age=timedelta(days=1))
    newest = world.cloud.add_backup("orders", name="new", age=timedelta(hours=1))
    assert planned(world, latest=True).source["backup_arn"] == newest.arn


def test_an_instant_of_a_gone_table_offers_its_backups(world: World) -> None:
    backup = world.cloud.add_backup("orders")
    job = refused(world, at=TEN_MINUTES_AGO)
    assert "gone, and its point-in-time history with it" in job.outcome
    assert [offer.command for offer in job.offers] == [
        f"restore prod/us-east-2/orders --backup {backup.arn}"
    ]


def test_a_taken_target_is_refused(world: World) -> None:
    world.cloud.add_table("orders")
    world.cloud.add_table("copy")
    job = refused(world, latest=True, **{"as": "copy"})
    assert job.outcome == "There is a table `copy` in us-east-2 already (ACTIVE)."


@pytest.mark.parametrize("name", ["us-west-1", "a", "sp ace", "x" * 256])
def test_an_illegal_target_is_refused(world: World, name: str) -> None:
    world.cloud.add_table("orders")
    assert refused(world, latest=True, **{"as": name}).plan_digest


def test_a_call_that_is_denied_is_named_and_does_not_block(world: World) -> None:
    world.cloud.add_table("orders")
    world.cloud.fail_next("GetServiceQuota", coded("AccessDeniedException", "GetServiceQuota"))
    plan = planned(world, latest=True)
    check = next(one for one in plan.checks if one.result is CheckResult.NOT_CHECKED)
    assert check.name == "room for one more table"
    assert check.detail == "because there is no permission for GetServiceQuota"


def test_across_regions_encryption_is_never_weaker(world: World) -> None:
    world.cloud.add_table("plain")
    arn = "arn:aws:kms:us-east-2:123456789012:key/1"
    world.cloud.region().keys[arn] = Key(arn=arn, state="Enabled")
    world.cloud.add_table("secret", encryption=Encryption(type="KMS", key_arn=arn))
    plain = planned(world, "plain", latest=True, region="us-west-1")
    secret = planned(world, "secret", latest=True, region="us-west-1")
    assert plain.steps[1].params["overrides"]["encryption"] == "AWS_OWNED"
    assert secret.steps[1].params["overrides"]["encryption"] == "AWS_MANAGED"
    assert secret.target["region"] == "us-west-1"
    assert any(line.label == "data sent to another region" for line in secret.cost)


def test_what_nobody_can_tell_of_a_gone_table_gets_no_weaker_encryption() -> None:
    world = World(profile=Profile(unsupported=frozenset({"DescribeBackup"})))
    world.cloud.add_backup("orders")
    plan = planned(world, latest=True, region="us-west-1")
    assert plan.steps[1].params["overrides"]["encryption"] == "AWS_MANAGED"


def test_awss_own_key_is_named_by_leaving_the_key_out(world: World) -> None:
    world.cloud.add_table("orders")
    alias = "alias/aws/dynamodb"
    world.cloud.region().keys[alias] = Key(arn="arn:key", state="Enabled")
    plan = planned(world, latest=True, kms_key=alias)
    assert plan.steps[1].params["overrides"]["encryption"] == "AWS_MANAGED"


def test_a_throttled_answer_is_waited_for_not_planned_without(world: World) -> None:
    world.cloud.add_backup("orders")
    world.cloud.fail_next("DescribeBackup", coded("ThrottlingException", "DescribeBackup"))
    plan = planned(world, latest=True)
    assert world.cloud.count("DescribeBackup") == 2
    assert ("Size", "5.0 GB") in plan.stated


def test_a_named_key_has_to_be_usable_where_the_table_goes(world: World) -> None:
    world.cloud.add_table("orders")
    job = refused(world, latest=True, kms_key="alias/dr")
    assert job.outcome == "There is no KMS key `alias/dr` in us-east-2."
    assert "--kms-key" in job.advice
    world.cloud.region().keys["alias/dr"] = Key(arn="arn:key", state="Disabled")
    assert "is Disabled" in refused(world, latest=True, kms_key="alias/dr").outcome
    world.cloud.region().keys["alias/dr"] = Key(arn="arn:key", state="Enabled")
    plan = planned(world, latest=True, kms_key="alias/dr")
    assert plan.steps[1].params["overrides"]["encryption"] == "alias/dr"


def test_a_backup_needs_the_key_it_was_made_with(world: World) -> None:
    arn = "arn:aws:kms:us-east-2:123456789012:key/1"
    world.cloud.region().keys[arn] = Key(arn=arn, state="PendingDeletion")
    world.cloud.add_backup("orders", encryption=Encryption(type="KMS", key_arn=arn))
    job = refused(world, backup="latest")
    assert job.outcome == f"The KMS key `{arn}` of the source is PendingDeletion."
    assert "no other key can decrypt" in job.advice


def test_regions_that_aws_keeps_apart_are_refused(world: World) -> None:
    world.cloud.add_table("orders")
    assert "different partitions" in refused(world, latest=True, region="cn-north-1").outcome
    assert "ap-east-1" in refused(world, latest=True, region="ap-east-1").outcome


def planned_modes(world: World, table: str) -> tuple[str, object]:
    overrides = planned(world, table, latest=True).steps[1].params["overrides"]
    return overrides["billing_mode"], overrides["throughput"]


def test_capacity_is_always_said(world: World) -> None:
    world.cloud.add_table("by-request")
    world.cloud.add_table(
        "orders", billing_mode="PROVISIONED", throughput=Throughput(reads=5, writes=7)
    )
    overrides = planned(world, latest=True).steps[1].params["overrides"]
    assert overrides["billing_mode"] == "PROVISIONED"
    assert overrides["throughput"] == {"reads": 5, "writes": 7}
    assert planned_modes(world, "by-request") == ("PAY_PER_REQUEST", None)
    by_request = planned(world, latest=True, billing="PAY_PER_REQUEST", **{"as": "other"})
    assert by_request.steps[1].params["overrides"]["throughput"] is None
    assert by_request.comes_back[-1] == "on-demand"


def test_provisioned_needs_a_capacity_to_go_back_to(world: World) -> None:
    world.cloud.add_table("orders")
    assert "needs a capacity" in refused(world, latest=True, billing="PROVISIONED").outcome


def test_several_failures_are_counted(world: World) -> None:
    world.cloud.add_table("orders", pitr_since=None)
    world.cloud.add_table("copy")
    assert "1 more check failed." in refused(world, latest=True, **{"as": "copy"}).outcome


def test_a_strange_endpoint_never_blocks() -> None:
    world = World(profile=STRANGE, sandbox=True)
    world.cloud.add_table("orders")
    plan = planned(world, at=TEN_MINUTES_AGO)
    assert plan.sandbox
    unchecked = {name for name, one in results(plan).items() if one is CheckResult.NOT_CHECKED}
    assert unchecked == {
        "instant is restorable",
        "room for one more table",
    }
    assert "TTL (not read, this endpoint does not know DescribeTimeToLive)" in plan.stays_away


def test_an_endpoint_that_tells_no_arn_is_restored_from_all_the_same(world: World) -> None:
    world.cloud.add_table("orders")
    stored = world.cloud.region().tables["orders"]
    stored.table = stored.table.model_copy(update={"arn": ""})
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    assert results(world.plan(job_id))["account is the right one"] is CheckResult.NOT_CHECKED
    assert world.run_to_end(job_id).state is State.SUCCEEDED


def test_a_hollow_window_of_aws_itself_is_believed() -> None:
    world = World(profile=Profile(hollow_window=True))
    world.cloud.add_table("orders")
    assert "is before what can be restored" in refused(world, at=TEN_MINUTES_AGO).outcome


def test_the_digest_does_not_move_with_estimates(world: World) -> None:
    world.cloud.add_table("orders")
    job_id = world.ask("restore", "orders", latest=True)
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    first = world.plan(job_id)
    later = first.model_copy(update={"planned_at": START + timedelta(hours=1), "checks": ()})
    assert later.digest == first.digest
