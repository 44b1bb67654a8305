"""Who may do what, and when enough people have agreed."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.config import load_config
from recovery.decisions import Decision, Word
from recovery.errors import Refusal
from recovery.events import Approved, Expired, Rejected
from recovery.people import Directory, Person, UserEntry
from recovery.policy import Waiting, check_asker, may_cancel, may_decide, mention, verdict

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
EXPIRES = NOW + timedelta(hours=1)
USERS = ("U01ALICE", "U02BOB", "U03EVE", "U04VIC", "U05GUEST", "U06GONE", "U07BOT")
ALICE, BOB, EVE, VIC, GUEST, GONE, ROBOT = (Person(team="T01TEST", user=user) for user in USERS)
DIRECTORY = Directory(
    users={
        "U05GUEST": UserEntry(id="U05GUEST", name="guest", is_guest=True),
        "U06GONE": UserEntry(id="U06GONE", name="gone", is_deleted=True),
        "U07BOT": UserEntry(id="U07BOT", name="bot", is_bot=True),
    },
    groups={"S0DRTEAM": ("U02BOB", "U03EVE", "U05GUEST"), "S0ONCALL": ("U01ALICE", "U02BOB")},
)
CONFIG = load_config("""
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", role: null, region: us-east-2, dr_region: us-west-1}
operators: [S0ONCALL, U05GUEST]
approvals:
  - {actions: [backup], quorum: 0}
  - {actions: [restore], approvers: [U02BOB, S0DRTEAM], quorum: 2, expires: 60m}
""")


def said(
    person: Person, word: Word = "approve", *, digest: str = "d1", at: datetime = NOW
) -> Decision:
    return Decision(word=word, person=person, digest=digest, at=at, reason="because")


def judge(
    *decisions: Decision, quorum: int = 2, now: datetime = NOW
) -> Approved | Rejected | Expired | Waiting:
    return verdict(
        decisions,
        approvers=("U02BOB", "S0DRTEAM"),
        quorum=quorum,
        requester=ALICE,
        digest="d1",
        directory=DIRECTORY,
        expires=EXPIRES,
        now=now,
    )


def test_two_distinct_approvers_make_a_quorum() -> None:
    assert judge(said(BOB)) == Waiting(have=(BOB,), quorum=2)
    assert judge(said(BOB), said(EVE)) == Approved(by=(BOB, EVE))


def test_one_person_is_one_voice_however_many_groups_and_clicks() -> None:
    assert judge(*[said(BOB)] * 20) == Waiting(have=(BOB,), quorum=2)


@pytest.mark.parametrize("person", [ALICE, VIC, GUEST, GONE, ROBOT])
def test_who_never_counts(person: Person) -> None:
    assert judge(said(person), said(BOB)) == Waiting(have=(BOB,), quorum=2)
    assert judge(said(person, "reject"), quorum=1) == Waiting(have=(), quorum=1)
    assert may_decide(("U02BOB", "S0DRTEAM"), DIRECTORY, ALICE, person) is not None


def test_the_same_user_id_of_another_workspace_is_another_person() -> None:
    stranger = Person(team="T99OTHER", user="U02BOB")
    assert judge(said(stranger), quorum=1) == Waiting(have=(), quorum=1)


def test_an_approver_says_no() -> None:
    assert judge(said(BOB), said(EVE, "reject")) == Rejected(by=EVE, reason="because")


def test_the_first_word_of_a_person_stands() -> None:
    assert judge(said(BOB), said(BOB, "reject"), said(EVE)) == Approved(by=(BOB, EVE))
    assert isinstance(judge(said(BOB, "reject"), said(BOB)), Rejected)


def test_words_on_another_plan_or_too_late_do_not_count() -> None:
    assert judge(said(BOB, digest="d0"), quorum=1) == Waiting(have=(), quorum=1)
    assert judge(said(BOB, at=EXPIRES), quorum=1, now=EXPIRES) == Expired()
    assert judge(said(BOB, "cancel"), said(EVE, "retry"), quorum=1) == Waiting(have=(), quorum=1)


def test_a_quorum_reached_in_time_stands_when_it_is_counted_later() -> None:
    assert judge(said(BOB), said(EVE), now=EXPIRES + timedelta(days=1)) == Approved(by=(BOB, EVE))


def test_a_quorum_of_none_needs_nobody() -> None:
    assert judge(quorum=0) == Approved(by=())


@given(
    st.lists(
        st.tuples(
            st.sampled_from([ALICE, BOB, EVE, VIC, GUEST, GONE, ROBOT]),
            st.sampled_from(["approve", "reject", "cancel", "retry"]),
            st.sampled_from(["d1", "d0"]),
            st.integers(-30, 90),
        ),
        max_size=12,
    ),
    st.integers(1, 3),
)
def test_nobody_unentitled_ever_starts_anything(
    words: list[tuple[Person, Word, str, int]], quorum: int
) -> None:
    decisions = [
        said(person, word, digest=digest, at=NOW + timedelta(minutes=minutes))
        for person, word, digest, minutes in words
    ]
    judged = judge(*decisions, quorum=quorum)
    agreed = {d.person for d in decisions if d.word == "approve" and d.digest == "d1"}
    if isinstance(judged, Approved):
        assert set(judged.by) <= agreed & {BOB, EVE}
        assert len(set(judged.by)) == len(judged.by) >= quorum
    if isinstance(judged, Rejected):
        assert judged.by in {BOB, EVE}


def test_the_order_of_approvals_does_not_matter_to_the_result() -> None:
    orders = permutations([said(BOB), said(EVE), said(ALICE), said(VIC)])
    assert all(isinstance(judge(*order), Approved) for order in orders)


def test_who_may_ask() -> None:
    assert check_asker(CONFIG, DIRECTORY, ALICE, "restore").quorum == 2
    with pytest.raises(Refusal, match="not among the operators"):
        check_asker(CONFIG, DIRECTORY, VIC, "restore")
    with pytest.raises(Refusal, match="not among the operators"):
        check_asker(CONFIG, DIRECTORY, GUEST, "restore")
    with pytest.raises(Refusal, match="not a member"):
        check_asker(CONFIG, DIRECTORY, Person(team="T9", user="U01ALICE"), "restore")
    with pytest.raises(Refusal, match="No rule"):
        check_asker(CONFIG, DIRECTORY, ALICE, "failover")


def test_who_may_cancel() -> None:
    assert may_cancel(CONFIG, DIRECTORY, VIC, VIC)
    assert may_cancel(CONFIG, DIRECTORY, ALICE, BOB)
    assert not may_cancel(CONFIG, DIRECTORY, ALICE, VIC)


def test_refusals_name_who_can() -> None:
    own = may_decide(("U02BOB", "S0DRTEAM"), DIRECTORY, BOB, BOB)
    assert own is not None
    assert "<@U03EVE>" in own
    assert "<@U02BOB>" not in own
    assert may_decide((), DIRECTORY, ALICE, BOB) == "You are not among its approvers: nobody."
    alone = may_decide(("U02BOB",), DIRECTORY, BOB, BOB)
    assert alone is not None
    assert "another approver" in alone
    assert mention("S0DRTEAM") == "<!subteam^S0DRTEAM>"
