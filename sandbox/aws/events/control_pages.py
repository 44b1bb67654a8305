"""`/_sandbox/events`: what became of each event, and letters put straight onto a queue.

What a POST sends need not be an event, nor even JSON: a test may want to see what a
listener does with poison, or with AWS's own samples of events.
"""

import json
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from sandbox.aws.call import Answer, AwsError, HttpRequest, Json
from sandbox.aws.events.message import Message, require_text, size
from sandbox.aws.events.queue import Queue
from sandbox.aws.events.queues import Queues, missing, path_of
from sandbox.aws.events.targets import SERVICE

if TYPE_CHECKING:
    from sandbox.aws.app import Aws


class Letters(BaseModel):
    """Texts for a queue, named by its ARN or by the URL the sandbox gave."""

    model_config = ConfigDict(extra="forbid")

    queue: str
    bodies: list[str] = Field(min_length=1, max_length=100_000)


def read_events(aws: "Aws", _: HttpRequest) -> Answer:
    """The newest 10,000 events, what became of each, and each rule's failed invocations."""
    with aws.lock:
        events = [{"event": t.event, "fates": t.fates} for t in aws.messaging.delivery.told()]
        failed = {rule.arn: rule.failed for rule in aws.messaging.rules.all() if rule.failed}
        # Fates still grow; what is told is of this moment.
        return _json({"events": events, "failed_invocations": failed})


def put_letters(aws: "Aws", request: HttpRequest) -> Answer:
    """Put texts onto a queue as EventBridge would an event, whatever its policy."""
    letters = Letters.model_validate_json(request.body)
    with aws.lock:
        try:
            queue = _queue(aws.messaging.queues, letters.queue)
            for body in letters.bodies:
                _require_deliverable(queue, body)
        except AwsError as error:
            return _json({"error": error.message}, 422)
        for body in letters.bodies:
            queue.put(Message(body, aws.clock.now(), SERVICE))
    return _json({"sent": len(letters.bodies)})


def _queue(queues: Queues, named: str) -> Queue:
    if named.startswith("arn:"):
        queue = queues.at(named)
        if queue is None:
            raise missing()
        return queue
    return queues.get(named, region=("", "", "", *path_of(named))[-3])


def _require_deliverable(queue: Queue, body: str) -> None:
    require_text(body)
    if size(body, {}) > queue.attributes.largest:
        raise AwsError("InvalidParameterValue", f"longer than {queue.attributes.largest} bytes")


def _json(body: Json, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
