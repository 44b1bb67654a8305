"""Waiting at a queue, in real time."""

import time

from tests.sandbox.events.wires import Wires


def test_who_waits_gets_what_is_visible_again(wires: Wires) -> None:
    url = wires.queue()
    sqs = wires.clients("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="again")
    sqs.receive_message(QueueUrl=url, VisibilityTimeout=1)
    began = time.monotonic()
    assert [message["Body"] for message in wires.received(url, wait=20)] == ["again"]
    assert time.monotonic() - began < 15  # not the end of its patience
