"""`make demo`: the whole product on a local Slack and AWS, with a story to be saved."""

import os
import signal
import sys
import threading
from datetime import timedelta

import click

from sandbox.isolation import NotLoopback, isolate
from sandbox.ports import free_port, is_free
from sandbox.processes import Ended
from sandbox.seed import REGION, Story, seed
from sandbox.stack import Stack
from sandbox.timelapse import STROLL, TimeLapse

PREFERRED_PORT = 8765
DAMAGED_AGO = timedelta(minutes=7)
"""So that "10 minutes ago" is before it, also for who first reads, or takes a backup."""


def port_or_another(port: int) -> int:
    """The port if nobody has it, else a free one."""
    return port if is_free(port) else free_port()


def invitation(stack: Stack, story: Story) -> str:
    """What to open, what has happened, what to type."""
    return f"""
  Slack workspace   {stack.slack_url}/
  AWS endpoint      {stack.aws_url}    (any keys, us-east-2 and us-west-1)

  At {story.damaged_at:%H:%M} UTC a batch job set the total of all {story.orders} orders to 0.
  It is {story.now:%H:%M} UTC there now. Time strolls while you read and hurries while a job works.

  1. Open the workspace. You are alice, on call. In #operations type:
       /ddbdr restore orders --at "10 minutes ago"
  2. Read the plan, switch to bob (top right) and click "Approve restore".
  3. Watch one message go from running to succeeded. The data is back in a new table.
  4. Let backups of it leave the region by themselves; bob and eve approve:
       /ddbdr protect orders --rpo 2h --rto 4h
     Three hours later #alerts has heard of three backups and three copies. To let them pass:
       {os.path.relpath(sys.executable)} -m sandbox pass 3h --endpoint {stack.aws_url}

  /ddbdr help shows the rest, and so does the app's Home tab. "Traffic" shows every request and
  makes Slack misbehave; this takes the region away while you work, and --end brings it back:
       {os.path.relpath(sys.executable)} -m sandbox outage {REGION} --endpoint {stack.aws_url}

  Ctrl-C ends everything and leaves nothing behind.
"""


@click.command()
@click.option("--port", type=int, help=f"The workspace's port; {PREFERRED_PORT} if it is free.")
@click.option("--speed", type=float, help="A fixed speed of the sandbox's clock, no time-lapse.")
def main(port: int | None, speed: float | None) -> None:
    """Run until Ctrl-C."""
    isolate(os.environ, "REDIS_URL")
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    click.echo("Starting Valkey, Slack, AWS and the product on this machine only ...")
    stories: list[Story] = []
    try:
        with Stack(
            outside=os.environ,
            slack_port=port or port_or_another(PREFERRED_PORT),
            speed=speed or STROLL,
            prepare=lambda endpoint: stories.append(seed(endpoint, damaged_ago=DAMAGED_AGO)),
        ) as stack:
            lapse = None if speed else TimeLapse(stack.ledger, stack.clock_url)
            if lapse:
                lapse.start()
            click.echo(invitation(stack, stories[0]))
            ended.wait()
            click.echo("Ending ...")
            if lapse:
                lapse.stop()
    except (NotLoopback, Ended) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
