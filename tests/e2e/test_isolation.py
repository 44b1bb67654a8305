"""The sandbox cannot touch the world: a hostile environment leads none of it astray.

Every stack of these tests is started in one too; see `HOSTILE` in `running`.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.isolation import NotLoopback, environment, isolate
from sandbox.processes import ROOT, Process, wait_until
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


def test_a_process_isolates_itself_but_for_what_it_checks() -> None:
    surroundings = HOSTILE | {"PATH": "/bin", "REDIS_URL": ELSEWHERE, "NO_PROXY": ""}
    isolate(surroundings, "REDIS_URL")
    assert (surroundings["PATH"], surroundings["REDIS_URL"]) == ("/bin", ELSEWHERE)
    assert surroundings["NO_PROXY"] == "*"
    assert not set(HOSTILE.values()) & set(surroundings.values())


def test_the_demo_starts_and_seeds_in_spite_of_it(tmp_path: Path) -> None:
    astray = environment({}) | HOSTILE | {"http_proxy": "http://192.0.2.1:3128", "NO_PROXY": ""}
    said = tmp_path / "said.log"
    demo = Process("demo", [sys.executable, "-m", "sandbox.demo", "--port", "0"], astray, said)
    demo.start()
    try:
        wait_until("the invitation", lambda: "Ctrl-C ends everything" in demo.said(), seconds=90)
    finally:
        demo.stop(patience_seconds=20)
    assert "Traceback" not in demo.said()


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
