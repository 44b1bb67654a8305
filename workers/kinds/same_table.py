"""Looking again once somebody approved: is it still the table that the plan was made for?"""

from recovery.outcome import Fail
from workers.aws.door import DynamoDb
from workers.aws.errors import NotFound
from workers.aws.models import Table


def same_table(dynamodb: DynamoDb, name: str, arn: str) -> Table | Fail:
    """The table of that name as it is now; Fail where it is gone or has another ARN."""
    try:
        table = dynamodb.describe_table(name)
    except NotFound:
        return Fail(reason=f"The table {name} is gone.", retryable=False)
    if table.arn != arn:
        return Fail(reason=f"{name} is another table now.", retryable=False)
    return table
