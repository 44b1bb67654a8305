"""`python -m sandbox slack|aws|all|outage|pass`: the sandbox alone, for any client."""

import dataclasses
import os
import sys
import threading
from pathlib import Path
from typing import NoReturn

import click

from recovery.durations import parse_duration
from recovery.errors import Refusal
from sandbox.aws.clock_client import RemoteClock
from sandbox.aws.listener import AwsListener
from sandbox.aws.server import listener, serve_until_interrupted
from sandbox.aws.strings import AwsStrings, Refused
from sandbox.isolation import NotLoopback, isolate
from sandbox.slack.app import App
from sandbox.slack.http_post import NotLoopback as NotDeliveredOffThisMachine
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
    """Leave behind what would lead boto3 or moto astray, then run the command."""
    isolate(os.environ)


@main.command(help="A local Slack workspace: Web API, deliveries, and a page to type on.")
@click.option("--port", type=int, required=True, help="Where to listen on 127.0.0.1; 0: anywhere.")
@request_url_option
@manifest_option
@socket_mode_option
def slack(port: int, request_url: str | None, manifest: Path | None, *, socket_mode: bool) -> None:
    """Serve until interrupted."""
    run_slack(port, request_url, installed(manifest, socket_mode=socket_mode))


@main.command(
    help="A DynamoDB that takes time and remembers its past, with STS, KMS and Service Quotas "
    "for three accounts. docs/sandbox-aws.md tells of its control API."
)
@click.option("--port", type=int, required=True, help="Where to listen; 0 takes a free port.")
@click.option("--host", default="127.0.0.1", help="A loopback address.", show_default=True)
@click.option("--speed", type=float, default=1.0, help="Seconds of its clock per real second.")
def aws(port: int, host: str, speed: float) -> None:
    """Serve until interrupted."""
    with listening_aws(port, host=host, speed=speed) as server:
        serve_until_interrupted(server)


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
    with listening_aws(port + 1 if port else 0, speed=speed) as server:
        threading.Thread(target=serve_until_interrupted, args=(server,), daemon=True).start()
        run_slack(port, request_url, app)


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
    if region is None and not end:
        raise click.UsageError("Name the region, such as us-east-2.")
    try:
        strings = AwsStrings(endpoint)
        if end or region is None:
            out = strings.end_outage(region)
        else:
            out = strings.outage(region, kind, seconds=seconds)
    except (NotLoopback, Refused) as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"no sandbox answers at {endpoint}: {problem.strerror or problem}")
    names = ", ".join(f"{each['region']} ({each['kind']})" for each in out)
    click.echo(f"Out: {names or 'no region'}")


@main.command(
    name="pass",
    help="Let time pass on a running sandbox's clock: 45m, 3h, 1d. What is due meanwhile happens.",
)
@click.argument("duration")
@click.option("--endpoint", required=True, help="Where the sandbox's AWS is.")
def let_pass(duration: str, endpoint: str) -> None:
    """Turn the clock in steps, and say what it shows then."""
    try:
        seconds = parse_duration(duration).total_seconds()
        now = RemoteClock(endpoint).let_pass(int(seconds))
    except (Refusal, NotLoopback) as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"no sandbox answers at {endpoint}: {problem.strerror or problem}")
    click.echo(f"It is {now:%Y-%m-%d %H:%M:%S} UTC there now.")


def listening_aws(port: int, *, speed: float, host: str = "127.0.0.1") -> AwsListener:
    """AWS bound and said where, not yet serving; ends the program where it cannot listen."""
    try:
        server = listener(port, host=host, speed=speed)
    except NotLoopback as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"cannot listen on {host}:{port}: {problem.strerror or problem}")
    click.echo(f"AWS is at {server.endpoint}  (its control API: {server.endpoint}/_sandbox/)")
    return server


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
    except KeyboardInterrupt:
        return  # Ctrl-C is how one ends it
    except NotDeliveredOffThisMachine as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"cannot listen on 127.0.0.1:{port}: {problem.strerror or problem}")


def refuse(words: str) -> NoReturn:
    """End the program with one line of why."""
    click.echo(words, err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
