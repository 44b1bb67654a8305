"""EventBridge, SQS and SNS of one sandbox, put together."""

import threading
from functools import partial

from sandbox.aws.call import Answer, Call
from sandbox.aws.events import eventbridge, sns, sqs
from sandbox.aws.events.delivery import Delivery
from sandbox.aws.events.queues import Queues
from sandbox.aws.events.rules import Rules
from sandbox.aws.events.targets import Targets
from sandbox.aws.events.topics import Topics
from sandbox.aws.events.vault_notifications import notify
from sandbox.aws.world import World


class Messaging:
    """What listens to the world. Callers hold `lock`, the world's."""

    def __init__(self, world: World, lock: threading.RLock) -> None:
        self._world = world
        self.queues = Queues(world.clock, lock)
        self.topics = Topics(self.queues)
        self.rules = Rules()
        self.delivery = Delivery(world, self.rules, Targets(self.queues, self.topics))
        world.tell = self.delivery.tell
        world.notify = partial(notify, self.topics)

    def run_events(self, call: Call) -> Answer:
        """EventBridge's answer."""
        return eventbridge.run(self.rules, self.delivery, call, self._world.clock.now())

    def run_sns(self, call: Call) -> Answer:
        """SNS's answer."""
        return sns.run(self.topics, call, self._world.clock.now())

    def run_sqs(self, call: Call) -> Answer:
        """SQS's answer; waiting for a message lets go of the lock."""
        return sqs.run(self.queues, self._world.clock, call)
