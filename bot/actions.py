"""Clicks. A button carries a job's id and its plan's digest, nothing else.

Nothing here is answered in the ack, which a click does not have: the card changes
by itself, and a refusal is a private sentence through the poster's fast lane.
"""

from collections.abc import Callable
from dataclasses import replace

from bot import letters
from bot.asking import Asking, Replayed
from bot.commands import answer, ask_for_missing, look
from bot.desk import Desk
from bot.forms import reject_form
from bot.openings import Openings
from bot.render import buttons, views
from bot.render.answers import refusal
from bot.render.scene import Scene
from bot.reply import Reply
from bot.verbs import reading, starting
from bot.verbs.deciding import Saying, decide, obstacle
from bot.verbs.lacking import lacking
from recovery.answer import Answer
from recovery.decisions import Word
from recovery.errors import Refusal
from recovery.grammar import Command, parse
from recovery.job import Job
from recovery.ledger.port import Dossier
from recovery.references import parse_reference
from recovery.verbs import VERBS
from recovery.words import code

WORDS: dict[str, Word] = {
    buttons.APPROVE: "approve",
    buttons.CANCEL: "cancel",
    buttons.RETRY: "retry",
}


class Clicks:
    """Takes clicks."""

    def __init__(self, desk: Desk, openings: Openings) -> None:
        self._desk = desk
        self._openings = openings
        self._opens: dict[str, Callable[[Asking, str, str | None], None]] = {
            buttons.REJECT: self._ask_reason,
            buttons.DETAILS: self._show_details,
            buttons.AWS_COMMANDS: self._show_commands,
            buttons.HELP: self._show_help,
        }

    def take(self, asking: Asking, action: str, value: str) -> None:
        """Do what a button says.

        Raises:
            Replayed: this very request was taken before.
            LedgerAway: nothing of it was written.
        """
        self._desk.refuse_replay(asking)
        if action == buttons.MORE:
            action, _, value = value.partition(" ")
        try:
            self._act(asking, action, value)
        except Refusal as error:
            self._tell(asking, refusal(error))

    def _act(self, asking: Asking, action: str, value: str) -> None:
        job_id, digest = buttons.read_value(value)
        if action in WORDS:
            saying = Saying(word=WORDS[action], job_id=job_id, digest=digest)
            decided = decide(self._desk, asking, saying)
            if decided.tell:
                self._tell(asking, decided.answer)
        elif action in self._opens:
            self._opens[action](asking, job_id, digest)
        elif action == buttons.ASK_AGAIN:
            self._tell(asking, self._ask_again(asking, job_id).answer)
        elif action.startswith(buttons.OFFER):
            self._take_offer(asking, job_id, action)
        elif action.startswith(buttons.COMMAND):
            self._take_command(asking, *buttons.read_command(value))
        elif action.startswith(buttons.START):
            self._take_command(asking, "", value)
        elif action == buttons.SHOW:
            self._tell(asking, look(self._desk, asking, value).answer, replace_original=True)

    def _tell(self, asking: Asking, answer: Answer, *, replace_original: bool = False) -> None:
        wall = self._desk.wall()
        letter = letters.reply(asking, answer, wall=wall, replace=replace_original)
        self._desk.ledger.outbox.put(letter, wall=wall)

    def _ask_reason(self, asking: Asking, job_id: str, digest: str | None) -> None:
        saying = Saying(word="reject", job_id=job_id, digest=digest)
        hindered = obstacle(self._desk, asking, saying)
        if hindered is not None:
            self._tell(asking, hindered)
            return
        view = reject_form(job_id, digest, "The asker and everybody in the channel read this.")
        text = Answer(
            lines=("Slack did not open the form in time. The same as text:",),
            commands=(f'reject {job_id} --reason "why"',),
        )
        self._openings.open(asking, view, text)

    def _show_details(self, asking: Asking, job_id: str, _digest: str | None) -> None:
        dossier = self._dossier(job_id)
        audit = self._desk.ledger.jobs.audit(job_id)
        view = views.details(dossier, audit, self._scene())
        self._openings.open(asking, view, _as_text(f"job {job_id}"))

    def _show_commands(self, asking: Asking, job_id: str, _digest: str | None) -> None:
        view = views.aws_commands(self._dossier(job_id))
        self._openings.open(asking, view, _as_text(f"job {job_id}"))

    def _show_help(self, asking: Asking, _value: str, _digest: str | None) -> None:
        view = views.shown("Help", reading.help_reply(None).answer)
        self._openings.open(asking, view, _as_text("help"))

    def _ask_again(self, asking: Asking, job_id: str) -> Reply:
        job = self._dossier(job_id).job
        if not job.state.is_terminal:
            raise Refusal(f"{code(job_id)} has not ended.", commands=(f"job {job_id}",))
        return self._start(asking, starting.new_job(self._desk, asking, _same(job)), job_id)

    def _take_offer(self, asking: Asking, job_id: str, action: str) -> None:
        offers = enumerate(self._dossier(job_id).job.offers)
        offer = next((one for place, one in offers if action == f"{buttons.OFFER}{place}"), None)
        if offer is None:
            raise Refusal("This offer is gone.", commands=(f"job {job_id}",))
        if offer.not_before is None:
            self._take_command(asking, job_id, offer.command)
            return
        # It may name an instant that is not restorable yet: it is read as of its start.
        now = max(self._desk.now(), offer.not_before)
        command = parse(offer.command, now=now, zone=self._desk.config.slack.default_zone)
        made = starting.new_job(self._desk, asking, command, not_before=offer.not_before)
        self._tell(asking, self._start(asking, made, f"{job_id}:{offer.command}").answer)

    def _take_command(self, asking: Asking, origin: str, text: str) -> None:
        """As if typed by whoever clicked; what changes anything, once a person and place."""
        command = parse(text, now=self._desk.now(), zone=self._desk.config.slack.default_zone)
        if lacking(command, self._desk.config):
            # Its form asks for nothing yet: it may be closed, and opened again.
            reply = ask_for_missing(self._desk, asking, command)
            self._openings.open(asking, reply.view or {}, reply.answer)
            return
        if command.verb not in VERBS or not VERBS[command.verb].changes:
            self._tell(asking, look(self._desk, asking, text).answer)
            return
        once = replace(asking, request_id=f"command:{origin}:{asking.person}:{text}")
        try:
            self._tell(asking, answer(self._desk, once, text).answer)
        except Replayed:
            raise Refusal(
                "You have asked for this here already.",
                advice="To ask once more, type it.",
                commands=("jobs", text),
            ) from None

    def _start(self, asking: Asking, job: Job, origin: str) -> Reply:
        """Create it once a person and origin, however often the button is pressed."""
        once = replace(asking, request_id=f"again:{origin}:{asking.person}")
        try:
            return starting.created(self._desk, starting.create(self._desk, once, job), asking)
        except Replayed:
            raise Refusal("You have asked for this again already.", commands=("jobs",)) from None

    def _dossier(self, job_id: str) -> Dossier:
        dossier = self._desk.ledger.jobs.dossier(job_id)
        if dossier is None:
            raise Refusal(f"There is no job {code(job_id)}.", commands=("jobs",))
        return dossier

    def _scene(self) -> Scene:
        desk = self._desk
        return Scene(now=desk.now(), directory=desk.directory(), is_sandbox=desk.is_sandbox)


def _same(job: Job) -> Command:
    """What was asked for, word for word."""
    params = {name: value for name, value in job.params.items() if name != "table"}
    return Command(
        verb=job.kind,
        table=parse_reference(str(job.params.get("table", job.table))),
        params=params,
        reason=job.reason or None,
        text=job.command,
    )


def _as_text(command: str) -> Answer:
    return Answer(
        lines=("Slack did not open the window in time. The same as text:",), commands=(command,)
    )
