"""`/_sandbox/…`: the strings behind the scenes, for tests, the demo and the product's clock.

docs/sandbox-aws.md tells what each page takes and gives; `GET /_sandbox/` lists them.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import parse_qs

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from sandbox.aws.accounts import ACCOUNTS
from sandbox.aws.app import Aws
from sandbox.aws.call import Answer, HttpRequest, Json
from sandbox.aws.events.control_pages import put_letters, read_events
from sandbox.aws.faults import Fault
from sandbox.aws.items.seeding import seed_items
from sandbox.aws.outages import Outage
from sandbox.aws.profile import Profile, Seconds
from sandbox.aws.rates import CONTROL_PLANE, PER_SECOND
from sandbox.clock import instant_text
from sandbox.isolation import same_machine

PREFIX = "/_sandbox/"
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""Between these domain time may be set; a calendar's ends are not for walking over."""


class ClockChange(BaseModel):
    """`now` first, then `advance_seconds` on top; `speed` from then on."""

    model_config = ConfigDict(extra="forbid")

    now: AwareDatetime | None = None
    speed: float | None = Field(default=None, ge=0, le=1_000_000)
    advance_seconds: Seconds = 0


class RatesChange(BaseModel):
    """Whether AWS's published request rates hold."""

    model_config = ConfigDict(extra="forbid")

    on: bool


def control(aws: Aws, request: HttpRequest) -> Answer:
    """Answer a request under /_sandbox/.

    403 to a web page of somewhere else, which a browser may let ask; 404, 405,
    409 and 422 say in words what is wrong.
    """
    if not same_machine(request.headers.get("host", ""), request.headers.get("origin", "")):
        return _json({"error": "only from this machine"}, 403)
    methods = ROUTES.get(request.path.removeprefix(PREFIX))
    if methods is None:
        return _json({"error": f"no such page: {request.path}; {PREFIX} lists them"}, 404)
    handler = methods.get(request.method)
    if handler is None:
        return _json({"error": f"use {' or '.join(methods)}"}, 405)
    try:
        return handler(aws, request)
    except ValidationError as error:
        return _json({"error": str(error)}, 422)


def _list_pages(_: Aws, __: HttpRequest) -> Answer:
    """This list."""
    pages = [
        {"method": method, "path": PREFIX + page, "does": (handler.__doc__ or "").strip()}
        for page, methods in ROUTES.items()
        for method, handler in methods.items()
    ]
    return _json({"pages": pages})


def _list_accounts(_: Aws, __: HttpRequest) -> Answer:
    """The accounts, by their ids."""
    return _json({"accounts": ACCOUNTS})


def _read_clock(aws: Aws, _: HttpRequest) -> Answer:
    """Domain time, its speed, and wall time."""
    return _json(
        {
            "now": instant_text(aws.clock.now()),
            "speed": aws.clock.speed,
            "wall": instant_text(aws.clock.wall()),
        }
    )


def _set_clock(aws: Aws, request: HttpRequest) -> Answer:
    """Move domain time, or change its speed."""
    change = ClockChange.model_validate_json(request.body)
    with aws.lock:
        base = change.now or aws.clock.now()
        if base < FIRST or change.advance_seconds > (LAST - base).total_seconds():
            return _json({"error": f"time stays between {FIRST:%Y} and {LAST:%Y}"}, 422)
        if change.now is not None and change.now < aws.clock.now() and not aws.world.empty():
            return _json({"error": "there are tables or backups: time cannot go back"}, 409)
        aws.clock.set(now=change.now, speed=change.speed, advance_seconds=change.advance_seconds)
    return _read_clock(aws, request)


def _read_faults(aws: Aws, _: HttpRequest) -> Answer:
    """The faults that still wait for their calls."""
    return _json({"faults": [fault.model_dump() for fault in aws.faults.waiting()]})


def _add_fault(aws: Aws, request: HttpRequest) -> Answer:
    """Let calls go wrong from now on."""
    aws.faults.add(Fault.model_validate_json(request.body))
    return _read_faults(aws, request)


def _clear_faults(aws: Aws, request: HttpRequest) -> Answer:
    """No more faults."""
    aws.faults.clear()
    return _read_faults(aws, request)


def _read_outages(aws: Aws, _: HttpRequest) -> Answer:
    """The regions that are out."""
    return _json({"outages": [outage.model_dump() for outage in aws.outages.present()]})


def _declare_outage(aws: Aws, request: HttpRequest) -> Answer:
    """Let a region be gone."""
    outage = Outage.model_validate_json(request.body)
    aws.catch_up()
    aws.outages.declare(outage)
    return _read_outages(aws, request)


def _end_outages(aws: Aws, request: HttpRequest) -> Answer:
    """End the outage of `?region=`, or all of them."""
    regions = parse_qs(request.query).get("region")
    aws.catch_up()
    for region in regions or [outage.region for outage in aws.outages.present()]:
        aws.outages.end(region)
    return _read_outages(aws, request)


def _read_rates(aws: Aws, _: HttpRequest) -> Answer:
    """Calls a second that each account and region may make, and whether that holds."""
    rates = {"on": aws.rates.on, "per_second": PER_SECOND, "control_plane": CONTROL_PLANE}
    return _json(rates)


def _change_rates(aws: Aws, request: HttpRequest) -> Answer:
    """Let the published rates hold, or not."""
    aws.rates.on = RatesChange.model_validate_json(request.body).on
    return _read_rates(aws, request)


def _read_calls(aws: Aws, _: HttpRequest) -> Answer:
    """The newest 100,000 calls, in order of their end."""
    return _json({"calls": [asdict(call) for call in aws.calls.all()]})


def _clear_calls(aws: Aws, request: HttpRequest) -> Answer:
    """Forget the calls so far."""
    aws.calls.clear()
    return _read_calls(aws, request)


def _read_profile(aws: Aws, _: HttpRequest) -> Answer:
    """How long things take, and what is left out."""
    return _json(aws.world.profile.model_dump())


def _change_profile(aws: Aws, request: HttpRequest) -> Answer:
    """Change what is named of the profile."""
    with aws.lock:
        # What is not named stays as it is.
        named = Profile.model_validate_json(request.body).model_dump(exclude_unset=True)
        aws.world.profile = aws.world.profile.model_copy(update=named)
    return _read_profile(aws, request)


Handler = Callable[[Aws, HttpRequest], Answer]
ROUTES: dict[str, dict[str, Handler]] = {
    "": {"GET": _list_pages},
    "accounts": {"GET": _list_accounts},
    "calls": {"GET": _read_calls, "DELETE": _clear_calls},
    "clock": {"GET": _read_clock, "PUT": _set_clock},
    "events": {"GET": read_events, "POST": put_letters},
    "faults": {"GET": _read_faults, "POST": _add_fault, "DELETE": _clear_faults},
    "items": {"POST": seed_items},
    "outages": {"GET": _read_outages, "POST": _declare_outage, "DELETE": _end_outages},
    "profile": {"GET": _read_profile, "POST": _change_profile},
    "rates": {"GET": _read_rates, "PUT": _change_rates},
}
"""Page under the prefix -> method -> handler; a handler's docstring is what the list says."""


def _json(body: Json, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
