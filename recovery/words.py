"""What keyboards, phones and Slack do to a command, undone; and what leaves us, escaped.

A command reaches us as one string. On its way, phones turn `--at` into `—at` and
quotes into smart ones, pasting adds spaces and marks nobody sees, and Slack
escapes `&`, `<`, `>` and rewrites names and links. `plain` undoes all that and
is idempotent: `plain(plain(text)) == plain(text)`. `split` cuts the result into
words, with quotes.

Invisible characters fall in two kinds. Zero-width ones and direction *marks*
are stripped: keyboards and copying add them unasked and they change nothing a
person reads. Direction *overrides* and control characters are refused with
their name and place: they can make a command read differently from what it
does, and an approver must see exactly what will run.
"""

import re
import unicodedata
from dataclasses import dataclass

from recovery.errors import Refusal

LONGEST_COMMAND = 3000
"""Characters of one command. Slack's own limit for a text block is the same."""

_SPACES = dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x85\u1680\u2028\u2029\u202f\u205f\u3000\xa0"), " ")
_SPACES |= dict.fromkeys(range(0x2000, 0x200B), " ")
# soft hyphen, zero-width space and joiners, word joiner, BOM; direction marks LRM, RLM, ALM
_UNSEEN: dict[int, str] = dict.fromkeys(
    (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x61C), ""
)
_SMART_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″"), '"') | dict.fromkeys(map(ord, "‘’‚‛′´"), "'")  # noqa: RUF001
_KEYBOARD = str.maketrans(_SPACES | _UNSEEN | _SMART_QUOTES)

_LONG_DASHES = "–—―⸺"  # noqa: RUF001  en, em, horizontal bar, two-em: a phone's `--`
_SHORT_DASHES = "‐‑‒–−"  # noqa: RUF001  hyphens, figure dash, en dash and minus: `-` in a word
_DASHES = "-" + _LONG_DASHES + _SHORT_DASHES
_HYPHENS = str.maketrans(dict.fromkeys(_SHORT_DASHES, "-"))

_REFERENCE = re.compile(r"<([@#!])([^<>|]*)(?:\|([^<>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|\s]+)(?:\|([^<>]*))?>")
_AMPERSANDS = re.compile(r"&(?:amp;)+")
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)")

_OPTION = re.compile(r"--?[A-Za-z]")
_HEAD = re.compile(rf"[{_DASHES}]+[A-Za-z][A-Za-z-]*=(?=[\"'`])")
_BARE = re.compile(r"\S+")
# A quote closes only before a space or the end, so that `it's` needs no care.
_QUOTED = {
    '"': re.compile(r'"((?:\\.|[^\\])*?)"(?=\s|\Z)'),
    "'": re.compile(r"'(.*?)'(?=\s|\Z)"),
    "`": re.compile(r"`(.*?)`(?=\s|\Z)"),
}
_ESCAPED = re.compile(r'\\(["\\])')
_SAFE = re.compile(r"[A-Za-z0-9_./:+$=@][A-Za-z0-9_./:+$=@-]*")

_MASS_MENTION = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_LONGEST_SHOWN = 60
# A word with `*`, `_` or `~` anywhere but between letters and digits, where they are plain.
_FORMATTED = re.compile(r"(?<!\S)(?=\S*(?:(?<![^\W_])[*_~]|[*_~](?![^\W_])))\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command: `orders`, `--at`, `10 minutes ago` (quoted) or `--at=10`.

    Attributes:
        text: Without quotes, dashes straightened.
        raw: As it was written.
        quoted: Whether all of it, or its value, was in quotes.
        option: Whether it begins an option.
    """

    text: str
    raw: str
    quoted: bool = False
    option: bool = False


def plain(text: str) -> str:
    """Undo what keyboards and Slack did; refuse what is too long or cannot be seen."""
    if len(text) > LONGEST_COMMAND:
        raise Refusal(
            f"This command has {len(text):,} characters; the limit is {LONGEST_COMMAND:,}.",
            advice="Shorten it, usually the reason.",
        )
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_KEYBOARD)
        _refuse_unseen(text)
    while (read := _unescape(text)) != text:
        text = read
    return text.strip()


def split(text: str) -> list[Word]:
    """Cut plain text into words at spaces; quotes hold a word together.

    Raises:
        Refusal: a quote is opened and not closed; the text names the place.
    """
    words: list[Word] = []
    at = 0
    while (begin := _BARE.search(text, at)) is not None:
        word, at = _word(text, begin)
        words.append(word)
    return words


def quote(value: str) -> str:
    """Write a value so that `split` reads it back as one word."""
    if _SAFE.fullmatch(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def code(text: str) -> str:
    """Show somebody's text inside one of our sentences, as a short `code span`."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    shown = shown.replace("`", "'")
    if len(shown) > _LONGEST_SHOWN:
        shown = shown[: _LONGEST_SHOWN - 1] + "…"
    return f"`{shown or ' '}`"


def escape_sentence(text: str) -> str:
    """Escape our own sentence for Slack: markup, mentions and formatting die, code spans live."""
    parts = _MASS_MENTION.sub("@\u2060", _entities(text)).split("`")
    last = len(parts) - 1
    # Of an odd number of backticks the last one opens nothing.
    for place in sorted({*range(0, len(parts), 2), last}):
        shown = _FORMATTED.sub(r"`\g<0>`", parts[place])
        # Two code spans side by side would be read as something else.
        before = " " if place and shown.startswith("`") else ""
        after = " " if place < last and shown.endswith("`") else ""
        parts[place] = f"{before}{shown}{after}"
    return "`".join(parts)


def escape_mrkdwn(text: str) -> str:
    """Escape text from outside (people, AWS, config) for Slack's mrkdwn, to read as it is.

    As `escape_code`; words that Slack would set in bold, italics or struck out become
    code spans of their own (`*`, `_` and `~` have no escape, and a code span is the one
    place where Slack leaves them alone). `orders_v2` needs none.
    """
    return _FORMATTED.sub(r"`\g<0>`", escape_code(text))


def escape_code(text: str) -> str:
    """Escape text from outside for the inside of a code span.

    `&`, `<`, `>` as Slack asks, so no link or mention survives; `@channel` and
    its like get an unseen joiner; backticks become quotes; line breaks become spaces;
    whatever reorders or hides text is dropped, for a card must read as it is.
    """
    text = "".join(c for c in text.translate(_SPACES) if not _is_unseen(c))
    return _MASS_MENTION.sub("@\u2060", _entities(text.replace("`", "'")))


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}


def _refuse_unseen(text: str) -> None:
    for place, character in enumerate(text, start=1):
        if _is_unseen(character):
            name = unicodedata.name(character, "a control character")
            raise Refusal(
                f"Character {place} cannot be seen: U+{ord(character):04X}, {name}.",
                advice="It could make this command read differently from what it does. "
                "Type the command again without it.",
            )


def _unescape(text: str) -> str:
    """One pass over Slack's escapes; `plain` repeats it until nothing is left."""
    if "&" in text:
        text = _AMPERSANDS.sub("&", text).replace("&lt;", "<").replace("&gt;", ">")
    if "<" in text:
        text = _LINK.sub(_link, _REFERENCE.sub(_reference, text))
    return text


def _reference(match: re.Match[str]) -> str:
    """`<@U1|alice>` is @alice, `<#C1|ops>` #ops, `<!channel>` @channel, a date its text."""
    kind, target, label = match[1], match[2], match[3]
    if kind == "!" and target.startswith("date^"):
        return label or ""
    name = (label or target.removeprefix("subteam^")).lstrip("@#")
    return ("#" if kind == "#" else "@") + name


def _link(match: re.Match[str]) -> str:
    """Slack links what looks like an address: the label is what was typed then."""
    address, label = match[1], match[2]
    if not label:
        return address
    if _SCHEME.sub("", address, count=1).rstrip("/") == _SCHEME.sub("", label, count=1).rstrip("/"):
        return label
    return f"{label} ({address})"


def _word(text: str, begin: re.Match[str]) -> tuple[Word, int]:
    start = begin.start()
    head = _HEAD.match(text, start)
    opening = head.end() if head else start
    if text[opening] not in _QUOTED:
        bare = _straight_dashes(begin[0])
        return Word(bare, begin[0], option=_OPTION.match(bare) is not None), begin.end()
    quoted = _QUOTED[text[opening]].match(text, opening)
    if not quoted:
        raise Refusal(
            f"The quote at character {opening + 1}, before {code(text[opening + 1 :][:20])}, "
            "is never closed.",
            advice='Close it, as in --at "10 minutes ago".',
        )
    value = _ESCAPED.sub(r"\1", quoted[1]) if text[opening] == '"' else quoted[1]
    prefix = _straight_dashes(head[0]) if head else ""
    raw = text[start : quoted.end()]
    return Word(prefix + value, raw, quoted=True, option=head is not None), quoted.end()


def _straight_dashes(word: str) -> str:
    """`—at` and `–at` are `--at`, `−10m` is `-10m`, `us‑east‑2` is `us-east-2`."""  # noqa: RUF002
    if word.isascii():
        return word
    rest = word.lstrip(_DASHES)
    lead = word[: len(word) - len(rest)]
    if rest and not lead.isascii():
        long = len(lead) > 1 or lead in _LONG_DASHES
        lead = "--" if long and rest[0].isalpha() else "-"
    return lead + rest.translate(_HYPHENS)
