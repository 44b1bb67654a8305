"""What a Web API request carries: arguments from query, form or JSON, its token, its warnings.

docs.slack.dev/apis/web-api ("POST bodies", "Authentication") and the errors every method lists.
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from sandbox.slack.rules import Refused
from sandbox.slack.store import Json
from sandbox.slack.strict_json import read_json

_CHARSETS = {"utf-8", "iso-8859-1"}


@dataclass(frozen=True)
class Arguments:
    """A request's arguments; `token` is where Slack looks for it: the header, or a form field.

    `is_post` and `in_header` say how it came, which `apps.connections.open` minds.
    """

    args: Json
    token: str
    warnings: list[str] = field(default_factory=list)
    is_post: bool = True
    in_header: bool = False


async def read_arguments(request: Request) -> Arguments:
    """Return what a request carries.

    A token in the query string or in a JSON body is none: Slack takes neither.

    Raises:
        Refused: the body is not what its Content-Type says.
    """
    args: Json = dict(request.query_params)
    args.pop("token", None)
    kind, charset = _content_type(request)
    warnings: list[str] = []
    token = ""
    body = await request.body() if request.method == "POST" else b""
    if body and not charset and kind in {"application/json", "text/plain"}:
        warnings.append("missing_charset")
    if body and kind == "application/json":
        args |= _from_json(body)
        args.pop("token", None)
    elif body:
        if charset and kind != "text/plain":
            warnings.append("superfluous_charset")
        args |= await _from_form(request, kind, body, charset or "utf-8")
        token = str(args.pop("token", ""))
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    in_header = scheme.lower() == "bearer"
    if in_header:
        token = bearer.strip()
    return Arguments(args, token, warnings, request.method == "POST", in_header)


def _content_type(request: Request) -> tuple[str, str]:
    kind, *parameters = request.headers.get("content-type", "").split(";")
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset":
            charset = value.strip('"').lower()
    if charset and charset not in _CHARSETS:
        raise Refused("invalid_charset")
    return kind.strip().lower(), charset


def _from_json(body: bytes) -> Json:
    try:
        parsed = read_json(body)
    except ValueError as error:
        raise Refused("invalid_json") from error
    if not isinstance(parsed, dict):
        raise Refused("json_not_object")
    return parsed


async def _from_form(request: Request, kind: str, body: bytes, charset: str) -> Json:
    match kind:
        case "application/x-www-form-urlencoded" | "text/plain":
            try:
                # strict about what is no pair only: a body of rubbish, not an empty value
                pairs = parse_qsl(body.decode(charset), keep_blank_values=True, strict_parsing=True)
            except ValueError as error:
                raise Refused("invalid_form_data") from error
            args: Json = dict(pairs)
        case "multipart/form-data":
            try:
                async with request.form() as form:
                    args = {
                        name: "(file)" if isinstance(value, UploadFile) else value
                        for name, value in form.items()
                    }
            except HTTPException as error:
                raise Refused("invalid_form_data") from error
        case "":
            raise Refused("missing_post_type")
        case _:
            raise Refused("invalid_post_type")
    if any("[" in name for name in args):
        raise Refused("invalid_array_arg")
    return args
