"""The listener: each event once, nothing lost, whatever is away and whatever it is sent."""

import json
from dataclasses import dataclass, field

import pytest
import structlog

from recovery.outcome import Notice
from sandbox.fakes.queues import FakeQueue
from tests.workers import aws_samples as samples
from tests.workers.world import World
from workers.listener import Listener

PINNED = json.dumps(
    {
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Condition": {
                "ArnLike": {"aws:SourceArn": "arn:aws:events:*:123456789012:rule/ddbdr-*"}
            },
        }
    }
)


@dataclass
class Scene:
    """A queue, a ledger and the listener between them."""

    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self.queue = FakeQueue(wall=self.world.time.wall, policy_text=PINNED)
        self.listener = self.another()

    def another(self) -> Listener:
        return Listener(
            self.queue,
            ledger=self.world.ledger,
            config=self.world.config,
            clock=self.world.time,
            wall=self.world.time.wall,
            log=structlog.get_logger(),
        )

    def hear(self, *bodies: str) -> list[Notice]:
        """Send and let the listener take everything; all the news so far."""
        for body in bodies:
            self.queue.send(body)
        while self.listener.turn(wait_seconds=0) == 0.0 and self._visible():
            pass
        return self.news()

    def _visible(self) -> bool:
        now = self.world.time.wall()
        return any(one.visible_at <= now for one in self.queue._stored)  # noqa: SLF001  its own fake

    def news(self) -> list[Notice]:
        outbox, wall = self.world.ledger.outbox, self.world.time.wall()
        letters = [
            one for lane in ("alarms", "news") for one in outbox.ready(lane, wall=wall, limit=99)
        ]
        return [Notice.model_validate(letter.body) for letter in letters]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_an_event_becomes_a_notice_and_leaves_the_queue(scene: Scene) -> None:
    (notice,) = scene.hear(samples.text(samples.backup("COMPLETED")))
    assert (notice.name, notice.table, notice.account) == ("BackupCompleted", "orders", "prod")
    assert len(scene.queue) == 0


def test_told_twice_by_aws_it_is_told_once(scene: Scene) -> None:
    body = samples.text(samples.backup("COMPLETED"))
    assert len(scene.hear(body, body)) == 1
    assert len(scene.queue) == 0
