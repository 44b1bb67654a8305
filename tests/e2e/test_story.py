"""The story, end to end: from a line in Slack to data on AWS and back to one message."""

from math import ceil

from sandbox.processes import wait_until
from sandbox.slack.person import read
from tests.e2e.crew import ALERTS, target
from tests.e2e.running import Running


def test_a_restore_to_minutes_ago_brings_the_data_back(calm: Running) -> None:
    crew, story = calm.crew, calm.story
    damaged = {item["order_id"]["S"]: item for item in crew.items("orders")}
    # The shop's last honest hour before the damage is wide: half of it is no matter of seconds.
    since = crew.now() - story.damaged_at
    minutes = ceil(since.total_seconds() / 60) + 25

    job_id = crew.asks(f'restore orders --at "{minutes} minutes ago" --reason "bad batch job"')
    waiting = crew.card(job_id, "awaiting approval")
    assert "bad batch job" in read(waiting)
    assert crew.alice.clicks(waiting, "Approve restore")["ok"]
    crew.alice.wait_for_private(lambda m: "You asked for this one" in m["text"])
    assert crew.dossier(job_id).decisions == ()
    crew.approves(job_id)
    running = crew.card(job_id, "running")
    ended = crew.told(job_id, "succeeded")

    assert waiting["ts"] == running["ts"] == ended["ts"]
    assert len(crew.messages(job_id, "final")) == 1
    assert not {"Approve restore", "Reject"} & set(crew.alice.labels(running))
    assert ended["text"].startswith(f"{job_id} · restore orders · succeeded — {target(job_id)}")
    restored = {item["order_id"]["S"]: item for item in crew.items(target(job_id))}
    total = sum(int(item["total"]["N"]) for item in restored.values())
    assert (len(restored), total) == (story.orders, story.total_before_damage)
    assert {id_: item | {"total": None} for id_, item in restored.items()} == {
        id_: item | {"total": None} for id_, item in damaged.items()
    }
    assert {item["total"]["N"] for item in crew.items("orders")} == {"0"}
    asked = crew.aws.calls("RestoreTableToPointInTime", TargetTableName=target(job_id))
    assert len(asked) == 1


def test_a_backup_is_made_once_and_told_once(calm: Running) -> None:
    crew = calm.crew
    job_id = crew.asks("backup customers --reason 'before the migration'")
    ended = crew.told(job_id, "succeeded")
    notice = crew.alice.wait_for(
        ALERTS,
        lambda m: m["text"].startswith("BackupCompleted · customers") and job_id in read(m),
        timeout=60,
    )
    assert ended["text"].startswith(f"{job_id} · backup customers · succeeded")
    assert len(crew.backups(job_id)) == 1
    assert len(crew.aws.calls("CreateBackup", BackupName=crew.backups(job_id)[0])) == 1
    told = [m for m in crew.alice.messages(ALERTS) if m["text"] == notice["text"]]
    assert len(told) == 1


def test_what_cannot_be_done_ends_as_refused_and_touches_nothing(calm: Running) -> None:
    crew = calm.crew
    before = crew.tables()
    reasons = {
        crew.asks("restore nosuchtable --latest"): "nosuchtable",
        crew.asks("restore sessions --at '1 hour ago'", channel=ALERTS): "Point-in-time",
        crew.asks("restore orders --latest --as customers"): "customers",
    }
    for job_id, word in reasons.items():
        assert word in read(crew.card(job_id, "refused"))
    assert crew.tables() == before


def test_a_cancelled_restore_leaves_no_table_behind(calm: Running) -> None:
    crew = calm.crew
    crew.aws.profile(restore_seconds=1200)
    job_id = crew.restores("orders --latest --as orders-mistake")
    crew.card(job_id, "running")
    wait_until("AWS to begin", lambda: "orders-mistake" in crew.tables(), seconds=60)
    answer = crew.alice.types(f"/ddbdr cancel {job_id} --reason 'wrong table'")
    assert "AWS cannot stop a restore" in read(answer["ephemeral"])
    crew.card(job_id, "reverting")
    calm.stack.set_clock(advance_seconds=1200)
    crew.told(job_id, "cancelled")
    assert "orders-mistake" not in crew.tables()


def test_two_checkers_agree_on_all_the_bot_has_sent(calm: Running) -> None:
    opinions = calm.crew.alice.control.get("opinions")

    assert opinions["judged"] > 10
    assert opinions["dropped"] == 0
    assert opinions["differing"] == []
