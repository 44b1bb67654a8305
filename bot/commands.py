"""From a line of text to a reply: parse, policy, ledger; Redis only, no waiting."""

from collections.abc import Callable
from secrets import token_hex

from bot import log
from bot.asking import Asking, Replayed
from bot.desk import Desk
from bot.forms import as_text, form_for
from bot.render.answers import refusal
from bot.reply import Reply, said
from bot.verbs import reading, starting
from bot.verbs.deciding import Saying, decide
from bot.verbs.lacking import LACKED, lacking
from recovery.decisions import Word
from recovery.errors import LedgerAway, Refusal
from recovery.grammar import Command, parse
from recovery.verbs import VERBS

LEDGER_UNSURE = (
    "The ledger did not answer in time, so it is not known whether this was taken.",
    "Look with `jobs` in a minute. If it is not there, nothing was started: ask again.",
)
LEDGER_AWAY = (
    "The ledger cannot be reached, so nothing was started and nothing was changed.",
    "Jobs that run go on by themselves once it is back. Try again in a minute.",
)

Handler = Callable[[Desk, Asking, Command], Reply]


def reply_to(desk: Desk, asking: Asking, text: str) -> Reply:
    """Answer a command; every way it can go wrong is an answer too.

    Raises:
        Replayed: this very request was taken before.
    """
    try:
        return answer(desk, asking, text)
    except Refusal as error:
        return Reply(refusal(error))
    except LedgerAway as error:
        log.get("bot").warning("ledger away", reason=str(error))
        return said(*ledger_away(error))
    except Replayed:
        raise
    except Exception:  # noqa: BLE001  the last net: a defect is logged whole and told by its number
        return defect("command")


def ledger_away(error: LedgerAway) -> tuple[str, ...]:
    """What to tell when the ledger is away: whether anything can have come of it."""
    return LEDGER_UNSURE if error.is_unsure else LEDGER_AWAY


def answer(desk: Desk, asking: Asking, text: str) -> Reply:
    """Understand a command and do what it says.

    Raises:
        Refusal: it cannot be understood, or may not be done.
        LedgerAway: nothing of it was written.
        Replayed: this very request was taken before.
    """
    command = parse(text, now=desk.now(), zone=desk.config.slack.default_zone)
    if lacking(command, desk.config):
        desk.refuse_replay(asking)
        return ask_for_missing(desk, asking, command)
    if command.verb == "help":
        return _help_even_without_ledger(desk, asking, command)
    if command.verb == "jobs":
        return reading.show_jobs_once(desk, asking, command)
    if command.verb not in _STARTING:
        desk.refuse_replay(asking)
    return _HANDLERS[command.verb](desk, asking, command)


def _help_even_without_ledger(desk: Desk, asking: Asking, command: Command) -> Reply:
    """Help needs nothing but itself, and is wanted most when something is away."""
    try:
        desk.refuse_replay(asking)
    except LedgerAway as error:
        log.get("bot").warning("ledger away", reason=str(error))
    return reading.show_help(desk, asking, command)


def look(desk: Desk, asking: Asking, text: str) -> Reply:
    """Answer a command that only looks; a button may hold one, and nothing that changes.

    Raises:
        Refusal: it is anything else.
    """
    command = parse(text, now=desk.now(), zone=desk.config.slack.default_zone)
    if command.verb not in VERBS or VERBS[command.verb].changes:
        raise Refusal("This button only shows things.", commands=("help",))
    return _HANDLERS[command.verb](desk, asking, command)


def defect(where: str) -> Reply:
    """What to tell when our own code broke; call it where the exception is caught."""
    number = token_hex(4)
    log.get("bot").exception("defect", where=where, number=number)
    return said(
        f"ddbdr itself broke on this, and nothing was started. Its log has it as `{number}`."
    )


def ask_for_missing(desk: Desk, asking: Asking, command: Command) -> Reply:
    """The form of a verb that was typed, or clicked, without what it needs.

    Raises:
        Refusal: the person may not ask, the verb has no form, or Slack let none be opened
            from there.
    """
    verb = VERBS[command.verb]
    command = command.model_copy(update={"missing": lacking(command, desk.config)})
    if not (verb.has_form and asking.trigger_id):
        needed = " and ".join(LACKED[each] for each in command.missing)
        others = ("jobs",) if "job" in command.missing else ()
        raise Refusal(f"`{verb.typed}` needs {needed}.", commands=others or verb.examples)
    if verb.action is not None:
        starting.check_asker(desk, asking, verb.action)
    text = said(
        f"A form for `{verb.typed}` opens. As text, for example:", commands=(as_text(command),)
    )
    return Reply(text.answer, view=form_for(desk, asking, command))


def _decides(word: Word) -> Handler:
    def handle(desk: Desk, asking: Asking, command: Command) -> Reply:
        digest = command.params.get("digest")
        saying = Saying(
            word=word,
            job_id=command.job or "",
            digest=str(digest) if digest else None,
            reason=command.reason or "",
        )
        return Reply(decide(desk, asking, saying).answer)

    return handle


_STARTING = frozenset(verb.name for verb in VERBS.values() if verb.action is not None)
"""Their replays are refused by the job's creation, in the same round trip."""

_HANDLERS: dict[str, Handler] = {
    "home": reading.show_home,
    "help": reading.show_help,
    "tables": reading.show_tables,
    "backups": reading.show_backups,
    "schedules": reading.show_schedules,
    "pitr": reading.show_pitr,
    "status": reading.show_status,
    "jobs": reading.show_jobs,
    "job": reading.show_job,
    "health": reading.show_health,
    "whoami": reading.show_whoami,
    "backup": starting.start,
    "restore": starting.start,
    "copy": starting.start,
    "delete": starting.start,
    "protect": starting.start,
    "pitr-on": starting.start,
    "pitr-off": starting.start,
    "approve": _decides("approve"),
    "reject": _decides("reject"),
    "cancel": _decides("cancel"),
    "retry": _decides("retry"),
}
