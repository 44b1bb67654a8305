"""No test touches the world: the environment is cleaned before anything is imported."""

import os

import pytest

from sandbox.isolation import NOWHERE, NotLoopback, require_loopback


def pytest_configure() -> None:
    """Leave behind every AWS setting and refuse a Redis that is not on this machine."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "BOTO_", "SLACK_"))]:
        del os.environ[name]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = NOWHERE
    try:
        require_loopback("REDIS_URL", os.environ.get("REDIS_URL", "redis://127.0.0.1"))
    except NotLoopback as problem:
        pytest.exit(str(problem), returncode=2)
