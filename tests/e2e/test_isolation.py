"""The sandbox cannot touch the world: a hostile environment leads none of it astray.

Every stack of these tests is started in one too; see `HOSTILE` in `running`.
"""

import subprocess
import sys

import pytest

from sandbox.isolation import NotLoopback, environment
from sandbox.processes import ROOT
from sandbox.stack import Stack
from tests.e2e.running import HOSTILE, Running
from tests.e2e.victims import descendants, environment_of, pid_of

ELSEWHERE = "redis://redis.example.com:6379/0"


def test_nothing_hostile_is_inherited() -> None:
    made = environment(HOSTILE | {"PATH": "/bin"}, DDBDR_CONFIG="ours.yaml")
    assert (made["PATH"], made["DDBDR_CONFIG"]) == ("/bin", "ours.yaml")
    assert made["AWS_ACCESS_KEY_ID"] == "sandbox"
    assert not set(HOSTILE.values()) & set(made.values())
    assert not {"AWS_PROFILE", "AWS_ENDPOINT_URL_DYNAMODB", "HTTP_PROXY"} & set(made)


def test_no_process_of_a_running_stack_holds_any_of_it(calm: Running) -> None:
    seen = 0
    for process in calm.stack.processes.values():
        for pid in (pid_of(process), *descendants(pid_of(process))):
            held = environment_of(pid)
            assert not set(HOSTILE.values()) & set(held.values()), process.name
            seen += bool(held)
    assert seen > len(calm.stack.processes)


def test_a_redis_elsewhere_is_refused() -> None:
    with pytest.raises(NotLoopback, match=r"REDIS_URL leads to redis\.example\.com"):
        Stack(outside={"REDIS_URL": ELSEWHERE})


@pytest.mark.parametrize("module", ["sandbox.tour", "sandbox.demo"])
def test_tour_and_demo_refuse_a_redis_elsewhere(module: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", module],
        env=environment({}, REDIS_URL=ELSEWHERE),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode != 0
    assert "which is not this machine" in ran.stderr


def test_the_product_refuses_the_sandbox_secrets_for_the_real_slack(calm: Running) -> None:
    surroundings = calm.stack.environment | {"SLACK_API_URL": "https://slack.com/api/"}
    ran = subprocess.run(
        [sys.executable, "-m", "bot"],
        env=surroundings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    assert "SLACK_API_URL is not on loopback" in ran.stderr
