"""The Bolt app: Slack's payloads become `Asking`s, replies become responses.

One listener for each kind of payload; Bolt looks through its listeners one by one,
so few is fast. Bolt never verifies signatures (bot.signing does, before it) and never
asks Slack who we are: the token is known.
"""

import logging
import re
from collections.abc import Sequence
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot import letters, log, submissions, suggestions
from bot.actions import Clicks
from bot.asking import Asking, Replayed, Via
from bot.commands import defect, ledger_away, reply_to
from bot.desk import Desk
from bot.fields import BACKUP
from bot.forms import REJECT_FORM, START_FORM, opened_for
from bot.openings import Openings
from bot.render import views
from bot.render.answers import refusal
from bot.submissions import FieldRefusal
from recovery.answer import Answer
from recovery.errors import LedgerAway, Refusal
from recovery.people import Person

Body = dict[str, Any]
REQUEST_ID = "ddbdr_request_id"
"""Where the door leaves the request's id in Bolt's context."""

_JSON: dict[str, str | Sequence[str]] = {"content-type": "application/json;charset=utf-8"}
_ANYTHING = re.compile(r".*")
_ONE_OF_OURS = re.compile(f"^({START_FORM}|{REJECT_FORM})$")
_ADDRESSED = re.compile(r"^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>[\s,:]*")


def make_app(desk: Desk, client: WebClient, openings: Openings) -> App:
    """The app, ready to be dispatched to; nothing calls Slack until somebody asks for a form."""
    authorized = AuthorizeResult(
        enterprise_id=None, team_id=desk.config.slack.team, bot_token=client.token
    )
    app = App(
        logger=_quiet_log(),
        client=client,
        authorize=lambda: authorized,
        process_before_response=True,
        request_verification_enabled=False,
        token_verification_enabled=False,
    )
    listeners = _Listeners(desk, openings)
    app.command("/ddbdr")(listeners.command)
    app.action(_ANYTHING)(listeners.action)
    app.event("app_mention")(listeners.mention)
    app.event("app_home_opened")(listeners.home)
    app.view(_ONE_OF_OURS)(listeners.submission)
    app.options(_ANYTHING)(listeners.suggestion)
    app.error(_refuse_or_log)
    return app


class _Listeners:
    """What Bolt calls; each returns the response itself."""

    def __init__(self, desk: Desk, openings: Openings) -> None:
        self._desk = desk
        self._openings = openings
        self._clicks = Clicks(desk, openings)

    def command(self, body: Body, request: BoltRequest) -> BoltResponse:
        """`/ddbdr …`."""
        asking = Asking(
            person=Person(team=body["team_id"], user=body["user_id"]),
            channel=body.get("channel_id", ""),
            via="command",
            request_id=_request_id(request),
            trigger_id=body.get("trigger_id", ""),
            response_url=body.get("response_url", ""),
        )
        reply = reply_to(self._desk, asking, body.get("text", ""))
        if reply.view is not None:
            self._openings.open(asking, reply.view, reply.answer)
        return BoltResponse(status=200, body=reply.body, headers=_JSON)

    def mention(self, body: Body, request: BoltRequest) -> BoltResponse:
        """`@ddbdr …`, which works in threads; Slack sends an event again until it is taken."""
        event = body["event"]
        if event.get("bot_id") or "user" not in event:
            return BoltResponse(status=200)
        asking = Asking(
            person=Person(team=event.get("user_team") or body["team_id"], user=event["user"]),
            channel=event["channel"],
            via="mention",
            request_id=str(body.get("event_id") or _request_id(request)),
            thread_ts=event.get("thread_ts") or event["ts"],
        )
        text = _ADDRESSED.sub("", event.get("text", ""), count=1)
        try:
            reply = reply_to(self._desk, asking, text)
        except Replayed:
            return BoltResponse(status=200)  # Slack's own retry of an event we took
        try:
            letter = letters.in_thread(asking, reply.answer)
            self._desk.ledger.outbox.put(letter, wall=self._desk.wall())
        except LedgerAway:
            # Nothing can be answered now; Slack will send the event again.
            return BoltResponse(status=503, body="the ledger cannot be reached")
        return BoltResponse(status=200)

    def home(self, body: Body) -> BoltResponse:
        """Somebody opens the app's Home tab, which the poster draws; twice is as good as once."""
        event = body["event"]
        if event.get("tab") != "home":
            return BoltResponse(status=200)
        person = Person(team=body["team_id"], user=event["user"])
        try:
            self._desk.ledger.homes.open(person, wall=self._desk.wall())
        except LedgerAway:
            return BoltResponse(status=503, body="the ledger cannot be reached")
        return BoltResponse(status=200)

    def action(self, body: Body, action: Body, request: BoltRequest) -> BoltResponse:
        """A click."""
        asking = _asking(body, request, "click")
        chosen = action.get("selected_option") or {}
        value = str(action.get("value") or chosen.get("value") or "")
        try:
            self._clicks.take(asking, str(action.get("action_id", "")), value)
        except LedgerAway as error:
            log.get("bot").warning("ledger away", reason=str(error))
            self._openings.open(asking, views.notice(*_away(error)), Answer())
        return BoltResponse(status=200)

    def submission(self, body: Body, view: Body, request: BoltRequest) -> BoltResponse:
        """A submitted form."""
        try:
            channel = str(opened_for(view).get("channel", ""))
            asking = _asking(body, request, "modal", channel=channel)
            self._desk.refuse_replay(asking)
            shown = self._submit(asking, view)
        except FieldRefusal as error:
            shown = {"response_action": "errors", "errors": {error.field: error.why}}
        except Refusal as error:
            shown = submissions.refused(error, refusal(error).lines)
        except LedgerAway as error:
            log.get("bot").warning("ledger away", reason=str(error))
            shown = {
                "response_action": "update",
                "view": views.notice(*_away(error)),
            }
        return BoltResponse(status=200, body=shown or "")

    def _submit(self, asking: Asking, view: Body) -> Body | None:
        if view["callback_id"] == REJECT_FORM:
            return submissions.submit_reject(self._desk, asking, view)
        return submissions.submit_start(self._desk, asking, view)

    def suggestion(self, body: Body) -> BoltResponse:
        """Type-ahead; nothing changes, so it is not remembered."""
        typed = str(body.get("value", ""))
        try:
            if body.get("action_id") == BACKUP:
                found = suggestions.backups(self._desk, typed, body.get("view") or {})
            else:
                found = suggestions.tables(self._desk, typed)
        except (LedgerAway, Refusal):
            found = []
        return BoltResponse(status=200, body={"options": found})


def _quiet_log() -> logging.Logger:
    """Bolt's log: its warnings repeat what people typed, its errors do not."""
    quiet = logging.getLogger("bot.bolt")
    quiet.setLevel(logging.ERROR)
    return quiet


def _away(error: LedgerAway) -> tuple[str, tuple[str, ...]]:
    """Title and lines of the form that tells it."""
    return ("Not sure" if error.is_unsure else "Not done"), ledger_away(error)


def _request_id(request: BoltRequest) -> str:
    return str(request.context[REQUEST_ID])


def _asking(body: Body, request: BoltRequest, via: Via, channel: str | None = None) -> Asking:
    user, team = body["user"], body.get("team") or {}
    where = (body.get("channel") or {}).get("id", "") if channel is None else channel
    return Asking(
        person=Person(team=user.get("team_id") or team.get("id", ""), user=user["id"]),
        channel=where,
        via=via,
        request_id=_request_id(request),
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
    )


def _refuse_or_log(error: Exception) -> BoltResponse:
    """The one place where what a listener raised is caught."""
    if isinstance(error, Replayed):
        return BoltResponse(status=401, body="replayed request")
    # A 500 makes Slack mark the click or the form as failed, which it is; commands have
    # a net of their own and never get here.
    defect("listener")
    return BoltResponse(status=500, body="")
