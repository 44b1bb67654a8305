"""The sandbox's AWS: an HTTP request in, an answer out, or none."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from sandbox.aws import dynamodb, quotas
from sandbox.aws.call import Answer, AwsError, Call, HttpRequest, error_answer, read_call
from sandbox.aws.calls import CallLog, LoggedCall
from sandbox.aws.faults import Fault, Faults
from sandbox.aws.moto_door import OtherServices, account_of
from sandbox.aws.profile import Profile
from sandbox.aws.world import World
from sandbox.clock import SandboxClock, instant_text


class Aws:
    """One AWS on one clock. `answer` may be called from many threads at once."""

    def __init__(
        self,
        clock: SandboxClock,
        profile: Profile,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.clock = clock
        self.world = World(clock, profile)
        self.faults = Faults()
        self.calls = CallLog()
        # Neither moto nor the world is safe for threads; calls take their turn.
        self.lock = threading.RLock()
        self._others = OtherServices()
        self._sleep = sleep

    def answer(self, request: HttpRequest) -> Answer | None:
        """AWS's answer; None means: close the connection without one."""
        try:
            call = read_call(request)
        except AwsError as error:
            return error_answer(error, xml=False)
        began = self.clock.wall(), self.clock.now()
        fault = self.faults.take(call.service, call.action, call.region)
        answer = self._answer(call, fault)
        self._log(call, began, answer, fault)
        return answer

    def _answer(self, call: Call, fault: Fault | None) -> Answer | None:
        if fault is None:
            return self._work(call)
        self._sleep(fault.seconds)
        match fault.kind:
            case "slow":
                return self._work(call)
            case "lost_answer":
                self._work(call)
                return None
            case "unreachable":
                return None
            case "not_supported":
                return Answer(405, b"Method Not Allowed", {"Content-Type": "text/plain"}, "405")
            case "throttle":
                error = AwsError("ThrottlingException", "Rate exceeded")
            case "deny":
                error = AwsError(
                    "AccessDeniedException", f"User is not authorized to perform: {call.action}"
                )
            case "error":
                error = AwsError("InternalServerError", "Internal server error", 500)
        return error_answer(error, xml=call.xml)

    def _work(self, call: Call) -> Answer:
        with self.lock:
            try:
                if call.service == "dynamodb":
                    return dynamodb.run(self.world, call)
                if quotas.plays(call):
                    return quotas.run(call, account_of(call.access_key), self.world.profile)
                return self._others.run(call)
            except AwsError as error:
                return error_answer(error, xml=call.xml)

    def _log(
        self,
        call: Call,
        began: tuple[datetime, datetime],
        answer: Answer | None,
        fault: Fault | None,
    ) -> None:
        wall, domain = began
        self.calls.add(
            LoggedCall(
                service=call.service,
                action=call.action,
                region=call.region,
                account=account_of(call.access_key),
                wall=instant_text(wall),
                domain=instant_text(domain),
                status=answer.status if answer else None,
                error=answer.error if answer else None,
                fault=fault.kind if fault else None,
                names=call.names(),
            )
        )
