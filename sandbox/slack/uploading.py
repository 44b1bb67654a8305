"""Where a file's bytes come in, and where they are fetched again: HTTP beside the Web API."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.slack import rules, seed
from sandbox.slack.bodies import refused
from sandbox.slack.faults import Faults
from sandbox.slack.mishaps import before, drop
from sandbox.slack.rules import Refused
from sandbox.slack.store import Workspace
from sandbox.slack.uploads import File

_GONE = 404
_HEADERS = {
    # What is uploaded is shown beside the page: it must not act there.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Uploading:
    """The endpoints for bytes; faults of the method `upload` happen to those that come in."""

    workspace: Workspace
    faults: Faults
    now: Callable[[], float]

    def routes(self) -> list[Route]:
        """Return their routes; `/control/file` is what a person's client may see."""
        private = f"/files-pri/{seed.TEAM}-{{id}}"
        return [
            Route("/upload/v1/{ticket}", self._take, methods=["POST"]),
            Route(f"{private}/{{name}}", self._private),
            Route(f"{private}/download/{{name}}", self._private),
            Route("/control/file/{id}", self._open),
            Route("/control/upload/{user}", self._hand_in, methods=["POST"]),
        ]

    async def _take(self, request: Request) -> Response:
        """Take the bytes, raw or as the one file of a form, if they are as many as announced."""
        hits = self.faults.hit("upload")
        early = await before(request, hits)
        if early is not None:
            return early
        ticket = request.path_params["ticket"]
        file = next((each for each in self.workspace.files.values() if each.ticket == ticket), None)
        if file is None or file.completed:
            return PlainTextResponse("no such upload", _GONE)
        content = await _content(request)
        if content is None:
            return PlainTextResponse("no file in the form", 400)
        if len(content) != file.length:
            words = f"{file.length} bytes were announced, {len(content)} came"
            return PlainTextResponse(words, 400)
        file.content = content
        if any(fault.kind == "lose_answer" for fault in hits):
            return await drop(request)
        return PlainTextResponse(f"OK - {len(content)}")

    async def _hand_in(self, request: Request) -> Response:
        """Take a file a person chose for a form; it belongs to them and stands in no channel."""
        user, name = request.path_params["user"], request.query_params.get("filename", "")
        if user not in self.workspace.users or not name:
            return refused(f"no such person: {user}" if name else "filename is missing", 400)
        content = await request.body()
        file_id, ticket = self.workspace.mint("F"), secrets.token_urlsafe(24)
        file = File(file_id, name, len(content), self.now(), user, ticket, title=name)
        file.content, file.completed = content, True
        self.workspace.files[file.id] = file
        return JSONResponse({"ok": True, "id": file.id})

    async def _private(self, request: Request) -> Response:
        """Give the bytes to the app, which shows its token."""
        _scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            rules.check_token(self.workspace, token, wanted=seed.BOT_TOKEN)
            rules.need_scope(self.workspace, "files:read")
        except Refused as refusal:
            return PlainTextResponse(refusal.error, 403)
        return self._bytes(request.path_params["id"])

    async def _open(self, request: Request) -> Response:
        return self._bytes(request.path_params["id"])

    def _bytes(self, file_id: str) -> Response:
        file: File | None = self.workspace.files.get(file_id)
        if file is None or file.content is None or not file.completed:
            return PlainTextResponse("file_not_found", _GONE, headers=_HEADERS)
        return Response(file.content, media_type=file.mimetype, headers=_HEADERS)


async def _content(request: Request) -> bytes | None:
    """Return the bytes sent; None for a form without a file."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    try:
        async with request.form() as form:
            parts = [part for part in form.values() if isinstance(part, UploadFile)]
            return await parts[0].read() if len(parts) == 1 else None
    except HTTPException:  # no form at all
        return None
