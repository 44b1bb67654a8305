"""`make bench`: every measurement, each beside its target, in one run on one machine."""

import os
import platform

from bench import ack, events, fleet, items, latency, page, slack_side, waiting
from sandbox.isolation import isolate


def main() -> None:
    """Say on what, then measure."""
    isolate(os.environ, "REDIS_URL")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.system()}")
    print("Ratios hold across machines; absolute figures only on a quiet one.")
    ack.main()
    latency.main()
    waiting.main()
    fleet.main()
    events.main()
    slack_side.main()
    page.main()
    items.main()


if __name__ == "__main__":
    main()
