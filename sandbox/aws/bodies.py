"""The body of an HTTP request: by its length or in chunks, at most 16 MB of it kept."""

import zlib
from collections.abc import Mapping
from io import BufferedIOBase

BODY_LIMIT = 16 * 1024 * 1024  # DynamoDB's own limit of a request is 16 MB
DRAINED = 4 * BODY_LIMIT
"""So much of a body that is too long is read, for its sender to hear the answer."""
_PIECE = 64 * 1024
_LINE = 1024
_GZIP = 16 + zlib.MAX_WBITS


class NoSaneLength(Exception):  # noqa: N818  named for the condition
    """What follows on this connection cannot be told from the body."""


class TooLong(Exception):  # noqa: N818  named for the condition
    """The body is longer than AWS takes."""


def read_body(stream: BufferedIOBase, headers: Mapping[str, str]) -> bytes:
    """The body; `headers` have lower-case names.

    Raises:
        NoSaneLength: Neither a length nor chunks, or malformed ones.
        TooLong: More than 16 MB; it has been read to its end where that was near.
        ConnectionError: The sender went away in the middle.
    """
    coding = headers.get("transfer-encoding", "").strip().lower()
    if coding:
        if coding != "chunked" or "content-length" in headers:
            raise NoSaneLength
        return _chunks(stream)
    length = headers.get("content-length", "0").strip()
    if not (length.isascii() and length.isdigit()):
        raise NoSaneLength
    if int(length) > BODY_LIMIT:
        _drain(stream, int(length))
        raise TooLong
    return _exactly(stream, int(length))


def gunzipped(body: bytes) -> bytes:
    """What gzip packed, at most 16 MB of it; ValueError for anything else."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        plain = unpacking.decompress(body, BODY_LIMIT)
    except zlib.error as error:
        raise ValueError("not a gzip stream") from error
    if not unpacking.eof:
        raise ValueError("a gzip stream that does not end within 16 MB")
    return plain


def _exactly(stream: BufferedIOBase, length: int) -> bytes:
    body = stream.read(length)
    if len(body) < length:
        raise ConnectionError("the sender went away in the middle of a body")
    return body


def _drain(stream: BufferedIOBase, length: int) -> None:
    left = length
    while left and length <= DRAINED:
        left -= len(_exactly(stream, min(left, _PIECE)))


def _chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while size := _chunk_size(stream):
        if len(body) + size > BODY_LIMIT:
            raise TooLong
        body += _exactly(stream, size)
        if _exactly(stream, 2) != b"\r\n":
            raise NoSaneLength
    while stream.readline(_LINE).strip():
        pass  # trailers
    return bytes(body)


def _chunk_size(stream: BufferedIOBase) -> int:
    digits = stream.readline(_LINE).partition(b";")[0].strip()
    try:
        size = int(digits, 16)
    except ValueError as error:
        raise NoSaneLength from error
    if size < 0 or not digits.isalnum():
        raise NoSaneLength
    return size
