"""The bill of a protected table: full backups, as many as are kept."""

import pytest

from recovery.cost import total_usd
from recovery.figures import BYTES_PER_GB
from recovery.protection_cost import backups_cost
from recovery.strategies import PolicyClass, Strategy

GB = BYTES_PER_GB


def policy(**fields: int | str | None) -> PolicyClass:
    usual: dict[str, int | str | None] = {
        "hours": 24,
        "keep_days": 35,
        "dr_region": "us-west-1",
        "dr_keep_days": 90,
    }
    return PolicyClass.model_validate({"strategy": Strategy.COPIES} | usual | fields)


def test_every_backup_that_is_kept_is_paid_whole() -> None:
    lines = backups_cost(policy(), "us-east-2", 10 * GB)
    assert [(line.label, line.figure and round(line.figure.value, 2)) for line in lines] == [
        ("35 backups kept", 35 * 10 * 0.10),
        ("copies sent to us-west-1", 30 * 10 * 0.02),
        ("90 copies in us-west-1 kept", 90 * 10 * 0.10),
    ]
    assert all(line.monthly for line in lines)


def test_hourly_costs_24_times_as_much_as_daily() -> None:
    daily = total_usd(backups_cost(policy(), "us-east-2", GB))
    hourly = total_usd(backups_cost(policy(hours=1), "us-east-2", GB))
    assert daily is not None
    assert hourly == pytest.approx(24 * daily)


def test_between_the_two_regions_next_to_each_other_sending_costs_half() -> None:
    near = backups_cost(policy(dr_region="us-east-1"), "us-east-2", GB)[1]
    assert near.figure is not None
    assert near.figure.value == pytest.approx(30 * 0.01)


def test_the_price_of_cold_storage_is_said_to_be_unknown() -> None:
    lines = backups_cost(policy(dr_keep_days=365, cold_after_days=30), "us-east-2", 10 * GB)
    cold = lines[-1]
    assert (cold.label, cold.figure) == ("335 copies in us-west-1 kept cold", None)
    assert "not known" in cold.unknown
    assert total_usd(lines) is None


def test_without_a_size_there_is_no_figure() -> None:
    assert total_usd(backups_cost(policy(), "us-east-2", None)) is None


def test_pitr_alone_has_no_backups_to_pay_for() -> None:
    assert backups_cost(PolicyClass(strategy=Strategy.PITR), "us-east-2", GB) == ()
    own = PolicyClass(strategy=Strategy.BACKUPS, hours=24, keep_days=35)
    assert [line.label for line in backups_cost(own, "us-east-2", GB)] == ["35 backups kept"]
