"""The sandbox's Slack on one loopback port: Web API, deliveries, control API and the page.

`build` makes the application, `serve` runs it until interrupted. It starts with nobody to deliver
to; the app may connect by Socket Mode or be named later with `POST /control/request-url`.
"""

import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.slack.app import App
from sandbox.slack.control import Control
from sandbox.slack.events import Events
from sandbox.slack.faults import Faults
from sandbox.slack.feed import Feed
from sandbox.slack.http_post import LOOPBACK, NotLoopback, check_loopback
from sandbox.slack.people import People
from sandbox.slack.rate_limits import Limits
from sandbox.slack.sending import RETRY_AFTER_SECONDS, Sending
from sandbox.slack.site import routes as page_routes
from sandbox.slack.sockets import Sockets
from sandbox.slack.store import Workspace
from sandbox.slack.traffic import Traffic
from sandbox.slack.uploading import Uploading
from sandbox.slack.web_api import WebApi


def build(
    workspace: Workspace,
    *,
    request_url: str | None = None,
    now: Callable[[], float] = time.time,
    address: str = "http://127.0.0.1:3000",
    retry_after: tuple[float, ...] = RETRY_AFTER_SECONDS,
) -> Starlette:
    """Return the application.

    Args:
        workspace: the state it serves.
        request_url: where commands, interactions and events go over HTTP; loopback only.
        now: the clock, seconds since the epoch.
        address: its own base URL, which it writes into response urls and links.
        retry_after: seconds before each repetition of an event.

    Raises:
        NotLoopback: `request_url` is not on this machine.
    """
    if request_url:
        check_loopback(request_url)
    workspace.address = address
    feed = Feed()
    traffic = Traffic()
    traffic.heard = lambda number: feed.tell({"type": "traffic", "number": number})
    workspace.watchers.append(feed.tell)
    sending = Sending(workspace, request_url, now, traffic, Faults(), Sockets(), retry_after)
    events = Events(workspace, sending, now)
    workspace.watchers.append(events.hear)
    people = People(workspace, sending, now, address)
    limits = Limits(now)
    web_api = WebApi(people, limits)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        events.close()
        await sending.close()

    app = Starlette(
        routes=[
            Route("/api/{method}", web_api.call, methods=["GET", "POST"]),
            Route("/response/{id}", web_api.response_url, methods=["POST"]),
            WebSocketRoute("/link/", sending.sockets.serve),
            *Uploading(workspace, sending.faults, now).routes(),
            *Control(people, limits, feed).routes(),
            *page_routes(),
        ],
        middleware=[Middleware(SameMachine)],
        exception_handlers={ClientDisconnect: hung_up},
        lifespan=lifespan,
    )
    app.state.feed = feed
    return app


async def hung_up(_request: Request, _gone: Exception) -> Response:
    """Do without the rest of a request: nobody is there to read this."""
    return PlainTextResponse("the request ended early", 400)


class SameMachine:
    """Refuses requests a web page elsewhere could make the browser send here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what names this machine as its host and, if a browser sent it, as its origin."""
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            host = headers.get(b"host", b"").decode("latin-1")
            origin = headers.get(b"origin", b"").decode("latin-1")
            foreign = bool(origin) and urlsplit(origin).netloc != host
            if urlsplit(f"//{host}").hostname not in LOOPBACK or foreign:
                refusal = JSONResponse({"ok": False, "error": "only from this machine"}, 403)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


class Droppable(H11Protocol):
    """uvicorn's HTTP, able to cut a connection in the middle: the knife is in the ASGI scope."""

    def connection_made(self, transport: object) -> None:
        """Start serving a connection."""
        super().connection_made(transport)  # type: ignore[arg-type]
        app = self.app

        async def with_knife(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})["sandbox.drop"] = self.transport.abort
            await app(scope, receive, send)

        self.app = with_knife


def listening(host: str, port: int) -> socket.socket:
    """Return a socket bound to a loopback port (0: any free one).

    Raises:
        NotLoopback: `host` is not this machine's loopback.
        OSError: the port is taken.
    """
    if host not in LOOPBACK:
        raise NotLoopback(f"the sandbox listens on loopback only, not on {host}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once (TCP_NODELAY) only on sockets that say they are TCP.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()  # who reads our address may call at once, before we answer
    except OSError:
        bound.close()
        raise
    return bound


class Server(uvicorn.Server):
    """uvicorn that ends event streams first, so that shutting down does not wait for pages."""

    def __init__(self, config: uvicorn.Config, feed: Feed) -> None:
        super().__init__(config)
        self._feed = feed

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop serving."""
        self._feed.close()
        await super().shutdown(sockets)


def server(app: Starlette) -> Server:
    """Return a server for the application, silent and with Socket Mode."""
    config = uvicorn.Config(
        app,
        http=Droppable,
        ws="websockets-sansio",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
    )
    return Server(config, app.state.feed)


def serve(
    port: int,
    *,
    request_url: str | None = None,
    host: str = "127.0.0.1",
    app: App | None = None,
    started: Callable[[str], object] = lambda _address: None,
) -> None:
    """Serve a fresh workspace until interrupted.

    Args:
        port: where to listen; 0 for any free port.
        request_url: where commands, interactions and events go over HTTP.
        host: which loopback.
        app: the app that is installed; one that may do everything if None.
        started: is told the address once the port is ours.

    Raises:
        NotLoopback: `host` or `request_url` is not on this machine.
        OSError: the port is taken.
    """
    bound = listening(host, port)
    address = f"http://{host}:{bound.getsockname()[1]}"
    starlette = build(Workspace(app), request_url=request_url, now=time.time, address=address)
    started(address)
    server(starlette).run(sockets=[bound])
