"""What a deletion was asked for, and which one backup it is."""

from recovery.grammar import command_text
from recovery.job import Job
from recovery.outcome import Value
from recovery.plan import Plan
from recovery.references import TableReference, parse_reference
from workers.kinds.sources import Place

CHECK_AGAIN = "check-again"
DELETE_BACKUP = "delete-backup"


class DeleteRequest(Value):
    """The backup as it was named, and the table it is of."""

    table: TableReference
    backup: str

    @classmethod
    def of(cls, job: Job) -> "DeleteRequest":
        """Read a job's parameters, as `recovery.grammar` names them."""
        given = job.params
        return cls(
            table=parse_reference(str(given.get("table", job.table))),
            backup=str(given["backup"]),
        )

    def command(self, table: TableReference, backup: str) -> str:
        """The same request about one backup by its ARN."""
        return command_text("delete", table=table, params={"backup": backup})


class DeleteOrder(Value):
    """The parameters of delete-backup; without a vault it is a backup of DynamoDB's own."""

    account: str
    region: str
    table: str
    arn: str
    name: str
    vault: str = ""

    @classmethod
    def of(cls, plan: Plan) -> "DeleteOrder":
        """Read them from the plan."""
        params = next(step.params for step in plan.steps if step.name == DELETE_BACKUP)
        return cls.model_validate(params)

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(account=self.account, region=self.region)

    @property
    def lock(self) -> str:
        """The name of what is deleted."""
        return f"backup:{self.arn}"
