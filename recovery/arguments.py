"""From the words after a verb to its argument and option values, checked by click.

People write options before, between and after other words, and leave quotes out
(`--at 10 minutes ago`, `--reason bad batch`). `_arrange` gathers such values;
click, whose commands are built once from the table of verbs, then checks the
shape; its exceptions become Refusals in our words.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from itertools import takewhile
from typing import NamedTuple

import click

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
    options, others = _arrange(verb, words)
    command = _COMMANDS[verb.name]
    try:
        context = command.make_context(verb.name, [*options, "--", *others])
    except click.NoSuchOption as error:
        raise _no_option(verb, error) from error
    except click.BadParameter as error:
        raise _not_a_choice(verb, error) from error
    except click.BadOptionUsage as error:
        raise Refusal(
            f"{code(error.option_name)} takes no value.", advice="Leave what follows it out."
        ) from error
    except click.UsageError as error:
        raise _too_many(verb, others) from error
    argument = context.params.pop("argument", None)
    values = {name: value for name, value in context.params.items() if value not in {None, False}}
    _refuse_contradiction(verb, values)
    return Given(argument, values)


def _command(verb: Verb) -> click.Command:
    params: list[click.Parameter] = [_option(option) for option in verb.options]
    if verb.argument != "none":
        params.append(click.Argument(["argument"], required=False))
    return click.Command(verb.name, params=params, add_help_option=False)


def _option(option: Option) -> click.Option:
    names = [f"--{option.name}", option.parameter]
    if option.reads == "flag":
        return click.Option(names, is_flag=True, help=option.help)
    kind = click.Choice(option.choices, case_sensitive=False) if option.choices else click.STRING
    return click.Option(names, type=kind, metavar=option.metavar, help=option.help)


_COMMANDS = {verb.name: _command(verb) for verb in VERBS.values()}
_OPTIONS = {
    verb.name: {f"--{option.name}": option for option in verb.options} for verb in VERBS.values()
}


def _arrange(verb: Verb, words: Sequence[Word]) -> tuple[list[str], list[str]]:
    """Options as `--name=value` for click, and the words that belong to none."""
    options: list[str] = []
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
        if option is None or option.reads == "flag":
            options.append(name + equals + value)
            continue
        if equals:
            waiting.insert(0, Word(value, value, quoted=word.quoted))
        options.append(f"{name}={_take_value(option, waiting, table_given=bool(others))}")
    return options, others


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


def _no_option(verb: Verb, error: click.NoSuchOption) -> Refusal:
    known = list(_OPTIONS[verb.name])
    near = get_close_matches(error.option_name, known, n=1, cutoff=0.7)
    if near:
        advice = f"Did you mean `{near[0]}`?"
    elif known:
        advice = f"It has {', '.join(known)}."
    else:
        advice = "It has no options."
    return Refusal(
        f"`{verb.name}` has no option {code(error.option_name)}.",
        advice=advice,
        commands=(f"help {verb.name}",),
    )


def _not_a_choice(verb: Verb, error: click.BadParameter) -> Refusal:
    option = next(o for o in verb.options if error.param and o.parameter == error.param.name)
    return Refusal(f"`--{option.name}` is one of {option.choices_text}.", advice="Choose one.")


def _too_many(verb: Verb, others: Sequence[str]) -> Refusal:
    taken = 0 if verb.argument == "none" else 1
    extra = others[taken:]
    if taken and any(o.reads == "instant" for o in verb.options) and leading_instant(extra):
        return Refusal(
            f"{code(' '.join(extra))} looks like an instant.",
            advice="Put `--at` before it.",
            commands=(f'{verb.name} {others[0]} --at "{" ".join(extra)}"',),
        )
    takes = f"takes one {verb.argument}" if taken else "stands alone"
    return Refusal(
        f"{code(' '.join(extra))} is too much: `{verb.name}` {takes}.",
        advice="Put text with spaces in quotes.",
        commands=(f"help {verb.name}",),
    )
