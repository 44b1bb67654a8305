"""The plan's calls as `aws` command lines, for people who want to run them by hand."""

import shlex


def aws_command(
    operation: str, region: str, /, *, service: str = "dynamodb", **options: str | None
) -> str:
    """`aws dynamodb OPERATION --region REGION …`; an empty text is a flag, None is left out.

    Option names are written with `_` for `-`.
    """
    words = ["aws", service, operation, "--region", region]
    for name, value in options.items():
        if value is None:
            continue
        words.append(f"--{name.replace('_', '-')}")
        if value:
            words.append(value)
    return shlex.join(words)
