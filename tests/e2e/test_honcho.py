"""`honcho start` with a `.env`: on any Slack and any AWS, here one that restores at once."""

from sandbox.processes import procfile
from tests.e2e.dot_env import ORDERS, Played


def test_a_dot_env_is_all_it_takes(dot_env: Played) -> None:
    assert "backup orders · succeeded" in dot_env.told["backup"]
    assert "restore orders · succeeded" in dot_env.told["restore"]
    assert "SANDBOX" in dot_env.told["restore"]


def test_a_plain_moto_is_aws_enough(dot_env: Played) -> None:
    assert len(dot_env.backups) == 1
    assert dot_env.items == ORDERS
    assert not dot_env.failed_checks


def test_an_interrupt_ends_all_of_it(dot_env: Played) -> None:
    assert dot_env.ended > len(procfile())
    assert "Traceback" not in dot_env.log
