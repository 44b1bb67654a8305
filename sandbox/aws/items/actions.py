"""The item actions of DynamoDB, by name."""

from collections.abc import Callable

from sandbox.aws.call import Answer, Call, Json
from sandbox.aws.items.answers import Refusal, raw_answer
from sandbox.aws.items.batch_writes import batch_write_item
from sandbox.aws.items.partiql.actions import (
    batch_execute_statement,
    execute_statement,
    execute_transaction,
)
from sandbox.aws.items.queries import query, scan
from sandbox.aws.items.reads import batch_get_item, get_item
from sandbox.aws.items.transactions import transact_get_items, transact_write_items
from sandbox.aws.items.values import invalid
from sandbox.aws.items.writes import delete_item, put_item, update_item
from sandbox.aws.world import Scene

ACTIONS: dict[str, Callable[[Scene, Json], bytes]] = {
    "BatchExecuteStatement": batch_execute_statement,
    "BatchGetItem": batch_get_item,
    "BatchWriteItem": batch_write_item,
    "DeleteItem": delete_item,
    "ExecuteStatement": execute_statement,
    "ExecuteTransaction": execute_transaction,
    "GetItem": get_item,
    "PutItem": put_item,
    "Query": query,
    "Scan": scan,
    "TransactGetItems": transact_get_items,
    "TransactWriteItems": transact_write_items,
    "UpdateItem": update_item,
}


def run(scene: Scene, call: Call, payload: Json) -> Answer:
    """Answer one item action; AwsError where AWS would refuse it."""
    try:
        return raw_answer(ACTIONS[call.action](scene, payload))
    except Refusal as refusal:
        return refusal.answer()
    except RecursionError as error:
        # All is read before anything is written, and only reading goes as deep as what is asked.
        raise invalid("The expression or statement is nested too deeply") from error
