"""One poster process on a world, whose time moves only when told."""

import itertools
import threading

from bot.gateway import Gateway
from bot.pace import Pace
from bot.poster import Poster
from tests.bot.conftest import World


class Posting:
    """A poster, turned by hand."""

    def __init__(self, world: World, name: str = "one") -> None:
        self.world = world
        ids = itertools.count(1)
        self.poster = Poster(
            world.desk,
            Gateway(world.client, Pace(lambda: world.wall)),
            new_id=lambda: f"{name}-{next(ids)}",
            wall=lambda: world.wall,
            name=name,
        )

    def turn(self) -> None:
        """One turn, and everything it started."""
        if self.poster.leads():
            self.poster.turn()
            while not self.poster.is_idle():
                threading.Event().wait(0.001)

    def turns(self, seconds: float, step: float = 1.0) -> None:
        """Turns, a step of time between two, for so long."""
        self.turn()
        for _ in range(round(seconds / step)):
            self.world.pass_time(seconds=step)
            self.turn()
