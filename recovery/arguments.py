"""From the words after a verb to its argument and option values, their shape checked.

People write options before, between and after other words, and leave quotes out
(`--at 10 minutes ago`, `--reason bad batch`). `_arrange` gathers such values; what the
verb does not know, or knows otherwise, is refused with what would be right.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from itertools import takewhile
from typing import NamedTuple

from recovery.errors import Refusal
from recovery.instants import leading_instant
from recovery.verb import Option, Verb
from recovery.verbs import VERBS
from recovery.words import Word, code


class Given(NamedTuple):
    """What was given: the argument, if any, and values by parameter name (True for flags)."""

    argument: str | None
    values: dict[str, str | bool]


def read_arguments(verb: Verb, words: Sequence[Word]) -> Given:
    """Sort the words after a verb; values are still text.

    Raises:
        Refusal: an unknown, repeated or contradicting option, a value that is
            missing or not among the choices, a word too many.
    """
    given, others = _arrange(verb, words)
    values = {
        option.parameter: _chosen(option, str(value)) if option.choices else value
        for option, value in given
    }
    if len(others) > (verb.argument != "none"):
        raise _too_many(verb, others)
    _refuse_contradiction(verb, values)
    return Given(others[0] if others else None, values)


_OPTIONS = {
    verb.name: {f"--{option.name}": option for option in verb.options} for verb in VERBS.values()
}


def _arrange(
    verb: Verb, words: Sequence[Word]
) -> tuple[list[tuple[Option, str | bool]], list[str]]:
    """Options with their values, and the words that belong to none."""
    options: list[tuple[Option, str | bool]] = []
    others: list[str] = []
    seen: set[str] = set()
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.option:
            others.append(word.text)
            continue
        name, equals, value = word.text.partition("=")
        name = "--" + name.lstrip("-").lower()
        if name in seen:
            raise Refusal(f"{code(name)} is given twice.", advice="Give it once.")
        seen.add(name)
        option = _OPTIONS[verb.name].get(name)
        if option is None:
            raise _no_option(verb, name)
        if option.reads == "flag":
            if equals:
                raise Refusal(f"{code(name)} takes no value.", advice="Leave what follows it out.")
            options.append((option, True))
            continue
        if equals:
            waiting.insert(0, Word(value, value, quoted=word.quoted))
        options.append((option, _take_value(option, waiting, table_given=bool(others))))
    return options, others


def _chosen(option: Option, value: str) -> str:
    """A value that is one of few as it is written, whatever case it was typed in."""
    for choice in option.choices:
        if choice.casefold() == value.casefold():
            return choice
    raise Refusal(f"`--{option.name}` is one of {option.choices_text}.", advice="Choose one.")


def _take_value(option: Option, waiting: list[Word], *, table_given: bool) -> str:
    """Take from `waiting` the words of this option's value: up to the next option at most."""
    is_reason = option.reads == "reason"
    run = list(takewhile(lambda word: not _ends_value(word, is_reason=is_reason), waiting))
    if not run or not run[0].text.strip():
        raise Refusal(
            f"{code('--' + option.name)} needs a value: {option.help}.",
            advice=f"Write `--{option.name} {option.metavar}`.",
        )
    if is_reason and not run[0].quoted:
        del waiting[: len(run)]
        return " ".join(word.raw for word in run)
    count = 1
    if option.reads == "instant":
        # When no words look like an instant, one may still be the table.
        guess = 1 if run[0].quoted else len(run) - (not table_given)
        count = leading_instant([word.text for word in run]) or max(guess, 1)
    del waiting[:count]
    return " ".join(word.text for word in run[:count])


def _ends_value(word: Word, *, is_reason: bool) -> bool:
    """Whether a word begins the next option; prose may hold `rm -rf`, but not `--name`."""
    return word.option and not (is_reason and not word.text.startswith("--"))


def _refuse_contradiction(verb: Verb, values: dict[str, str | bool]) -> None:
    chosen: dict[str, str] = {}
    for option in verb.options:
        if not option.one_of or option.parameter not in values:
            continue
        if option.one_of in chosen:
            raise Refusal(
                f"`--{chosen[option.one_of]}` and `--{option.name}` contradict each other.",
                advice="Choose one.",
            )
        chosen[option.one_of] = option.name


def _no_option(verb: Verb, name: str) -> Refusal:
    known = list(_OPTIONS[verb.name])
    near = get_close_matches(name, known, n=1, cutoff=0.7)
    if near:
        advice = f"Did you mean `{near[0]}`?"
    elif known:
        advice = f"It has {', '.join(known)}."
    else:
        advice = "It has no options."
    return Refusal(
        f"`{verb.typed}` has no option {code(name)}.",
        advice=advice,
        commands=(f"help {verb.typed}",),
    )


def _too_many(verb: Verb, others: Sequence[str]) -> Refusal:
    taken = 0 if verb.argument == "none" else 1
    extra = others[taken:]
    if taken and any(o.reads == "instant" for o in verb.options) and leading_instant(extra):
        return Refusal(
            f"{code(' '.join(extra))} looks like an instant.",
            advice="Put `--at` before it.",
            commands=(f'{verb.typed} {others[0]} --at "{" ".join(extra)}"',),
        )
    takes = f"takes one {verb.argument}" if taken else "stands alone"
    return Refusal(
        f"{code(' '.join(extra))} is too much: `{verb.typed}` {takes}.",
        advice="Put text with spaces in quotes.",
        commands=(f"help {verb.typed}",),
    )
