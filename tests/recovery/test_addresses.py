"""Only an address that cannot lead off this machine is loopback."""

import pytest

from recovery.addresses import is_loopback


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:1/x",
        "http://127.0.0.1/",
        "http://127.1.2.3/",
        "http://[::1]:80/",
        "https://127.0.0.1:8443/",
    ],
)
def test_this_machine(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://localhost.evil.example/",
        "file://localhost/etc/passwd",
        "file:///etc/passwd",
        "127.0.0.1",
        "http://[::1",
        "http://",
        "",
    ],
)
def test_anywhere_else(url: str) -> None:
    assert not is_loopback(url)
