"""CreateSchedule, GetSchedule, UpdateSchedule, DeleteSchedule, ListSchedules."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from sandbox.aws.call import Json
from sandbox.aws.cron import BadExpression, parse
from sandbox.aws.scheduler.place import Place, paged
from sandbox.aws.scheduler.schedule import DEFAULT, Schedule, conflict, invalid
from sandbox.aws.scheduler.targets import checked_target

PAST = timedelta(minutes=5)
LAST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
_KEPT = (
    "ActionAfterCompletion",
    "Description",
    "EndDate",
    "FlexibleTimeWindow",
    "KmsKeyArn",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "State",
    "Target",
)


def create_schedule(place: Place, payload: Json) -> Json:
    """A schedule that is due from now on; the same ClientToken and input give the same."""
    group, name = payload.get("GroupName", DEFAULT), payload["Name"]
    place.holding.group(group)
    given = _checked(place, payload)
    present = place.holding.schedules.get((group, name))
    if present is not None:
        if (present.token, present.given) == (payload.get("ClientToken"), given):
            return {"ScheduleArn": present.arn}
        raise conflict(f"Schedule {name} already exists.")
    schedule = Schedule(
        name=name,
        group=group,
        account=place.account,
        region=place.region,
        given=given,
        created_at=place.now,
        changed_at=place.now,
        token=payload.get("ClientToken"),
    )
    place.holding.schedules[group, name] = schedule
    place.invocations.begin(place.holding, schedule)
    return {"ScheduleArn": schedule.arn}


def update_schedule(place: Place, payload: Json) -> Json:
    """All of it anew: what is not given has AWS's default again."""
    schedule = _find(place, payload)
    schedule.given = _checked(place, payload)
    schedule.changed_at = place.now
    schedule.edition += 1
    place.invocations.begin(place.holding, schedule)
    return {"ScheduleArn": schedule.arn}


def get_schedule(place: Place, payload: Json) -> Json:
    """All that is known of it."""
    schedule = _find(place, payload)
    return _summary(place, schedule) | schedule.given


def delete_schedule(place: Place, payload: Json) -> Json:
    """It is due no more; what it is calling already goes on."""
    place.holding.remove(_find(place, payload))
    return {}


def list_schedules(place: Place, payload: Json) -> Json:
    """A page, by group and name."""
    group, state = payload.get("GroupName"), payload.get("State")
    if group is not None:
        place.holding.group(group)
    found = [
        _summary(place, schedule) | {"Target": {"Arn": schedule.given["Target"]["Arn"]}}
        for (its_group, name), schedule in sorted(place.holding.schedules.items())
        if group in {its_group, None}
        and state in {schedule.given["State"], None}
        and name.startswith(payload.get("NamePrefix", ""))
    ]
    return paged("Schedules", found, payload)


def _find(place: Place, payload: Json) -> Schedule:
    return place.holding.schedule(payload.get("GroupName", DEFAULT), payload["Name"])


def _summary(place: Place, schedule: Schedule) -> Json:
    return {
        "Arn": schedule.arn,
        "Name": schedule.name,
        "GroupName": schedule.group,
        "State": schedule.given["State"],
        "CreationDate": place.world.stamp(schedule.created_at),
        "LastModificationDate": place.world.stamp(schedule.changed_at),
    }


def _checked(place: Place, payload: Json) -> Json:
    """The members a schedule keeps, with AWS's defaults."""
    given: dict[str, Any] = {
        "ActionAfterCompletion": "NONE",
        "ScheduleExpressionTimezone": "UTC",
        "State": "ENABLED",
        **{name: payload[name] for name in _KEPT if name in payload},
    }
    _check_expression(given["ScheduleExpression"], given["ScheduleExpressionTimezone"])
    _check_window(given["FlexibleTimeWindow"])
    _check_dates(place, given)
    given["Target"] = checked_target(
        given["Target"], place.account, place.region, payload.get("GroupName", DEFAULT)
    )
    return given


def _check_expression(text: str, zone: str) -> None:
    try:
        parse(text)
    except BadExpression as error:
        raise invalid(f"Invalid Schedule Expression {text}.") from error
    if zone not in available_timezones():
        raise invalid(f"Invalid Schedule Expression Timezone {zone}.")


def _check_window(window: Json) -> None:
    flexible, given = window["Mode"] == "FLEXIBLE", "MaximumWindowInMinutes" in window
    if flexible and not given:
        raise invalid("You must specify MaximumWindowInMinutes for a flexible time window.")
    if given and not flexible:
        raise invalid(
            "You can't specify MaximumWindowInMinutes when the flexible time window is OFF."
        )


def _check_dates(place: Place, given: Json) -> None:
    start, end = given.get("StartDate"), given.get("EndDate")
    if any(date is not None and date > LAST for date in (start, end)):
        raise invalid("The date you specify is beyond the year 9999.")
    if start is not None and start < (place.now - PAST).timestamp():
        raise invalid("The StartDate you specify cannot be earlier than 5 minutes ago.")
    if end is not None and end < place.now.timestamp():
        raise invalid("The EndDate you specify cannot be in the past.")
    if start is not None and end is not None and end <= start:
        raise invalid("The EndDate you specify must come after the StartDate you specify.")
