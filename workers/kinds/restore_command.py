"""A restore as an `aws` command line."""

import json

from recovery.instants import iso
from workers.aws.reading import restore_settings
from workers.kinds.command_line import aws_command
from workers.kinds.restore_order import RestoreOrder

_OPTIONS = {
    "BillingModeOverride": "billing_mode_override",
    "ProvisionedThroughputOverride": "provisioned_throughput_override",
    "GlobalSecondaryIndexOverride": "global_secondary_index_override",
    "LocalSecondaryIndexOverride": "local_secondary_index_override",
    "SSESpecificationOverride": "sse_specification_override",
}


def restore_command(order: RestoreOrder) -> str:
    """The one call that start-restore makes."""
    settings = {
        _OPTIONS[name]: value if isinstance(value, str) else json.dumps(value)
        for name, value in restore_settings(order.overrides).items()
    }
    is_at_home = order.region == order.source_region
    if order.backup_arn:
        return aws_command(
            "restore-table-from-backup",
            order.region,
            backup_arn=order.backup_arn,
            target_table_name=order.target,
            **settings,
        )
    return aws_command(
        "restore-table-to-point-in-time",
        order.region,
        source_table_name=order.table if is_at_home else None,
        source_table_arn=None if is_at_home else order.table_arn,
        target_table_name=order.target,
        use_latest_restorable_time="" if order.at is None else None,
        restore_date_time=iso(order.at) if order.at else None,
        **settings,
    )
