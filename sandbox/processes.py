"""The product's processes, as its Procfile names them, each to be killed on its own."""

import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
TERMINATED = 128 + signal.SIGTERM
"""The exit status of a process that SIGTERM ended, as shells have it."""


def procfile(path: Path = ROOT / "Procfile") -> dict[str, list[str]]:
    """Process name to its command, with `python` being this interpreter."""
    commands = {}
    for line in path.read_text().splitlines():
        name, _, command = line.partition(":")
        if command:
            words = shlex.split(command)
            commands[name.strip()] = [sys.executable if w == "python" else w for w in words]
    return commands


class Process:
    """One process in a session of its own, its output in a file."""

    def __init__(
        self, name: str, command: list[str], environment: Mapping[str, str], log: Path
    ) -> None:
        """Describe it; `start` runs it."""
        self.name = name
        self.log = log
        self._command = command
        self._environment = dict(environment)
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        running = self._running
        return running.pid if running is not None and running.poll() is None else None

    def start(self) -> None:
        """Run it unless it runs."""
        if self.pid is not None:
            return
        with self.log.open("ab") as output, undisturbed():
            self._running = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self, *, whole_group: bool = True) -> None:
        """SIGKILL it; with its group, which holds the children that did not leave it."""
        pid = self.pid
        if pid is None or self._running is None:
            return
        if whole_group:
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)
        self._running.wait()

    def stop(self, *, patience_seconds: float = 5.0) -> None:
        """SIGTERM, then SIGKILL to what is left."""
        pid = self.pid
        if pid is None or self._running is None:
            return
        os.kill(pid, signal.SIGTERM)
        try:
            self._running.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def has_ended(self) -> bool:
        """Whether it was started and runs no more."""
        return self._running is not None and self._running.poll() is not None

    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


class Ended(Exception):  # noqa: N818  named for the condition
    """A process ended before it was ready; the message has what it said last."""


class Supervisor:
    """Starts processes again when they end, as any process manager does in production."""

    def __init__(self, processes: list[Process]) -> None:
        """Watch these from `start` to `stop`."""
        self._processes = processes
        self._is_watching = True
        self._turn = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start all and keep them running."""
        for process in self._processes:
            process.start()
        self._thread.start()

    def stop(self) -> None:
        """End all, in reverse order, within a few seconds."""
        self._ending.set()
        if self._thread.ident is not None:  # else it was ended while it started
            self._thread.join()
        self._stop_all()

    def rest(self) -> None:
        """End all, and start none again until `resume`."""
        with self._turn:
            self._is_watching = False
        self._stop_all()

    def resume(self) -> None:
        """Start all, and keep them running again."""
        with self._turn:
            self._is_watching = True
            for process in self._processes:
                process.start()

    def _stop_all(self) -> None:
        threads = [threading.Thread(target=process.stop) for process in reversed(self._processes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _watch(self) -> None:
        while not self._ending.wait(0.5):
            with self._turn:
                if self._is_watching:
                    for process in self._processes:
                        process.start()


def unwind_on_sigterm() -> None:
    """Leave by SystemExit, so that every `with` and `finally` on the way ends its processes.

    Python's default ends this process alone. Once is enough: asked again while ending,
    we go on ending.
    """

    def leave(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.exit(TERMINATED)

    signal.signal(signal.SIGTERM, leave)


@contextmanager
def undisturbed() -> Iterator[None]:
    """SIGTERM waits for the end of the block: one that has forked may not forget what it forked.

    Python hands signals to its main thread only; in others there is nothing to wait for.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        for number in asked:
            signal.raise_signal(number)


def wait_until(what: str, done: Callable[[], bool], *, seconds: float = 30.0) -> None:
    """Poll until `done` is true.

    Raises:
        TimeoutError: It was not within `seconds`; the message says what.
    """
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.02)
