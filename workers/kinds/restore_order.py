"""What a restore was asked for, and what exactly is ordered from AWS."""

from datetime import datetime
from typing import Any

from recovery.grammar import command_text
from recovery.job import Job
from recovery.outcome import Value
from recovery.plan import Plan
from recovery.references import TableReference, parse_reference
from workers.aws.door import Aws, DynamoDb
from workers.aws.models import BillingMode, RestoreOverrides, RestoreSummary

START_RESTORE = "start-restore"


class RestoreRequest(Value):
    """What was asked for: a table, one of at, latest and backup, and how the new one should be.

    Attributes:
        at: The instant to go back to.
        latest: The newest second AWS can restore.
        backup: `latest`, or a backup's ARN, id or name.
        target: `--as`.
        region: Where the new table goes.
        account: The table's account, if it is not in `table`.
        params: Everything above as the command has it.
    """

    table: TableReference
    at: datetime | None = None
    latest: bool = False
    backup: str | None = None
    target: str | None = None
    region: str | None = None
    account: str | None = None
    without_indexes: bool = False
    billing: BillingMode | None = None
    kms_key: str | None = None
    params: dict[str, Any]

    @classmethod
    def of(cls, job: Job) -> "RestoreRequest":
        """Read a job's parameters, as `recovery.grammar` names them; `table` as it was written."""
        given = dict(job.params)
        at = given.get("at")
        return cls(
            table=parse_reference(str(given.pop("table", job.table))),
            at=datetime.fromisoformat(at) if at else None,
            latest=bool(given.get("latest")),
            backup=given.get("backup"),
            target=given.get("as"),
            region=given.get("region"),
            account=given.get("account"),
            without_indexes=bool(given.get("without_indexes")),
            billing=given.get("billing"),
            kms_key=given.get("kms_key"),
            params=given,
        )

    def command(self, table: TableReference) -> str:
        """The same request about a table named in full."""
        params = {name: value for name, value in self.params.items() if name != "account"}
        return command_text("restore", table=table, params=params)

    def command_with(self, table: TableReference, **point: str | bool) -> str:
        """The same request with another point: `at`, `latest` or `backup`."""
        kept = {
            name: value
            for name, value in self.params.items()
            if name not in {"at", "latest", "backup", "account"}
        }
        return command_text("restore", table=table, params=kept | point)


class RestoreOrder(Value):
    """The parameters of start-restore; exactly one of `table_arn` and `backup_arn` is the source.

    Attributes:
        table: Bare name of the source table, for texts.
        source_region: Where the source is.
        region: Where the new table is made; the call is sent there.
        at: None with `table_arn` means the newest restorable second.
    """

    account: str
    table: str
    source_region: str
    table_arn: str = ""
    backup_arn: str = ""
    at: datetime | None = None
    region: str
    target: str
    overrides: RestoreOverrides = RestoreOverrides()

    @classmethod
    def of(cls, plan: Plan) -> "RestoreOrder":
        """Read them from the plan."""
        params = next(step.params for step in plan.steps if step.name == START_RESTORE)
        return cls.model_validate(params)

    @property
    def lock(self) -> str:
        """The name of what is written."""
        return f"table:{self.account}/{self.region}/{self.target}"

    def dynamodb(self, aws: Aws) -> DynamoDb:
        """Where the new table is made."""
        return aws.dynamodb(self.account, self.region)

    def source(self, aws: Aws) -> DynamoDb:
        """Where the source is."""
        return aws.dynamodb(self.account, self.source_region)

    def agrees(self, summary: RestoreSummary | None, *, sandbox: bool) -> bool:
        """Whether a table's RestoreSummary, where AWS keeps one, is of this restore.

        An endpoint that is not AWS may keep the time of the call as RestoreDateTime (moto).
        """
        if summary is None:
            return True
        if self.backup_arn:
            return summary.source_backup_arn == self.backup_arn
        if summary.source_backup_arn or summary.source_table_arn not in {"", self.table_arn}:
            return False
        if self.at is None or summary.restore_at is None or sandbox:
            return True
        return summary.restore_at.replace(microsecond=0) == self.at.replace(microsecond=0)
