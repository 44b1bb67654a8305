"""Server-sent events: tells open pages what changed, so that they show it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from sandbox.slack.store import Json

KEEP_ALIVE_SECONDS = 15.0
BEHIND_MOST = 1000
"""Changes a page may be behind before it is told to load everything again."""


class Feed:
    """Passes changes to every page that listens."""

    def __init__(self) -> None:
        self._listening: set[asyncio.Queue[Json]] = set()

    def tell(self, change: Json) -> None:
        """Pass a change on."""
        for queue in self._listening:
            if queue.qsize() < BEHIND_MOST:
                queue.put_nowait(change)
            elif queue.qsize() == BEHIND_MOST:
                queue.put_nowait({"type": "reset"})

    def close(self) -> None:
        """End every stream."""
        for queue in self._listening:
            queue.put_nowait({"type": "bye"})

    async def listen(self, told: Callable[[Json], Json]) -> AsyncIterator[str]:
        """Yield changes as server-sent events until the page or the server goes away.

        Args:
            told: what a page is told of a change, asked when it is sent: the newest state.
        """
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._listening.add(queue)
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    change = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                yield f"data: {json.dumps(told(change))}\n\n"
                if change["type"] == "bye":
                    return
        finally:
            self._listening.discard(queue)
