"""What a sandbox process is started with: nothing of the person's own AWS."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.isolation import environment

PROFILES = "import boto3; print(boto3.Session().available_profiles)"


@pytest.mark.parametrize("file", ["config", "credentials"])
def test_the_files_at_home_are_not_read(tmp_path: Path, file: str) -> None:
    """Found by HOME, which is inherited, and not by a variable that could be left behind."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / file).write_text("[default]\nregion = eu-west-1\n")
    home = dict(os.environ) | {"HOME": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-c", PROFILES],
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "[]\n"


def test_no_machine_s_role_is_asked_for() -> None:
    assert environment({"AWS_EC2_METADATA_DISABLED": "false"})["AWS_EC2_METADATA_DISABLED"] == (
        "true"
    )
