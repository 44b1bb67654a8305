"""DynamoDB's numbers: 38 significant digits, in normal form, and as bytes that sort like them."""

import re
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation

from sandbox.aws.call import AwsError

DIGITS = 38
HIGHEST, LOWEST = 125, -130
"""Exponents of the first digit: numbers reach from 1E-130 to 9.9…E+125 (developer guide)."""

EXACT = Context(prec=2 * DIGITS + HIGHEST - LOWEST, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Wide enough for the exact sum of any two of them."""

_PLAIN = re.compile(r"-?[1-9][0-9]{0,37}|0")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,6})?")


def normal(text: str) -> str:
    """Without leading and trailing zeros and exponents; ValidationException for no such number."""
    if _PLAIN.fullmatch(text):
        return text
    return written(parsed(text))


def parsed(text: str) -> Decimal:
    """The number; ValidationException for what DynamoDB does not store."""
    if not _NUMBER.fullmatch(text):
        raise AwsError(
            "ValidationException",
            f"The parameter cannot be converted to a numeric value: {text}",
        )
    try:
        return checked(EXACT.create_decimal(text))
    except InvalidOperation as error:
        raise AwsError("ValidationException", "The number is too long") from error


def checked(number: Decimal) -> Decimal:
    """The number without trailing zeros; ValidationException for too many digits, or too far."""
    number = number.normalize(EXACT)
    if len(number.as_tuple().digits) > DIGITS:
        problem = "Attempting to store more than 38 significant digits in a Number"
    elif number and number.adjusted() > HIGHEST:
        problem = (
            "Number overflow. Attempting to store a number with magnitude larger than "
            "supported range"
        )
    elif number and number.adjusted() < LOWEST:
        problem = (
            "Number underflow. Attempting to store a number with magnitude smaller than "
            "supported range"
        )
    else:
        return number
    raise AwsError("ValidationException", problem)


def written(number: Decimal) -> str:
    """The text DynamoDB answers: plain digits, no exponent."""
    return format(number, "f") if number else "0"


def size(text: str) -> int:
    """Bytes of a number in normal form: one per two digits and one more, one for a minus sign.

    The developer guide says "approximately"; leading and trailing zeros count for nothing.
    """
    digits = text.lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + text.startswith("-")


def sortable(text: str) -> bytes:
    """Bytes that compare as the numbers do; `text` in normal form, so equal numbers are equal."""
    if text == "0":
        return b"\x80"
    number = EXACT.create_decimal(text).normalize(EXACT)
    digits = bytes(digit + 1 for digit in number.as_tuple().digits)
    exponent = number.adjusted() - LOWEST
    if number > 0:
        return b"\x81" + bytes([exponent]) + digits
    # Backwards: the larger the digits, the smaller the number; the end comes after all digits.
    return b"\x7f" + bytes([255 - exponent]) + bytes(255 - digit for digit in digits) + b"\xff"
