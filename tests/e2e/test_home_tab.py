"""The Home tab on the running stack: who opens it sees their own, and it stays true."""

from typing import Any

from sandbox.processes import wait_until
from sandbox.slack.person import Person, read
from tests.e2e.crew import target
from tests.e2e.running import Running

Json = dict[str, Any]


def part(person: Person, heading: str) -> str:
    """What a person reads under one heading of their Home tab; empty before it is drawn."""
    found, under = "", ""
    for block in (person.home() or {}).get("blocks", []):
        under = read(block).strip() if block["type"] == "header" else under
        found += read(block) if under == heading else ""
    return found


def sees(person: Person, heading: str, *words: str) -> None:
    """Return once all of it stands there."""
    what = f"{words} under {heading} for {person.user}"
    wait_until(what, lambda: all(word in part(person, heading) for word in words), seconds=30)


def test_home_follows_a_restore_from_the_question_to_its_end(calm: Running) -> None:
    crew = calm.crew
    crew.aws.profile(restore_seconds=1800)
    for person in (crew.alice, crew.bob, crew.vic):
        assert person.opens_home()["ok"]
    job_id = crew.asks("restore orders --latest --reason 'for the Home tab'")
    card = crew.card(job_id, "awaiting approval")

    sees(crew.bob, "Waits for your approval", job_id, "for the Home tab")
    drawn = (crew.bob.home() or {})["blocks"]
    links = [block.get("accessory", {}).get("url", "") for block in drawn]
    assert any(card["ts"].replace(".", "") in link for link in links)
    sees(crew.alice, "Under way", job_id, "waits for approval")
    sees(crew.vic, "Under way", job_id)
    assert job_id not in part(crew.vic, "Waits for your approval")

    crew.approves(job_id)
    sees(crew.bob, "Under way", job_id, "running")
    assert job_id not in part(crew.bob, "Waits for your approval")
    calm.stack.set_clock(advance_seconds=1800)
    crew.told(job_id, "succeeded")
    for person in (crew.alice, crew.bob, crew.vic):
        sees(person, "Ended in the last 24 hours", job_id, "succeeded", target(job_id))
        assert job_id not in part(person, "Under way")


def test_everybody_gets_the_buttons_they_can_use(calm: Running) -> None:
    crew = calm.crew
    labels = {}
    for person in (crew.bob, crew.vic):
        assert person.opens_home()["ok"]
        sees(person, "Under way", "Under way")
        labels[person.user] = set(person.labels(person.home() or {})) - {"Open in channel"}
    assert labels == {"U02BOB": {"Restore a table", "Back up a table", "Help"}, "U04VIC": {"Help"}}
    assert "SANDBOX" in read((crew.vic.home() or {})["blocks"][0])


def test_a_backup_is_asked_for_from_home(calm: Running) -> None:
    crew = calm.crew
    assert crew.bob.opens_home()["ok"]
    wait_until("Home", lambda: crew.bob.home() is not None)
    assert crew.bob.clicks(crew.bob.home() or {}, "Back up a table")["ok"]
    form = crew.bob.modal()
    crew.bob.suggested(form, "table", "sess")
    crew.bob.chooses(form, "table", "prod/us-east-2/sessions")
    assert crew.bob.submits({})["ok"]
    done = read(crew.bob.modal())
    crew.bob.closes()
    job_id = next(word.strip("`") for word in done.split() if "J-" in word)
    crew.told(job_id, "succeeded")
