"""Everything at once: Slack, AWS, Valkey and the product's processes, for demo, tour and tests."""

import json
import os
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from recovery.ledger import Ledger, open_ledger
from sandbox.aws.clock_client import RemoteClock
from sandbox.foundation import lay_foundation
from sandbox.isolation import environment, require_loopback
from sandbox.ports import free_port
from sandbox.processes import ROOT, Ended, Process, Supervisor, procfile, wait_until
from sandbox.valkey import Valkey

START_SECONDS = 60.0
MANIFEST = ROOT / "deploy" / "slack-manifest.yaml"


class Stack:
    """The sandbox and the product on it, each process to be killed or stopped on its own.

    Attributes:
        slack_url: Where the local Slack workspace is.
        aws_url: The AWS endpoint.
        clock_url: The sandbox's clock, on the AWS port.
        processes: `slack`, `aws` and the Procfile's names.
    """

    def __init__(
        self,
        *,
        outside: Mapping[str, str] = os.environ,
        slack_port: int | None = None,
        speed: float = 1.0,
        config: Path = ROOT / "sandbox" / "ddbdr.yaml",
        supervised: bool = True,
        socket_mode: bool = False,
        product: tuple[str, ...] = ("bot", "poster", "clock", "worker", "listener"),
        prepare: Callable[[str], object] = lambda _: None,
        aws_url: str | None = None,
    ) -> None:
        """Choose ports and prepare every process; nothing runs yet.

        Args:
            outside: The environment we are in; only harmless names of it are handed on.
            slack_port: Slack's port; a free one if None.
            speed: Seconds of the sandbox's clock per real second.
            config: The product's ddbdr.yaml.
            supervised: Start product processes again when they end.
            socket_mode: Reach the bot by Socket Mode instead of HTTP.
            product: Which processes of the Procfile to run.
            prepare: Called with the AWS endpoint once AWS answers, before the product starts.
            aws_url: Another AWS on loopback instead of the sandbox's; time is then real.
        """
        given = outside.get("REDIS_URL")
        if given:
            self.redis_url = require_loopback("REDIS_URL", given)
        self._folder = tempfile.TemporaryDirectory(prefix="ddbdr-")
        self.folder = Path(self._folder.name)
        self.valkey: Valkey | None = None
        if not given:
            self.valkey = Valkey(self.folder / "valkey")
        bot, slack, aws = free_port(), slack_port or free_port(), free_port()
        self.bot_url = f"http://127.0.0.1:{bot}"
        self.slack_url = f"http://127.0.0.1:{slack}"
        self.aws_url = require_loopback("aws_url", aws_url or f"http://127.0.0.1:{aws}")
        self.clock_url = f"{self.aws_url}/_sandbox/clock"
        self._outside = outside
        self._supervised = supervised
        self._names = product
        self._prepare = prepare
        self._settings = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_SIGNING_SECRET": "sandbox-secret",
            "SLACK_API_URL": f"{self.slack_url}/api/",
            "AWS_ENDPOINT_URL": self.aws_url,
            "DDBDR_CONFIG": str(config),
            "PORT": str(bot),
        }
        deliver = ["--request-url", f"{self.bot_url}/slack/events"]
        if socket_mode:
            self._settings["SLACK_APP_TOKEN"] = "xapp-sandbox"  # noqa: S105  the sandbox's own
            deliver = ["--socket-mode"]
        # Under exactly the scopes and events that the product asks Slack for.
        self._sandbox = {
            "slack": ["slack", "--port", str(slack), "--manifest", str(MANIFEST), *deliver]
        }
        if aws_url is None:
            self._sandbox["aws"] = ["aws", "--port", str(aws), "--speed", str(speed)]
            self._settings["DDBDR_CLOCK_URL"] = self.clock_url
        self.processes: dict[str, Process] = {}
        self._supervisor: Supervisor | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of a product process."""
        return environment(self._outside, REDIS_URL=self.redis_url, **self._settings)

    @property
    def ledger(self) -> Ledger:
        """A handle on the ledger, for looking."""
        return open_ledger(self.redis_url)

    def start(self) -> Self:
        """Bring up sandbox and product and wait until both answer."""
        if self.valkey is not None:
            self.valkey.start()
            self.redis_url = self.valkey.url
        for name, arguments in self._sandbox.items():
            self._add(name, [sys.executable, "-m", "sandbox", *arguments]).start()
        self._await("slack", f"{self.slack_url}/")
        if "aws" in self._sandbox:
            self._await("aws", self.clock_url)
        self._prepare(self.aws_url)
        if "aws" in self._sandbox:
            queues = lay_foundation(self.aws_url)
            self._settings["DDBDR_EVENTS_QUEUE_URL"] = ",".join(queues)
        commands = procfile()
        product = [self._add(name, commands[name]) for name in self._names]
        if self._supervised:
            self._supervisor = Supervisor(product)
            self._supervisor.start()
        else:
            for process in product:
                process.start()
        if "bot" in self._names:
            wait_until("bot", lambda: answers(f"{self.bot_url}/healthz"), seconds=START_SECONDS)
        return self

    def stop(self) -> None:
        """End everything that `start` started, and remove its files."""
        if self._supervisor is not None:
            self._supervisor.stop()
        for process in reversed(self.processes.values()):
            process.stop()
        if self.valkey is not None:
            self.valkey.stop()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        """Start it; what came up is ended again if the rest does not."""
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """End it."""
        self.stop()

    def set_clock(self, **changes: object) -> None:
        """Turn the sandbox's clock: `now`, `speed` or `advance_seconds`."""
        request = urllib.request.Request(  # noqa: S310  our own loopback address
            self.clock_url,
            data=json.dumps(changes).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310  same
            return

    @contextmanager
    def product_away(self) -> Iterator[None]:
        """The whole product is stopped for the length of the block; the sandbox goes on."""
        if self._supervisor is None:
            raise RuntimeError("only a supervised stack starts its product again")
        self._supervisor.rest()
        yield
        self._supervisor.resume()

    def pass_hours(self, hours: int) -> None:
        """Let hours of the clock pass."""
        RemoteClock(self.aws_url).let_pass(hours * 3600)

    def empty_ledger(self) -> None:
        """Forget every job, in a Valkey of our own only: a given one may hold more than ours."""
        if self.valkey is not None:
            self.valkey.empty()

    def _await(self, name: str, url: str) -> None:
        process = self.processes[name]

        def is_ready() -> bool:
            if process.has_ended():
                raise Ended(f"{name} ended at once: {process.said().strip()[-500:]}")
            return answers(url)

        wait_until(name, is_ready, seconds=START_SECONDS)

    def _add(self, name: str, command: list[str]) -> Process:
        surroundings = environment(self._outside) if name in self._sandbox else self.environment
        process = Process(name, command, surroundings, self.folder / f"{name}.log")
        self.processes[name] = process
        return process


def answers(url: str) -> bool:
    """Whether a GET there is answered with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  loopback
            return bool(response.status < 400)  # noqa: PLR2004  HTTP's first error
    except OSError:
        return False
