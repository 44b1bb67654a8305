"""Help, made from the table of verbs: an example before any explanation.

Texts are plain, with commands in backticks: they read the same on a card, in a
terminal and through a screen reader.
"""

from functools import cache

from recovery.verb import Option, Verb
from recovery.verbs import GROUPS, VERBS

_ARGUMENTS = {
    "table": "TABLE is `orders`, `us-east-2/orders` or `prod/us-east-2/orders`"
    ", or a job's id for the table of that job.",
    "job": "JOB is a job's id, like `J-7F3K2Q1`.",
    "verb": "VERB is one of the list.",
}
_READS = {
    "instant": "T is `02:10`, `yesterday 14:00`, `10 minutes ago`, `-10m` or `2026-11-12T14:00`"
    ", with a zone if you like: `02:10 UTC`, `02:10 Europe/Berlin`.",
    "duration": "D is `45m`, `1h` or `7d`.",
}


@cache
def overview(program: str = "/ddbdr") -> str:
    """All verbs by what people want, one line each, example first.

    `program` is how commands begin: `/ddbdr`, in a terminal `ddbdr`.
    """
    parts = []
    for group, wish in GROUPS.items():
        verbs = [verb for verb in VERBS.values() if verb.group == group]
        lines = [f"`{program} {verb.examples[0]}` {verb.summary}" for verb in verbs]
        parts.append("\n".join([wish, *lines]))
    parts.append(f"`{program} help restore` shows more of one verb.")
    return "\n\n".join(parts)


@cache
def for_verb(name: str, program: str = "/ddbdr") -> str:
    """One verb: what it is for, commands that work, then argument and options.

    Raises:
        KeyError: there is no such verb; `recovery.grammar` lets none through.
    """
    verb = VERBS[name]
    examples = "\n".join(f"`{program} {example}`" for example in verb.examples)
    parts = [f"{verb.typed}: {verb.summary}", examples, "\n".join(_details(verb))]
    return "\n\n".join(part for part in parts if part)


def docs_table() -> str:
    """The table of verbs in Markdown, for the documentation."""
    rows = ["| You type | What it does | Options | For example |", "| --- | --- | --- | --- |"]
    for verb in VERBS.values():
        options = ", ".join(f"`{_form(option)}`" for option in verb.options)
        cells = (f"`{verb.usage}`", verb.summary, options, f"`{verb.examples[0]}`")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def _details(verb: Verb) -> list[str]:
    lines = [_ARGUMENTS[verb.argument]] if verb.argument != "none" else []
    lines += [text for reads, text in _READS.items() if any(o.reads == reads for o in verb.options)]
    lines += [f"`{_form(option)}` {_meaning(option)}" for option in verb.options]
    return lines


def _form(option: Option) -> str:
    return f"--{option.name} {option.metavar}".rstrip()


def _meaning(option: Option) -> str:
    if option.choices:
        return f"{option.help}: {option.choices_text}"
    return option.help
