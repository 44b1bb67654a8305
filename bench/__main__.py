"""`make bench`: every measurement, each beside its target, in one run on one machine."""

import os
import platform

from bench import ack, latency, slack_side, waiting


def main() -> None:
    """Say on what, then measure."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.system()}")
    print("Ratios hold across machines; absolute figures only on a quiet one.")
    ack.main()
    latency.main()
    waiting.main()
    slack_side.main()


if __name__ == "__main__":
    main()
