"""Slack on a bad day: limits, errors, an outage, lost answers. The end is told all the same."""

from bot.living import AGAIN
from recovery.record import State
from sandbox.processes import wait_until
from sandbox.slack.person import Json, read
from tests.e2e.crew import ALERTS, Crew
from tests.e2e.running import Running


def slack_does(calm: Running, kind: str, method: str, **more: object) -> None:
    """Set a fault on the local Slack."""
    calm.crew.alice.control.post("faults", kind=kind, method=method, **more)


def test_limits_and_errors_delay_what_is_told_and_lose_none_of_it(calm: Running) -> None:
    crew = calm.crew
    slack_does(calm, "server_error", "chat.postMessage", count=1)
    slack_does(calm, "rate_limited", "chat.update", seconds=1, count=2)
    job_id = crew.restores("orders --latest")
    slack_does(calm, "rate_limited", "chat.postMessage", seconds=1, count=1)
    slack_does(calm, "server_error", "chat.update", count=1)
    crew.told(job_id, "succeeded")


def test_an_outage_in_mid_restore_is_caught_up_with(calm: Running) -> None:
    crew = calm.crew
    job_id = crew.restores("orders --latest", channel=ALERTS)
    slack_does(calm, "refuse", "*")
    # AWS does not wait for Slack: the job ends while nothing can be told.
    crew.succeeds(job_id)
    assert not crew.messages(job_id, "final")
    calm.crew.alice.control.delete("faults")
    crew.told(job_id, "succeeded")


def test_a_post_whose_answer_is_lost_is_found_again_where_history_may_be_read(
    calm: Running,
) -> None:
    crew = calm.crew
    crew.all_told()
    crew.alice.control.post("scopes", add=["channels:history"])
    try:
        slack_does(calm, "lose_answer", "chat.postMessage", count=1)
        job_id = crew.asks("backup customers", channel=ALERTS)
        crew.told(job_id, "succeeded")
    finally:
        crew.alice.control.post("scopes", remove=["channels:history"])


def test_under_our_own_scopes_it_is_posted_anew_and_says_so(calm: Running) -> None:
    crew = calm.crew
    crew.all_told()
    slack_does(calm, "lose_answer", "chat.postMessage", count=1)
    job_id = crew.asks("backup customers", channel=ALERTS)
    wait_until("another card", lambda: len(crew.messages(job_id, "living")) > 1, seconds=60)
    wait_until("its end", lambda: "· succeeded" in kept(crew, job_id)["text"], seconds=60)
    assert AGAIN in read(kept(crew, job_id))
    assert len(crew.messages(job_id, "living")) == 2


def kept(crew: Crew, job_id: str) -> Json:
    """The newest card of a job."""
    return max(crew.messages(job_id, "living"), key=lambda card: float(card["ts"]))


def test_lost_acknowledgements_start_nothing_twice(calm: Running) -> None:
    crew = calm.crew
    before = crew.ledger.jobs.page(size=1, page=1).total
    slack_does(calm, "lose_ack", "delivery", count=1)
    # Slack sends a mention again that nobody acknowledged.
    crew.alice.types("<@U0DDBDR> backup sessions")
    answer = crew.alice.wait_for("C01OPS", lambda m: "backup sessions · planning" in m["text"], 60)
    job_id = next(word.strip("`") for word in answer["text"].split() if "J-" in word)
    crew.reaches(job_id, State.SUCCEEDED)
    assert crew.ledger.jobs.page(size=1, page=1).total == before + 1
    assert len(crew.backups(job_id)) == 1
