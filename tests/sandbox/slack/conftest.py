"""A running workspace, a person at it, and somewhere to run a small Bolt app."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask, request
from flask.wrappers import Response
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient
from werkzeug.serving import make_server

from sandbox.slack.person import Control, Person
from sandbox.slack.running import running

Serve = Callable[[App], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One server for all tests; `slack` gives it back as new."""
    with running(retry_after=(0.0, 0.0, 0.0)) as workspace:
        switch_limits(workspace, on=False)
        yield workspace


def switch_limits(slack: str, *, on: bool) -> None:
    """Tests call faster than Slack lets an app; those about its limits switch them on."""
    control = Control(slack)
    control.post("limits", on=on)
    control.close()


@pytest.fixture
def slack(server: str) -> Iterator[str]:
    yield server
    control = Control(server)
    control.post("request-url", url="")
    control.post("reset")
    control.close()


@pytest.fixture
def control(slack: str) -> Iterator[Control]:
    control = Control(slack)
    yield control
    control.close()


@pytest.fixture
def client(slack: str) -> WebClient:
    return WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")


@pytest.fixture
def alice(slack: str) -> Iterator[Person]:
    with Person(slack, "U01ALICE") as person:
        yield person


@pytest.fixture
def bob(slack: str) -> Iterator[Person]:
    with Person(slack, "U02BOB") as person:
        yield person


@pytest.fixture
def app(client: WebClient) -> App:
    """An ordinary Bolt app, as the product configures it, that speaks to the sandbox."""
    return App(
        client=client,
        signing_secret="sandbox-secret",
        process_before_response=True,
        token_verification_enabled=False,
    )


@contextlib.contextmanager
def serving(app: App) -> Iterator[str]:
    """Serve a Bolt app over HTTP with its Flask adapter; yield its request URL."""
    flask = Flask("bolt")
    handler = SlackRequestHandler(app)

    @flask.post("/slack/events")
    def events() -> Response:
        return handler.handle(request)

    http = make_server("127.0.0.1", 0, flask, threaded=True)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/slack/events"
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


@pytest.fixture
def serve() -> Serve:
    """Give tests `serving` to use with apps of their own."""
    return serving


@pytest.fixture
def connect(app: App, control: Control) -> Iterator[None]:
    """Serve `app` over HTTP and have everything delivered to it."""
    with serving(app) as url:
        control.post("request-url", url=url)
        yield
