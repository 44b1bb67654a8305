"""gunicorn's threaded worker, with no thread spent on a connection that says nothing.

gunicorn 27 gives each new connection a thread for up to five seconds while it waits
for the first byte: as many silent connections as threads (a balancer's spare ones, a
port scan) would hold back every command for longer than Slack waits. Here they wait
in the poller, where they cost nothing.
"""

from gunicorn.workers import gthread


class HttpWorker(gthread.ThreadWorker):
    """Takes up a connection once there is something to read."""

    def handle(self, conn: gthread.TConn) -> object:
        """Serve a request, or hand the connection back to wait for one."""
        if not conn.initialized and not conn.wait_for_data(0):  # type: ignore[no-untyped-call]  # gunicorn has no types
            return gthread._DEFER  # noqa: SLF001  what `finish_request` looks for
        return super().handle(conn)  # type: ignore[no-untyped-call]  # same
