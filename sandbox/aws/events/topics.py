"""Topics of SNS and what is subscribed to them: queues of SQS."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.call import AwsError, Json, request_id
from sandbox.aws.events.access import Asked, ResourcePolicy, read_resource_policy
from sandbox.aws.events.message import Message
from sandbox.aws.events.queues import Queues

SERVICE = "sns.amazonaws.com"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass
class Subscription:
    """A queue that gets what a topic is told; `attributes` as SNS has them, texts."""

    arn: str
    owner: str
    endpoint: str
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bool:
        """Does the queue get the bare message, without SNS's envelope?"""
        return self.attributes.get("RawMessageDelivery", "false").lower() == "true"


@dataclass
class Topic:
    """One topic."""

    account: str
    region: str
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """`arn:aws:sns:us-east-2:123456789012:alerts`."""
        return f"arn:aws:sns:{self.region}:{self.account}:{self.name}"

    @property
    def policy(self) -> ResourcePolicy:
        """Who else may publish; nobody where no policy is set: the default one is the owner's."""
        text = self.attributes.get("Policy")
        return read_resource_policy(text) if text else ResourcePolicy(())


@dataclass(frozen=True)
class Publication:
    """What is told: `attributes` as SQS has them, by name."""

    message: str
    subject: str | None = None
    attributes: Json = field(default_factory=dict)
    id: str = field(default_factory=request_id)


class Topics:
    """The topics of all accounts. Not safe for threads: callers hold the world's lock."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues
        self._topics: dict[str, Topic] = {}

    def create(self, topic: Topic) -> Topic:
        """A new topic, or the one that is there already."""
        if not _NAME.fullmatch(topic.name):
            raise AwsError("InvalidParameter", "Invalid parameter: Topic Name")
        return self._topics.setdefault(topic.arn, topic)

    def find(self, arn: str) -> Topic | None:
        """The topic, if there is one."""
        return self._topics.get(arn)

    def get(self, arn: str) -> Topic:
        """The topic; NotFound where there is none."""
        topic = self._topics.get(arn)
        if topic is None:
            raise AwsError("NotFound", "Topic does not exist", 404)
        return topic

    def of(self, account: str, region: str) -> list[Topic]:
        """All topics of one account and region, by name."""
        here = [t for t in self._topics.values() if (t.account, t.region) == (account, region)]
        return sorted(here, key=lambda topic: topic.name)

    def delete(self, arn: str) -> None:
        """The topic and its subscriptions are gone."""
        self._topics.pop(arn, None)

    def subscription(self, arn: str) -> tuple[Topic, Subscription]:
        """A subscription and its topic; NotFound where there is none."""
        topic = self._topics.get(arn.rpartition(":")[0])
        if topic is None or arn not in topic.subscriptions:
            raise AwsError("NotFound", "Subscription does not exist", 404)
        return topic, topic.subscriptions[arn]

    def publish(self, topic: Topic, told: Publication, at: datetime) -> None:
        """Send it to every subscribed queue that lets SNS in; others get nothing."""
        for subscription in topic.subscriptions.values():
            queue = self._queues.at(subscription.endpoint)
            asked = Asked(
                action="sqs:SendMessage",
                resource=subscription.endpoint,
                service=SERVICE,
                context={
                    "aws:sourcearn": topic.arn,
                    "aws:sourceaccount": topic.account,
                    "aws:securetransport": "true",
                    "aws:principalisawsservice": "true",
                },
            )
            if queue is None or not queue.attributes.policy.allows(asked):
                continue
            if subscription.raw:
                queue.put(Message(told.message, at, SERVICE, told.attributes))
            else:
                queue.put(Message(_envelope(topic, subscription, told, at), at, SERVICE))


def _envelope(topic: Topic, to: Subscription, told: Publication, at: datetime) -> str:
    """SNS developer guide, "HTTP/HTTPS notification JSON format", which SQS gets as well."""
    envelope: Json = {
        "Type": "Notification",
        "MessageId": told.id,
        "TopicArn": topic.arn,
        "Subject": told.subject,
        "Message": told.message,
        "Timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z",
        "SignatureVersion": "1",
        "Signature": "c2FuZGJveA==",
        "SigningCertURL": f"https://sns.{topic.region}.amazonaws.com/SimpleNotificationService.pem",
        "UnsubscribeURL": f"https://sns.{topic.region}.amazonaws.com/?Action=Unsubscribe"
        f"&SubscriptionArn={to.arn}",
    }
    if told.attributes:
        envelope["MessageAttributes"] = {
            name: {
                "Type": value["DataType"],
                "Value": value.get("StringValue", value.get("BinaryValue")),
            }
            for name, value in told.attributes.items()
        }
    return json.dumps({name: value for name, value in envelope.items() if value is not None})
