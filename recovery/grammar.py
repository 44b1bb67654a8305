"""The grammar of `/ddbdr`: a line of text becomes a `Command`, or a `Refusal` that helps.

`recovery.words` cuts the line into words; `recovery.arguments` puts them in order
and checks their shape; here the verb is found and, with `recovery.values`,
every value is read.

A command that lacks something is not refused: what is missing is listed, because
Slack can ask for it with a form. `Command.text` is the same command written out
with all that was understood; parsing it gives an equal command.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from difflib import get_close_matches

from pydantic import BaseModel, ConfigDict

from recovery.arguments import read_arguments
from recovery.errors import Refusal
from recovery.names import parse_job_id, stands_for_job
from recovery.references import TableReference, parse_reference
from recovery.values import LONGEST_REASON, Value, read_value
from recovery.verb import Verb
from recovery.verbs import LATER_VERBS, VERBS
from recovery.words import Word, code, plain, quote, split

__all__ = ["LONGEST_REASON", "Command", "Value", "command_text", "parse"]

_PRODUCT = {"/ddbdr", "ddbdr", "@ddbdr"}
_HELP = {"help", "--help", "-h", "-help", "?"}
_SHOW = {"list", "show"}
_SHOWN = {"table": "tables", "backup": "backups"}


class Command(BaseModel):
    """What somebody asked for, understood but not yet checked against the world.

    Attributes:
        verb: A name of `recovery.verbs.VERBS`, or `home` for an empty line.
        table: The table meant, if any.
        job: A job's id; where a table may stand it means the table of that job.
        params: Option values by parameter name (`without_indexes`); flags are
            True, and only there if given. `help` has `topic`, if any.
        reason: Why, in the person's own words.
        missing: What has to be added: `table`, `job`, `backup`, or `point` (one of
            --at, --latest, --backup).
        text: The equivalent command, without `/ddbdr`.
    """

    model_config = ConfigDict(frozen=True)

    verb: str
    table: TableReference | None = None
    job: str | None = None
    params: dict[str, Value] = {}
    reason: str | None = None
    missing: tuple[str, ...] = ()
    text: str = ""


def parse(text: str, *, now: datetime, zone: tzinfo) -> Command:
    """Understand a line typed after `/ddbdr` or `@ddbdr`, or in a terminal.

    Args:
        text: The line as it arrived; Slack's escapes may still be in it.
        now: The present, in UTC.
        zone: The zone of times that name none.

    Raises:
        Refusal: the line cannot be understood; it says where, and what would work.
    """
    try:
        return _parse(text, now, zone)
    except Refusal as refusal:
        refusal.commands = tuple(c for c in refusal.commands if _works(c, now, zone))
        raise


def command_text(
    verb: str,
    *,
    table: TableReference | None = None,
    job: str | None = None,
    params: Mapping[str, Value] | None = None,
    reason: str | None = None,
) -> str:
    """Write a command out, as a person could have typed it; options in the order of help.

    Raises:
        ValueError: a parameter the verb does not have.
    """
    if verb == "home":
        return ""
    known = VERBS[verb]
    left = dict(params or {})
    target = job or (str(table) if table else str(left.pop("topic", "")))
    words = [known.typed]
    if target:
        # A table named like a word with a meaning is told apart by its quotes.
        reserved = verb != "help" and target.lower() in _HELP | _second_words(verb)
        words.append(f'"{target}"' if reserved else quote(target))
    for option in known.options:
        value = reason if option.name == "reason" else left.pop(option.parameter, None)
        if value is True:
            words.append(f"--{option.name}")
        elif value is not None and value is not False:
            words.append(f"--{option.name} {quote(str(value))}")
    if left:
        raise ValueError(f"{verb} has no {', '.join(sorted(left))}")
    return " ".join(words)


def _parse(text: str, now: datetime, zone: tzinfo) -> Command:
    words = split(plain(text))
    if words and words[0].text.lower() in _PRODUCT:
        words = words[1:]
    if not words:
        return Command(verb="home")
    verb, rest = _find_verb(words)
    if verb.name == "help":
        return _help(rest)
    if _wants_help(rest):
        return _help_on(verb.name)
    return _command(verb, rest, now, zone)


def _works(command: str, now: datetime, zone: tzinfo) -> bool:
    """Whether a command we are about to offer is one that we would understand."""
    try:
        _parse(command, now, zone)
    except Refusal:
        return False
    return True


def _find_verb(words: list[Word]) -> tuple[Verb, list[Word]]:
    head = words[0].text.lower()
    if head in _HELP:
        return VERBS["help"], words[1:]
    if head in _SHOW:
        return _shown(words)
    if stands_for_job(head):
        return VERBS["job"], words
    if head not in VERBS:
        raise _no_verb(words[0].text, words[1:])
    return _longer(VERBS[head], words[1:])


def _longer(verb: Verb, rest: list[Word]) -> tuple[Verb, list[Word]]:
    """`pitr on` is a verb of its own, also as `pitr orders on`; `pitr status` is `pitr`."""
    seconds = _second_words(verb.name)
    for place, word in enumerate(rest[:2]):
        if word.option:
            break
        second = word.text.lower()
        if not word.quoted and second in seconds:
            longer = VERBS.get(f"{verb.name}-{second}", verb)
            return longer, [*rest[:place], *rest[place + 1 :]]
    return verb, rest


def _second_words(verb: str) -> set[str]:
    """What may follow a verb as a part of it."""
    longer = {
        known.words.removeprefix(f"{verb} ")
        for known in VERBS.values()
        if known.words.startswith(f"{verb} ")
    }
    return longer | {"status"} if longer else longer


def _shown(words: list[Word]) -> tuple[Verb, list[Word]]:
    """`list backups`, `show job J-…`: only what looks, so that `show backup` takes none."""
    if len(words) > 1 and stands_for_job(words[1].text):
        return VERBS["job"], words[1:]
    what = words[1].text.lower() if len(words) > 1 else ""
    verb = VERBS.get(_SHOWN.get(what, what))
    if verb is None or verb.changes:
        raise Refusal(
            f"{code(words[0].text)} needs something to show.",
            advice="There are `tables`, `backups`, `jobs` and `status`.",
            commands=("tables", "backups", "jobs", "status"),
        )
    return verb, words[2:]


def _no_verb(word: str, rest: list[Word], before: str = "") -> Refusal:
    """No such verb; `before` and `rest` are what stood around it."""
    if word.lower() in LATER_VERBS:
        return Refusal(
            f"{code(word)} comes in a later version.",
            advice="`help` shows what works today.",
            commands=("help",),
        )
    near = get_close_matches(word.lower(), VERBS, n=1) if word.isalpha() else []
    if not near:
        return Refusal(
            f"No verb {code(word)}.", advice="`help` lists the verbs.", commands=("help",)
        )
    corrected = " ".join([before + near[0], *(word.raw for word in rest)])
    return Refusal(
        f"No verb {code(word)}.", advice=f"Did you mean `{near[0]}`?", commands=(corrected,)
    )


def _wants_help(rest: list[Word]) -> bool:
    if any(word.option and word.text.lower() in _HELP for word in rest):
        return True
    return len(rest) == 1 and not rest[0].quoted and rest[0].text.lower() in _HELP


def _help(rest: list[Word]) -> Command:
    if not rest:
        return Command(verb="help", text="help")
    topic = rest[0].text.lower()
    topic = "help" if topic in _HELP else topic
    if topic not in VERBS:
        raise _no_verb(rest[0].text, [], before="help ")
    return _help_on(_longer(VERBS[topic], rest[1:])[0].name)


def _help_on(topic: str) -> Command:
    params: dict[str, Value] = {"topic": topic}
    return Command(verb="help", params=params, text=command_text("help", params=params))


def _command(verb: Verb, rest: list[Word], now: datetime, zone: tzinfo) -> Command:
    given = read_arguments(verb, rest)
    table, job = _target(verb, given.argument)
    params: dict[str, Value] = {
        option.parameter: True
        if option.reads == "flag"
        else read_value(option, str(given.values[option.parameter]), now, zone)
        for option in verb.options
        if option.parameter in given.values
    }
    reason = params.pop("reason", None)
    command = Command(
        verb=verb.name,
        table=table,
        job=job,
        params=params,
        reason=None if reason is None else str(reason),
        missing=_missing(verb, params, has_target=given.argument is not None),
    )
    _refuse_disagreement(command)
    text = command_text(verb.name, table=table, job=job, params=params, reason=command.reason)
    return command.model_copy(update={"text": text})


def _target(verb: Verb, argument: str | None) -> tuple[TableReference | None, str | None]:
    if argument is None:
        return None, None
    if verb.argument == "job" or stands_for_job(argument):
        return None, parse_job_id(argument)
    return parse_reference(argument), None


def _missing(verb: Verb, params: Mapping[str, Value], *, has_target: bool) -> tuple[str, ...]:
    given = {option.one_of for option in verb.options if option.parameter in params}
    needed = [verb.argument] if verb.required and not has_target else []
    return (*needed, *(group for group in verb.needs if group not in given))


def _refuse_disagreement(command: Command) -> None:
    """`--off` against how to set up; a table's own region or account against an option's.

    `--region` of restore is where the new table goes, and may differ; `--region` and
    `--account` of copy are where the copy goes.
    """
    if command.params.get("off") and len(command.params) > 1:
        raise Refusal(
            "`--off` takes away what was set up, and needs nothing else.",
            advice="Leave the other options out.",
        )
    if command.table is None:
        return
    same = {"restore": ("account",), "copy": ()}.get(command.verb, ("region",))
    for part in same:
        named, option = getattr(command.table, part), command.params.get(part)
        if named and option and named != option:
            raise Refusal(
                f"{code(str(command.table))} and `--{part} {option}` contradict each other.",
                advice="Name one of them.",
            )
