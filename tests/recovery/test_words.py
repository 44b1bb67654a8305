"""What keyboards and Slack do to a command, undone; and what is shown, escaped."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.errors import Refusal
from recovery.words import (
    LONGEST_COMMAND,
    Word,
    code,
    escape_code,
    escape_mrkdwn,
    escape_sentence,
    plain,
    quote,
    split,
)

# What people, phones and Slack put into commands, more often than chance would.
AWKWARD = st.text(
    st.one_of(
        st.sampled_from(
            list("<>&;@#!|\"'`\\-= \u2014\u2013\u2212\u201c\u2019\xa0\u200b\u200e/,.*_")
        ),
        st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Z"]),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  backup orders  ", "backup orders"),
        ("backup\u00a0orders\u2003--name\u3000x\ty\nz", "backup orders --name x y z"),
        ("back\u200bup \u200eor\u00adders\ufeff", "backup orders"),
        ("--reason \u201cit\u2019s\u201d", '--reason "it\'s"'),
        ("--reason \u00abfin\u00bb \u201ea\u201f \u2018b\u201b", '--reason "fin" "a" \'b\''),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&amp;amp;lt;", "<"),
        ("<@U123|alice>", "@alice"),
        ("<@U123>", "@U123"),
        ("<#C1|ops>", "#ops"),
        ("<#C1|>", "#C1"),
        ("<#C1>", "#C1"),
        ("<!channel>", "@channel"),
        ("<!here|here>", "@here"),
        ("<!subteam^S1|@oncall>", "@oncall"),
        ("<!subteam^S1>", "@S1"),
        ("<!date^1392734382^{date}|18 Feb>", "18 Feb"),
        ("<!date^1392734382^{date}>", ""),
        ("<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"),
        ("<http://orders.prod|orders.prod>", "orders.prod"),
        ("<https://orders.prod/|orders.prod>", "orders.prod"),
        ("<mailto:a@example.com|a@example.com>", "a@example.com"),
        ("<https://evil.example|the plan>", "the plan (https://evil.example)"),
        ("&lt;!channel&gt;", "@channel"),
        ("<b> a < b", "<b> a < b"),
        ("caf\u00e9 \u2705 \u65e5\u672c", "caf\u00e9 \u2705 \u65e5\u672c"),
    ],
)
def test_plain_text(typed: str, meant: str) -> None:
    assert plain(typed) == meant


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069", "\ufff9",
     "\U000e0041", "\ue000", "\ud800"],
)  # fmt: skip
def test_what_could_make_a_command_read_differently_is_refused(character: str) -> None:
    with pytest.raises(Refusal) as caught:
        plain(f"backup {character}orders")
    assert f"U+{ord(character):04X}" in caught.value.what
    assert "Character 8" in caught.value.what
    assert character not in str(caught.value)


def test_a_command_may_have_3000_characters() -> None:
    assert len(plain("x" * LONGEST_COMMAND)) == LONGEST_COMMAND
    with pytest.raises(Refusal, match=r"3,001 characters; the limit is 3,000"):
        plain("x" * (LONGEST_COMMAND + 1))


@pytest.mark.parametrize("nest", ["<@a|" * 500 + ">" * 500, "&amp;" * 590, "<" * 3000, "'" * 2999])
def test_hostile_nesting_ends(nest: str) -> None:
    assert plain(plain(nest)) == plain(nest)


@settings(max_examples=600)
@given(AWKWARD)
def test_plain_is_idempotent(text: str) -> None:
    try:
        once = plain(text)
    except Refusal:
        return
    assert plain(once) == once


def words(text: str) -> list[str]:
    return [word.text for word in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   ", []),
        ("backup  orders", ["backup", "orders"]),
        ('--at "10 minutes ago" x', ["--at", "10 minutes ago", "x"]),
        ("--at '10 minutes ago'", ["--at", "10 minutes ago"]),
        ("backup `orders`", ["backup", "orders"]),
        ('--at="10 minutes ago" x', ["--at=10 minutes ago", "x"]),
        ("it's the dogs' fault", ["it's", "the", "dogs'", "fault"]),
        ("'it's fine'", ["it's fine"]),
        ('5" disk', ['5"', "disk"]),
        (r'"say \"hi\" \\ \n"', ['say "hi" \\ \\n']),
        ('""', [""]),
        ("\u2014at x", ["--at", "x"]),
        ("\u2013at x", ["--at", "x"]),
        ("-\u2014at x", ["--at", "x"]),
        ("\u2010\u2010at", ["--at"]),
        ("\u2011h", ["-h"]),
        ('\u2014at="x y"', ["--at=x y"]),
        ("\u221210m", ["-10m"]),
        ("\u201310m", ["-10m"]),
        ("us\u2011east\u20132", ["us-east-2"]),
        ("bad \u2014 batch", ["bad", "\u2014", "batch"]),
        ('"bad \u2014batch"', ["bad \u2014batch"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_options_are_told_from_words() -> None:
    assert [word.option for word in split('--at -h -10m "--at" --at="x" a--b')] == [
        True,
        True,
        False,
        False,
        True,
        False,
    ]
    assert split("a 'x'") == [Word("a", "a"), Word("x", "'x'", quoted=True)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('restore orders --at "10 minutes ago', "character 21, before `10 minutes ago`"),
        ("--reason 'never", "character 10, before `never`"),
        ("`x", "character 1, before `x`"),
        ('"', "character 1, before ` `"),
        ('"a"b', 'character 1, before `a"b`'),
        ('--at="x', "character 6, before `x`"),
    ],
)
def test_an_open_quote_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(Refusal) as caught:
        split(text)
    assert place in caught.value.what


@settings(max_examples=600)
@given(AWKWARD)
def test_a_quoted_value_is_one_word_again(text: str) -> None:
    try:
        value = plain(text)
    except Refusal:
        return
    assert words(plain(f"--reason {quote(value)} x")) == ["--reason", value, "x"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("orders", "`orders`"),
        ("`a` b\nc", "`'a' b c`"),
        ("", "` `"),
        ("x" * 61, "`" + "x" * 59 + "\u2026`"),
        ("a\u202eb", "`a b`"),
    ],
)
def test_somebodys_text_in_a_sentence_of_ours(text: str, shown: str) -> None:
    assert code(text) == shown


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<@U1> & <https://x|y>", "&lt;@U1&gt; &amp; &lt;https://x|y&gt;"),
        ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
        (
            "@channel @Here @everyone @group",
            "@\u2060channel @\u2060Here @\u2060everyone @\u2060group",
        ),
        ("a@channels.example", "a@channels.example"),
        ("`code`\nand\u202e\x07more\u200b", "'code' andmore"),
        ("", ""),
    ],
)
def test_text_from_outside_is_escaped(text: str, escaped: str) -> None:
    assert escape_mrkdwn(text) == escaped


@settings(max_examples=600)
@given(st.text())
def test_no_text_from_outside_can_mention_link_or_leave_its_code_span(text: str) -> None:
    escaped = escape_code(text)
    assert not re.search(r"[<>`\n\x00-\x08\u202a-\u202e]", escaped)
    assert not re.search(r"&(?!amp;|lt;|gt;)", escaped)
    assert not re.search(r"@(channel|here|everyone)\b", escaped)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("orders_v2 costs 3*4 ~", "orders_v2 costs 3*4 `~`"),
        ("*bold* _italic_ ~struck~", "`*bold*` `_italic_` `~struck~`"),
        ("drop *all of it* now", "drop `*all` of `it*` now"),
        ("__init__ and prod-*, ~/.config", "`__init__` and `prod-*,` `~/.config`"),
        ("arn:aws:dynamodb:us-east-2:1:table/a_b", "arn:aws:dynamodb:us-east-2:1:table/a_b"),
        ("_<@U1>_", "`_&lt;@U1&gt;_`"),
    ],
)
def test_what_slack_would_format_is_shown_as_it_is(text: str, shown: str) -> None:
    assert escape_mrkdwn(text) == shown


@settings(max_examples=600)
@given(st.text(alphabet=st.sampled_from("ab1_*~` é\n<&")))
def test_outside_code_spans_nothing_can_begin_or_end_formatting(text: str) -> None:
    for escaped in (escape_mrkdwn(text), escape_sentence(text.replace("`", ""))):
        spans = escaped.split("`")
        assert len(spans) % 2 == 1
        assert "" not in spans[1::2]
        for outside in spans[::2]:
            assert not re.search(r"(?<![^\W_])[*_~]|[*_~](?![^\W_])", outside)


def test_our_own_sentence_shows_names_as_they_are() -> None:
    assert escape_sentence("No `a_b`, no _x_.") == "No `a_b`, no `_x_.`"
    assert escape_sentence("`orders`* and *`orders`") == "`orders` `*` and `*` `orders`"
    assert escape_sentence("odd ` _x_") == "odd ` `_x_`"


def test_our_own_sentence_keeps_its_code_spans() -> None:
    assert escape_sentence("No verb `<!here>`.") == "No verb `&lt;!here&gt;`."
