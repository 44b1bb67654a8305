"""An ordinary Bolt app in a process of its own, given nothing but SLACK_* and a port."""

import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.ports import free_port
from sandbox.processes import wait_until
from sandbox.slack.manifest import read_manifest
from sandbox.slack.person import Control, Person, read
from sandbox.slack.running import running

HERE = Path(__file__).parent
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_SIGNING_SECRET": "sandbox-secret"}


@pytest.fixture(scope="module", params=["http", "socket"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workspace with the app installed and running."""
    port, over_socket = free_port(), request.param == "socket"
    chores = read_manifest(HERE / "sample_manifest.yaml")
    installed = dataclasses.replace(chores, socket_mode=over_socket)
    deliver_to = None if over_socket else f"http://127.0.0.1:{port}/slack/events"
    log = tmp_path_factory.mktemp("sample") / "app.log"
    with running(deliver_to, installed=installed) as slack, log.open("w") as out:
        more = {"SLACK_APP_TOKEN": "xapp-sandbox"} if over_socket else {"PORT": str(port)}
        surroundings = {**TOKENS, "SLACK_API_URL": f"{slack}/api/", **more}
        command = [sys.executable, str(HERE / "sample_app.py")]
        with subprocess.Popen(command, env=surroundings, stdout=out, stderr=out) as process:
            try:
                wait_until("the app", lambda: _is_up(slack, over_socket=over_socket), seconds=30)
                yield slack
            finally:
                process.terminate()
    assert "Traceback" not in log.read_text()


def _is_up(slack: str, *, over_socket: bool) -> bool:
    control = Control(slack)
    try:
        if over_socket:
            return bool(control.get("workspace")["sockets"])
        deliver_to = control.get("workspace")["request_url"]
        return bool(control.post("request-url", url=deliver_to, verify=True)["ok"])
    finally:
        control.close()


@pytest.fixture
def vic(url: str) -> Iterator[Person]:
    """Somebody with chores to do."""
    with Person(url, "U01ALICE") as person:
        yield person


def test_a_chore_from_a_command_to_done(vic: Person) -> None:
    assert vic.types("/chore")["ok"]
    assert vic.modal()["title"]["text"] == "New chore"
    assert [o["value"] for o in vic.suggested(vic.modal(), "team", "gar")] == ["garden", "garage"]

    assert vic.submits({"what": "sweep", "where": "Garage"})["errors"] == {
        "what": "Say a bit more."
    }
    form = {"what": "Sweep the floor", "where": "Garage", "when": "2026-11-24"}
    assert vic.submits(form)["errors"] == {}
    chore = vic.wait_for("C01OPS", lambda m: "Sweep the floor" in m["text"])
    assert "Garage, 2026-11-24" in read(chore)

    assert vic.clicks(chore, "Done")["ok"]
    done = vic.wait_for("C01OPS", lambda m: "did it" in m["text"])
    assert done["ts"] == chore["ts"]
    assert vic.labels(done) == []


def test_a_chore_from_the_menu(vic: Person) -> None:
    assert vic.uses_shortcut("new_chore")["ok"]
    assert vic.modal()["callback_id"] == "chore"
    vic.closes()


def test_a_wrong_command_is_answered_through_its_response_url(vic: Person) -> None:
    vic.types("/chore please")

    assert "not `/chore please`" in vic.wait_for_private(lambda m: "Try" in m["text"])["text"]


def test_a_mention_is_answered_in_its_thread(vic: Person) -> None:
    asked = vic.types("@chores are you there", channel="C02ALERTS")

    def answer() -> list[str]:
        threads = [m["replies"] for m in vic.messages("C02ALERTS") if m["ts"] == asked["ts"]]
        return [reply["text"] for reply in threads[0]]

    wait_until("the answer", lambda: answer() == ["Yes, <@U01ALICE>?"], seconds=10)


def test_the_home_tab(vic: Person) -> None:
    vic.opens_home()
    wait_until("the Home tab", lambda: vic.home() is not None, seconds=10)

    assert "No chores today" in str(vic.home())


def test_a_file(vic: Person) -> None:
    vic.types("/chore report", channel="C02ALERTS")

    shared = vic.wait_for("C02ALERTS", lambda m: bool(m.get("files")))
    assert shared["files"][0]["name"] == "chores.csv"
