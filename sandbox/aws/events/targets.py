"""Where a rule sends to: queues and topics whose policies let EventBridge in."""

from datetime import datetime

from sandbox.aws.call import Json
from sandbox.aws.events.access import Asked
from sandbox.aws.events.message import Message
from sandbox.aws.events.queue import Queue
from sandbox.aws.events.queues import Queues
from sandbox.aws.events.rules import Rule
from sandbox.aws.events.topics import Publication, Topic, Topics

SERVICE = "events.amazonaws.com"


class Undelivered(Exception):  # noqa: N818  named for the condition
    """An event did not reach its target; `code` as a dead letter tells it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Targets:
    """The ends of rules. Not safe for threads: callers hold the world's lock."""

    def __init__(self, queues: Queues, topics: Topics) -> None:
        self._queues = queues
        self._topics = topics

    def send(self, rule: Rule, target: Json, text: str, at: datetime) -> None:
        """Bring the event to the target; Undelivered where it is not let in or not there."""
        arn = target["Arn"]
        if arn.split(":")[2] == "sns":
            self._topics.publish(self._open_topic(rule, arn), Publication(text), at)
        else:
            self._open(rule, arn).put(Message(text, at, SERVICE))

    def bury(self, rule: Rule, target: Json, text: str, at: datetime, problem: Undelivered) -> bool:
        """Put the event on the target's dead-letter queue; False where it does not get there."""
        arn = target.get("DeadLetterConfig", {}).get("Arn")
        if arn is None:
            return False
        told = {
            "RULE_ARN": rule.arn,
            "TARGET_ARN": target["Arn"],
            "ERROR_CODE": problem.code,
            "ERROR_MESSAGE": str(problem),
        }
        attributes = {n: {"DataType": "String", "StringValue": v} for n, v in told.items()}
        try:
            self._open(rule, arn).put(Message(text, at, SERVICE, attributes))
        except Undelivered:
            return False
        return True

    def _open(self, rule: Rule, arn: str) -> Queue:
        queue = self._queues.at(arn)
        if queue is None:
            raise Undelivered("NO_RESOURCE", "The specified queue does not exist.")
        asked = Asked(
            action="sqs:SendMessage", resource=arn, service=SERVICE, context=sent_by(rule)
        )
        if not queue.attributes.policy.allows(asked):
            raise Undelivered("NO_PERMISSIONS", f"{SERVICE} may not send messages to {arn}")
        return queue

    def _open_topic(self, rule: Rule, arn: str) -> Topic:
        topic = self._topics.find(arn)
        if topic is None:
            raise Undelivered("NO_RESOURCE", "Topic does not exist")
        asked = Asked(action="sns:Publish", resource=arn, service=SERVICE, context=sent_by(rule))
        if not topic.policy.allows(asked):
            raise Undelivered("NO_PERMISSIONS", f"{SERVICE} may not publish to {arn}")
        return topic


def sent_by(rule: Rule) -> dict[str, str]:
    """What policies may ask of a delivery: the rule, its account, an encrypted way."""
    return {
        "aws:sourcearn": rule.arn,
        "aws:sourceaccount": rule.account,
        "aws:securetransport": "true",
        "aws:principalisawsservice": "true",
        "aws:principalservicename": SERVICE,
    }
