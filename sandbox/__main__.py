"""`python -m sandbox slack|aws|all|outage`: the sandbox's servers alone, for any client."""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sandbox.aws.listener import AwsListener
from sandbox.aws.server import listener, serve_until_interrupted
from sandbox.aws.strings import AwsStrings, Refused
from sandbox.isolation import NotLoopback, environment
from sandbox.slack.server import serve as serve_slack

WRONG_USE = 2


@click.group(help="Slack and AWS on your own machine. Binds loopback only.")
def main() -> None:
    """Leave behind what would lead boto3 or moto astray, then run the command."""
    kept = environment(os.environ)
    os.environ.clear()
    os.environ.update(kept)


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """What a person can put right ends in one line and exit code 2, not in a traceback."""
    try:
        yield
    except (NotLoopback, Refused, ConnectionRefusedError) as problem:
        click.echo(str(problem), err=True)
        raise SystemExit(WRONG_USE) from problem
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise
        click.echo("The port is taken; choose another one with --port.", err=True)
        raise SystemExit(WRONG_USE) from problem


def tell(server: AwsListener) -> None:
    """Say where AWS is."""
    click.echo(
        f"AWS on {server.endpoint} for any keys; its control API: {server.endpoint}/_sandbox/"
    )


@main.command(help="A local Slack workspace: Web API, deliveries, and a page to type on.")
@click.option("--port", type=int, required=True, help="Where to listen on 127.0.0.1.")
@click.option("--request-url", help="Where commands and clicks are delivered, signed.")
def slack(port: int, request_url: str | None) -> None:
    """Serve until interrupted."""
    with told_in_one_line():
        serve_slack(port, request_url=request_url)


@main.command(
    help="A DynamoDB that takes time and remembers its past, with STS, KMS and Service Quotas "
    "for three accounts. docs/sandbox-aws.md tells of its control API."
)
@click.option("--port", type=int, required=True, help="Where to listen; 0 takes a free port.")
@click.option("--host", default="127.0.0.1", help="A loopback address.", show_default=True)
@click.option("--speed", type=float, default=1.0, help="Seconds of its clock per real second.")
def aws(port: int, host: str, speed: float) -> None:
    """Serve until interrupted."""
    with told_in_one_line(), listener(port, host=host, speed=speed) as server:
        tell(server)
        serve_until_interrupted(server)


@main.command(help="Both: Slack on the port, AWS on the next one.")
@click.option("--port", type=int, required=True, help="Slack's port; AWS takes the next one.")
@click.option("--speed", type=float, default=1.0, help="Seconds of AWS's clock per real second.")
@click.option("--request-url", help="Where commands and clicks are delivered, signed.")
def all(port: int, speed: float, request_url: str | None) -> None:  # noqa: A001  the command's name
    """Serve until interrupted."""
    with told_in_one_line(), listener(port + 1, speed=speed) as server:
        tell(server)
        threading.Thread(target=serve_until_interrupted, args=(server,), daemon=True).start()
        serve_slack(port, request_url=request_url)


@main.command(
    help="Let an AWS region of a running sandbox be gone, or with --end bring it back. "
    "Without a region, --end brings all of them back."
)
@click.argument("region", required=False)
@click.option("--endpoint", required=True, help="Where the sandbox's AWS is.")
@click.option(
    "--kind",
    type=click.Choice(["timeout", "refused", "error"]),
    default="timeout",
    show_default=True,
    help="Calls hang; connections are closed; or calls are answered with 503.",
)
@click.option("--seconds", type=float, help="How long; until --end without it.")
@click.option("--end", is_flag=True, help="The region answers again.")
def outage(
    region: str | None, endpoint: str, kind: str, seconds: float | None, *, end: bool
) -> None:
    """Declare or end it, and say which regions are out now."""
    with told_in_one_line():
        strings = AwsStrings(endpoint)
        if end:
            out = strings.end_outage(region)
        elif region is None:
            raise click.UsageError("Name the region, such as us-east-2.")
        else:
            out = strings.outage(region, kind, seconds=seconds)
    names = ", ".join(f"{each['region']} ({each['kind']})" for each in out)
    click.echo(f"Out: {names or 'no region'}")


if __name__ == "__main__":
    main()
