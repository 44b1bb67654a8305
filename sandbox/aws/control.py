"""`/_sandbox/…`: the strings behind the scenes, for tests, the demo and the product's clock."""

import json
from collections.abc import Callable
from dataclasses import asdict

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from sandbox.aws.app import Aws
from sandbox.aws.call import Answer, HttpRequest, Json
from sandbox.aws.faults import Fault
from sandbox.aws.profile import Profile
from sandbox.clock import instant_text

PREFIX = "/_sandbox/"


class ClockChange(BaseModel):
    """`now` first, then `advance_seconds` on top; `speed` from then on."""

    model_config = ConfigDict(extra="forbid")

    now: AwareDatetime | None = None
    speed: float | None = Field(default=None, ge=0)
    advance_seconds: float = Field(default=0, ge=0)


def control(aws: Aws, request: HttpRequest) -> Answer:
    """Answer a request under /_sandbox/: 404, 405, 409 and 422 say in words what is wrong."""
    methods = _ROUTES.get(request.path.removeprefix(PREFIX))
    if methods is None:
        return _json({"error": f"no such page: {request.path}"}, 404)
    handler = methods.get(request.method)
    if handler is None:
        return _json({"error": f"use {' or '.join(methods)}"}, 405)
    try:
        return handler(aws, request.body)
    except ValidationError as error:
        return _json({"error": str(error)}, 422)


def _read_clock(aws: Aws, _: bytes) -> Answer:
    return _json(
        {
            "now": instant_text(aws.clock.now()),
            "speed": aws.clock.speed,
            "wall": instant_text(aws.clock.wall()),
        }
    )


def _set_clock(aws: Aws, body: bytes) -> Answer:
    change = ClockChange.model_validate_json(body)
    with aws.lock:
        if change.now is not None and change.now < aws.clock.now() and not aws.world.empty():
            return _json({"error": "there are tables or backups: time cannot go back"}, 409)
        aws.clock.set(now=change.now, speed=change.speed, advance_seconds=change.advance_seconds)
    return _read_clock(aws, body)


def _read_faults(aws: Aws, _: bytes) -> Answer:
    return _json({"faults": [fault.model_dump() for fault in aws.faults.waiting()]})


def _add_fault(aws: Aws, body: bytes) -> Answer:
    aws.faults.add(Fault.model_validate_json(body))
    return _read_faults(aws, body)


def _clear_faults(aws: Aws, body: bytes) -> Answer:
    aws.faults.clear()
    return _read_faults(aws, body)


def _read_calls(aws: Aws, _: bytes) -> Answer:
    return _json({"calls": [asdict(call) for call in aws.calls.all()]})


def _clear_calls(aws: Aws, body: bytes) -> Answer:
    aws.calls.clear()
    return _read_calls(aws, body)


def _read_profile(aws: Aws, _: bytes) -> Answer:
    return _json(aws.world.profile.model_dump())


def _change_profile(aws: Aws, body: bytes) -> Answer:
    with aws.lock:
        # What is not named stays as it is.
        named = Profile.model_validate_json(body).model_dump(exclude_unset=True)
        aws.world.profile = aws.world.profile.model_copy(update=named)
    return _read_profile(aws, body)


Handler = Callable[[Aws, bytes], Answer]
_ROUTES: dict[str, dict[str, Handler]] = {
    "clock": {"GET": _read_clock, "PUT": _set_clock},
    "faults": {"GET": _read_faults, "POST": _add_fault, "DELETE": _clear_faults},
    "calls": {"GET": _read_calls, "DELETE": _clear_calls},
    "profile": {"GET": _read_profile, "POST": _change_profile},
}


def _json(body: Json, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
