"""Where a completed backup or copy lets the RPO be read, and where that would mean nothing."""

import pytest

from recovery.aws_events.reached import rpo_place
from recovery.config import load_config
from recovery.outcome import Notice

CONFIG = load_config("""
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1, vault: ddbdr}
  - {name: dr, id: "210987654321", region: us-west-2, dr_region: us-east-1, vault: safe}
operators: [U01ALICE]
""")


@pytest.mark.parametrize(
    ("name", "detail", "place"),
    [
        ("BackupCompleted", {}, ("prod", "us-west-1")),
        ("CopyCompleted", {"to": "us-west-1"}, ("prod", "us-west-1")),
        ("CopyCompleted", {"to": "us-west-1", "hop": "1 of 2"}, ("prod", "us-west-1")),
        ("CopyCompleted", {"to": "us-west-2"}, ("prod", "us-west-2")),
        ("CopyCompleted", {"to": "us-west-2", "hop": "1 of 2"}, None),
        ("CopyCompleted", {"to": "dr/us-west-2", "hop": "2 of 2"}, ("dr", "us-west-2")),
        ("CopyCompleted", {"to": "dr/us-east-2"}, None),
        ("CopyCompleted", {"to": "999999999999/us-west-1"}, None),
    ],
    ids=[
        "a backup tells of the DR region",
        "a copy there",
        "so does the first of two hops",
        "a copy to a third region ends there",
        "a stop on the way is no place to restore from",
        "the last hop ends there",
        "it is lost with the table's region",
        "nobody may look there",
    ],
)
def test_where_the_rpo_is_read(
    name: str, detail: dict[str, str], place: tuple[str, str] | None
) -> None:
    news = Notice(
        name=name,
        key="k",
        table="orders",
        account="prod",
        region="us-east-2",
        detail=tuple(detail.items()),
    )
    assert rpo_place(news, CONFIG) == place


def test_a_backup_in_the_dr_region_itself_tells_nothing_of_it() -> None:
    news = Notice(name="BackupCompleted", key="k", table="t", account="prod", region="us-west-1")
    assert rpo_place(news, CONFIG) is None
