"""What can be clicked: one action id per action, and the job id and digest it carries."""

from bot.render.blocks import Json, button

APPROVE = "approve"
REJECT = "reject"
CANCEL = "cancel"
RETRY = "retry"
ASK_AGAIN = "ask_again"
DETAILS = "details"
AWS_COMMANDS = "aws_commands"
MORE = "more"
OFFER = "offer_"
SHOW = "show"
START = "start_"
HELP = "help"
OPEN = "open"
COMMAND = "command_"
LONGEST_COMMAND = 1900
"""Characters of a command on a button: with its origin it fits into Slack's 2,000."""


def value(job_id: str, digest: str | None) -> str:
    """What a button carries: `J-7F3K2Q1` and the plan's digest, if one is shown."""
    return f"{job_id} {digest or ''}".strip()


def read_value(text: str) -> tuple[str, str | None]:
    """Job id and digest of a click."""
    job_id, _, digest = text.partition(" ")
    return job_id, digest or None


def ask_again(job_id: str, digest: str | None, label: str = "Ask again") -> Json:
    """The button after an expiry or a refusal."""
    return button(label, ASK_AGAIN, value(job_id, digest))


def start(verb: str, label: str) -> Json:
    """The button that opens a verb's form."""
    return button(label, f"{START}{verb}", verb)


def help_button() -> Json:
    """The button that shows all verbs."""
    return button("Help", HELP, HELP)


def open_in_channel(link: str) -> Json:
    """The way to the card; Slack's client follows it and tells us, which needs no answer."""
    made = button("Open in channel", OPEN, OPEN)
    return made | {"url": link}


def command(label: str, text: str, *, origin: str, place: int) -> Json:
    """The button that stands for a command, typed by whoever clicks; `origin` is where it stood."""
    return button(label, f"{COMMAND}{place}", f"{origin} {text}")


def read_command(text: str) -> tuple[str, str]:
    """Origin and command of a click."""
    origin, _, command = text.partition(" ")
    return origin, command


def details(job_id: str, digest: str | None) -> Json:
    """The button to everything else."""
    return button("Details", DETAILS, value(job_id, digest))
