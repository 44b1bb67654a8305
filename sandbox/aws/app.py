"""The sandbox's AWS: an HTTP request in, an answer out, or none."""

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sandbox.aws import cloudtrail, dynamodb, kms, organizations, quotas, refusals, sts, tagging
from sandbox.aws.aws_backup import dispatch as aws_backup
from sandbox.aws.call import Answer, AwsError, Call, HttpRequest
from sandbox.aws.calls import CallLog, LoggedCall
from sandbox.aws.credentials import Credentials
from sandbox.aws.errors import error_answer, protocol_of
from sandbox.aws.events.messaging import Messaging
from sandbox.aws.faults import Fault, Faults
from sandbox.aws.moto_door import OtherServices
from sandbox.aws.outages import Outage, Outages
from sandbox.aws.outputs import checked
from sandbox.aws.permissions import require_permission
from sandbox.aws.profile import Profile
from sandbox.aws.rates import Rates
from sandbox.aws.reading import check_members, read_call, require_known
from sandbox.aws.scheduler.dispatch import Scheduler
from sandbox.aws.service_calls import ServiceCalls
from sandbox.aws.world import World
from sandbox.clock import SandboxClock, instant_text

READ_THEIR_OWN = {"dynamodb", "events", "sqs"}
"""Services that read the members of their calls themselves; others are checked before."""


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
        self.outages = Outages()
        self.world.region_is_out = self.outages.is_out
        self.rates = Rates(lambda: clock.wall().timestamp())
        self.credentials = Credentials(clock.wall)
        self.calls = CallLog()
        # Neither moto nor the world is safe for threads; calls take their turn.
        self.lock = threading.RLock()
        self.messaging = Messaging(self.world, self.lock)
        own_calls = ServiceCalls(self.world, self.faults, self.calls, clock.wall)
        self.scheduler = Scheduler(self.world, self.messaging.queues, own_calls)
        self._others = OtherServices()
        self._played: dict[str, Callable[[Call], Answer]] = {
            "backup": lambda call: aws_backup.run(self.world, call),
            "dynamodb": lambda call: dynamodb.run(self.world, call),
            "events": self.messaging.run_events,
            "kms": lambda call: kms.run(call, self._others, self.world),
            "organizations": organizations.run,
            "scheduler": self.scheduler.run,
            "sns": self.messaging.run_sns,
            "sqs": self.messaging.run_sqs,
            "sts": lambda call: sts.run(call, self.credentials),
            "tagging": lambda call: tagging.run(self.world, call),
        }
        self._sleep = sleep

    def answer(self, request: HttpRequest) -> Answer | None:
        """AWS's answer; None means: close the connection without one."""
        try:
            call = read_call(request, self.clock.wall())
        except AwsError as error:
            return error_answer(error, protocol=protocol_of(request))
        began = self.clock.wall(), self.clock.now()
        outage = self.outages.of(call.region)
        if outage is not None:
            answer = self._away(call, outage)
            self._log(call, began, answer, "outage")
            return answer
        fault = None
        try:
            call = self._admitted(call)
            fault = self.faults.take(call)
            answer = self._answer(call, fault)
        except AwsError as error:
            answer = error_answer(error, protocol=call.protocol, service=call.service)
        self._log(call, began, answer, fault.kind if fault else None)
        return answer

    def catch_up(self) -> None:
        """Do what was due by now, before anything else is done or a region comes or goes."""
        with self.lock:
            self.world.agenda.run(self.clock.now())

    def _away(self, call: Call, outage: Outage) -> Answer | None:
        match outage.kind:
            case "timeout":
                self.outages.hold(call.region)
                return None
            case "refused":
                return None
            case "error":
                error = refusals.away()
                return error_answer(error, protocol=call.protocol, service=call.service)

    def _admitted(self, call: Call) -> Call:
        """The call with its caller; AwsError for keys and actions that AWS does not know."""
        token = call.request.headers.get("x-amz-security-token")
        call = replace(call, caller=self.credentials.caller(call.access_key, token))
        require_known(call)
        return call

    def _answer(self, call: Call, fault: Fault | None) -> Answer | None:
        if fault is None:
            return self._work(call)
        self._sleep(fault.seconds)
        match fault.kind:
            case "slow":
                return self._work(call)
            case "lost_answer":
                with contextlib.suppress(AwsError):  # a refusal is lost like any other answer
                    self._work(call)
                return None
            case "unreachable":
                return None
            case "not_supported":
                return Answer(405, b"Method Not Allowed", {"Content-Type": "text/plain"}, "405")
            case "throttle":
                raise refusals.throttled(call)
            case "deny":
                raise refusals.denied(call)
            case "error":
                raise refusals.broken(call)

    def _work(self, call: Call) -> Answer:
        if not self.rates.allow(call):
            raise refusals.throttled(call)
        with self.lock:
            self.catch_up()
            return cloudtrail.witnessed(self.world, call, self._permitted)

    def _permitted(self, call: Call) -> Answer:
        require_permission(call)
        if call.service not in READ_THEIR_OWN:
            check_members(call)
        return checked(call, self._run(call))

    def _run(self, call: Call) -> Answer:
        if call.service == "servicequotas" and quotas.plays(call):
            return quotas.run(call, call.account, self.world.profile)
        return self._played.get(call.service, self._others.run)(call)

    def _log(
        self,
        call: Call,
        began: tuple[datetime, datetime],
        answer: Answer | None,
        fault: str | None,
    ) -> None:
        wall, domain = began
        self.calls.add(
            LoggedCall(
                service=call.service,
                action=call.action,
                region=call.region,
                account=call.account,
                wall=instant_text(wall),
                domain=instant_text(domain),
                status=answer.status if answer else None,
                error=answer.error if answer else None,
                fault=fault,
                names=call.names(),
            )
        )
