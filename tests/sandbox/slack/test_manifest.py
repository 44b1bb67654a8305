"""The app is what its manifest says: commands, scopes, events, tabs, Socket Mode."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.manifest import BadManifest, installed, read_manifest
from sandbox.slack.person import Person, Refused
from sandbox.slack.running import running

ROOT = Path(__file__).parents[3]
MINIMAL = """
display_information: {name: Little}
features:
  bot_user: {display_name: Little Helper}
  slash_commands:
    - {command: /little, description: Does little, should_escape: false}
oauth_config: {scopes: {bot: [commands, "chat:write"]}}
"""


def test_the_products_own_manifest_installs() -> None:
    app = read_manifest(ROOT / "deploy" / "slack-manifest.yaml")

    assert set(app.commands) == {"/ddbdr"}
    assert app.commands["/ddbdr"].should_escape
    assert "app_mention" in app.bot_events
    assert "channels:history" not in app.scopes


def test_a_manifest_may_be_json() -> None:
    app = installed(
        '{"display_information": {"name": "J"}, "settings": {"socket_mode_enabled": true}}'
    )

    assert (app.name, app.socket_mode, app.interactive) == ("J", True, False)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [", "neither YAML nor JSON"),
        ("just words", "a manifest is an object"),
        ("features: {}", "display_information: Field required"),
        ("display_information: {name: '" + "x" * 36 + "'}", "display_information.name"),
        (MINIMAL.replace("/little", "little"), r"slash_commands\.0\.command"),
        (MINIMAL.replace("commands, ", ""), "need the scope commands"),
        (
            MINIMAL + "settings: {event_subscriptions: {bot_events: [app_mention]}}",
            "app_mention needs the scope app_mentions:read",
        ),
    ],
)
def test_a_manifest_that_slack_refuses_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(BadManifest, match=complaint):
        installed(text)


def test_people_can_type_the_commands_of_the_manifest_and_no_others() -> None:
    with running(installed=installed(MINIMAL)) as slack, Person(slack, "U01ALICE") as alice:
        assert alice.types("/ddbdr help")["shown"] == "/ddbdr is not a valid command."
        answer = alice.types("/little")
        assert answer["shown"] == '/little failed with the error "dispatch_failed"'
        bot = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")
        assert bot.auth_test()["user"] == "littlehelper"


def test_names_are_not_escaped_unless_the_command_asks_for_it() -> None:
    with running(installed=installed(MINIMAL)) as slack, Person(slack, "U01ALICE") as alice:
        alice.types("/little ask @bob <now>")
        [delivery] = alice.control.get("traffic")["exchanges"]
        assert delivery["request"]["text"] == "ask @bob &lt;now&gt;"


def test_without_a_home_tab_none_can_be_published_or_opened() -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    with running(installed=installed(MINIMAL)) as slack, Person(slack, "U01ALICE") as alice:
        bot = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")
        with pytest.raises(SlackApiError, match="not_enabled"):
            bot.views_publish(user_id="U01ALICE", view=home)
        with pytest.raises(Refused, match="neither a Home nor a Messages tab"):
            alice.opens_home()
        with pytest.raises(SlackApiError, match="messages_tab_disabled"):
            bot.chat_postMessage(channel="U01ALICE", text="hello")


def test_without_interactivity_a_click_goes_nowhere() -> None:
    button = {
        "type": "button",
        "action_id": "go",
        "text": {"type": "plain_text", "text": "Go"},
    }
    with running(installed=installed(MINIMAL)) as slack, Person(slack, "U01ALICE") as alice:
        bot = WebClient(token="xoxb-sandbox", base_url=f"{slack}/api/")
        bot.chat_postMessage(
            channel="C01OPS", text="x", blocks=[{"type": "actions", "elements": [button]}]
        )
        seen = alice.clicks(alice.messages()[-1], "Go")
        assert seen["delivered"] is False
        assert "not configured to handle interactive responses" in seen["shown"]


def test_socket_mode_ends_delivery_over_http() -> None:
    over_sockets = MINIMAL + "settings: {socket_mode_enabled: true}"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/slack/events"
        app = installed(over_sockets)
        with running(url, installed=app) as slack, Person(slack, "U01ALICE") as alice:
            assert alice.types("/little")["status"] == "dispatch_failed"
        listener.settimeout(0.05)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_without_socket_mode_no_socket_is_handed_out() -> None:
    with running(installed=installed(MINIMAL)) as slack:
        app = WebClient(token="xapp-sandbox", base_url=f"{slack}/api/")
        with pytest.raises(SlackApiError, match="internal_error"):
            app.apps_connections_open(app_token="xapp-sandbox")


def alone(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "sandbox", "slack", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode, done.stderr


def test_a_bad_manifest_ends_the_program_with_one_line(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_text("features: {}")

    code, said = alone("--port", "0", "--manifest", str(path))

    assert code == 2
    assert said == f"{path}: display_information: Field required\n"


def test_a_taken_port_ends_the_program_with_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code, said = alone("--port", str(port))

    assert code == 2
    assert said == f"cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_socket_mode_is_switched_on_and_off_while_it_runs() -> None:
    with running(installed=installed(MINIMAL)) as slack, Person(slack, "U01ALICE") as alice:
        app = WebClient(token="xapp-sandbox", base_url=f"{slack}/api/")
        alice.control.post("socket-mode", on=True)
        assert app.apps_connections_open(app_token="xapp-sandbox")["ok"] is True

        alice.control.post("socket-mode", on=False)
        with pytest.raises(SlackApiError, match="internal_error"):
            app.apps_connections_open(app_token="xapp-sandbox")
