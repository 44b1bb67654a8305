"""Faults as the app meets them on the wire: late answers, 429s, 500s, cut connections."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.slack.faults import Fault


async def before(request: Request, faults: list[Fault]) -> Response | None:
    """Let faults happen that come before the work; return the answer that replaces it, if any."""
    for fault in faults:
        match fault.kind:
            case "slow":
                await asyncio.sleep(fault.seconds)
            case "rate_limited":
                headers = {"Retry-After": str(max(1, round(fault.seconds)))}
                return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
            case "server_error":
                return PlainTextResponse("Internal Server Error", 500)
            case "invalid_auth":
                return JSONResponse({"ok": False, "error": "invalid_auth"})
            case "refuse" | "outage":
                return await drop(request)
            case _:
                continue
    return None


async def drop(request: Request) -> Response:
    """Cut the connection (the server puts the knife into the scope; without it, 503)."""
    knife = request.scope.get("extensions", {}).get("sandbox.drop")
    if knife is not None:
        knife()
        await asyncio.sleep(0)
    return PlainTextResponse("connection lost", 503)
