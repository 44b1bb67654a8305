"""One call of a Web API method: who calls, with what, when; and where methods register."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack import seed
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json, Workspace
from sandbox.slack.strict_json import read_json

# Form-encoded arguments that hold JSON.
_JSON_ARGUMENTS = ("blocks", "attachments", "metadata", "view", "files", "message")


@dataclass(frozen=True)
class Call:
    """A call; `at` is its instant, `address` the sandbox's base URL, no slash at the end."""

    workspace: Workspace
    args: Json
    at: float
    address: str


Method = Callable[[Call], Json]


@dataclass(frozen=True)
class Registered:
    """A method, the kind of token it wants (empty: none), and the scopes one of which it takes."""

    run: Method
    token: str
    scopes: tuple[str, ...] = ()


METHODS: dict[str, Registered] = {}


def method(name: str, *scopes: str, token: str = seed.BOT_TOKEN) -> Callable[[Method], Method]:
    """Register a function as the Web API method `name`."""

    def register(run: Method) -> Method:
        METHODS[name] = Registered(run, token, scopes)
        return run

    return register


def decoded(args: Json) -> Json:
    """Return arguments with those that hold JSON as text decoded."""
    parsed = dict(args)
    for name in _JSON_ARGUMENTS:
        value = parsed.get(name)
        if not isinstance(value, str) or not value:
            continue
        try:
            parsed[name] = read_json(value)
        except ValueError as error:
            raise Refused(
                "invalid_blocks_format" if name == "blocks" else "invalid_arguments",
                [f"[ERROR] must be valid JSON [json-pointer:/{name}]"],
            ) from error
    return parsed


def by_kind(access: str) -> tuple[str, ...]:
    """Return the scopes of all kinds of conversation: `channels:read`, `groups:read`, ..."""
    return tuple(f"{kind}:{access}" for kind in ("channels", "groups", "im", "mpim"))


def listed_ids(value: object) -> list[str]:
    """Read a list of ids, which Slack takes as `U1,U2` and as an array."""
    parts = value if isinstance(value, list) else str(value or "").split(",")
    return [part.strip() for part in parts if isinstance(part, str) and part.strip()]


def flag(args: Json, name: str) -> bool:
    """Read a boolean argument, which forms write as `1` or `true`."""
    return str(args.get(name, "")).lower() in {"1", "true"}


def page_of(args: Json, everything: list[Json], *, default: int = 100) -> tuple[list[Json], str]:
    """Return one page of a list and the cursor of the next (empty at the end)."""
    try:
        limit = max(1, min(int(args.get("limit") or default), 1000))
        start = int(args.get("cursor") or 0)
    except (TypeError, ValueError) as error:
        raise Refused("invalid_cursor") from error
    following = start + limit
    return everything[start:following], str(following) if following < len(everything) else ""
