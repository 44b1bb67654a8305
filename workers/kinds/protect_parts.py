"""All parts of a protected table, in the order they are set up."""

from recovery.strategies import POLICY_TAG, Strategy
from workers.aws.door import Aws, DynamoDb
from workers.kinds.protect_backup import ADVANCED, PLAN, VAULTS
from workers.kinds.protect_differences import Differences
from workers.kinds.protect_events import EVENT_RULES, SCHEDULE
from workers.kinds.protect_order import ProtectOrder
from workers.kinds.protect_part import Part, there

SWITCH_ON_PITR = "switch-on-pitr"
PROTECT_DELETION = "protect-deletion"
TAG_TABLE = "tag-table"


def parts_of(order: ProtectOrder) -> tuple[Part, ...]:
    """What a class of tables needs; the tag, with which backups begin, is last."""
    parts = [PITR, DELETION]
    if order.follows(Strategy.COPIES):
        parts += [ADVANCED, VAULTS, PLAN]
    elif order.follows(Strategy.BACKUPS):
        parts += [SCHEDULE]
    if any(region in order.queues for region in order.regions):
        parts += [EVENT_RULES]
    return (*parts, TAG)


def _pitr(aws: Aws, order: ProtectOrder) -> Differences | None:
    return there(is_there=_dynamodb(aws, order).describe_point_in_time(order.table).is_on)


def _switch_pitr_on(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    _dynamodb(aws, order).switch_point_in_time(order.table, on=True)


def _deletion(aws: Aws, order: ProtectOrder) -> Differences | None:
    table = _dynamodb(aws, order).describe_table(order.table)
    return there(is_there=table.deletion_protection)


def _protect_from_deletion(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    _dynamodb(aws, order).protect_from_deletion(order.table, on=True)


def _tagged(aws: Aws, order: ProtectOrder) -> Differences | None:
    value, wanted = policy_tag(aws, order), order.tag.get(POLICY_TAG)
    if value == wanted:
        return ()
    return None if value is None else (f"{value} instead of {wanted or 'none'}",)


def policy_tag(aws: Aws, order: ProtectOrder) -> str | None:
    """What the table's tag says, whoever wrote it."""
    return dict(_dynamodb(aws, order).list_tags(order.table_arn)).get(POLICY_TAG)


def _tag(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    _dynamodb(aws, order).tag(order.table_arn, order.tag)


def _untag(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    """Back to what it said before, ours or not; what somebody wrote since then stays."""
    before = order.tag_before
    if policy_tag(aws, order) not in {None, before, order.tag[POLICY_TAG]}:
        return
    if before:
        _dynamodb(aws, order).tag(order.table_arn, {POLICY_TAG: before})
    else:
        _dynamodb(aws, order).untag(order.table_arn, (POLICY_TAG,))


def _dynamodb(aws: Aws, order: ProtectOrder) -> DynamoDb:
    return aws.dynamodb(order.account, order.region)


PITR = Part(name=SWITCH_ON_PITR, words="PITR on", differences=_pitr, make=_switch_pitr_on)
DELETION = Part(
    name=PROTECT_DELETION,
    words="deletion protection on",
    differences=_deletion,
    make=_protect_from_deletion,
)
TAG = Part(
    name=TAG_TABLE, words="the table's tag", differences=_tagged, make=_tag, take_back=_untag
)
