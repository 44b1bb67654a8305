"""Looking again once somebody approved: is it still the table that the plan was made for?"""

from recovery.outcome import Fail
from recovery.plan import Plan
from workers.aws.door import Aws
from workers.aws.errors import NotFound
from workers.aws.models import Table

AGAIN = "Ask again for a new plan."


def same_table(aws: Aws, plan: Plan) -> Table | Fail:
    """The plan's table as it is now; Fail where it is gone, or another has its name."""
    source = plan.source
    try:
        table = aws.dynamodb(source["account"], source["region"]).describe_table(source["table"])
    except NotFound:
        return Fail(reason=f"The table {source['table']} is gone.", retryable=False)
    if trouble := replaced(table, plan):
        return Fail(reason=trouble, retryable=False, advice=AGAIN)
    return table


def replaced(table: Table, plan: Plan) -> str:
    """Why this is not the plan's table, as a sentence; empty if it is, as far as AWS tells.

    A table that is made again under its name has the same ARN.
    """
    was_arn, was = plan.source.get("table_arn"), plan.source.get("table_id")
    if was_arn and table.arn and table.arn != was_arn:
        return f"{table.name} is another table now: its ARN is {table.arn}."
    if was and table.incarnation and table.incarnation != was:
        return f"{table.name} is another table now: it was deleted and made again since the plan."
    return ""
