"""How long to wait before looking again."""

LONGEST_SECONDS = 60.0


def pause(elapsed_seconds: float, expected_seconds: float | None = None) -> float:
    """Seconds until the next look at something AWS is working on.

    A quarter of what has passed, from one second to a minute. What history says
    shortens it towards the expected end, so that the end is seen soon.
    """
    seconds = min(LONGEST_SECONDS, max(1.0, elapsed_seconds / 4))
    if expected_seconds is not None and elapsed_seconds < expected_seconds:
        seconds = min(seconds, max(1.0, (expected_seconds - elapsed_seconds) / 2))
    return seconds
