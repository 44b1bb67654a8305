"""The kind `backup`: its plan. The steps are in `workers.kinds.backup_steps`."""

from collections.abc import Sequence

from recovery.cost import backup_cost
from recovery.errors import Refusal
from recovery.figures import gigabytes
from recovery.grammar import command_text
from recovery.job import Job
from recovery.names import name_of_backup
from recovery.outcome import Value
from recovery.plan import Check, Plan, PlannedStep
from recovery.references import TableReference, parse_reference
from recovery.words import code
from workers.aws.door import Aws
from workers.aws.models import Table
from workers.kinds.backup_steps import AWAIT_BACKUP, CHECK_AGAIN, CREATE_BACKUP, BackupOrder
from workers.kinds.checks import Checklist, ask
from workers.kinds.command_line import aws_command
from workers.kinds.encryption import check_source_key
from workers.kinds.estimate import NO_LIMIT, ceiling_usd, time_estimate
from workers.kinds.extent import UNKNOWN, counted
from workers.kinds.sources import FoundTable, Place, find_table, places
from workers.kinds.work import Known, Planning, Proposal

HOUR = 3600.0


class BackupRequest(Value):
    """What was asked for: the table as written, and the backup's name if one was given."""

    table: TableReference
    name: str | None = None

    @classmethod
    def of(cls, job: Job) -> "BackupRequest":
        """Read a job's parameters."""
        given = job.params
        return cls(
            table=parse_reference(str(given.get("table", job.table))),
            name=given.get("name"),
        )

    def command(self, table: TableReference) -> str:
        """The same request about a table named in full."""
        return command_text("backup", table=table, params={"name": self.name} if self.name else {})


def plan_backup(aws: Aws, job: Job, known: Known) -> Planning:
    """Plan an on-demand backup of a table in its own region."""
    request = BackupRequest.of(job)
    among = places(known.config, request.table, None)
    found = find_table(aws, among, request.table.name, request.command)
    if found is None:
        raise no_table(request.table, among)
    checklist = Checklist()
    check_source(checklist, aws, known, found)
    key = found.table.encryption.key_arn
    if key:
        kms = aws.kms(found.place.account, found.place.region)
        check_source_key(checklist, ask(aws, key=lambda: kms.describe_key(key))["key"], key)
    name = name_of_backup(request.name or found.table.name, job.id)
    plan = _plan(aws, known, found, name, tuple(checklist.checks))
    return Proposal(plan=plan, refused=checklist.refusal(plan.digest))


def no_table(reference: TableReference, among: Sequence[Place], *, nor: str = "") -> Refusal:
    """Nothing of that name is anywhere we look; `nor` says what else was looked for."""
    asked = ", ".join(str(place) for place in among)
    return Refusal(
        f"There is no table {code(str(reference))}{nor}.",
        advice=f"Asked: {asked}. `tables` lists what there is.",
        commands=("tables",),
    )


def check_source(checklist: Checklist, aws: Aws, known: Known, found: FoundTable) -> None:
    """The table is there, in the account the configuration means, and can be read."""
    table, place = found.table, found.place
    checklist.passed("table exists", f"{place.table(table.name)}")
    for unasked in found.unasked:
        checklist.not_checked("no other table of this name", f"{unasked} could not be asked")
    account_id = known.config.account(place.account).id
    owner = table.arn.split(":")[4] if table.arn.count(":") >= 5 else ""  # noqa: PLR2004  arn:aws:dynamodb:REGION:ACCOUNT:…
    if owner == account_id:
        checklist.passed("account is the right one", account_id)
    elif aws.sandbox or not owner:
        checklist.not_checked("account is the right one", "the endpoint is not AWS's own")
    else:
        checklist.failed(
            "account is the right one",
            f"`{place.account}` should be account {account_id}, but its credentials belong to "
            f"{owner}.",
            advice="Correct the account's id or role in ddbdr.yaml.",
        )
    if table.status in {"ACTIVE", "UPDATING"}:
        checklist.passed("table can be read", table.status)
    else:
        checklist.failed(
            "table can be read",
            f"{code(table.name)} is {table.status}, so it cannot be backed up or restored now.",
            advice="Ask again when it is ACTIVE.",
        )


def _plan(aws: Aws, known: Known, found: FoundTable, name: str, checks: tuple[Check, ...]) -> Plan:
    table, place = found.table, found.place
    order = BackupOrder(account=place.account, region=place.region, table=table.name, name=name)
    cost = backup_cost(table.size_bytes)
    return Plan(
        kind="backup",
        title=f"Back up {table.name}",
        account=place.account,
        account_id=known.config.account(place.account).id,
        region=place.region,
        source=found.named,
        target={"backup_name": name, "region": place.region},
        stated=_stated(table, found, name),
        steps=_steps(order),
        comes_back=("items", "keys", *_indexes(table)),
        checks=checks,
        cost=cost,
        cost_ceiling_usd=ceiling_usd(cost),
        time=time_estimate(known.history, "backup", table.size_bytes),
        commands=(
            aws_command("create-backup", place.region, table_name=table.name, backup_name=name),
        ),
        planned_at=known.now,
        sandbox=aws.sandbox,
    )


def _steps(order: BackupOrder) -> tuple[PlannedStep, ...]:
    params = order.model_dump(mode="json")
    return (
        PlannedStep(name=CHECK_AGAIN, deadline_seconds=HOUR),
        PlannedStep(
            name=CREATE_BACKUP, deadline_seconds=6 * HOUR, point_of_no_return=True, params=params
        ),
        PlannedStep(name=AWAIT_BACKUP, deadline_seconds=24 * HOUR),
    )


def _stated(table: Table, found: FoundTable, name: str) -> tuple[tuple[str, str], ...]:
    limit = () if table.size_bytes is not None else (("Cost limit", NO_LIMIT),)
    return (
        ("From", f"{table.name}, {found.place.region}, {found.place.account}"),
        ("Into", f"backup {name}"),
        ("Size", _size(table)),
        *limit,
    )


def _size(table: Table) -> str:
    if table.size_bytes is None:
        return UNKNOWN
    items = "" if table.item_count is None else f", {counted(table.item_count)}"
    return f"about {gigabytes(table.size_bytes)}{items} (AWS counts every six hours)"


def _indexes(table: Table) -> tuple[str, ...]:
    if not table.indexes:
        return ()
    return (f"{table.indexes} {'index' if table.indexes == 1 else 'indexes'}",)
