"""The sandbox's AWS inside a test: a server thread on a free port, and its strings."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sandbox.aws.agenda import Act
from sandbox.aws.app import Aws
from sandbox.aws.calls import LoggedCall
from sandbox.aws.faults import Fault, Kind
from sandbox.aws.happening import Happening, VaultNotification
from sandbox.aws.listener import AwsListener
from sandbox.aws.moto_door import OtherServices
from sandbox.aws.outages import Outage, OutageKind
from sandbox.aws.profile import Profile
from sandbox.aws.server import listener, wall_time


class RunningAws:
    """A running server: `endpoint` for boto3, `clock_url` for DDBDR_CLOCK_URL."""

    def __init__(self, endpoint: str, aws: Aws) -> None:
        self.endpoint = endpoint
        self.clock_url = f"{endpoint}/_sandbox/clock"
        self._aws = aws

    def now(self) -> datetime:
        """The domain instant."""
        return self._aws.clock.now()

    def set_clock(self, now: datetime | None = None, *, speed: float | None = None) -> datetime:
        """Move domain time; before the first table also back."""
        with self._aws.lock:
            if now is not None and now < self.now() and not self._aws.world.empty():
                raise ValueError("there are tables or backups: time cannot go back")
            return self._aws.clock.set(now=now, speed=speed)

    def advance(self, seconds: float) -> datetime:
        """Let domain time pass."""
        return self._aws.clock.set(advance_seconds=seconds)

    def tell(self, happening: Happening) -> None:
        """Let AWS say that something happened, as one of its services would."""
        with self._aws.lock:
            self._aws.world.tell(happening)

    def notify(self, told: VaultNotification) -> None:
        """Let AWS Backup tell a vault's topic, as it would by itself."""
        with self._aws.lock:
            self._aws.world.notify(told)

    def plan(self, instant: datetime, act: Act) -> None:
        """Let something of the test's own happen at a domain instant."""
        with self._aws.lock:
            self._aws.world.agenda.at(instant, act)

    def profile(self, **changes: float | bool) -> Profile:
        """Change how long things take, or what is left out."""
        with self._aws.lock:
            merged = self._aws.world.profile.model_dump() | changes
            self._aws.world.profile = Profile.model_validate(merged)
            return self._aws.world.profile

    def fault(
        self,
        action: str,
        kind: Kind,
        *,
        seconds: float = 0,
        count: int | None = None,
        region: str = "*",
        service: str = "*",
        account: str = "*",
        every: int = 1,
    ) -> None:
        """Let the next `count` such calls fail, all without a count; or every n-th of them."""
        self._aws.faults.add(
            Fault(
                action=action,
                kind=kind,
                seconds=seconds,
                count=count,
                region=region,
                service=service,
                account=account,
                every=every,
            )
        )

    def faults(self) -> list[Fault]:
        """The faults still waiting for their calls."""
        return self._aws.faults.waiting()

    def clear_faults(self) -> None:
        """Everything works again."""
        self._aws.faults.clear()

    def outage(self, region: str, kind: OutageKind = "timeout") -> None:
        """Let a region be gone until `end_outage`."""
        self._aws.catch_up()
        self._aws.outages.declare(Outage(region=region, kind=kind))

    def end_outage(self, region: str | None = None) -> None:
        """A region answers again, or all of them."""
        self._aws.catch_up()
        self._aws.outages.end(region)

    def calls(self, action: str | None = None) -> list[LoggedCall]:
        """Every call so far, or those of one action."""
        return [call for call in self._aws.calls.all() if action in {call.action, None}]

    def clear_calls(self) -> None:
        """Begin to count anew."""
        self._aws.calls.clear()

    def heard(self) -> list[Happening]:
        """A list that fills with whatever AWS's services tell from now on, as they make it."""
        found: list[Happening] = []
        tell = self._aws.world.tell

        def listen(happening: Happening) -> None:
            found.append(happening)
            tell(happening)

        self._aws.world.tell = listen
        return found


_serving: set[AwsListener] = set()


@contextmanager
def running(
    *,
    speed: float = 60,
    profile: Profile | None = None,
    start: datetime | None = None,
    rates: bool = True,
    wall: Callable[[], datetime] = wall_time,
) -> Iterator[RunningAws]:
    """A server of its own until the block ends; speed 0 lets time stand still.

    `rates` False lets calls come faster than AWS allows; `wall` gives aware
    instants and drives everything but the waiting. DynamoDB and STS are each
    server's own; KMS and the rest of moto's services are shared by the servers
    of one process, and emptied when the last one ends.
    """
    server = listener(0, speed=speed, profile=profile, start=start, wall=wall)
    server.aws.rates.on = rates
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    _serving.add(server)
    try:
        yield RunningAws(server.endpoint, server.aws)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        _serving.discard(server)
        if not _serving:
            OtherServices.forget()
