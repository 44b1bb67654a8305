"""Who plays in the tour, and how it is seen that what they were told is true."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sandbox.aws.clients import dynamodb
from sandbox.seed import REGION
from sandbox.slack.person import Person, read
from sandbox.stack import Stack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OPERATIONS, ALERTS = "C01OPS", "C02ALERTS"
DR_REGION = "us-west-1"
PATIENCE_SECONDS = 90.0


class Disagrees(Exception):  # noqa: N818  named for the condition
    """Slack or AWS is not as the tour says it should be."""


class Cast:
    """Alice is on call, Bob and Eve approve, Vic only looks."""

    def __init__(self, stack: Stack) -> None:
        """Everybody looks at #operations."""
        self.stack = stack
        self.alice, self.bob, self.eve, self.vic = (
            Person(stack.slack_url, user, channel=OPERATIONS)
            for user in ("U01ALICE", "U02BOB", "U03EVE", "U04VIC")
        )

    def types(self, who: Person, command: str) -> dict[str, Any]:
        """They type a command, see the answer, and Slack got it in time."""
        click.echo(click.style(f"  {who.user} types  {command}", bold=True))
        answer = who.types(command)
        say(f"{who.user} only", shown(answer))
        expect(bool(answer["ok"]), f"Slack got its answer in {answer.get('elapsed_ms', 0):.0f} ms")
        return answer

    def start(self, who: Person, command: str) -> str:
        """They type a command that starts a job; the job's id, from its card."""
        before = {m["text"][:9] for m in who.messages(OPERATIONS)}
        self.types(who, command)
        card = self.wait(
            OPERATIONS,
            lambda m: m["text"].startswith("J-") and m["text"][:9] not in before,
        )
        return str(card["text"][:9])

    def card(self, job: str, state: str) -> dict[str, Any]:
        """The job's message in #operations once it shows that state."""
        return self.wait(
            OPERATIONS, lambda m: m["text"].startswith(job) and f"· {state}" in m["text"]
        )

    def approve(self, job: str) -> None:
        """Bob clicks Approve on a restore that waits for him."""
        self.bob.clicks(self.card(job, "awaiting approval"), "Approve restore")
        say("bob", f"clicks Approve restore on {job}")

    def end(self, job: str, state: str) -> None:
        """Show how the job ended; it has to end like that."""
        say("#operations", seen(self.card(job, state)))

    def wait(self, channel: str, seen: Any) -> dict[str, Any]:  # noqa: ANN401  a predicate
        """The first message in a channel that the predicate likes."""
        return self.alice.wait_for(channel, seen, timeout=PATIENCE_SECONDS)

    def aws(self, region: str = REGION) -> "DynamoDBClient":
        """Plain boto3, past the product."""
        return dynamodb(self.stack.aws_url, region)

    def tables(self) -> list[str]:
        """Names of the tables at home."""
        return self.aws().list_tables()["TableNames"]

    def items(self, table: str, region: str) -> Iterator[dict[str, Any]]:
        """Every item of a table."""
        for page in self.aws(region).get_paginator("scan").paginate(TableName=table):
            yield from page["Items"]

    def totals(self, table: str, region: str) -> tuple[int, int]:
        """(what all orders of a table are worth in cents, how many there are)."""
        totals = [int(item["total"]["N"]) for item in self.items(table, region)]
        return sum(totals), len(totals)


def shown(answer: dict[str, Any]) -> str:
    """What a person sees at once of a command they typed."""
    return seen(answer.get("ephemeral") or answer.get("in_channel") or {"text": ""})


def seen(message: dict[str, Any]) -> str:
    """What a person sees of a message: its blocks; its text where it has none."""
    return read({"blocks": message["blocks"]} if message.get("blocks") else message)


def say(where: str, text: str) -> None:
    """What is seen where, indented."""
    lines = [line for line in text.splitlines() if line.strip()]
    click.echo(f"  [{where}]")
    for line in lines:
        click.echo(f"      {line}")


def expect(holds: bool, sentence: str) -> None:  # noqa: FBT001  the sentence is its name
    """Print the sentence as true.

    Raises:
        Disagrees: It is not.
    """
    if not holds:
        raise Disagrees(sentence)
    click.echo(click.style(f"  ✓ {sentence}", fg="green"))
