"""Calls that AWS's own services make in a role's name, at domain instants.

They come without a signature and over no wire; faults meet them, the log of
calls and CloudTrail have them, and DynamoDB answers or refuses them as it does
any other.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.aws import cloudtrail, dynamodb, refusals
from sandbox.aws.call import Answer, AwsError, Call
from sandbox.aws.calls import CallLog, LoggedCall
from sandbox.aws.faults import Fault, Faults
from sandbox.aws.outputs import checked
from sandbox.aws.resources import permission, resources
from sandbox.aws.world import World
from sandbox.clock import instant_text


@dataclass(frozen=True)
class ServiceCalls:
    """Callers hold the world's lock. `wall` gives aware instants of real time."""

    world: World
    faults: Faults
    log: CallLog
    wall: Callable[[], datetime]

    def make(self, call: Call, at: datetime) -> Answer:
        """DynamoDB's answer to a call made at `at`; AwsError where it refuses.

        The call's `user-agent` names the service that makes it.
        """
        fault = self.faults.take(call)
        try:
            answer = self._answer(call, at, fault)
        except AwsError as error:
            self._note(call, at, error, fault)
            self._record(call, at, None, error)
            raise
        self._note(call, at, None, fault)
        self._record(call, at, answer, None)
        return answer

    def _answer(self, call: Call, at: datetime, fault: Fault | None) -> Answer:
        match fault.kind if fault else "":
            case "throttle":
                raise refusals.throttled(call)
            case "deny":
                raise refusals.denied(call)
            case "error" | "unreachable" | "not_supported":
                raise refusals.broken(call)
        _require_permission(call)
        answer = checked(call, dynamodb.run(self.world, call, at))
        if fault is not None and fault.kind == "lost_answer":
            raise refusals.broken(call)
        return answer  # `slow` is nothing to a service that waits

    def _record(
        self, call: Call, at: datetime, answer: Answer | None, error: AwsError | None
    ) -> None:
        service = call.request.headers["user-agent"]
        cloudtrail.record(
            self.world,
            account=call.account,
            region=call.region,
            caller_arn=call.caller.arn,
            event_source=cloudtrail.SOURCES[call.service],
            event_name=call.action,
            request=call.payload(),
            response=json.loads(answer.body) if answer else None,
            error=error,
            at=at,
            source_ip=service,
            user_agent=service,
        )

    def _note(self, call: Call, at: datetime, error: AwsError | None, fault: Fault | None) -> None:
        self.log.add(
            LoggedCall(
                service=call.service,
                action=call.action,
                region=call.region,
                account=call.account,
                wall=instant_text(self.wall()),
                domain=instant_text(at),
                status=error.status if error else 200,
                error=error.code if error else None,
                fault=fault.kind if fault else None,
                names=call.names(),
            )
        )


def _require_permission(call: Call) -> None:
    policy = call.caller.policy
    for resource in resources(call) if policy else ():
        if policy and policy.verdict(permission(call), resource) != "allowed":
            raise refusals.denied(call, at=resource)
