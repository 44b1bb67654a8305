"""The sandbox cannot touch the world: what every process of ours is started with.

An endpoint variable alone does not keep boto3 off real tables: a profile, a shared
configuration file, `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` or a service's own
`AWS_ENDPOINT_URL_...` win over it. So the environment is built from a short list of
harmless names, never by taking dangerous ones away.
"""

import ipaddress
import os
from collections.abc import Mapping, MutableMapping
from urllib.parse import urlsplit

HARMLESS = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
"""Inherited as they are; everything else is left behind."""

NOWHERE = os.devnull


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine and nothing else."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def same_machine(host: str, origin: str) -> bool:
    """Whether a request names this machine as its host and, if a browser sent it, as its origin.

    A web page elsewhere can make a browser ask loopback addresses, under its own
    name (a foreign Origin) or under a name of its own that leads here (the Host).

    Args:
        host: The Host header.
        origin: The Origin header, empty if there is none.
    """
    foreign = bool(origin) and urlsplit(origin).netloc != host
    return is_loopback(f"http://{host}") and not foreign


class NotLoopback(Exception):  # noqa: N818  named for the condition
    """An address that leads off this machine was given to the sandbox."""


def require_loopback(name: str, url: str) -> str:
    """The URL, if it stays on this machine.

    Raises:
        NotLoopback: It does not; the message names the setting.
    """
    if not is_loopback(url):
        raise NotLoopback(
            f"{name} leads to {urlsplit(url).hostname or 'nowhere'}, which is not this machine. "
            "The sandbox only runs on loopback; unset it, or point it at 127.0.0.1."
        )
    return url


def isolate(surroundings: MutableMapping[str, str], *also: str) -> None:
    """Make this very process as isolated as those it starts: it too seeds and asks.

    Args:
        surroundings: `os.environ`.
        also: Names that are kept besides the harmless ones, for somebody to check.
    """
    kept = {name: surroundings[name] for name in also if name in surroundings}
    made = environment(surroundings, **kept)
    surroundings.clear()
    surroundings.update(made)


def environment(outside: Mapping[str, str], **settings: str) -> dict[str, str]:
    """The whole environment of a sandbox process.

    Args:
        outside: The environment we were started in; only harmless names are taken.
        settings: What the process needs: endpoint, Redis, Slack, configuration.
    """
    kept = {name: outside[name] for name in HARMLESS if name in outside}
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": "sandbox",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_REGION": "us-east-2",
        "AWS_DEFAULT_REGION": "us-east-2",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": NOWHERE,
        "AWS_SHARED_CREDENTIALS_FILE": NOWHERE,
        "BOTO_CONFIG": NOWHERE,
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": "*",
        **settings,
    }
