"""Schedules are due: the call itself, its retries, and what becomes of one that never works.

Sources: the user guide of EventBridge Scheduler, "Adding context attributes",
"Configuring a schedule's dead-letter queue", and RetryPolicy in the API
reference. Every failure is tried again, whatever it is; how long Scheduler waits
is not published: here a second, then twice as long each time, ten minutes at most.
"""

import uuid
import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sandbox.aws.call import AwsError, Call, HttpRequest, Json
from sandbox.aws.events.message import Message
from sandbox.aws.events.queues import Queues
from sandbox.aws.roles import role_for, taken_on
from sandbox.aws.scheduler.schedule import Holding, Schedule
from sandbox.aws.scheduler.targets import NOT_ASSUMED, SERVICE, source
from sandbox.aws.service_calls import ServiceCalls
from sandbox.aws.world import World

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=10)
_DOUBLINGS = 10  # by then the wait is the longest


@dataclass(frozen=True)
class Invocation:
    """One attempt to call a target; `scheduled` is when its schedule was due."""

    schedule: Schedule
    target: Json
    scheduled: datetime
    execution_id: str
    attempt: int = 1

    def retries(self) -> tuple[int, timedelta]:
        """(most attempts after the first, longest age)."""
        policy = self.target["RetryPolicy"]
        age = timedelta(seconds=policy["MaximumEventAgeInSeconds"])
        return policy["MaximumRetryAttempts"], age

    def request(self) -> str:
        """The Input with its context attributes filled in."""
        text: str = self.target["Input"]
        for name, value in (
            ("execution-id", self.execution_id),
            ("scheduled-time", seconds_text(self.scheduled)),
            ("schedule-arn", self.schedule.arn),
            ("attempt-number", str(self.attempt)),
        ):
            text = text.replace(f"<aws.scheduler.{name}>", value)
        return text


class Invocations:
    """What is due, and what is tried again. Callers hold the world's lock."""

    def __init__(self, world: World, queues: Queues, calls: ServiceCalls) -> None:
        self._world = world
        self._queues = queues
        self._calls = calls

    def begin(self, holding: Holding, schedule: Schedule) -> None:
        """Put the first time a schedule is due, now that it is made or changed, on the agenda."""
        self._await(holding, schedule, schedule.first())

    def _await(self, holding: Holding, schedule: Schedule, due: datetime | None) -> None:
        """A schedule is due nevermore once it is disabled, changed or deleted.

        What falls into an outage of its region is not made up for.
        """
        if due is None or schedule.given["State"] != "ENABLED":
            return
        edition = schedule.edition

        def act(at: datetime) -> None:
            if schedule.gone or schedule.edition != edition:
                return
            if not self._world.region_is_out(schedule.region):
                self._invoke(schedule, at)
            following = schedule.next(at)
            if following is None and schedule.given["ActionAfterCompletion"] == "DELETE":
                holding.remove(schedule)
            self._await(holding, schedule, following)

        self._world.agenda.at(due, act)

    def _invoke(self, schedule: Schedule, due: datetime) -> None:
        invocation = Invocation(schedule, schedule.given["Target"], due, uuid.uuid4().hex[:16])
        self._attempt_at(due + _somewhere_within(schedule, due), invocation)

    def _attempt_at(self, instant: datetime, invocation: Invocation) -> None:
        def act(at: datetime) -> None:
            if self._world.region_is_out(invocation.schedule.region):
                self._attempt_at(at + LONGEST_WAIT, invocation)
            else:
                self._attempt(invocation, at)

        self._world.agenda.at(instant, act)

    def _attempt(self, invocation: Invocation, at: datetime) -> None:
        call = _call(invocation)
        if call is None:
            self._again(invocation, at, None, AwsError("AccessDeniedException", NOT_ASSUMED))
            return
        try:
            self._calls.make(call, at)
        except AwsError as error:
            self._again(invocation, at, call, error)

    def _again(
        self, invocation: Invocation, at: datetime, call: Call | None, error: AwsError
    ) -> None:
        most, age = invocation.retries()
        following = at + _wait(invocation.attempt)
        if invocation.attempt > most:
            self._bury(invocation, at, call, error, "MaximumRetryAttempts")
        elif following > invocation.scheduled + age:
            self._bury(invocation, at, call, error, "MaximumEventAgeInSeconds")
        else:
            self._attempt_at(following, replace(invocation, attempt=invocation.attempt + 1))

    def _bury(
        self, invocation: Invocation, at: datetime, call: Call | None, error: AwsError, spent: str
    ) -> None:
        """To the dead-letter queue, where there is one that the role may send to; else lost."""
        arn = invocation.target.get("DeadLetterConfig", {}).get("Arn")
        queue = self._queues.at(arn) if arn is not None else None
        if queue is None or call is None:
            return
        policy = call.caller.policy
        if policy is not None and policy.verdict("sqs:SendMessage", arn) != "allowed":
            return
        told = {
            "ERROR_CODE": error.code,
            "ERROR_MESSAGE": error.message,
            "EXECUTION_ID": invocation.execution_id,
            "EXHAUSTED_RETRY_CONDITION": spent,
            "IS_PAYLOAD_TRUNCATED": "false",
            "RETRY_ATTEMPTS": str(invocation.attempt - 1),
            "SCHEDULED_TIME": seconds_text(invocation.scheduled),
            "SCHEDULE_ARN": invocation.schedule.arn,
            "TARGET_ARN": invocation.target["Arn"],
        }
        attributes = {n: {"DataType": "String", "StringValue": v} for n, v in told.items()}
        queue.put(Message(invocation.request(), at, call.caller.user_id, attributes))


def seconds_text(instant: datetime) -> str:
    """`2026-11-02T08:15:00Z`."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def _wait(attempt: int) -> timedelta:
    """How long after a failed attempt the next one is."""
    doubled: int = 2 ** min(attempt - 1, _DOUBLINGS)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _somewhere_within(schedule: Schedule, due: datetime) -> timedelta:
    """A place in the flexible time window, the same for the same run."""
    minutes = schedule.given["FlexibleTimeWindow"].get("MaximumWindowInMinutes", 0)
    if not minutes:
        return timedelta()
    digest = zlib.crc32(f"{schedule.arn} {due.isoformat()}".encode())
    return timedelta(seconds=digest % (60 * minutes))


def _call(invocation: Invocation) -> Call | None:
    """DynamoDB's CreateBackup in the role's name; None where the role does not let Scheduler in."""
    schedule, target = invocation.schedule, invocation.target
    context = source(schedule.account, schedule.region, schedule.group)
    role = role_for(target["RoleArn"], SERVICE, context)
    if role is None:
        return None
    return Call(
        service="dynamodb",
        action="CreateBackup",
        region=schedule.region,
        access_key="",
        request=HttpRequest(
            method="POST",
            path="/",
            query="",
            headers={"x-amz-target": "DynamoDB_20120810.CreateBackup", "user-agent": SERVICE},
            body=invocation.request().encode(),
        ),
        caller=taken_on(role, invocation.execution_id),
    )
