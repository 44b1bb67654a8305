"""The way to Redis: connections, time limits, and the one place where errors are sorted.

Whatever means "the store cannot do this now" becomes LedgerAway with a short
reason; what is left is a defect (a wrong script, say) and is raised as it is.

Nothing is sent twice: after an uncertain answer the caller is told LedgerAway, and
a command that ran anyway is found there. Connections that died while idle are
noticed and replaced before they are used. A dead store is given up on after one
second (connecting) or two (answering); blocking reads wait in slices of a second,
so they are no exception.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ClusterDownError,
    ConnectionError,  # noqa: A004  redis's own
    MasterDownError,
    MovedError,
    NoPermissionError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TimeoutError,  # noqa: A004  redis's own
    TryAgainError,
)
from redis.retry import Retry

from recovery.errors import LedgerAway
from recovery.ledger.redis_script import Script

CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 2.0
SLICE_SECONDS = 1.0

_REASONS: tuple[tuple[type[RedisError], str], ...] = (
    (BusyLoadingError, "it is still loading its data"),
    (AuthenticationError, "it does not accept the user or password"),
    (ConnectionError, "no connection"),
    (TimeoutError, "no answer in time"),
    (ReadOnlyError, "it is read-only, a replica perhaps"),
    (OutOfMemoryError, "its memory is full"),
    (NoPermissionError, "it denies this user the command or key"),
    (MovedError, "another node has the keys now"),
    (TryAgainError, "its keys are being moved"),
    (MasterDownError, "its primary is down"),
    (ClusterDownError, "its cluster is down"),
)
# Errors without a class of their own, by a word of their message; what was queued in
# MULTI or called in a script has another one before it.
_WORDS = (
    ("MISCONF", "it cannot write its log to disk"),
    ("NOREPLICAS", "it has too few replicas"),
    ("BUSY ", "a script keeps it busy"),
    ("UNBLOCKED", "it is changing roles"),
    ("ACL failure in script", "it denies this user the command or key"),
)


class Link:
    """Commands to one Redis; safe to share between threads, and across a fork."""

    def __init__(
        self,
        url: str,
        *,
        max_connections: int,
        greet: Callable[[Any], None] | None = None,
    ) -> None:
        """Prepare, without connecting.

        Args:
            url: `redis://`, `rediss://` or `unix://`.
            max_connections: More callers than that wait, for the answer time at most.
            greet: Called with every fresh connection, before its first command.
        """
        self._pool = BlockingConnectionPool.from_url(
            url,
            max_connections=max_connections,
            timeout=ANSWER_SECONDS,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
            decode_responses=True,
            redis_connect_func=greet,
        )
        self._redis = Redis(connection_pool=self._pool)
        # redis-py leaves it untyped.
        self._execute: Callable[..., Any] = self._redis.execute_command

    def call(self, *command: str | float) -> Any:  # noqa: ANN401  as many shapes as commands
        """One command."""
        with self._sorted():
            return self._execute(*command)

    def together(self, *commands: tuple[str | float, ...]) -> list[Any]:
        """Several commands at one moment (MULTI), in one round trip."""
        with self._sorted(), self._redis.pipeline(transaction=True) as pipe:
            queue: Callable[..., Any] = pipe.execute_command
            for command in commands:
                queue(*command)
            return pipe.execute()

    def run(
        self, script: Script, keys: Sequence[str] = (), args: Sequence[str | float] = ()
    ) -> Any:  # noqa: ANN401  as many shapes as scripts
        """One transition: `keys` follow the shared ones, see `redis_script`."""
        tail = (len(script.prefix) + len(keys), *script.prefix, *keys, *args)
        with self._sorted():
            try:
                return self._execute("EVALSHA", script.sha, *tail)
            except NoScriptError:  # a fresh or flushed store; EVAL keeps it for the next time
                return self._execute("EVAL", script.text, *tail)

    def wait(self, list_key: str, *, seconds: float) -> bool:
        """Take the element of a signal list, waiting for it if there is none yet."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            # To Redis, a wait of 0 is one without end.
            slice_seconds = max(0.001, min(left, SLICE_SECONDS))
            if self.call("BLPOP", list_key, f"{slice_seconds:.3f}") is not None:
                return True
        return self.call("LPOP", list_key) is not None

    def close(self) -> None:
        """Close idle and used connections; later calls open new ones."""
        self._pool.disconnect()

    @contextmanager
    def _sorted(self) -> Iterator[None]:
        try:
            yield
        except ReadOnlyError as error:
            # The primary has moved: its name may lead elsewhere now.
            self._pool.disconnect(inuse_connections=False)
            raise LedgerAway(_reason(error)) from error
        except RedisError as error:
            reason = _reason(error)
            if not reason:
                raise
            raise LedgerAway(reason, is_unsure=_is_unsure(error)) from error


def _is_unsure(error: RedisError) -> bool:
    """Whether a command may have been carried out: its answer was lost, not its connection.

    redis-py has no class for a connection that was never made; its messages say so.
    """
    lost = isinstance(error, ConnectionError | TimeoutError)
    known = isinstance(error, BusyLoadingError | AuthenticationError)
    return lost and not known and "connect" not in str(error).lower()


def _reason(error: RedisError) -> str:
    """Why the store is away, as half a sentence; empty if this is a defect instead."""
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    if isinstance(error, ResponseError):
        text = str(error)
        return next((why for word, why in _WORDS if word in text), "")
    return ""
