"""What supervisors and balancers ask: whether the service is ready, and whether it lives."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse

from hdhgraph.web.http.operation import JSON, Operation, Routes
from hdhgraph.web.http.problems import Problem
from hdhgraph.web.service.service import service_of

__all__ = ["router"]

router = Routes()

_NO_STORE: Final = {"Cache-Control": "no-store"}
_DETAILS: Final = {
    "starting": "The engine has ended and is being started again; ask again soon.",
    "unavailable": "The engine does not answer; ask again soon.",
}


@router.read("/health", Operation(
    "Whether queries are answered, and what is served",
    "Si les requêtes ont une réponse, et ce qui est servi", JSON, (503,),
))  # fmt: skip
async def health(request: Request) -> JSONResponse:
    """Say whether queries are answered, what is served and in which version."""
    service = service_of(request)
    is_ready = await service.engine.answers()
    state = "ready" if is_ready else "unavailable" if service.engine.is_ready else "starting"
    served = {
        "state": state,
        "software": service.versions.software,
        "ontology": service.versions.ontology,
        "data": service.versions.edition,
        "dataset": service.versions.dataset,
        "quads": service.engine.quads,
    }
    if not is_ready:
        return Problem(
            HTTPStatus.SERVICE_UNAVAILABLE, f"health#{state}", _DETAILS[state], served
        ).as_json()
    return JSONResponse({"status": "ok", **served}, headers=_NO_STORE)


@router.read("/live", Operation(
    "Whether the service runs, even while it answers no query",
    "Si le service fonctionne, même quand il ne répond à aucune requête", JSON, (),
))  # fmt: skip
async def live() -> JSONResponse:
    """Say that the service runs, even while it answers no query."""
    return JSONResponse({"status": "ok"}, headers=_NO_STORE)
