"""Topics: EventBridge publishes where it is let in, and queues get what is published."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.accounts import PROD
from sandbox.aws.happening import VaultNotification
from sandbox.aws.running import RunningAws
from tests.sandbox.aws_clients import Clients, Json
from tests.sandbox.conftest import START
from tests.sandbox.events.wires import BACKUPS, Wires, happening, policy, queue_arn, rule_arn

TOPIC = f"arn:aws:sns:us-east-2:{PROD}:alerts"
FROM_SNS: Json = {"Principal": {"Service": "sns.amazonaws.com"}}


@pytest.fixture
def sns(clients: Clients) -> Any:  # noqa: ANN401 - boto3's clients have no common type
    client = clients("sns")
    client.create_topic(Name="alerts", Tags=[{"Key": "team", "Value": "oncall"}])
    return client


def subscribed(wires: Wires, sns: Any, *, raw: bool) -> str:  # noqa: ANN401
    only = {"ArnEquals": {"aws:SourceArn": TOPIC}}
    url = wires.queue(Policy=policy(queue_arn("ddbdr"), **FROM_SNS, Condition=only))
    attributes = {"RawMessageDelivery": "true"} if raw else {}
    sns.subscribe(
        TopicArn=TOPIC, Protocol="sqs", Endpoint=queue_arn("ddbdr"), Attributes=attributes
    )
    return url


def let_eventbridge_publish(sns: Any) -> None:  # noqa: ANN401
    pinned = {"ArnEquals": {"aws:SourceArn": rule_arn("all")}}
    sns.set_topic_attributes(
        TopicArn=TOPIC,
        AttributeName="Policy",
        AttributeValue=policy(TOPIC, action="sns:Publish", Condition=pinned),
    )


def test_what_is_published_arrives_in_an_envelope(wires: Wires, sns: Any) -> None:  # noqa: ANN401
    url = subscribed(wires, sns, raw=False)
    kind = {"EventType": {"DataType": "String", "StringValue": "BACKUP_JOB"}}
    published = sns.publish(
        TopicArn=TOPIC, Message="<done> & dusted", Subject="news", MessageAttributes=kind
    )
    (envelope,) = wires.events(url)
    assert envelope["Type"] == "Notification"
    assert envelope["MessageId"] == published["MessageId"]
    assert envelope["TopicArn"] == TOPIC
    assert envelope["Subject"] == "news"
    assert envelope["Message"] == "<done> & dusted"
    assert envelope["Timestamp"] == "2026-11-02T08:00:00.000Z"
    assert envelope["MessageAttributes"] == {"EventType": {"Type": "String", "Value": "BACKUP_JOB"}}


def test_a_raw_subscription_gets_the_bare_event_of_a_rule(
    aws: RunningAws,
    wires: Wires,
    sns: Any,  # noqa: ANN401
) -> None:
    url = subscribed(wires, sns, raw=True)
    let_eventbridge_publish(sns)
    wires.rule(BACKUPS, TOPIC)
    aws.tell(happening(1))
    assert [event["detail"]["backupJobId"] for event in wires.events(url)] == ["job-1"]


def test_a_topic_that_does_not_let_eventbridge_in_is_told_nothing(
    aws: RunningAws,
    wires: Wires,
    sns: Any,  # noqa: ANN401
) -> None:
    url = subscribed(wires, sns, raw=True)
    dead = wires.queue("dead")
    wires.rule(BACKUPS, TOPIC, DeadLetterConfig={"Arn": queue_arn("dead")})
    aws.tell(happening(1))
    assert wires.events(url) == []
    assert len(wires.events(dead)) == 1
    let_eventbridge_publish(sns)
    aws.tell(happening(2))
    assert len(wires.events(url)) == 1


def test_a_queue_that_does_not_let_the_topic_in_gets_nothing(wires: Wires, sns: Any) -> None:  # noqa: ANN401
    url = subscribed(wires, sns, raw=False)
    wires.clients("sqs").set_queue_attributes(
        QueueUrl=url, Attributes={"Policy": policy(queue_arn("ddbdr"))}
    )
    sns.publish(TopicArn=TOPIC, Message="x")
    assert wires.received(url) == []


def test_subscriptions_are_listed_and_end(wires: Wires, sns: Any) -> None:  # noqa: ANN401
    url = subscribed(wires, sns, raw=False)
    (listed,) = sns.list_subscriptions_by_topic(TopicArn=TOPIC)["Subscriptions"]
    assert sns.list_subscriptions()["Subscriptions"] == [listed]
    assert (listed["Protocol"], listed["Endpoint"]) == ("sqs", queue_arn("ddbdr"))
    arn = listed["SubscriptionArn"]
    sns.set_subscription_attributes(
        SubscriptionArn=arn, AttributeName="RawMessageDelivery", AttributeValue="true"
    )
    shown = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert shown["RawMessageDelivery"] == "true"
    again = sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=queue_arn("ddbdr"))
    assert again["SubscriptionArn"] == arn
    sns.unsubscribe(SubscriptionArn=arn)
    sns.publish(TopicArn=TOPIC, Message="x")
    assert wires.received(url) == []


def test_a_topic_is_shown_tagged_and_deleted(sns: Any) -> None:  # noqa: ANN401
    assert sns.create_topic(Name="alerts")["TopicArn"] == TOPIC
    assert sns.list_topics()["Topics"] == [{"TopicArn": TOPIC}]
    assert sns.get_topic_attributes(TopicArn=TOPIC)["Attributes"]["Owner"] == PROD
    sns.tag_resource(ResourceArn=TOPIC, Tags=[{"Key": "stage", "Value": "prod"}])
    sns.untag_resource(ResourceArn=TOPIC, TagKeys=["team"])
    assert sns.list_tags_for_resource(ResourceArn=TOPIC)["Tags"] == [
        {"Key": "stage", "Value": "prod"}
    ]
    sns.delete_topic(TopicArn=TOPIC)
    with pytest.raises(sns.exceptions.NotFoundException):
        sns.get_topic_attributes(TopicArn=TOPIC)


def test_what_sns_refuses(sns: Any) -> None:  # noqa: ANN401
    calls: list[Callable[[], object]] = [
        lambda: sns.create_topic(Name="a b"),
        lambda: sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint="a@example.com"),
        lambda: sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint="nonsense"),
        lambda: sns.set_topic_attributes(
            TopicArn=TOPIC, AttributeName="Policy", AttributeValue="{"
        ),
        lambda: sns.publish(TopicArn=TOPIC, Message=""),
        lambda: sns.publish(TopicArn=TOPIC, Message="x" * 262_145),
    ]
    for refused in calls:
        with pytest.raises(ClientError) as refusal:
            refused()
        assert refusal.value.response["Error"]["Code"] == "InvalidParameter"


@pytest.mark.parametrize("let_in", [True, False])
def test_a_vault_tells_its_topic(
    aws: RunningAws,
    wires: Wires,
    sns: Any,  # noqa: ANN401
    *,
    let_in: bool,
) -> None:
    url = subscribed(wires, sns, raw=False)
    principal = {"Service": "backup.amazonaws.com" if let_in else "events.amazonaws.com"}
    sns.set_topic_attributes(
        TopicArn=TOPIC,
        AttributeName="Policy",
        AttributeValue=policy(TOPIC, action="SNS:Publish", Principal=principal),
    )
    aws.notify(
        VaultNotification(
            topic_arn=TOPIC,
            vault_arn=f"arn:aws:backup:us-east-2:{PROD}:backup-vault:ddbdr",
            account=PROD,
            event_type="BACKUP_JOB",
            state="COMPLETED",
            job_id="job-1",
            started=START,
            message="An AWS Backup job was completed successfully.",
            at=START,
        )
    )
    told = wires.events(url)
    assert [envelope["Message"] for envelope in told] == [
        "An AWS Backup job was completed successfully."
    ] * let_in
    for envelope in told:
        values = {name: each["Value"] for name, each in envelope["MessageAttributes"].items()}
        assert values == {
            "EventType": "BACKUP_JOB",
            "State": "COMPLETED",
            "AccountId": PROD,
            "Id": "job-1",
            "StartTime": "2026-11-02T08:00:00Z",
        }
