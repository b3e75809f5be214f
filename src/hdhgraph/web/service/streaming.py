"""Answers of the engine as HTTP responses: whole where they are small, else as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Response
from fastapi.responses import StreamingResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from hdhgraph.engine.client import Answer
    from hdhgraph.engine.protocol import Request as EngineRequest
    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.service.service import Asker

__all__ = ["stream"]


async def stream(
    asker: Asker, question: EngineRequest, form: Format, *, is_volatile: bool = False
) -> Response:
    """Return an answer: whole where it is small, else as it comes.

    Raises ClientDisconnect when the client has gone before the first bytes.
    """
    headers = {"Vary": "Accept"}
    if is_volatile:
        headers["Cache-Control"] = "no-store"
    with asker.watch():
        answer = await asker.begin(question)
        whole = await answer.small()
    if whole is not None:
        return Response(whole, media_type=form.content_type, headers=headers)
    return AnswerResponse(answer, form.content_type, headers)


class AnswerResponse(StreamingResponse):
    """An answer as it comes; a client that goes before its end takes its query along."""

    def __init__(self, answer: Answer, media_type: str, headers: Mapping[str, str]) -> None:
        """Send `answer`, whose first bytes are there."""
        super().__init__(answer.chunks(), media_type=media_type, headers=headers)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and end its query with it.

        Left where it waits for a client to read, it would end when garbage is next collected.
        """
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._answer.abandon()
