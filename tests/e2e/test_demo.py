"""`python -m sandbox.demo` as a person starts it."""

import os
import socket
import subprocess
import sys

import pytest

pytestmark = pytest.mark.e2e


def test_a_port_that_is_taken_is_said_at_once_in_words() -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        demo = subprocess.run(
            [sys.executable, "-m", "sandbox.demo", "--port", str(port)],
            env=dict(os.environ),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert demo.returncode == 1
    assert "slack ended at once" in demo.stderr
    assert str(port) in demo.stderr
    assert "Traceback" not in demo.stderr
