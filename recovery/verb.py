"""What a verb of `/ddbdr` is, and what an option of one is; `recovery.verbs` lists them."""

from dataclasses import dataclass
from typing import Literal

Group = Literal["recover", "protect", "look", "decide", "operate"]
Argument = Literal["table", "job", "verb", "none"]
Reads = Literal[
    "flag", "instant", "table-name", "backup-name", "backup", "region", "account",
    "choice", "kms-key", "page", "digest", "reason", "duration", "days",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a verb.

    Attributes:
        name: Without the dashes; `without-indexes` is the parameter `without_indexes`.
        help: What it means, one phrase.
        reads: How its value is read; a flag has none.
        metavar: What stands for the value in help.
        choices: The values allowed, if few.
        one_of: Options that share this word exclude each other.
    """

    name: str
    help: str
    reads: Reads
    metavar: str = ""
    choices: tuple[str, ...] = ()
    one_of: str = ""

    @property
    def parameter(self) -> str:
        """The key its value has in a command's params."""
        return self.name.replace("-", "_")

    @property
    def choices_text(self) -> str:
        """`copies, backups or pitr`."""
        *others, last = self.choices
        return f"{', '.join(others)} or {last}" if others else last


REASON = Option("reason", "why, for the card and the record", "reason", "TEXT")


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb.

    Attributes:
        name: What people type.
        group: What people want when they type it.
        summary: One line.
        examples: Commands that work as they stand, without `/ddbdr`.
        argument: What may follow the verb: one table (or job for it), one job, one verb.
        required: Whether the command is incomplete without its argument.
        options: In the order help shows and the equivalent command uses.
        needs: The `one_of` groups of which one option must be given.
        action: What a rule of ddbdr.yaml calls it; None needs no rule.
        words: What people type, where it is more than the name: `pitr on`.
    """

    name: str
    group: Group
    summary: str
    examples: tuple[str, ...]
    argument: Argument = "none"
    required: bool = False
    options: tuple[Option, ...] = ()
    needs: tuple[str, ...] = ()
    action: str | None = None
    words: str = ""

    @property
    def typed(self) -> str:
        """How it is typed: `pitr on`."""
        return self.words or self.name

    @property
    def usage(self) -> str:
        """Its form: `backups [TABLE]`."""
        word = {"table": "TABLE", "job": "JOB", "verb": "VERB", "none": ""}[self.argument]
        if not word:
            return self.typed
        return f"{self.typed} {word}" if self.required else f"{self.typed} [{word}]"

    @property
    def has_form(self) -> bool:
        """Whether Slack asks with a form for what may be missing; a job is chosen from `jobs`."""
        return self.argument == "table" and (self.required or bool(self.needs))

    @property
    def changes(self) -> bool:
        """Whether it changes anything; every change can carry a reason."""
        return REASON in self.options
