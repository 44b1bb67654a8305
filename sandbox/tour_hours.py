"""The chapter of the tour in which backups leave the region by themselves."""

import time
from typing import Any

from sandbox.aws.clients import backup
from sandbox.processes import wait_until
from sandbox.seed import REGION
from sandbox.tour_cast import ALERTS, DR_REGION, PATIENCE_SECONDS, Cast, expect, say, seen

HOURS = 3
LOOK_SECONDS = 0.25
VAULT = "ddbdr"
Json = dict[str, Any]


def three_hours(cast: Cast) -> None:
    """Orders are protected; of three hours the product is away for the second.

    Raises:
        Disagrees: A backup, a copy or the news of one is missing, or told twice.
    """
    before = {message["ts"] for message in cast.alice.messages(ALERTS)}
    job = cast.start(cast.alice, "/ddbdr protect orders --rpo 2h --rto 4h")
    card = cast.card(job, "awaiting approval")
    say("#operations", seen(card))
    for who in (cast.bob, cast.eve):
        who.clicks(card, "Approve protect")
        say(who.user, f"clicks Approve protect on {job}")
    cast.end(job, "succeeded")
    cast.stack.pass_hours(1)
    with cast.stack.product_away():
        say("weather", "nothing of ddbdr runs for an hour")
        cast.stack.pass_hours(1)
    cast.stack.pass_hours(1)
    for name in ("BackupCompleted · orders", "CopyCompleted · orders"):
        for message in _heard(cast, name, before):
            say("#alerts", message["text"])
    for region in (REGION, DR_REGION):
        count = len(_recovery_points(cast, region))
        expect(count == HOURS, f"AWS has {count} recovery points of orders in {region}")
    for command in ("/ddbdr backups orders", "/ddbdr schedules orders"):
        cast.types(cast.alice, command)


def _heard(cast: Cast, name: str, before: set[str]) -> list[Json]:
    def news() -> list[Json]:
        found = cast.alice.messages(ALERTS)
        return [m for m in found if m["text"].startswith(name) and m["ts"] not in before]

    def are_told() -> bool:
        if len(news()) >= HOURS:
            return True
        # Nobody works, so the clock strolls; what looks again in a while has to see time pass.
        cast.stack.set_clock(advance_seconds=5)
        time.sleep(LOOK_SECONDS)
        return False

    wait_until(f"{HOURS} of {name}", are_told, seconds=PATIENCE_SECONDS)
    heard = news()
    expect(len(heard) == HOURS, f"{name}: {len(heard)} in {HOURS} hours, each told once")
    return heard


def _recovery_points(cast: Cast, region: str) -> list[Json]:
    client = backup(cast.stack.aws_url, region)
    found = client.list_recovery_points_by_backup_vault(BackupVaultName=VAULT)
    return [dict(p) for p in found["RecoveryPoints"] if p["Status"] in {"COMPLETED", "AVAILABLE"}]
