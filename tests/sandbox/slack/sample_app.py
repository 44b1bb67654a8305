"""A small app in plain Bolt, as anybody writes it: it knows nothing of the sandbox.

Everything comes from the environment: SLACK_BOT_TOKEN, SLACK_API_URL and, over HTTP,
SLACK_SIGNING_SECRET and PORT; over Socket Mode SLACK_APP_TOKEN.
"""

import os
from typing import Any

from flask import Flask, request
from flask.wrappers import Response
from slack_bolt import Ack, App, Respond, Say
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

Json = dict[str, Any]

client = WebClient(
    token=os.environ["SLACK_BOT_TOKEN"],
    base_url=os.environ.get("SLACK_API_URL", "https://slack.com/api/"),
)
client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=3))
app = App(client=client, signing_secret=os.environ.get("SLACK_SIGNING_SECRET", "unused"))

TEAMS = ["Kitchen", "Garden", "Garage"]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def chore_form() -> Json:
    """Return the modal in which a chore is written down."""
    return {
        "type": "modal",
        "callback_id": "chore",
        "title": plain("New chore"),
        "submit": plain("Write down"),
        "blocks": [
            {
                "type": "input",
                "block_id": "what",
                "label": plain("What"),
                "element": {"type": "plain_text_input", "action_id": "text"},
            },
            {
                "type": "input",
                "block_id": "where",
                "label": plain("Where"),
                "element": {
                    "type": "external_select",
                    "action_id": "team",
                    "min_query_length": 0,
                },
            },
            {
                "type": "input",
                "block_id": "when",
                "optional": True,
                "label": plain("When"),
                "element": {"type": "datepicker", "action_id": "day"},
            },
        ],
    }


@app.command("/chore")
def chore(ack: Ack, body: Json, respond: Respond, client: WebClient) -> None:
    ack()
    if body["text"] == "report":
        client.files_upload_v2(
            channel=body["channel_id"], filename="chores.csv", content="what,where\n"
        )
    elif body["text"]:
        respond(f"Try `/chore`, not `/chore {body['text']}`.")
    else:
        client.views_open(trigger_id=body["trigger_id"], view=chore_form())


@app.shortcut("new_chore")
def from_the_menu(ack: Ack, body: Json, client: WebClient) -> None:
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=chore_form())


@app.options("team")
def teams(ack: Ack, payload: Json) -> None:
    found = [team for team in TEAMS if payload["value"].lower() in team.lower()]
    ack(options=[{"text": plain(team), "value": team.lower()} for team in found])


@app.view("chore")
def written_down(ack: Ack, view: Json, body: Json, client: WebClient) -> None:
    values = view["state"]["values"]
    what = values["what"]["text"]["value"]
    if len(what.split()) < 2:
        ack(response_action="errors", errors={"what": "Say a bit more."})
        return
    ack()
    where = values["where"]["team"]["selected_option"]["text"]["text"]
    day = values["when"]["day"]["selected_date"] or "some day"
    client.chat_postMessage(
        channel="C01OPS",
        text=f"{what} in the {where}, {day}, says <@{body['user']['id']}>",
        blocks=[
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{what}*, {where}, {day}"}},
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "action_id": "done", "text": plain("Done"), "value": what}
                ],
            },
        ],
    )


@app.action("done")
def done(ack: Ack, body: Json, action: Json, respond: Respond) -> None:
    ack()
    user = body["user"]["id"]
    respond(text=f"<@{user}> did it: {action['value']}", replace_original=True)


@app.event("app_mention")
def mentioned(event: Json, say: Say) -> None:
    say(f"Yes, <@{event['user']}>?", thread_ts=event.get("thread_ts", event["ts"]))


@app.event("app_home_opened")
def home(event: Json, client: WebClient) -> None:
    welcome = {"type": "section", "text": {"type": "mrkdwn", "text": "No chores today."}}
    client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [welcome]})


def over_http(port: int) -> None:
    flask = Flask(__name__)
    handler = SlackRequestHandler(app)

    @flask.post("/slack/events")
    def events() -> Response:
        return handler.handle(request)

    flask.run("127.0.0.1", port)


if __name__ == "__main__":
    if "SLACK_APP_TOKEN" in os.environ:
        SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=client).start()  # type: ignore[no-untyped-call]
    else:
        over_http(int(os.environ["PORT"]))
