"""SNS's actions, as far as topics carry events to queues.

Sources: the SNS API reference and developer guide, and botocore's model.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.aws.call import Answer, AwsError, Call, Json, request_id
from sandbox.aws.events.access import Asked, UnreadablePolicy, read_resource_policy
from sandbox.aws.events.pages import paged
from sandbox.aws.events.topics import Publication, Subscription, Topic, Topics
from sandbox.aws.query import query_answer, query_input

LONGEST = 100
MAXIMUM_BYTES = 262_144
_TOPIC = {"DeliveryPolicy", "DisplayName", "Policy", "SignatureVersion", "TracingConfig"}
_SUBSCRIPTION = {"RawMessageDelivery"}


@dataclass(frozen=True)
class Asking:
    """One call: who asks what of which topics, and when."""

    topics: Topics
    call: Call
    given: Json
    now: datetime

    def topic(self, member: str = "TopicArn") -> Topic:
        """The topic that is named; of another account only where its policy lets the caller in."""
        topic = self.topics.get(self.given[member])
        caller = self.call.caller
        asked = Asked(
            action=f"sns:{self.call.action}",
            resource=topic.arn,
            arn=caller.arn,
            account=caller.account,
        )
        if topic.account != caller.account and not topic.policy.allows(asked):
            raise AwsError(
                "AuthorizationError",
                f"User: {caller.arn} is not authorized to perform: sns:{self.call.action} on "
                f"resource: {topic.arn}",
                403,
            )
        return topic


def run(topics: Topics, call: Call, now: datetime) -> Answer:
    """Answer one call; AwsError where SNS would refuse it."""
    play = ACTIONS.get(call.action)
    if play is None:
        raise AwsError("InvalidAction", f"The sandbox does not play SNS's {call.action}")
    return query_answer(call, play(Asking(topics, call, query_input(call), now)))


def _create(asking: Asking) -> Json:
    given, call = asking.given, asking.call
    if given["Name"].endswith(".fifo"):
        raise AwsError("InvalidParameter", "The sandbox does not play FIFO topics")
    topic = Topic(call.account, call.region, given["Name"], tags=_tags_of(given))
    for name, value in given.get("Attributes", {}).items():
        _set(topic, name, value)
    return {"TopicArn": asking.topics.create(topic).arn}


def _delete(asking: Asking) -> Json:
    asking.topics.delete(asking.given["TopicArn"])
    return {}


def _list(asking: Asking) -> Json:
    topics = asking.topics.of(asking.call.account, asking.call.region)
    return _paged(asking, "Topics", [{"TopicArn": topic.arn} for topic in topics])


def _attributes(asking: Asking) -> Json:
    topic = asking.topic()
    shown = {
        "TopicArn": topic.arn,
        "Owner": topic.account,
        "SubscriptionsConfirmed": str(len(topic.subscriptions)),
        "SubscriptionsPending": "0",
        "SubscriptionsDeleted": "0",
        "DisplayName": "",
    }
    return {"Attributes": shown | topic.attributes}


def _set_attributes(asking: Asking) -> Json:
    given = asking.given
    _set(asking.topic(), given["AttributeName"], given.get("AttributeValue", ""))
    return {}


def _set(topic: Topic, name: str, value: str) -> None:
    if name not in _TOPIC:
        raise AwsError("InvalidParameter", f"The sandbox does not play the attribute {name}")
    if name == "Policy" and value:
        try:
            read_resource_policy(value)
        except UnreadablePolicy as problem:
            raise AwsError("InvalidParameter", "Invalid parameter: Policy") from problem
    topic.attributes[name] = value


def _subscribe(asking: Asking) -> Json:
    topic, given = asking.topic(), asking.given
    endpoint = given.get("Endpoint", "")
    if given["Protocol"] != "sqs":
        raise AwsError(
            "InvalidParameter", f"The sandbox does not play subscriptions by {given['Protocol']}"
        )
    if endpoint.split(":")[2:3] != ["sqs"]:
        raise AwsError("InvalidParameter", "Invalid parameter: SQS endpoint ARN")
    there = [each for each in topic.subscriptions.values() if each.endpoint == endpoint]
    if there:
        return {"SubscriptionArn": there[0].arn}
    made = Subscription(f"{topic.arn}:{request_id()}", asking.call.account, endpoint)
    for name, value in given.get("Attributes", {}).items():
        _set_of_subscription(made, name, value)
    topic.subscriptions[made.arn] = made
    return {"SubscriptionArn": made.arn}


def _unsubscribe(asking: Asking) -> Json:
    topic, subscription = asking.topics.subscription(asking.given["SubscriptionArn"])
    del topic.subscriptions[subscription.arn]
    return {}


def _subscriptions(asking: Asking) -> Json:
    topic = asking.topic()
    return _paged(asking, "Subscriptions", [_told(topic, s) for s in topic.subscriptions.values()])


def _all_subscriptions(asking: Asking) -> Json:
    topics = asking.topics.of(asking.call.account, asking.call.region)
    found = [_told(topic, s) for topic in topics for s in topic.subscriptions.values()]
    return _paged(asking, "Subscriptions", found)


def _told(topic: Topic, subscription: Subscription) -> Json:
    return {
        "SubscriptionArn": subscription.arn,
        "Owner": subscription.owner,
        "Protocol": "sqs",
        "Endpoint": subscription.endpoint,
        "TopicArn": topic.arn,
    }


def _subscription_attributes(asking: Asking) -> Json:
    topic, subscription = asking.topics.subscription(asking.given["SubscriptionArn"])
    shown = _told(topic, subscription) | {
        "ConfirmationWasAuthenticated": "true",
        "PendingConfirmation": "false",
        "RawMessageDelivery": "false",
    }
    return {"Attributes": shown | subscription.attributes}


def _set_subscription_attributes(asking: Asking) -> Json:
    given = asking.given
    _, subscription = asking.topics.subscription(given["SubscriptionArn"])
    _set_of_subscription(subscription, given["AttributeName"], given.get("AttributeValue", ""))
    return {}


def _set_of_subscription(subscription: Subscription, name: str, value: str) -> None:
    if name not in _SUBSCRIPTION:
        raise AwsError("InvalidParameter", f"The sandbox does not play the attribute {name}")
    subscription.attributes[name] = value


def _publish(asking: Asking) -> Json:
    given = asking.given
    if "TopicArn" not in given:
        raise AwsError("InvalidParameter", "Invalid parameter: TopicArn or TargetArn Reason: none")
    unplayed = sorted({"MessageStructure", "MessageGroupId", "PhoneNumber"} & set(given))
    if unplayed:
        raise AwsError("InvalidParameter", f"The sandbox does not play {', '.join(unplayed)}")
    if not given["Message"]:
        raise AwsError("InvalidParameter", "Invalid parameter: Empty message")
    if len(given["Message"].encode()) > MAXIMUM_BYTES:
        raise AwsError("InvalidParameter", "Invalid parameter: Message too long")
    told = Publication(given["Message"], given.get("Subject"), given.get("MessageAttributes", {}))
    asking.topics.publish(asking.topic(), told, asking.now)
    return {"MessageId": told.id}


def _paged(asking: Asking, member: str, entries: list[Json]) -> Json:
    return paged(member, entries, LONGEST, asking.given.get("NextToken"))


def _tags_of(given: Json) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in given.get("Tags", [])}


def _list_tags(asking: Asking) -> Json:
    tags = asking.topic("ResourceArn").tags
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _tag(asking: Asking) -> Json:
    asking.topic("ResourceArn").tags.update(_tags_of(asking.given))
    return {}


def _untag(asking: Asking) -> Json:
    tags = asking.topic("ResourceArn").tags
    for key in asking.given["TagKeys"]:
        tags.pop(key, None)
    return {}


ACTIONS: dict[str, Callable[[Asking], Json]] = {
    "CreateTopic": _create,
    "DeleteTopic": _delete,
    "GetSubscriptionAttributes": _subscription_attributes,
    "GetTopicAttributes": _attributes,
    "ListSubscriptions": _all_subscriptions,
    "ListSubscriptionsByTopic": _subscriptions,
    "ListTagsForResource": _list_tags,
    "ListTopics": _list,
    "Publish": _publish,
    "SetSubscriptionAttributes": _set_subscription_attributes,
    "SetTopicAttributes": _set_attributes,
    "Subscribe": _subscribe,
    "TagResource": _tag,
    "Unsubscribe": _unsubscribe,
    "UntagResource": _untag,
}
