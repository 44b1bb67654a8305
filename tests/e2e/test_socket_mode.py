"""Socket Mode: the same product with SLACK_APP_TOKEN and no way in."""

from collections.abc import Iterator

import pytest

from recovery.record import State
from sandbox.ports import free_port
from sandbox.processes import Process, procfile, wait_until
from tests.e2e.running import Running


@pytest.fixture
def sockets(calm: Running) -> Iterator[Running]:
    """A bot on a socket beside the one on HTTP; Slack is switched to Socket Mode meanwhile."""
    stack, crew = calm.stack, calm.crew
    settings = {"SLACK_APP_TOKEN": "xapp-sandbox", "PORT": str(free_port())}
    surroundings = stack.environment | settings
    del surroundings["SLACK_SIGNING_SECRET"]
    bot = Process("socket bot", procfile()["bot"], surroundings, stack.folder / "socket.log")
    crew.alice.control.post("socket-mode", on=True)
    bot.start()
    try:
        wait_until("the socket", lambda: connected(calm) == 1, seconds=60)
        yield calm
    finally:
        crew.alice.control.post("socket-mode", on=False)
        bot.stop()
        wait_until("the socket to close", lambda: connected(calm) == 0, seconds=60)


def connected(calm: Running) -> int:
    """How many sockets Slack holds."""
    return int(calm.crew.alice.control.get("workspace")["sockets"])


def test_a_command_a_mention_and_clicks_go_through(sockets: Running) -> None:
    crew = sockets.crew
    job_id = crew.asks("restore customers --latest")
    crew.approves(job_id)
    crew.reaches(job_id, State.SUCCEEDED)
    assert [d.via for d in crew.dossier(job_id).decisions] == ["click", "click"]
    told = crew.told(job_id, "succeeded")
    crew.alice.clicks(told, "Details")
    assert job_id in str(crew.alice.modal())
    crew.alice.closes()
    assert crew.alice.types(f"<@U0DDBDR> job {job_id}")["delivered"]


def test_a_socket_that_slack_closes_is_opened_again(sockets: Running) -> None:
    crew = sockets.crew
    assert crew.alice.control.post("disconnect")["disconnected"] == 1

    def is_answered() -> bool:
        return bool(crew.alice.types("/ddbdr help")["ok"])

    wait_until("an answer on a new socket", is_answered, seconds=60)
