"""`python -m sandbox slack|aws|all`: the sandbox's servers alone, for any client."""

import threading

import click

from sandbox.aws.server import serve as serve_aws
from sandbox.slack.server import serve as serve_slack


@click.group(help="Slack and AWS on your own machine. Binds loopback only.")
def main() -> None:
    """Collect the commands."""


@main.command(help="A local Slack workspace: Web API, deliveries, and a page to type on.")
@click.option("--port", type=int, required=True, help="Where to listen on 127.0.0.1.")
@click.option("--request-url", help="Where commands and clicks are delivered, signed.")
def slack(port: int, request_url: str | None) -> None:
    """Serve until interrupted."""
    serve_slack(port, request_url=request_url)


@main.command(help="A DynamoDB that takes time and remembers its past.")
@click.option("--port", type=int, required=True, help="Where to listen on 127.0.0.1.")
@click.option("--speed", type=float, default=1.0, help="Seconds of its clock per real second.")
def aws(port: int, speed: float) -> None:
    """Serve until interrupted."""
    serve_aws(port, speed=speed)


@main.command(help="Both: Slack on the port, AWS on the next one.")
@click.option("--port", type=int, required=True, help="Slack's port; AWS takes the next one.")
@click.option("--speed", type=float, default=1.0, help="Seconds of AWS's clock per real second.")
@click.option("--request-url", help="Where commands and clicks are delivered, signed.")
def all(port: int, speed: float, request_url: str | None) -> None:  # noqa: A001  the command's name
    """Serve until interrupted."""
    threading.Thread(
        target=serve_aws, args=(port + 1,), kwargs={"speed": speed}, daemon=True
    ).start()
    serve_slack(port, request_url=request_url)


if __name__ == "__main__":
    main()
