"""Serves the page: static files with a strict content security policy."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

PAGE = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def routes() -> list[Route]:
    """Return the routes of the page.

    `/archives/...` opens it at a message, `/client/...` at a place and, if named, a thread.
    """
    return [
        Route("/", _index),
        Route("/archives/{channel}/{ts}", _index),
        Route("/client/{place}", _index),
        Route("/client/{place}/thread/{ts}", _index),
        Route("/page/{name}", _file),
    ]


async def _index(_request: Request) -> Response:
    return FileResponse(PAGE / "index.html", media_type=_TYPES[".html"], headers=_HEADERS)


async def _file(request: Request) -> Response:
    """Serve one of the page's own files, named as in the folder."""
    name = request.path_params["name"]
    present = {each.name: each for each in PAGE.iterdir() if each.suffix in _TYPES}
    if name not in present:
        return PlainTextResponse("not found", 404, headers=_HEADERS)
    path = present[name]
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=_HEADERS)
