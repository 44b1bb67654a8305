"""A submitted form becomes the command it stands for, and is taken like one that was typed."""

from collections.abc import Mapping
from dataclasses import replace

from bot.asking import Asking, Replayed
from bot.commands import look
from bot.desk import Desk
from bot.fields import POINT, POINTS, TABLE, entered
from bot.forms import LONGEST_TITLE, TITLES, not_ours, opened_for
from bot.render import blocks
from bot.render.answers import message
from bot.render.blocks import Json
from bot.verbs import starting
from bot.verbs.deciding import Saying, decide
from bot.verbs.lacking import ENTER, lacking
from recovery.answer import Answer
from recovery.errors import Refusal
from recovery.grammar import Command, command_text, parse
from recovery.names import parse_job_id, stands_for_job
from recovery.references import parse_reference
from recovery.verbs import VERBS

Values = dict[str, str | int | bool]


class FieldRefusal(Exception):  # noqa: N818  named for the condition
    """A field of a form cannot be read: its block id and why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field
        self.why = why


def submit_start(desk: Desk, asking: Asking, view: Json) -> Json:
    """Do what a form asks for; what Slack should do with the form.

    Raises:
        FieldRefusal: what was entered cannot be read.
        Refusal: it may not be done.
    """
    verb = str(opened_for(view).get("verb", ""))
    if verb not in TITLES:
        raise not_ours()
    command = read_command(desk, verb, entered(view))
    if VERBS[verb].action is None:
        return _updated(TITLES[verb], look(desk, asking, command.text).answer)
    # Slack may say that a form was not taken which was: sent again, it starts nothing more.
    once = replace(asking, request_id=f"view:{view['id']}")
    try:
        reply = starting.start(desk, once, command)
    except Replayed:
        return _updated(
            TITLES[verb], Answer(lines=("This form was taken already.",), commands=("jobs",))
        )
    done = Answer(
        title=reply.answer.title,
        lines=(*reply.answer.lines, "The same as text:"),
        commands=(command.text,),
        notes=reply.answer.notes,
    )
    return _updated(TITLES[verb], done)


def submit_reject(desk: Desk, asking: Asking, view: Json) -> Json | None:
    """Reject with the reason given; None closes the form."""
    about = opened_for(view)
    saying = Saying(
        word="reject",
        job_id=str(about.get("job", "")),
        digest=about.get("digest"),
        reason=str(entered(view).get("reason", "")).strip(),
    )
    decided = decide(desk, asking, saying)
    return None if decided.stands else _updated("Not rejected", decided.answer)


def refused(error: Refusal, lines: tuple[str, ...]) -> Json:
    """The form, replaced by why it cannot be."""
    return _updated("Not started", Answer(lines=lines, commands=error.commands))


def read_command(desk: Desk, verb: str, given: Mapping[str, str | bool]) -> Command:
    """The command that a form's fields stand for.

    Raises:
        FieldRefusal: naming the field that the grammar refuses, or that lacks something.
    """
    target = str(given.get(TABLE, ""))
    params: Values = {
        option.parameter: given[option.parameter]
        for option in VERBS[verb].options
        if option.name != "reason" and given.get(option.parameter)
    }
    if POINT in given:
        _choose_point(params, str(given[POINT]))
    reason = str(given.get("reason", "")).strip() or None
    _parse(desk, verb, target, {}, None, field=TABLE)
    for name, value in params.items():
        # Each value alone, so that a refusal can be shown at its field.
        _parse(desk, verb, target, {name: value}, None, field=name)
    _parse(desk, verb, target, {}, reason, field="reason")
    command = _parse(desk, verb, target, params, reason, field="off" if "off" in params else TABLE)
    for what in lacking(command, desk.config):
        raise FieldRefusal(what, ENTER[what])
    return command


def _choose_point(params: Values, chosen: str) -> None:
    if chosen != "latest" and chosen not in params:
        ask = "Write when, for example 10 minutes ago." if chosen == "at" else "Choose a backup."
        raise FieldRefusal(chosen, ask)
    for other in POINTS:
        if other != chosen:
            params.pop(other, None)
    if chosen == "latest":
        params["latest"] = True


def _parse(
    desk: Desk, verb: str, target: str, params: Values, reason: str | None, *, field: str
) -> Command:
    try:
        job = parse_job_id(target) if stands_for_job(target) else None
        table = parse_reference(target) if target and job is None else None
        text = command_text(verb, table=table, job=job, params=params, reason=reason)
        command = parse(text, now=desk.now(), zone=desk.config.slack.default_zone)
        if account := params.get("account") or (table and table.account):
            desk.config.account(str(account))
    except Refusal as error:
        raise FieldRefusal(field, str(error)) from error
    return command


def _updated(title: str, answer: Answer) -> Json:
    return {
        "response_action": "update",
        "view": {
            "type": "modal",
            "title": blocks.plain(title, LONGEST_TITLE),
            "close": blocks.plain("Close", LONGEST_TITLE),
            "blocks": list(message(answer).blocks),
        },
    }
