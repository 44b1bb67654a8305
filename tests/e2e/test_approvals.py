"""Who may start a restore, with clicks arriving all at once on several bot processes."""

import http.client
import itertools
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from recovery.record import State
from sandbox.ports import free_port
from sandbox.processes import Process, procfile, wait_until
from sandbox.slack.sending import signed
from sandbox.stack import answers
from tests.e2e.crew import target
from tests.e2e.running import Running

Json = dict[str, Any]
_serial = itertools.count(1)


@pytest.fixture(scope="module")
def bots(calm_stack: Running) -> Iterator[tuple[str, str]]:
    """Addresses of two bots on one ledger; the second is started here."""
    stack = calm_stack.stack
    url = f"http://127.0.0.1:{free_port()}"
    surroundings = stack.environment | {"PORT": str(urlsplit(url).port)}
    second = Process("bot-2", procfile()["bot"], surroundings, stack.folder / "bot-2.log")
    second.start()
    try:
        wait_until("the second bot", lambda: answers(f"{url}/healthz"), seconds=60)
        yield stack.bot_url, url
    finally:
        second.stop()


def click(bot: str, user: str, value: str) -> int:
    """Click Approve as Slack would say it, signed; the status of the answer."""
    payload: Json = {
        "type": "block_actions",
        "user": {"id": user, "team_id": "T01TEST", "username": "someone"},
        "team": {"id": "T01TEST", "domain": "sandbox"},
        "api_app_id": "A01DDBDR",
        "trigger_id": f"trigger-{next(_serial)}",
        "channel": {"id": "C01OPS", "name": "operations"},
        "container": {"type": "message", "channel_id": "C01OPS", "message_ts": "1.1"},
        "actions": [
            {"action_id": "approve", "block_id": "b", "type": "button", "value": value},
        ],
    }
    return post(bot, urlencode({"payload": json.dumps(payload)}).encode())


def post(bot: str, body: bytes, headers: dict[str, str] | None = None) -> int:
    """Send a body as Slack signs it, or with these headers; the status of the answer."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection(urlsplit(bot).netloc, timeout=30)
    try:
        sent = form | (signed(body, time.time()) if headers is None else headers)
        connection.request("POST", "/slack/events", body, sent)
        return connection.getresponse().status
    finally:
        connection.close()


def button(calm: Running, job_id: str) -> str:
    """What the Approve button of the job's card carries."""
    card = calm.crew.card(job_id, "awaiting approval")
    digest = card["metadata"]["event_payload"]["digest"]
    assert digest
    return f"{job_id} {digest}"


def test_two_approvers_at_once_on_two_bots_start_it_once(
    calm: Running, bots: tuple[str, str]
) -> None:
    crew = calm.crew
    job_id = crew.asks("restore orders --latest")
    value = button(calm, job_id)
    clicks = [(bot, user, value) for user in ("U02BOB", "U03EVE") for bot in bots for _ in "12"]
    with ThreadPoolExecutor(len(clicks)) as crowd:
        assert set(crowd.map(lambda each: click(*each), clicks)) == {200}

    crew.succeeds(job_id)
    said = [(d.word, d.person.user) for d in crew.dossier(job_id).decisions]
    assert sorted(said) == [("approve", "U02BOB"), ("approve", "U03EVE")]
    assert len(crew.aws.calls("RestoreTableToPointInTime", TargetTableName=target(job_id))) == 1


def test_of_a_hundred_clicks_only_the_rightful_approvals_count(
    calm: Running, bots: tuple[str, str]
) -> None:
    crew = calm.crew
    job_id = crew.asks("restore customers --latest")
    value = button(calm, job_id)
    stale = f"{job_id} {'0' * 64}"
    crowd_of = {"U01ALICE": value, "U02BOB": value, "U04VIC": value, "U0STRANGER": value}
    clicks = [(bots[n % 2], user, what) for n in range(20) for user, what in crowd_of.items()]
    clicks += [(bots[n % 2], "U03EVE", stale) for n in range(20)]
    assert len(clicks) == 100
    with ThreadPoolExecutor(25) as crowd:
        assert set(crowd.map(lambda each: click(*each), clicks)) == {200}

    # One person is one voice: Bob's twenty clicks do not make the quorum of two.
    assert [d.person.user for d in crew.dossier(job_id).decisions] == ["U02BOB"]
    assert crew.job(job_id).state is State.AWAITING_APPROVAL
    assert click(bots[1], "U03EVE", value) == 200
    crew.succeeds(job_id)
    assert [d.person.user for d in crew.dossier(job_id).decisions] == ["U02BOB", "U03EVE"]


def test_a_click_is_taken_once_and_only_from_slack(calm: Running, bots: tuple[str, str]) -> None:
    crew = calm.crew
    fields = {"command": "/ddbdr", "text": "backup sessions", "team_id": "T01TEST"}
    people = {"user_id": "U01ALICE", "channel_id": "C01OPS", "trigger_id": "t-once"}
    body = urlencode(fields | people).encode()
    headers = signed(body, time.time())
    before = crew.ledger.jobs.page(size=1, page=1).total
    assert post(bots[0], body, headers) == 200
    # Recorded on its way and sent again, to the other bot too; altered; old; not signed.
    assert [post(bot, body, headers) for bot in bots] == [401, 401]
    assert post(bots[0], body.replace(b"sessions", b"customers"), headers) == 401
    assert post(bots[0], body, signed(body, time.time() - 3600)) == 401
    assert post(bots[0], body, {}) == 401
    assert post(bots[0], body, {**headers, "X-Slack-Request-Timestamp": ""}) == 401
    assert crew.ledger.jobs.page(size=1, page=1).total == before + 1
