"""The tick: claims, versions, locks, errors that no step expected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from recovery.errors import Refusal
from recovery.events import CancelAsked, StepPlan
from recovery.ledger.port import Change
from recovery.outcome import Done, Outcome
from recovery.record import State, StepRecord
from sandbox.fakes.errors import coded
from tests.workers.world import LEASE_SECONDS, World
from workers.aws.door import Aws
from workers.aws.errors import Paced
from workers.engine import Engine
from workers.kinds import KINDS
from workers.kinds.work import Kind, Step, Work
from workers.rq_queue import JobTimeoutException
from workers.tick import BATCH_SECONDS, advance_all
from workers.visit import Visit


@pytest.fixture
def world() -> World:
    world = World()
    world.cloud.add_table("orders")
    return world


def with_step(engine: Engine, kind: str, name: str, step: Step) -> Engine:
    """The engine with one step replaced."""
    old = KINDS[kind]
    steps = {**old.steps, name: step}
    changed = Kind(action=old.action, plan=old.plan, steps=steps, locks=old.locks)
    return replace(engine, kinds={**KINDS, kind: changed})


def run_with(world: World, step: Step) -> None:
    """One tick of whatever is due, with `check-again` of backups replaced."""
    claimed = world.claim()
    assert claimed
    advance_all(with_step(world.engine(), "backup", "check-again", step), claimed)


def at_first_step(world: World) -> str:
    """A backup, approved by the next tick, which then runs its first step."""
    job_id = world.ask("backup", "orders")
    world.run_to_state(job_id, State.AWAITING_APPROVAL)
    return job_id


def ensuring(do: Callable[[Aws, Work], Outcome]) -> Step:
    return Step(ensure=do)


def test_an_unexpected_error_is_tried_again_and_then_asks_a_person(world: World) -> None:
    job_id = at_first_step(world)

    def breaks(_aws: Aws, _work: Work) -> Outcome:
        raise ZeroDivisionError("secret detail")

    for _ in range(5):
        assert world.job(job_id).state is not State.STUCK
        run_with(world, ensuring(breaks))
        world.time.pass_by(60)
    job = world.job(job_id)
    assert job.state is State.STUCK
    assert "`check-again` broke with ZeroDivisionError" in job.outcome
    assert "secret detail" not in job.model_dump_json()


def test_a_step_that_rq_cuts_off_is_told_in_our_own_words(world: World) -> None:
    job_id = at_first_step(world)

    def hangs(_aws: Aws, _work: Work) -> Outcome:
        raise JobTimeoutException("Task exceeded maximum timeout value (25 seconds)")

    while world.job(job_id).state is not State.STUCK:
        run_with(world, ensuring(hangs))
        world.time.pass_by(60)
    told = world.job(job_id).outcome
    assert told.startswith("`check-again` got no further within 25 s and was cut off")
    assert "Exception" not in told


def test_a_worker_that_dies_again_and_again_leaves_a_stuck_job(world: World) -> None:
    job_id = at_first_step(world)

    class Killed(BaseException):
        pass

    def dies(_aws: Aws, _work: Work) -> Outcome:
        raise Killed

    for _ in range(5):
        with pytest.raises(Killed):
            run_with(world, ensuring(dies))
        world.time.pass_by(LEASE_SECONDS + 1)
    run_with(world, ensuring(dies))
    assert world.job(job_id).state is State.STUCK
    assert "started 5 times and never came back" in world.job(job_id).outcome


@pytest.mark.parametrize(
    ("error", "progress"),
    [
        (coded("ThrottlingException", "DescribeTable"), "fewer calls"),
        (coded("EndpointConnectionError", "DescribeTable"), "does not answer DescribeTable"),
        (coded("ResourceInUseException", "DescribeTable"), "still busy"),
        (coded("ContinuousBackupsUnavailableException", "CreateBackup"), "still busy"),
        (coded("LimitExceededException", "DescribeTable"), "quota"),
        (Paced("DescribeTable", 3.0), "rates"),
    ],
)
def test_what_waiting_helps_against_is_waited_for(
    world: World, error: Exception, progress: str
) -> None:
    job_id = at_first_step(world)

    def refuses(_aws: Aws, _work: Work) -> Outcome:
        raise error

    for _ in range(8):
        run_with(world, ensuring(refuses))
        job = world.job(job_id)
        assert job.state is State.RUNNING
        assert progress in job.progress
        assert job.due is not None
        assert job.due > world.time.now()
        world.time.pass_by(120)


def test_a_denied_call_ends_the_job_with_code_and_request_id(world: World) -> None:
    world.cloud.fail_next("CreateBackup", coded("AccessDeniedException", "CreateBackup"))
    job = world.run_to_end(world.ask("backup", "orders"))
    assert job.state is State.FAILED
    assert job.outcome == "AWS denied CreateBackup in prod/us-east-2."
    assert "dynamodb:CreateBackup" in job.advice
    assert (job.error_code, job.request_id) == ("AccessDeniedException", "REQUEST1")


def test_an_outcome_is_folded_into_a_job_that_was_saved_meanwhile(world: World) -> None:
    job_id = at_first_step(world)

    def overtaken(_aws: Aws, work: Work) -> Outcome:
        newer = work.job.model_copy(update={"version": work.job.version + 1, "reason": "newer"})
        change = Change(event="noted", actor="somebody", detail={})
        world.ledger.jobs.save(newer, change, expected=work.job.version)
        return Done(facts={"learnt": 1})

    run_with(world, ensuring(overtaken))
    job = world.job(job_id)
    assert job.reason == "newer"
    assert job.cursor == 1
    assert job.facts_of("check-again") == {"learnt": 1}


def test_an_outcome_never_counts_for_another_step(world: World) -> None:
    job_id = at_first_step(world)

    def overtaken(_aws: Aws, work: Work) -> Outcome:
        newer = work.job.after(Done(facts={"by": "another"}), world.time.now())
        change = Change(event="done", actor="another", detail={})
        world.ledger.jobs.save(newer, change, expected=work.job.version)
        return Done(facts={"by": "late"})

    run_with(world, ensuring(overtaken))
    job = world.job(job_id)
    assert job.cursor == 1
    assert job.facts_of("check-again") == {"by": "another"}
    assert job.facts_of("create-backup") == {}


def test_what_a_step_learnt_is_kept_when_the_job_was_turned_round(world: World) -> None:
    job_id = at_first_step(world)

    def overtaken(_aws: Aws, work: Work) -> Outcome:
        newer = work.job.after(CancelAsked(by=work.job.requester), world.time.now())
        change = Change(event="cancel asked", actor="x", detail={})
        world.ledger.jobs.save(newer, change, expected=work.job.version)
        return Done(facts={"arn": "arn:made"})

    run_with(world, ensuring(overtaken))
    job = world.job(job_id)
    assert job.state is State.REVERTING
    assert job.facts_of("check-again") == {"arn": "arn:made"}


def test_an_orphan_that_comes_back_after_its_lease_changes_nothing_on_aws(world: World) -> None:
    job_id = world.ask("backup", "orders")
    world.run_until(lambda: "intent" in world.job(job_id).facts_of("create-backup"))
    create = KINDS["backup"].steps["create-backup"]

    def sleeps_through_its_lease(aws: Aws, work: Work) -> Outcome:
        world.time.pass_by(LEASE_SECONDS + 1)
        world.run_to_end(job_id)
        return create.ensure(aws, work)

    claimed = world.claim()
    orphan = with_step(
        world.engine(), "backup", "create-backup", ensuring(sleeps_through_its_lease)
    )
    advance_all(orphan, claimed)
    assert world.job(job_id).state is State.SUCCEEDED
    assert world.cloud.count("CreateBackup") == 1


def test_a_job_goes_on_however_long_its_batches_wait_for_a_worker(world: World) -> None:
    job_id = world.ask("backup", "orders")
    for _ in range(20):
        if claimed := world.claim():
            world.time.pass_by(LEASE_SECONDS - 1)
            advance_all(world.engine(), claimed)
        world.time.pass_by(1)
    assert world.job(job_id).state is State.SUCCEEDED


def test_a_change_is_not_sent_on_the_last_seconds_of_a_claim(world: World) -> None:
    job_id = world.ask("backup", "orders")
    world.run_until(lambda: "intent" in world.job(job_id).facts_of("create-backup"))
    create = KINDS["backup"].steps["create-backup"]

    def dawdles(aws: Aws, work: Work) -> Outcome:
        world.time.pass_by(LEASE_SECONDS - 5)
        return create.ensure(aws, work)

    for _ in range(10):
        claimed = world.claim()
        assert claimed, "it is due again at once"
        slow = with_step(world.engine(), "backup", "create-backup", ensuring(dawdles))
        advance_all(slow, claimed)
        assert world.cloud.count("CreateBackup") == 0
    assert world.job(job_id).state is State.RUNNING, "a busy pool is no failure of the job"
    assert world.run_to_end(job_id).state is State.SUCCEEDED
    assert world.cloud.count("CreateBackup") == 1


def test_two_restores_into_one_name_wait_for_each_other(world: World) -> None:
    first = world.ask("restore", "orders", latest=True, **{"as": "copy"})
    second = world.ask("restore", "orders", latest=True, **{"as": "copy"})
    world.run_to_state(first, State.AWAITING_APPROVAL)
    world.run_to_state(second, State.AWAITING_APPROVAL)
    world.approved(first)
    world.run_until(lambda: world.job(first).cursor == 2)
    world.approved(second)
    world.settle()
    job = world.job(second)
    assert job.waits_for == first
    assert first in job.progress
    assert world.run_to_end(first).state is State.SUCCEEDED
    ended = world.run_to_end(second)
    assert ended.waits_for is None
    assert ended.state is State.FAILED
    assert "There is a table copy" in ended.outcome


def test_an_unknown_step_asks_a_person_and_can_be_cancelled(world: World) -> None:
    job_id = at_first_step(world)
    job = world.job(job_id)
    unknown = StepRecord.of(StepPlan(name="teleport-table"))
    strange = job.model_copy(
        update={"steps": (unknown, *job.steps[1:]), "version": job.version + 1}
    )
    change = Change(event="noted", actor="x", detail={})
    world.ledger.jobs.save(strange, change, expected=job.version)
    stuck = world.run_to_state(job_id, State.STUCK)
    assert "does not know the step `teleport-table`" in stuck.outcome


def test_an_unknown_kind_ends_before_anything_is_done(world: World) -> None:
    job_id = world.ask("backup", "orders")
    job = world.job(job_id)
    strange = job.model_copy(update={"kind": "teleport", "version": job.version + 1})
    change = Change(event="noted", actor="x", detail={})
    world.ledger.jobs.save(strange, change, expected=job.version)
    ended = world.run_to_end(job_id)
    assert ended.state is State.FAILED
    assert "`teleport`" in ended.outcome


def test_a_slow_batch_gives_the_rest_back(world: World) -> None:
    ids = [world.ask("backup", "orders") for _ in range(3)]

    def slow(_aws: Aws, _work: Work) -> Outcome:
        world.time.pass_by(BATCH_SECONDS + 1)
        return Done()

    advance_all(world.engine(), world.claim())
    claimed = world.claim()
    assert len(claimed) == 3
    advance_all(with_step(world.engine(), "backup", "check-again", ensuring(slow)), claimed)
    cursors = [world.job(id_).cursor for id_ in ids]
    assert cursors.count(1) == 1
    assert world.ledger.due.counts(now=world.time.now())["leased"] == 0


def test_each_poll_is_later_until_a_minute(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    gaps: list[float] = []
    while not world.job(job_id).state.is_terminal:
        before = world.time.now()
        world.settle()
        due = world.job(job_id).due
        if due is None:
            break
        gaps.append((due - before).total_seconds())
        world.time.pass_by(gaps[-1])
    assert gaps[0] <= 1.0
    assert max(gaps) <= 60.0
    assert len(gaps) < 60


def test_an_audit_entry_tells_each_change(world: World) -> None:
    job_id = world.ask("backup", "orders")
    world.run_to_end(job_id)
    events = [entry.event for entry in world.ledger.jobs.audit(job_id)]
    assert events[:4] == ["asked", "step began", "planned", "approved"]
    assert events[-1] == "done"
    last = cast("dict[str, object]", world.ledger.jobs.audit(job_id)[-1].detail)
    assert last["state"] == "succeeded"


def test_a_job_that_waits_for_approval_is_looked_at_when_it_expires(world: World) -> None:
    job_id = world.ask("restore", "orders", latest=True)
    job = world.run_to_state(job_id, State.AWAITING_APPROVAL)
    world.settle()
    following = world.ledger.due.next_due()
    assert following == job.expires == world.time.now() + timedelta(minutes=60)


def test_a_visit_that_meets_a_newer_job_starts_again_from_it(world: World) -> None:
    job_id = at_first_step(world)
    claimed = world.claim()
    engine = world.engine()
    dossier = world.dossier(job_id)
    assert world.ledger.due.take(
        job_id, engine.executor, wall=world.time.wall(), lease_seconds=LEASE_SECONDS
    )
    newer = dossier.job.model_copy(update={"version": dossier.job.version + 1, "reason": "newer"})
    change = Change(event="noted", actor="x", detail={})
    world.ledger.jobs.save(newer, change, expected=dossier.job.version)
    Visit(engine, dossier).run()
    assert claimed == (job_id,)
    assert world.claim() == (job_id,)
    assert world.job(job_id) == newer


class Defective(dict[str, Kind]):
    """A registry that breaks where it is asked for restores."""

    def get(self, key: str, default: Kind | None = None) -> Kind | None:  # type: ignore[override]
        if key == "restore":
            raise RuntimeError("a defect")
        return super().get(key, default)


def test_a_step_that_is_refused_ends_with_the_reason(world: World) -> None:
    """As when an account leaves ddbdr.yaml while its job runs."""
    job_id = at_first_step(world)

    def refuses(_aws: Aws, _work: Work) -> Outcome:
        raise Refusal("There is no account `prod` in ddbdr.yaml.", advice="Put it back.")

    run_with(world, ensuring(refuses))
    job = world.run_to_end(job_id)
    assert (job.state, job.advice) == (State.FAILED, "Put it back.")
    assert job.outcome == "There is no account `prod` in ddbdr.yaml."


def test_a_defect_with_one_id_does_not_keep_others_waiting(world: World) -> None:
    bad = world.ask("restore", "orders", latest=True)
    good = world.ask("backup", "orders")
    claimed = world.claim()
    advance_all(replace(world.engine(), kinds=Defective(KINDS)), claimed)
    assert claimed == (bad, good)
    assert world.job(bad).state is State.PLANNING
    assert world.job(good).state is State.AWAITING_APPROVAL
