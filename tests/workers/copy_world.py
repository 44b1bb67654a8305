"""A world with two accounts that have vaults, for copies between regions and accounts."""

import json
from dataclasses import dataclass

from recovery.config import load_config
from recovery.inventory import Source, SourceReading
from sandbox.fakes.backup import add_recovery_point, add_vault
from tests.workers.world import World
from workers.aws.backup_models import RecoveryPoint, Vault
from workers.aws.models import Key
from workers.recovery_points import entry_of

CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1, vault: ddbdr}
  - {name: dr, id: "210987654321", region: us-west-2, dr_region: us-east-1, vault: safe}
  - {name: bare, id: "333333333333", region: us-east-2, dr_region: us-west-1}
operators: [U01ALICE, U02BOB]
approvals:
  - {actions: [copy, delete], approvers: [U02BOB, U03EVE], quorum: 1, expires: 60m}
"""
IDS = {"prod": "123456789012", "dr": "210987654321", "bare": "333333333333"}
KEY = "arn:aws:kms:us-west-1:210987654321:key/1"
SOURCE_KEY = "arn:aws:kms:us-east-2:123456789012:key/2"
POLICY = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
"Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "backup:CopyIntoBackupVault",
"Resource": "*"}]}"""


def key_policy(*accounts: str) -> str:
    """A key's policy that lets whole accounts use it."""
    who = [f"arn:aws:iam::{account}:root" for account in accounts]
    statement = {"Effect": "Allow", "Principal": {"AWS": who}, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass
class CopyWorld(World):
    """The table orders in prod, whose vaults are in both regions; dr takes its copies."""

    def __post_init__(self) -> None:
        super().__post_init__()
        arrange(self)

    def points(self, region: str, account: str = "prod") -> list[str]:
        """Recovery points that are whole there, by ARN."""
        return whole_points(self, region, account)

    def shown_point(self, point_id: str, region: str = "us-east-2") -> RecoveryPoint:
        """A recovery point of orders that `backups` lists."""
        arn = f"arn:aws:backup:{region}:{IDS['prod']}:recovery-point:{point_id}"
        of = self.cloud.table_arn("prod", "us-east-2", "orders")
        point = add_recovery_point(self.cloud, "orders", region=region, arn=arn, resource_arn=of)
        source = Source(account="prod", region=region, name="vault:ddbdr")
        entry = entry_of(point, Vault(name="ddbdr", arn=""), source, self.time.now())
        self.ledger.sightings.save_reading(SourceReading(source=source))
        self.ledger.sightings.add_backups(source, [entry])
        return point


def arrange(world: World) -> None:
    """Put the accounts, the table and the vaults there."""
    world.config = load_config(CONFIG)
    world.cloud.accounts |= IDS
    world.cloud.organizations |= {"prod": "o-1", "dr": "o-1"}
    world.cloud.add_table("orders")
    for region in ("us-east-2", "us-west-1"):
        add_vault(world.cloud, region=region, key_arn=SOURCE_KEY)
        add_vault(world.cloud, "safe", account="dr", region=region, key_arn=KEY, policy=POLICY)
        for account, key in (("prod", SOURCE_KEY), ("dr", KEY)):
            here = world.cloud.region(account, region)
            here.keys[key] = Key(arn=key, state="Enabled", manager="CUSTOMER")
            here.key_policies[key] = key_policy(IDS[account], IDS["dr"])
        world.cloud.region("prod", region).holding.cross_account = True


def whole_points(world: World, region: str, account: str = "prod") -> list[str]:
    """Recovery points that are whole there, by ARN."""
    held = world.cloud.region(account, region).holding
    found = (stored.as_is(world.time.now()) for stored in held.points.values())
    return [point.arn for point in found if point and point.status == "COMPLETED"]
