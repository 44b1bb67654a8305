"""SQS's actions, in its JSON protocol, the only one that botocore's model has.

Sources: the SQS API reference and developer guide, and botocore's model.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.aws.call import Answer, AwsError, Call, Json, json_answer
from sandbox.aws.events.access import Asked
from sandbox.aws.events.message import (
    Message,
    attributes_digest,
    md5,
    require_attributes,
    require_text,
    size,
)
from sandbox.aws.events.pages import paged
from sandbox.aws.events.queue import Name, Queue
from sandbox.aws.events.queues import Queues
from sandbox.aws.events.sqs_batches import batch, require_batch_size
from sandbox.aws.reading import members
from sandbox.clock import SandboxClock

MOST, LONGEST_WAIT, LONGEST_HIDDEN, LONGEST_DELAY = 10, 20, 43_200, 900
_DENIED = "Access to the resource {} is denied."


@dataclass(frozen=True)
class Asking:
    """One call: who asks what of which queues."""

    queues: Queues
    clock: SandboxClock
    call: Call
    given: Json

    def queue(self) -> Queue:
        """The queue of QueueUrl; of another account only where its policy lets the caller in."""
        url = self.given["QueueUrl"]
        queue = self.queues.get(url, self.call.region)
        caller = self.call.caller
        asked = Asked(
            action=f"sqs:{self.call.action.removesuffix('Batch')}",
            resource=queue.name.arn,
            arn=caller.arn,
            account=caller.account,
        )
        if queue.name.account != caller.account and not queue.attributes.policy.allows(asked):
            raise AwsError("AccessDenied", _DENIED.format(url), 403)
        return queue

    def name(self, account: str | None = None) -> Name:
        """The name in QueueName, in the caller's account or another."""
        owner = account or self.call.account
        return Name(account=owner, region=self.call.region, name=self.given["QueueName"])

    def url(self, queue: Queue) -> str:
        """Where the queue is: at the address the caller used, its region in the path."""
        host = self.call.request.headers.get("host", "127.0.0.1")
        name = queue.name
        return f"http://{host}/queue/{name.region}/{name.account}/{name.name}"


def run(queues: Queues, clock: SandboxClock, call: Call) -> Answer:
    """Answer one call; AwsError where SQS would refuse it."""
    play = ACTIONS.get(call.action)
    if play is None:
        raise AwsError("UnsupportedOperation", f"The sandbox does not play SQS's {call.action}")
    return json_answer(play(Asking(queues, clock, call, _read(call))))


def _read(call: Call) -> Json:
    """The call's members; what AttributeNames asks of messages stands under its newer name."""
    payload = call.payload()
    if call.action == "ReceiveMessage" and isinstance(payload.get("AttributeNames"), list):
        # The model's enum for the older name has the queues' attributes, yet SQS takes these.
        newer = payload.get("MessageSystemAttributeNames") or []
        payload["MessageSystemAttributeNames"] = [*newer, *payload.pop("AttributeNames")]
    return members(call, payload)


def _create(asking: Asking) -> Json:
    given = asking.given
    queue = asking.queues.create(asking.name(), given.get("Attributes", {}), given.get("tags", {}))
    return {"QueueUrl": asking.url(queue)}


def _url(asking: Asking) -> Json:
    name = asking.name(asking.given.get("QueueOwnerAWSAccountId"))
    queue = asking.queues.find(name)
    if queue is None:
        raise AwsError("QueueDoesNotExist", "The specified queue does not exist.")
    return {"QueueUrl": asking.url(queue)}


def _list(asking: Asking) -> Json:
    prefix = asking.given.get("QueueNamePrefix", "")
    here = asking.queues.of(asking.call.account, asking.call.region)
    return _urls(asking, [q for q in here if q.name.name.startswith(prefix)], "QueueUrls")


def _sources(asking: Asking) -> Json:
    target = asking.queue()
    here = asking.queues.of(target.name.account, target.name.region)
    found = [q for q in here if (q.attributes.redrive or ("",))[0] == target.name.arn]
    return {"queueUrls": [], **_urls(asking, found, "queueUrls")}


def _urls(asking: Asking, queues: list[Queue], member: str) -> Json:
    most, token = _within(asking.given, "MaxResults", 1, 1000), asking.given.get("NextToken")
    told = paged(member, [asking.url(queue) for queue in queues], most or 1000, token)
    return told if told[member] else {}


def _delete_queue(asking: Asking) -> Json:
    asking.queues.delete(asking.queue())
    return {}


def _purge(asking: Asking) -> Json:
    asking.queue().purge()
    return {}


def _attributes(asking: Asking) -> Json:
    queue = asking.queue()
    shown = queue.attributes.shown() | queue.facts()
    wanted = asking.given.get("AttributeNames", [])
    told = {name: text for name, text in shown.items() if {name, "All"} & set(wanted)}
    return {"Attributes": told} if told else {}


def _set_attributes(asking: Asking) -> Json:
    asking.queues.change(asking.queue(), asking.given["Attributes"])
    return {}


def _tags(asking: Asking) -> Json:
    tags = asking.queue().tags
    return {"Tags": dict(tags)} if tags else {}


def _tag(asking: Asking) -> Json:
    asking.queue().tags.update(asking.given["Tags"])
    return {}


def _untag(asking: Asking) -> Json:
    tags = asking.queue().tags
    for key in asking.given["TagKeys"]:
        tags.pop(key, None)
    return {}


def _send(asking: Asking) -> Json:
    return _sent(asking, asking.queue(), asking.given)


def _send_batch(asking: Asking) -> Json:
    queue = asking.queue()
    require_batch_size(asking.given["Entries"])
    return batch(asking.given["Entries"], lambda entry: _sent(asking, queue, entry))


def _sent(asking: Asking, queue: Queue, given: Json) -> Json:
    for member in ("MessageGroupId", "MessageDeduplicationId", "MessageSystemAttributes"):
        if member in given:
            raise AwsError("UnsupportedOperation", f"The sandbox does not play {member}")
    body, attributes = given["MessageBody"], given.get("MessageAttributes", {})
    delay = _within(given, "DelaySeconds", 0, LONGEST_DELAY)
    require_text(body)
    require_attributes(attributes)
    if size(body, attributes) > queue.attributes.largest:
        raise AwsError(
            "InvalidParameterValue",
            "One or more parameters are invalid. Reason: Message must be shorter than "
            f"{queue.attributes.largest} bytes.",
        )
    caller = asking.call.caller
    message = Message(body, asking.clock.now(), caller.user_id, attributes)
    queue.put(message, delay)
    return {"MessageId": message.id, **message.digests()}


def _receive(asking: Asking) -> Json:
    queue, given = asking.queue(), asking.given
    most = _within(given, "MaxNumberOfMessages", 1, MOST)
    hidden = _within(given, "VisibilityTimeout", 0, LONGEST_HIDDEN)
    wait = _within(given, "WaitTimeSeconds", 0, LONGEST_WAIT)
    found = queue.receive(
        1 if most is None else most,
        queue.attributes.visibility if hidden is None else hidden,
        queue.attributes.wait if wait is None else wait,
        asking.queues.redrive(queue),
        asking.call.request.hung_up,
    )
    return {"Messages": [_told(message, given) for message in found]} if found else {}


def _told(message: Message, given: Json) -> Json:
    told: Json = {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "MD5OfBody": md5(message.body.encode()),
        "Body": message.body,
    }
    wanted = set(given.get("MessageSystemAttributeNames", []))
    system = {n: t for n, t in message.system().items() if {n, "All"} & wanted}
    if system:
        told["Attributes"] = system
    own = message.only(given.get("MessageAttributeNames", []))
    if own:
        told |= {"MessageAttributes": own, "MD5OfMessageAttributes": attributes_digest(own)}
    return told


def _delete(asking: Asking) -> Json:
    asking.queue().delete(asking.given["ReceiptHandle"])
    return {}


def _delete_batch(asking: Asking) -> Json:
    queue = asking.queue()

    def delete(entry: Json) -> Json:
        queue.delete(entry["ReceiptHandle"])
        return {}

    return batch(asking.given["Entries"], delete)


def _hide(asking: Asking) -> Json:
    return _hidden(asking.queue(), asking.given)


def _hide_batch(asking: Asking) -> Json:
    queue = asking.queue()
    return batch(asking.given["Entries"], lambda entry: _hidden(queue, entry))


def _hidden(queue: Queue, given: Json) -> Json:
    seconds = _within(given, "VisibilityTimeout", 0, LONGEST_HIDDEN)
    queue.hide(given["ReceiptHandle"], seconds or 0)
    return {}


def _within(given: Json, name: str, least: int, most: int) -> int | None:
    """The number, if it is given; InvalidParameterValue beyond SQS's limits."""
    value: int | None = given.get(name)
    if value is not None and not least <= value <= most:
        raise AwsError(
            "InvalidParameterValue",
            f"Value {value} for parameter {name} is invalid. Reason: Must be between {least} and "
            f"{most}, if provided.",
        )
    return value


ACTIONS: dict[str, Callable[[Asking], Json]] = {
    "ChangeMessageVisibility": _hide,
    "ChangeMessageVisibilityBatch": _hide_batch,
    "CreateQueue": _create,
    "DeleteMessage": _delete,
    "DeleteMessageBatch": _delete_batch,
    "DeleteQueue": _delete_queue,
    "GetQueueAttributes": _attributes,
    "GetQueueUrl": _url,
    "ListDeadLetterSourceQueues": _sources,
    "ListQueueTags": _tags,
    "ListQueues": _list,
    "PurgeQueue": _purge,
    "ReceiveMessage": _receive,
    "SendMessage": _send,
    "SendMessageBatch": _send_batch,
    "SetQueueAttributes": _set_attributes,
    "TagQueue": _tag,
    "UntagQueue": _untag,
}
