"""Exception -> status and body: the only table of statuses (RFC 9457, RFC 9110 section 15)."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi.responses import JSONResponse
from starlette.routing import Match

from hdhgraph.errors import (
    PASSING_LIMITS,
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
    from collections.abc import Mapping

    from fastapi import Request
    from starlette.exceptions import HTTPException

__all__ = [
    "MEDIA_TYPE",
    "UNEXPECTED",
    "Problem",
    "describe",
    "of_exception",
    "of_routing",
    "problem",
]

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
_RETRY_SECONDS: Final = 5
# No limit at all is met while the engine is away.
_PASSING: Final = frozenset((None, *PASSING_LIMITS))


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure: its status, its type below ours, a sentence for whoever asked.

    `members` are those of RFC 9457, section 3.2, which are None where they do not apply; `headers`
    stand beside those that every problem has.
    """

    status: HTTPStatus
    kind: str
    detail: str
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def retry_seconds(self) -> int | None:
        """After how many seconds asking again makes sense; None where it makes none."""
        return _RETRY_SECONDS if self.status is HTTPStatus.SERVICE_UNAVAILABLE else None

    @property
    def is_passing(self) -> bool:
        """Whether the same request, repeated, may well be answered: others kept the service busy.

        A query that met a limit of its own would only meet it again.
        """
        return self.retry_seconds is not None and self.members.get("limit") in _PASSING

    def all_headers(self) -> dict[str, str]:
        """Return the headers of the answer, whatever form it has."""
        retry = {} if self.retry_seconds is None else {"Retry-After": str(self.retry_seconds)}
        return {"Cache-Control": "no-store", **retry, **self.headers}

    def as_json(self) -> JSONResponse:
        """Return the body that programs get."""
        body = {
            "type": _TYPES + self.kind,
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            **{name: value for name, value in self.members.items() if value is not None},
        }
        return JSONResponse(body, self.status.value, self.all_headers(), media_type=MEDIA_TYPE)


# What nobody raised on purpose: nothing of it is told.
UNEXPECTED: Final = Problem(
    HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "The service met an error of its own."
)


def problem(status: HTTPStatus, kind: str, detail: str) -> JSONResponse:
    """Return the error body of what has no page."""
    return Problem(status, kind, detail).as_json()


def describe(error: HdhgraphError) -> Problem:
    """Return the problem that one of our own errors is, with its place, limit or choices."""
    status, kind = next(
        (status, kind) for family, status, kind in _STATUSES if isinstance(error, family)
    )
    if isinstance(error, QueryRefusedError) and error.reason == "size":
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    # Each guard and each limit has a type of its own below its family's.
    part = getattr(error, "reason", None) or getattr(error, "limit", None)
    members = {
        "line": getattr(error, "line", None),
        "column": getattr(error, "column", None),
        "available": getattr(error, "offered", None),
        "limit": getattr(error, "limit", None),
        "reason": getattr(error, "reason", None),
        "replacement": getattr(error, "replacement", None),
        "query": error.query_id,
    }
    return Problem(status, f"{kind}#{part}" if part else kind, str(error), members)


def of_exception(error: HdhgraphError) -> JSONResponse:
    """Return the error body of one of our own errors."""
    return describe(error).as_json()


def of_routing(request: Request, error: HTTPException) -> Problem:
    """Return the problem of a path that is not there, or of a method that it does not take."""
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    match status:
        case HTTPStatus.NOT_FOUND:
            detail = f"There is nothing at {request.scope['path']}. The start page is at /."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = ", ".join((*allowed_methods(request), "OPTIONS"))
            detail = f"{request.method} is not possible here: this service only reads ({allowed})."
            headers = {name: value for name, value in headers.items() if name.lower() != "allow"}
            headers["Allow"] = allowed
        case _:
            detail = str(error.detail)
    kind = status.phrase.lower().replace(" ", "-")
    return Problem(status, kind, detail, headers=headers)


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
