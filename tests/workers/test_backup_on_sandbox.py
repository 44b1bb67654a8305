"""The doors to AWS Backup, Scheduler, EventBridge and SQS against the sandbox's AWS."""

from collections.abc import Callable
from itertools import count

import pytest

from recovery.config import load_config
from recovery.ledger.memory import MemoryLedger
from sandbox.aws.running import RunningAws
from sandbox.foundation import lay_foundation
from tests.workers.sandbox_world import client
from tests.workers.world import CONFIG
from workers.aws.backup_models import (
    BackupJobOrder,
    BackupRule,
    CopyAction,
    CopyJobOrder,
    EventRule,
    Lifecycle,
    RegionSettings,
    Schedule,
    Selection,
)
from workers.aws.boto import BotoAws
from workers.aws.clients import Clients
from workers.aws.errors import Busy, Denied, NotFound, NotSupported, Rejected
from workers.aws.queue_door import Queue
from workers.aws.sqs import BotoQueues

HOME, AWAY = ("prod", "us-east-2"), ("prod", "us-west-1")
TABLE = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
VAULT_AWAY = "arn:aws:backup:us-west-1:123456789012:backup-vault:ddbdr"
QUEUE = "arn:aws:sqs:us-east-2:123456789012:ddbdr-events"
MINUTES = 60.0
SECONDS = count(1.0)
"""Wall time between calls, so far apart that no rate is ever used up."""
ACCOUNT = load_config(CONFIG).accounts[0]
HOURLY = BackupRule(
    name="hourly",
    vault="ddbdr",
    schedule="cron(0 * * * ? *)",
    start_window_minutes=60,
    completion_window_minutes=180,
    lifecycle=Lifecycle(delete_after_days=35),
    copies=(CopyAction(vault_arn=VAULT_AWAY, lifecycle=Lifecycle(delete_after_days=90)),),
)
ORDER = BackupJobOrder(
    vault="ddbdr",
    resource_arn=TABLE,
    role_arn=ACCOUNT.backup_role_arn,
    token="J-7F3K2Q1-start-backup",
    lifecycle=Lifecycle(delete_after_days=35),
    tags={"job": "J-7F3K2Q1"},
)
NIGHTLY = Schedule(
    name="ddbdr-orders",
    expression="cron(0 3 * * ? *)",
    zone="Europe/Berlin",
    target_arn="arn:aws:scheduler:::aws-sdk:dynamodb:createBackup",
    role_arn=ACCOUNT.scheduler_role_arn,
    input='{"TableName":"orders","BackupName":"orders-<aws.scheduler.execution-id>"}',
)


class Account:
    """The sandbox's account with a table."""

    def __init__(self, sandbox: RunningAws) -> None:
        self.sandbox = sandbox
        self.clients = Clients(load_config(CONFIG), sandbox.endpoint)
        self.aws = BotoAws(
            clients=self.clients,
            rates=MemoryLedger().rates,
            wall=SECONDS.__next__,
            sandbox=True,
        ).acting_for("J-7F3K2Q1", lambda _seconds: None)
        self.home, self.away = self.aws.backup(*HOME), self.aws.backup(*AWAY)
        client(sandbox).create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        sandbox.advance(MINUTES)

    def pass_until(self, is_there: Callable[[], bool]) -> None:
        for _ in range(300):
            if is_there():
                return
            self.sandbox.advance(0.5 * MINUTES)
        raise AssertionError("it never gets there")

    def vaults(self) -> None:
        for backup in (self.home, self.away):
            backup.enable_dynamodb()
            backup.create_vault("ddbdr", key_arn="", token="J-7F3K2Q1-vault")

    def queues(self) -> list[Queue]:
        """A queue for events in each region; the account gets its roles as well."""
        urls = lay_foundation(self.sandbox.endpoint)
        return [BotoQueues(self.clients).open(url) for url in urls]

    def backed_up(self) -> str:
        """Take a backup; its recovery point's ARN."""
        job = self.home.start_backup(ORDER)
        self.pass_until(lambda: self.home.describe_backup_job(job.id).state == "COMPLETED")
        return self.home.describe_backup_job(job.id).recovery_point_arn


@pytest.fixture
def account(sandbox: RunningAws) -> Account:
    return Account(sandbox)


def test_a_backup_is_made_once_for_its_token_and_copied_away(account: Account) -> None:
    account.vaults()
    first, again = account.home.start_backup(ORDER), account.home.start_backup(ORDER)
    assert again.id == first.id
    assert (first.state, first.resource_arn, first.vault) == ("CREATED", TABLE, "ddbdr")
    point = account.backed_up()
    (job,) = account.home.backup_jobs(table_arn=TABLE, state="COMPLETED")[0]
    assert (job.id, job.recovery_point_arn, job.percent) == (first.id, point, "100.0")
    order = CopyJobOrder(
        recovery_point_arn=point,
        source_vault="ddbdr",
        destination_vault_arn=VAULT_AWAY,
        role_arn=ACCOUNT.backup_role_arn,
        token="J-7F3K2Q1-copy",
        lifecycle=Lifecycle(delete_after_days=90),
    )
    copy, again_copied = account.home.start_copy(order), account.home.start_copy(order)
    assert again_copied.id == copy.id
    account.pass_until(lambda: account.home.describe_copy_job(copy.id).state == "COMPLETED")
    (copied,) = account.home.copy_jobs(table_arn=TABLE, since=copy.created)[0]
    (there,) = account.away.recovery_points(vault="ddbdr", table_arn=TABLE)[0]
    (here,) = account.home.recovery_points(vault="ddbdr")[0]
    assert (here.arn, there.arn) == (point, copied.recovery_point_arn)
    assert there.created == here.created, "a copy is of the instant of its source"
    assert there.source_vault_arn == VAULT_AWAY.replace("us-west-1", "us-east-2")
    assert there.lifecycle == Lifecycle(delete_after_days=90)
    described = account.away.describe_recovery_point("ddbdr", there.arn)
    assert (described.status, described.storage) == ("COMPLETED", "WARM")
    assert described.delete_at is not None


def test_what_is_not_there_is_not_found(account: Account) -> None:
    account.vaults()
    home = account.home
    gone = BotoQueues(account.clients).open(
        "https://sqs.us-east-2.amazonaws.com/123456789012/ddbdr-nothing"
    )
    nowhere = TABLE.replace("orders", "nothing")
    calls: list[Callable[[], object]] = [
        lambda: home.describe_vault("nothing"),
        lambda: home.recovery_points(vault="nothing"),
        lambda: home.describe_backup_job("nothing"),
        lambda: home.describe_copy_job("nothing"),
        lambda: home.plan("nothing"),
        lambda: home.start_backup(ORDER.model_copy(update={"vault": "nothing"})),
        lambda: home.describe_recovery_point("ddbdr", f"{ORDER.resource_arn}/backup/01-0a"),
        lambda: home.start_backup(ORDER.model_copy(update={"resource_arn": nowhere})),
        lambda: account.aws.scheduler(*HOME).schedule("ddbdr-nothing"),
        lambda: account.aws.events(*HOME).rule("ddbdr-nothing"),
        lambda: gone.receive(wait_seconds=0, visibility_seconds=30),
    ]
    found = []
    for call in calls:
        try:
            found.append(call())
        except NotFound:
            continue
    assert found == []


def test_a_recovery_point_is_deleted_and_an_ended_job_is_not_stopped(account: Account) -> None:
    account.vaults()
    point = account.backed_up()
    with pytest.raises(Rejected):
        account.home.stop_backup(account.home.backup_jobs()[0][0].id)
    account.home.delete_recovery_point("ddbdr", point)
    assert account.home.recovery_points(vault="ddbdr") == ((), "")


def test_a_running_job_is_stopped(account: Account) -> None:
    account.vaults()
    job = account.home.start_backup(ORDER)
    account.pass_until(lambda: account.home.describe_backup_job(job.id).state == "RUNNING")
    account.home.stop_backup(job.id)
    account.pass_until(lambda: account.home.describe_backup_job(job.id).state == "ABORTED")


def test_a_plan_lives_with_its_selections_and_dies_without_them(account: Account) -> None:
    account.vaults()
    home = account.home
    made = home.create_plan("ddbdr-hourly", (HOURLY,), token="J-7F3K2Q1-plan")
    assert home.create_plan("ddbdr-hourly", (HOURLY,), token="J-7F3K2Q1-plan").id == made.id
    (rule,) = home.plan(made.id).rules
    assert rule == HOURLY.model_copy(update={"id": rule.id})
    assert [plan.name for plan in home.plans()[0]] == ["ddbdr-hourly"]
    chosen = Selection(
        name="hourly",
        role_arn=ACCOUNT.backup_role_arn,
        resources=("arn:aws:dynamodb:*:*:table/*",),
        tag=("ddbdr", "hourly"),
    )
    selection = home.create_selection(made.id, chosen, token="J-7F3K2Q1-selection")
    assert home.selections(made.id) == (chosen.model_copy(update={"id": selection}),)
    daily = HOURLY.model_copy(update={"schedule": "cron(0 3 * * ? *)"})
    home.put_rule(made.id, daily)
    assert home.plan(made.id).version != made.version
    assert home.plan(made.id).rules[0].schedule == "cron(0 3 * * ? *)"
    with pytest.raises(Busy, match="selections must be deleted"):
        home.delete_plan(made.id)
    home.delete_selection(made.id, selection)
    home.delete_plan(made.id)
    with pytest.raises(NotFound):
        home.plan(made.id)


def test_a_plan_backs_up_the_tables_with_its_tag_and_copies_them(account: Account) -> None:
    account.vaults()
    plan = account.home.create_plan("ddbdr-hourly", (HOURLY,), token="J-7F3K2Q1-plan")
    chosen = Selection(name="a", role_arn=ACCOUNT.backup_role_arn, tag=("ddbdr", "hourly"))
    account.home.create_selection(plan.id, chosen, token="J-7F3K2Q1-selection")
    account.sandbox.advance(2 * 60 * MINUTES)
    assert account.home.backup_jobs()[0] == (), "no table has the tag"
    account.aws.dynamodb(*HOME).tag(TABLE, {"ddbdr": "hourly"})
    account.sandbox.advance(2 * 60 * MINUTES)
    account.pass_until(lambda: account.away.recovery_points(vault="ddbdr")[0] != ())
    jobs = account.home.backup_jobs()[0]
    assert {job.plan_id for job in jobs} == {plan.id}
    assert {job.plan_id for job in account.home.copy_jobs()[0]} == {plan.id}


def test_preferences_are_switched_on_for_tables_only(sandbox: RunningAws) -> None:
    sandbox.profile(aws_backup_opt_in=False, aws_backup_management=False)
    account = Account(sandbox)
    assert account.home.region_settings() == RegionSettings(opt_in=False, management=False)
    account.home.enable_dynamodb()
    assert account.home.region_settings() == RegionSettings(opt_in=True, management=True)
    assert account.away.region_settings() == RegionSettings(opt_in=False, management=False)


def test_a_schedule_is_made_replaced_listed_and_deleted(account: Account) -> None:
    account.queues()
    scheduler = account.aws.scheduler(*HOME)
    scheduler.put_schedule(NIGHTLY, token="J-7F3K2Q1-schedule")
    kept = scheduler.schedule("ddbdr-orders")
    assert kept == NIGHTLY.model_copy(update={"arn": kept.arn})
    scheduler.put_schedule(NIGHTLY.model_copy(update={"enabled": False}), token="J-7F3K2Q2-off")
    (listed,), end = scheduler.schedules(prefix="ddbdr-")
    assert (listed.name, listed.enabled, end) == ("ddbdr-orders", False, "")
    assert scheduler.schedules(prefix="other") == ((), "")
    scheduler.delete_schedule("ddbdr-orders", token="J-7F3K2Q3-off")
    with pytest.raises(NotFound):
        scheduler.delete_schedule("ddbdr-orders", token="J-7F3K2Q4-off")


def test_what_aws_backup_tells_comes_into_the_queue_and_is_deleted(account: Account) -> None:
    account.vaults()
    events, queue = account.aws.events(*HOME), account.queues()[0]
    rule = EventRule(name="ddbdr-events", pattern='{"source": ["aws.backup"]}', targets=(QUEUE,))
    events.put_rule(rule)
    events.put_rule(rule)
    kept = events.rule("ddbdr-events")
    assert (kept.targets, kept.enabled) == ((QUEUE,), True)
    assert queue.has_redrive()
    assert "RulesOfOurs" in queue.policy()
    account.backed_up()
    account.sandbox.advance(30 * MINUTES)
    messages = queue.receive(wait_seconds=1, visibility_seconds=30)
    assert messages
    assert all('"aws.backup"' in message.body for message in messages)
    assert {message.receives for message in messages} == {1}
    assert queue.delete([*(message.receipt for message in messages), "nonsense"]) == ("nonsense",)
    events.delete_rule("ddbdr-events")
    with pytest.raises(NotFound):
        events.rule("ddbdr-events")


def test_a_queue_in_each_region_is_read_in_its_own(account: Account) -> None:
    queues = account.queues()
    assert [queue.place for queue in queues] == ["prod/us-east-2", "prod/us-west-1"]
    for queue in queues:
        assert queue.receive(wait_seconds=0, visibility_seconds=30) == ()


def test_a_table_is_protected(account: Account) -> None:
    dynamodb = account.aws.dynamodb(*HOME)
    dynamodb.switch_point_in_time("orders", on=True, days=7)
    assert dynamodb.describe_point_in_time("orders").days == 7
    dynamodb.switch_point_in_time("orders", on=False)
    assert not dynamodb.describe_point_in_time("orders").is_on
    dynamodb.protect_from_deletion("orders", on=True)
    assert dynamodb.describe_table("orders").deletion_protection
    account.sandbox.advance(MINUTES)
    with pytest.raises(Rejected):
        dynamodb.delete_table("orders")
    dynamodb.tag(TABLE, {"ddbdr": "hourly", "team": "shop"})
    dynamodb.untag(TABLE, ("ddbdr", "nothing"))
    assert dynamodb.list_tags(TABLE) == (("team", "shop"),)


OTHERS = """
  - {name: dr, id: "210987654321", region: us-east-2, dr_region: us-west-1,
     role: arn:aws:iam::210987654321:role/ddbdr}
  - {name: staging, id: "345678901234", region: us-east-2, dr_region: us-west-1,
     role: arn:aws:iam::345678901234:role/ddbdr}
operators:"""


def test_an_account_tells_its_organization_or_that_it_is_in_none(sandbox: RunningAws) -> None:
    config = load_config(CONFIG.replace("\noperators:", OTHERS))
    aws = BotoAws(
        clients=Clients(config, sandbox.endpoint),
        rates=MemoryLedger().rates,
        wall=SECONDS.__next__,
        sandbox=True,
    )
    assert aws.organization("prod").startswith("o-")
    assert aws.organization("dr") == aws.organization("prod")
    assert aws.organization("staging") == ""
    sandbox.fault("DescribeOrganization", "deny")
    with pytest.raises(Denied):
        aws.organization("dr")


def test_an_endpoint_without_aws_backup_says_so(account: Account) -> None:
    account.sandbox.fault("*", "not_supported", service="backup")
    with pytest.raises(NotSupported):
        account.home.region_settings()
    with pytest.raises(NotSupported):
        account.home.start_backup(ORDER)
