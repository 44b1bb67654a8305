"""What AWS Backup's jobs took: nothing is counted twice, and nothing that passed is left out."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recovery.exposure import Exposure, exposure
from workers.aws.backup_models import BackupJob, CopyJob
from workers.kinds.job_times import backup_times, copy_time, table_times
from workers.kinds.protect_order import ProtectOrder

DUE = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TABLE = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"
ORDER = ProtectOrder(
    account="prod",
    account_id="123456789012",
    region="us-east-2",
    other_region="us-west-1",
    table="orders",
    table_arn=TABLE,
)


@dataclass(frozen=True, kw_only=True)
class Story:
    """What really happened to one backup of a plan, and to its copy."""

    due: datetime
    created: datetime
    began: datetime
    made: datetime
    copy_created: datetime
    copied: datetime

    @property
    def lasted(self) -> timedelta:
        """From when it was due until all of it was in the other region."""
        return self.copied - self.due


def story(
    due: datetime = DUE,
    *,
    late: float = 0,
    waited: float = 7,
    ran: float = 12,
    gap: float = 1,
    copying: float = 9,
) -> Story:
    """Minutes between one instant and the next."""
    instants = [due]
    for lapse in (late, waited, ran, gap, copying):
        instants.append(instants[-1] + timedelta(minutes=lapse))
    _, created, began, made, copy_created, copied = instants
    return Story(
        due=due,
        created=created,
        began=began,
        made=made,
        copy_created=copy_created,
        copied=copied,
    )


def backup_of(one: Story, *left_out: str, plan_id: str = "p-1") -> BackupJob:
    """As AWS tells it, but for the fields that an endpoint leaves out."""
    told = BackupJob(
        id=f"B-{one.due.isoformat()}",
        state="COMPLETED",
        resource_arn=TABLE,
        recovery_point_arn=f"arn:aws:backup:us-east-2:123456789012:recovery-point:{one.due:%d%H}",
        created=one.created,
        initiated=one.began,
        start_by=one.due + HOUR,
        completed=one.made,
        plan_id=plan_id,
        rule_id="r-1",
    )
    return told.model_copy(update=dict.fromkeys(left_out))


def copy_of(one: Story, *left_out: str, plan_id: str = "p-1") -> CopyJob:
    """Its copy, likewise."""
    told = CopyJob(
        id=f"C-{one.due.isoformat()}",
        state="COMPLETED",
        resource_arn=TABLE,
        source_recovery_point_arn=backup_of(one).recovery_point_arn,
        created=one.copy_created,
        completed=one.copied,
        plan_id=plan_id,
    )
    return told.model_copy(update=dict.fromkeys(left_out))


def worst_case(backups: list[BackupJob], copies: list[CopyJob], *, window: int | None) -> Exposure:
    """What the jobs of an hourly plan come to."""
    seen = list(table_times(ORDER, backups, copies, {("p-1", "r-1"): window}))
    return exposure(
        HOUR,
        seen,
        account="prod",
        region="us-east-2",
        table="orders",
        today=DUE.date(),
        hops=(("prod", "us-west-1"),),
    )


up_to_an_hour = some.floats(min_value=0, max_value=50)
up_to_six = some.floats(min_value=0, max_value=360)
lapses = some.fixed_dictionaries(
    {
        "late": some.floats(min_value=0, max_value=10),
        "waited": up_to_an_hour,
        "ran": up_to_six,
        "gap": up_to_an_hour,
        "copying": up_to_six,
    }
)
DATES = ("created", "initiated", "start_by", "completed")


@given(
    runs=some.lists(lapses, min_size=1, max_size=3),
    left_out=some.sets(some.sampled_from(DATES)),
    copy_left_out=some.sampled_from([set(), {"created"}]),
    window=some.sampled_from([60, None]),
)
def test_the_worst_case_is_never_below_what_really_happened(
    runs: list[dict[str, float]],
    left_out: set[str],
    copy_left_out: set[str],
    window: int | None,
) -> None:
    # AWS makes a schedule's jobs when they are due; only StartBy tells where it was late.
    is_told_late = window is not None and "start_by" not in left_out
    stories = [
        story(DUE + number * 24 * HOUR, **(run | ({} if is_told_late else {"late": 0})))
        for number, run in enumerate(runs)
    ]
    backups = [backup_of(one, *left_out) for one in stories]
    copies = [copy_of(one, *copy_left_out) for one in stories]
    found = worst_case(backups, copies, window=window)
    longest = max(one.lasted for one in stories)
    if found.worst is None:
        assert {"completed"} <= left_out
        assert {"created"} <= copy_left_out
    else:
        assert found.worst.value >= (HOUR + longest).total_seconds() - 0.001


@given(
    run=lapses,
    left_out=some.sampled_from([(), ("created",), ("start_by",), ("initiated",)]),
)
def test_of_one_backup_nothing_is_counted_twice(
    run: dict[str, float], left_out: tuple[str, ...]
) -> None:
    one = story(DUE, **(run | {"late": 0}))
    found = worst_case([backup_of(one, *left_out)], [copy_of(one)], window=60)
    assert found.worst is not None
    assert found.worst.value == pytest.approx((HOUR + one.lasted).total_seconds())


def minutes(times: dict[str, timedelta]) -> dict[str, float]:
    return {what: took.total_seconds() / 60 for what, took in times.items()}


def test_due_to_begun_is_the_start_and_begun_to_made_the_backup() -> None:
    late = story(late=3)
    assert minutes(backup_times(backup_of(late), 60)) == {"backup-start": 10, "backup-run": 12}
    assert minutes(backup_times(backup_of(late), None)) == {"backup-start": 7, "backup-run": 12}


def test_where_aws_does_not_tell_when_it_began_both_are_one() -> None:
    one = story(late=3)
    hidden = backup_of(one, "initiated")
    assert minutes(backup_times(hidden, 60)) == {"backup-due": 22}
    as_in_awss_sample = hidden.model_copy(update={"initiated": one.created})
    assert minutes(backup_times(as_in_awss_sample, 60)) == {"backup-due": 22}


def test_a_job_somebody_asked_for_says_nothing_of_a_schedules_start() -> None:
    asked = backup_of(story(), plan_id="")
    assert minutes(backup_times(asked, None)) == {"backup-run": 12}
    hidden = backup_of(story(), "initiated", plan_id="")
    assert minutes(backup_times(hidden, None)) == {"backup-job": 19}


def test_a_rule_with_another_start_window_says_nothing_of_ours() -> None:
    assert minutes(backup_times(backup_of(story(waited=300)), 480)) == {"backup-run": 12}


def test_a_job_that_failed_took_no_time() -> None:
    failed = backup_of(story()).model_copy(update={"state": "FAILED"})
    assert backup_times(failed, 60) == {}
    assert copy_time(copy_of(story()).model_copy(update={"state": "FAILED"}), []) is None


def test_a_plans_copy_counts_from_the_end_of_the_backup_it_is_of() -> None:
    one, other = story(gap=4), story(DUE + 24 * HOUR)
    backups = [backup_of(other), backup_of(one)]
    assert copy_time(copy_of(one), backups) == timedelta(minutes=13)
    assert copy_time(copy_of(one), backups[:1]) == timedelta(minutes=9), "which one is not known"
    by_id = copy_of(one).model_copy(
        update={"source_recovery_point_arn": "", "backup_job_id": backups[1].id}
    )
    assert copy_time(by_id, backups) == timedelta(minutes=13)


def test_a_copy_somebody_asked_for_later_counts_from_when_they_did() -> None:
    one = replace(story(), copied=DUE + 30 * HOUR, copy_created=DUE + 29 * HOUR)
    assert copy_time(copy_of(one, plan_id=""), [backup_of(one)]) == HOUR
