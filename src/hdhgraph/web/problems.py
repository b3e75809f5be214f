"""Exception -> status and body: the only table of statuses (RFC 9457, RFC 9110 section 15)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from hdhgraph.errors import (
    EngineError,
    HdhgraphError,
    InputError,
    MissingExtraError,
    NotAcceptableError,
    QueryRefusedError,
    QueryStoppedError,
    QuerySyntaxError,
    UnknownDumpError,
    UnknownEntityError,
    UnknownGraphError,
    UnknownQueryError,
    UnknownTermError,
    UnsupportedMediaTypeError,
    WithdrawnError,
)

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

__all__ = ["MEDIA_TYPE", "install", "of_exception", "problem", "unexpected"]

MEDIA_TYPE: Final = "application/problem+json"
_TYPES: Final = "https://w3id.org/hdhgraph/problem/"
# The first class that fits counts, so the narrower ones stand before their parents.
_STATUSES: Final[tuple[tuple[type[Exception], HTTPStatus, str], ...]] = (
    (QuerySyntaxError, HTTPStatus.BAD_REQUEST, "query-syntax"),
    (QueryRefusedError, HTTPStatus.BAD_REQUEST, "query-refused"),
    (UnknownEntityError, HTTPStatus.NOT_FOUND, "unknown-entity"),
    (WithdrawnError, HTTPStatus.GONE, "withdrawn"),
    (UnknownDumpError, HTTPStatus.NOT_FOUND, "unknown-dump"),
    (UnknownGraphError, HTTPStatus.NOT_FOUND, "unknown-graph"),
    (UnknownQueryError, HTTPStatus.NOT_FOUND, "unknown-query"),
    (UnknownTermError, HTTPStatus.NOT_FOUND, "unknown-term"),
    (MissingExtraError, HTTPStatus.NOT_IMPLEMENTED, "missing-extra"),
    (NotAcceptableError, HTTPStatus.NOT_ACCEPTABLE, "not-acceptable"),
    (UnsupportedMediaTypeError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"),
    (QueryStoppedError, HTTPStatus.SERVICE_UNAVAILABLE, "query-stopped"),
    (EngineError, HTTPStatus.SERVICE_UNAVAILABLE, "engine"),
    (InputError, HTTPStatus.BAD_REQUEST, "input"),
    (HdhgraphError, HTTPStatus.INTERNAL_SERVER_ERROR, "internal"),
)
_RETRY_SECONDS: Final = "5"


def problem(status: HTTPStatus, kind: str, detail: str, **more: object) -> JSONResponse:
    """Return the one error body of every route; `more` are members of RFC 9457, section 3.2."""
    body = {
        "type": _TYPES + kind,
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        **{name: value for name, value in more.items() if value is not None},
    }
    headers = {"Cache-Control": "no-store"}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = _RETRY_SECONDS
    return JSONResponse(body, status.value, headers, media_type=MEDIA_TYPE)


def of_exception(error: HdhgraphError) -> JSONResponse:
    """Return the problem of one of our own errors, with its place, limit or choices."""
    status, kind = next(
        (status, kind) for family, status, kind in _STATUSES if isinstance(error, family)
    )
    if isinstance(error, QueryRefusedError) and error.reason == "size":
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    # Each guard and each limit has a type of its own below its family's.
    part = getattr(error, "reason", None) or getattr(error, "limit", None)
    return problem(
        status,
        f"{kind}#{part}" if part else kind,
        str(error),
        line=getattr(error, "line", None),
        column=getattr(error, "column", None),
        available=getattr(error, "offered", None),
        limit=getattr(error, "limit", None),
        reason=getattr(error, "reason", None),
        replacement=getattr(error, "replacement", None),
        query=error.query_id,
    )


def unexpected() -> JSONResponse:
    """Return the problem of an error that nobody raised on purpose."""
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "The service met an error of its own."
    )


def install(app: FastAPI) -> None:
    """Make every failure of `app` one problem body; nothing else is ever sent for one."""

    def own(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HdhgraphError)  # noqa: S101 - registered for no other
        return of_exception(error)

    def routing(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for no other
        return _routing(request, error)

    def unforeseen(_request: Request, _error: Exception) -> JSONResponse:
        return unexpected()

    def invalid(_request: Request, error: Exception) -> JSONResponse:
        return problem(HTTPStatus.BAD_REQUEST, "input", str(error))

    app.add_exception_handler(HdhgraphError, own)
    app.add_exception_handler(HTTPException, routing)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unforeseen)


def _routing(request: Request, error: HTTPException) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    match status:
        case HTTPStatus.NOT_FOUND:
            detail = f"There is nothing at {request.url.path}. The start page is at /."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = ", ".join((*allowed_methods(request), "OPTIONS"))
            detail = f"{request.method} is not possible here: this service only reads ({allowed})."
        case _:
            detail = str(error.detail)
    kind = status.phrase.lower().replace(" ", "-")
    response = problem(status, kind, detail)
    response.headers.update(error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = allowed
    return response


def allowed_methods(request: Request) -> list[str]:
    """Return the methods that the routes of a path take together (RFC 9110, section 10.2.1)."""
    return [
        method
        for method in ("GET", "HEAD", "POST", "DELETE")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.router.routes
        )
    ]
