"""Deliveries to the app: signed HTTP or Socket Mode, three seconds to answer, events retried."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode, urljoin

from sandbox.slack import seed
from sandbox.slack.faults import DELIVERY, DUPLICATE, Faults
from sandbox.slack.http_post import NotLoopback, Poster, Response, check_loopback
from sandbox.slack.sockets import Sockets
from sandbox.slack.store import Json, Workspace
from sandbox.slack.strict_json import read_json
from sandbox.slack.traffic import Traffic

ACK_SECONDS = 3.0
RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)
"""When an event is sent again: nearly at once, after a minute, after five more."""
REDIRECTS_MOST = 2
"""How far an event follows redirects; more are `too_many_redirects`."""

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Ack:
    """How the app answered.

    Attributes:
        status: `ok`, or the word Slack shows: `operation_timeout` (no answer in time),
            `dispatch_failed` (nobody there, or not a 2xx answer), or `not_configured` (an
            interaction with an app whose interactivity is off: nothing was sent).
        body: what came back: an object, text, or None.
        reason: Slack's `x-slack-retry-reason`, empty if ok.
        may_retry: whether Slack would send an event again.
    """

    status: str
    body: Any
    elapsed_ms: int
    reason: str = ""
    may_retry: bool = True


def signed(body: bytes, at: float, secret: str = seed.SIGNING_SECRET) -> dict[str, str]:
    """Return Slack's signature headers (version v0) for a raw body."""
    timestamp = str(int(at))
    base = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def encoded(kind: Kind, payload: Json) -> tuple[str, bytes]:
    """Return content type and body of a delivery over HTTP."""
    if kind == "events_api":
        return "application/json", json.dumps(payload).encode()
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return "application/x-www-form-urlencoded", urlencode(form).encode()


@dataclass
class Sending:
    """Delivers to a connected socket, or to `request_url`, as the app's manifest says.

    Without a manifest: to a socket if one is connected, else to the URL, else nowhere.
    """

    workspace: Workspace
    request_url: str | None
    now: Callable[[], float]
    traffic: Traffic
    faults: Faults
    sockets: Sockets
    retry_after: tuple[float, ...] = RETRY_AFTER_SECONDS
    _poster: Poster = field(default_factory=Poster)
    _retries: set[asyncio.Task[object]] = field(default_factory=set)

    def deliver_to(self, request_url: str | None) -> None:
        """Change where HTTP deliveries go.

        Raises:
            NotLoopback: the address is not on this machine.
        """
        if request_url:
            check_loopback(request_url)
        self.request_url = request_url or None

    async def deliver(self, kind: Kind, payload: Json, *, retry: int = 0, reason: str = "") -> Ack:
        """Send once and wait up to three seconds for the acknowledgement."""
        if kind == "interactive" and not self.workspace.app.interactive:
            return Ack("not_configured", None, 0)
        started = time.monotonic()
        headers: dict[str, str] = {}
        faults = {fault.kind for fault in self.faults.hit(DELIVERY)}
        try:
            if "outage" in faults:
                raise ConnectionError("Slack is down")
            async with asyncio.timeout(ACK_SECONDS):
                ack = await self._send(kind, payload, headers, retry=retry, reason=reason)
                if "lose_ack" in faults:
                    await asyncio.sleep(ACK_SECONDS)
        except TimeoutError:
            ack = Ack("operation_timeout", None, 0, "http_timeout")
        except (OSError, NotLoopback):
            ack = Ack("dispatch_failed", None, 0, "connection_failed")
        elapsed_ms = round((time.monotonic() - started) * 1000)
        ack = replace(ack, elapsed_ms=elapsed_ms)
        self.traffic.note(
            "delivery",
            _name(payload),
            at=self.now(),
            elapsed_ms=elapsed_ms,
            outcome=ack.status,
            request=payload,
            answer=ack.body,
            headers=headers,
        )
        return ack

    async def deliver_event(self, payload: Json) -> Ack:
        """Send an event; if that fails, send it again later, up to three times."""
        ack = await self.deliver("events_api", payload)
        if ack.status != "ok" and ack.may_retry:
            self._later(self._retry(payload, ack.reason))
        if self.faults.hit(DUPLICATE):
            self._later(self.deliver("events_api", payload))
        return ack

    def again(self, payload: Json) -> None:
        """Deliver a click once more in the background, where a fault asks for a double click."""
        self._later(self.deliver("interactive", payload))

    def _later(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._retries.add(task)
        task.add_done_callback(self._retries.discard)

    async def verify(self) -> bool:
        """Send the `url_verification` challenge; return whether the app gave it back."""
        challenge = hashlib.sha256(str(self.now()).encode()).hexdigest()[:20]
        body: Json = {"type": "url_verification", "token": "", "challenge": challenge}
        ack = await self.deliver("events_api", body)
        answer = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        return ack.status == "ok" and answer == challenge

    async def checks_ssl(self) -> bool:
        """Send the unsigned `ssl_check=1` that command URLs get; return whether it got a 200."""
        if not self.request_url:
            return False
        body = urlencode({"ssl_check": "1", "token": "deprecated-verification-token"}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            response = await self._poster.post(self.request_url, headers, body)
        except OSError:
            return False
        return response.status == 200  # noqa: PLR2004 - OK

    async def close(self) -> None:
        """Stop retrying and close connections."""
        for task in list(self._retries):
            task.cancel()
        await self._poster.close()

    async def _retry(self, payload: Json, reason: str) -> None:
        for retry, seconds in enumerate(self.retry_after, start=1):
            await asyncio.sleep(seconds)
            ack = await self.deliver("events_api", payload, retry=retry, reason=reason)
            if ack.status == "ok" or not ack.may_retry:
                return
            reason = ack.reason

    async def _send(
        self, kind: Kind, payload: Json, headers: dict[str, str], *, retry: int, reason: str
    ) -> Ack:
        """Send it; `headers` is filled with those it is sent with, whatever becomes of it."""
        wanted = self.workspace.app.socket_mode
        is_handshake = payload.get("type") == "url_verification"
        if not is_handshake and (wanted or (wanted is None and self.sockets.count)):
            return Ack("ok", await self.sockets.send(kind, payload, retry=retry, reason=reason), 0)
        if not self.request_url:
            raise ConnectionError("nobody to deliver to")
        content_type, body = encoded(kind, payload)
        headers |= {"Content-Type": content_type, **signed(body, self.now())}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        response = await self._poster.post(self.request_url, headers, body)
        if kind != "events_api":
            return _ack(response)
        for _ in range(REDIRECTS_MOST):
            if not _is_redirect(response):
                return _ack(response)
            onward = urljoin(self.request_url, response.headers["location"])
            response = await self._poster.post(onward, headers, body)
        if _is_redirect(response):
            return Ack("dispatch_failed", None, 0, "too_many_redirects")
        return _ack(response)


def _is_redirect(response: Response) -> bool:
    return response.status in {301, 302, 303, 307, 308} and "location" in response.headers


def _ack(response: Response) -> Ack:
    """Read an HTTP answer: 200 with nothing, text, or JSON."""
    if response.status // 100 != 2:  # noqa: PLR2004 - the family of successes
        may_retry = response.headers.get("x-slack-no-retry") != "1"
        return Ack("dispatch_failed", None, 0, "http_error", may_retry)
    text = response.body.decode("utf-8", "replace")
    if not text:
        return Ack("ok", None, 0)
    if "json" not in response.headers.get("content-type", ""):
        return Ack("ok", text, 0)
    try:
        return Ack("ok", read_json(text), 0)
    except ValueError:
        return Ack("invalid_command_response", None, 0, "unknown_error")


def _name(payload: Json) -> str:
    """Return what the inspector calls a delivery."""
    if "command" in payload:
        return str(payload["command"])
    event = payload.get("event")
    return str(event["type"] if isinstance(event, dict) else payload["type"])
