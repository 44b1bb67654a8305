"""What has to hold still when a copy starts, and how to copy without a new backup."""

from recovery.cost import copy_cost
from recovery.grammar import command_text
from recovery.outcome import Done, Fail, Outcome
from workers.aws.door import Aws
from workers.aws.errors import AwsError, NotFound
from workers.kinds.checks import ask
from workers.kinds.copy_order import AWAIT_BACKUP_JOB, AWAIT_COPY_JOB, BackupLeg, CopyOrder, Hop
from workers.kinds.estimate import over_ceiling
from workers.kinds.same_table import same_table
from workers.kinds.work import Work

USABLE_POINTS = {"COMPLETED", "AVAILABLE"}


def check_again(aws: Aws, work: Work) -> Outcome:
    """Source, vault, preferences and cost hold still: time has passed since the plan."""
    order = CopyOrder.of(work.plan)
    if order.backup is not None:
        trouble = _table_trouble(aws, order.backup, work)
    else:
        trouble = _point_trouble(aws, order.hops[0])
    trouble = trouble or _settings_trouble(aws, order)
    if trouble:
        return Fail(reason=trouble, retryable=False, advice="Ask again for a new plan.")
    return Done(facts={"checked_at": work.now.isoformat()})


def _table_trouble(aws: Aws, leg: BackupLeg, work: Work) -> str:
    table = same_table(aws, work.plan)
    if isinstance(table, Fail):
        return table.reason
    if table.status not in {"ACTIVE", "UPDATING"}:
        return f"The table {leg.table} is {table.status} now."
    order = CopyOrder.of(work.plan)
    cost = copy_cost(table.size_bytes, ways(order.hops), new_in=leg.region)
    return over_ceiling(cost, work.plan.cost_ceiling_usd)


def _point_trouble(aws: Aws, hop: Hop) -> str:
    try:
        point = hop.door(aws).describe_recovery_point(hop.vault, hop.recovery_point_arn)
    except NotFound:
        return f"The recovery point is not in vault {hop.vault} any more."
    if point.status not in USABLE_POINTS:
        return f"The recovery point is {point.status} now."
    if point.storage == "COLD":
        return "The recovery point has moved to cold storage, from which AWS copies nothing."
    return ""


def _settings_trouble(aws: Aws, order: CopyOrder) -> str:
    """A backup made without advanced features could never be copied."""
    if order.source in order.enable:
        return ""
    answer = ask(aws, settings=order.hops[0].door(aws).region_settings)["settings"]
    if isinstance(answer, AwsError) or False not in {answer.opt_in, answer.management}:
        return ""
    return f"AWS Backup's advanced features for DynamoDB are off in {order.source} now."


def ways(hops: tuple[Hop, ...]) -> tuple[tuple[str, str], ...]:
    """(from region, to region) of each hop."""
    return tuple((hop.region, hop.to_region) for hop in hops)


def copy_command(work: Work, before: str = "The backup stays. Copy it with") -> str:
    """How to copy what was made without making it again, as a sentence; else nothing."""
    order = CopyOrder.of(work.plan)
    last = order.hops[-1]
    hop, arn = order.hops[0], order.hops[0].recovery_point_arn
    for made, following in ((AWAIT_BACKUP_JOB, order.hops[0]), (AWAIT_COPY_JOB, last)):
        if found := work.job.facts_of(made).get("recovery_point_arn"):
            hop, arn = following, str(found)
    if ":backup:" not in arn:
        return ""  # AWS copies nothing that was made without advanced features
    params: dict[str, str | int | bool] = {"backup": arn, "region": last.to_region}
    if last.to_account != hop.account:
        params["account"] = last.to_account
    if last.keep_days is not None:
        params["keep"] = f"{last.keep_days}d"
    command = command_text("copy", table=hop.source.table(order.table), params=params)
    return f"{before} `{command}`."
