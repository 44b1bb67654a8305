"""What can go wrong at AWS, by what a caller can do about it.

    AwsError
    ├── Denied         no permission, or no usable credentials
    ├── Throttled      AWS asks for patience; nothing was done
    ├── Unreachable    no answer from the region; nothing was done
    ├── Uncertain      a change was sent and its answer is unknown: it may have been done
    ├── NotSupported   this endpoint does not know the call
    ├── Faulty         this endpoint broke at a read, in a way in which AWS does not
    ├── NotFound       no such table, backup, vault, plan, job, schedule, rule, queue, key or quota
    ├── AlreadyExists  something of that name is there
    ├── Busy           AWS is still at work on it; ask again later
    ├── Limited        a quota is used up for now
    └── Rejected       AWS understood the call and refuses it
    Paced              our own rate bucket is empty; the call was not made

Each is named for the condition, so that `except Busy` reads as what it is about.
botocore's exceptions become these in one place, `workers.aws.translate`.
"""


class AwsError(Exception):
    """A call to AWS that did not do what it was made for.

    Attributes:
        operation: AWS's name of the call (`CreateBackup`).
        code: AWS's error code; empty where AWS did not answer.
        message: AWS's words, or where it did not answer what happened instead, to follow the
            place; text from outside, to be escaped where it is shown.
        request_id: AWS's request id, empty where AWS did not answer.
        place: `account/region`, as the configuration names them.
    """

    def __init__(
        self,
        operation: str,
        *,
        code: str,
        message: str,
        request_id: str = "",
        place: str = "",
        cause: str = "",
    ) -> None:
        """`cause` is what botocore raised, in its words: for logs, nowhere else."""
        super().__init__(f"{operation} in {place or 'AWS'}: {code or cause}: {message}")
        self.operation = operation
        self.code = code
        self.message = message
        self.request_id = request_id
        self.place = place

    @property
    def sentence(self) -> str:
        """What happened, for people, without the full stop; text from outside."""
        if not self.code:
            return f"{self.place} {self.message}"
        said = self.message.strip().rstrip(".") or self.code
        return f"{self.operation} in {self.place} failed: {said}"


class Denied(AwsError):  # noqa: N818
    """No permission, or no usable credentials."""

    @property
    def sentence(self) -> str:
        """Which call; AWS's own words name the role and the resource at length."""
        if not self.code:
            return super().sentence
        return f"AWS denied {self.operation} in {self.place}"


class Throttled(AwsError):  # noqa: N818
    """AWS asks for patience; nothing was done."""


class Unreachable(AwsError):  # noqa: N818
    """No answer from the region; nothing was done."""


class Uncertain(AwsError):  # noqa: N818
    """A change was sent and its answer is unknown: it may have been done."""

    @property
    def sentence(self) -> str:
        """What happened, and what it leaves open."""
        return f"{super().sentence}; it may have been done"


class NotSupported(AwsError):  # noqa: N818
    """This endpoint does not know the call (405, 501, UnknownOperation)."""

    @property
    def sentence(self) -> str:
        """Which call."""
        return f"This endpoint does not know {self.operation}"


class Faulty(AwsError):  # noqa: N818
    """This endpoint broke at a read: a page of HTML with status 500, and no error of AWS's.

    So do stand-ins that do not know a call (moto); now and then it is of the moment.
    """

    @property
    def sentence(self) -> str:
        """Which call."""
        return f"This endpoint breaks at {self.operation}, which it may not know"


class NotFound(AwsError):  # noqa: N818
    """No such thing there: a table, backup, vault, plan, job, schedule, rule, queue, key."""


class AlreadyExists(AwsError):  # noqa: N818
    """Something of that name is there."""


class Busy(AwsError):  # noqa: N818
    """AWS is still at work on it; ask again later."""


class Limited(AwsError):  # noqa: N818
    """A quota is used up for now, such as 50 restores at once."""


class Rejected(AwsError):  # noqa: N818
    """AWS understood the call and refuses it."""


class Paced(Exception):  # noqa: N818
    """Our own rate bucket is empty; the call was not made.

    Attributes:
        seconds: Wall seconds until a token will be there.
    """

    def __init__(self, operation: str, seconds: float) -> None:
        super().__init__(f"{operation} waits {seconds:.1f} s for its rate")
        self.operation = operation
        self.seconds = seconds
