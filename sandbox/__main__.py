"""`python -m sandbox slack|aws|all`: the sandbox's servers alone, for any client."""

import dataclasses
import sys
import threading
from pathlib import Path
from typing import NoReturn

import click

from sandbox.aws.server import serve as serve_aws
from sandbox.slack.app import App
from sandbox.slack.http_post import NotLoopback
from sandbox.slack.manifest import BadManifest, read_manifest
from sandbox.slack.server import serve as serve_slack

request_url_option = click.option(
    "--request-url", help="Where commands, clicks and events are delivered, signed."
)
manifest_option = click.option(
    "--manifest",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The app that is installed: its manifest, YAML or JSON. Else one that may do everything.",
)
socket_mode_option = click.option(
    "--socket-mode", is_flag=True, help="Switch Socket Mode on, whatever the manifest says."
)


@click.group(help="Slack and AWS on your own machine. Binds loopback only.")
def main() -> None:
    """Collect the commands."""


@main.command(help="A local Slack workspace: Web API, deliveries, and a page to type on.")
@click.option("--port", type=int, required=True, help="Where to listen on 127.0.0.1; 0: anywhere.")
@request_url_option
@manifest_option
@socket_mode_option
def slack(port: int, request_url: str | None, manifest: Path | None, *, socket_mode: bool) -> None:
    """Serve until interrupted."""
    run_slack(port, request_url, installed(manifest, socket_mode=socket_mode))


@main.command(help="A DynamoDB that takes time and remembers its past.")
@click.option("--port", type=int, required=True, help="Where to listen on 127.0.0.1.")
@click.option("--speed", type=float, default=1.0, help="Seconds of its clock per real second.")
def aws(port: int, speed: float) -> None:
    """Serve until interrupted."""
    serve_aws(port, speed=speed)


@main.command(help="Both: Slack on the port, AWS on the next one.")
@click.option("--port", type=int, required=True, help="Slack's port; AWS takes the next one.")
@click.option("--speed", type=float, default=1.0, help="Seconds of AWS's clock per real second.")
@request_url_option
@manifest_option
@socket_mode_option
def all(  # noqa: A001  the command's name
    port: int, speed: float, request_url: str | None, manifest: Path | None, *, socket_mode: bool
) -> None:
    """Serve until interrupted."""
    app = installed(manifest, socket_mode=socket_mode)
    threading.Thread(
        target=serve_aws, args=(port + 1,), kwargs={"speed": speed}, daemon=True
    ).start()
    run_slack(port, request_url, app)


def installed(manifest: Path | None, *, socket_mode: bool) -> App | None:
    """The app of a manifest; ends the program with its faults."""
    if manifest is None:
        return None
    try:
        app = read_manifest(manifest)
    except BadManifest as problem:
        refuse(str(problem))
    return dataclasses.replace(app, socket_mode=True) if socket_mode else app


def run_slack(port: int, request_url: str | None, app: App | None) -> None:
    """Serve Slack until interrupted; ends the program where it cannot listen or deliver."""
    try:
        serve_slack(
            port,
            request_url=request_url,
            app=app,
            started=lambda address: click.echo(
                f"Slack is at {address}/  (SLACK_API_URL={address}/api/)"
            ),
        )
    except NotLoopback as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"cannot listen on 127.0.0.1:{port}: {problem.strerror or problem}")


def refuse(words: str) -> NoReturn:
    """End the program with one line of why."""
    click.echo(words, err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
