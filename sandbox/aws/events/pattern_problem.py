"""Why a text is no event pattern."""


class BadPattern(ValueError):  # noqa: N818  named for the condition
    """A pattern that EventBridge refuses; the message says why."""
