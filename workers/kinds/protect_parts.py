"""All parts of a protected table, in the order they are set up."""

from recovery.strategies import POLICY_TAG, Strategy
from workers.aws.door import Aws, DynamoDb
from workers.kinds.protect_backup import ADVANCED, PLAN, VAULTS
from workers.kinds.protect_events import EVENT_RULES, SCHEDULE
from workers.kinds.protect_order import ProtectOrder
from workers.kinds.protect_part import Part

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


def _pitr_is_on(aws: Aws, order: ProtectOrder) -> bool:
    return _dynamodb(aws, order).describe_point_in_time(order.table).is_on


def _switch_pitr_on(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    _dynamodb(aws, order).switch_point_in_time(order.table, on=True)


def _cannot_be_deleted(aws: Aws, order: ProtectOrder) -> bool:
    return _dynamodb(aws, order).describe_table(order.table).deletion_protection


def _protect_from_deletion(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    _dynamodb(aws, order).protect_from_deletion(order.table, on=True)


def _is_tagged(aws: Aws, order: ProtectOrder) -> bool:
    tags = dict(_dynamodb(aws, order).list_tags(order.table_arn))
    return tags.get(POLICY_TAG) == order.tag.get(POLICY_TAG)


def _tag(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    _dynamodb(aws, order).tag(order.table_arn, order.tag)


def _untag(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    """Back to the class it had before, if it had one."""
    before = order.leaving().tag
    if before:
        _dynamodb(aws, order).tag(order.table_arn, before)
    else:
        _dynamodb(aws, order).untag(order.table_arn, (POLICY_TAG,))


def _dynamodb(aws: Aws, order: ProtectOrder) -> DynamoDb:
    return aws.dynamodb(order.account, order.region)


PITR = Part(name=SWITCH_ON_PITR, words="PITR on", is_so=_pitr_is_on, make=_switch_pitr_on)
DELETION = Part(
    name=PROTECT_DELETION,
    words="deletion protection on",
    is_so=_cannot_be_deleted,
    make=_protect_from_deletion,
)
TAG = Part(name=TAG_TABLE, words="the table's tag", is_so=_is_tagged, make=_tag, take_back=_untag)
