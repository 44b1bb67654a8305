"""AWS Backup's notifications about a vault, published to the topic that was put on it."""

from sandbox.aws.events.access import Asked
from sandbox.aws.events.topics import Publication, Topics
from sandbox.aws.happening import VaultNotification

SERVICE = "backup.amazonaws.com"


def notify(topics: Topics, told: VaultNotification) -> None:
    """Publish it where the topic is there and lets AWS Backup in; else nothing happens."""
    topic = topics.find(told.topic_arn)
    asked = Asked(
        action="sns:Publish",
        resource=told.topic_arn,
        service=SERVICE,
        context={
            "aws:sourcearn": told.vault_arn,
            "aws:sourceaccount": told.account,
            "aws:securetransport": "true",
            "aws:principalisawsservice": "true",
        },
    )
    if topic is None or not topic.policy.allows(asked):
        return
    attributes = {
        "EventType": told.event_type,
        "State": told.state,
        "AccountId": told.account,
        "Id": told.job_id,
        "StartTime": told.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    publication = Publication(
        told.message,
        subject="Notification from AWS Backup",
        attributes={n: {"DataType": "String", "StringValue": v} for n, v in attributes.items()},
    )
    topics.publish(topic, publication, told.at)
