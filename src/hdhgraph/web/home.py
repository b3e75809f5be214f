"""The start page: the question of the day answered, the numbers, and where everything is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from hdhgraph.conneg import negotiate
from hdhgraph.media_types import GRAPH_FORMATS, HTML
from hdhgraph.namespaces import hg
from hdhgraph.web.claims import find, rows_of
from hdhgraph.web.claims_asked import WrongFilterError
from hdhgraph.web.claims_page import hit_links
from hdhgraph.web.exports import edition_of
from hdhgraph.web.pages import language_of, render
from hdhgraph.web.service import service_of
from hdhgraph.web.start import PLAIN_JSON, start_of

if TYPE_CHECKING:
    from hdhgraph.claim_list import ClaimRow
    from hdhgraph.web.claims import Listed

__all__ = ["router"]

router = APIRouter()

_TOPIC: Final = "cloud-act"
_FEW: Final = 10
_COUNTED: Final = {"claims": hg("Claim"), "actors": hg("Actor"), "sources": hg("Source")}


@router.head("/", include_in_schema=False)
@router.get("/", include_in_schema=False)
async def home(request: Request) -> Response:
    """Answer the question of the day on the page: who said what about the Cloud Act.

    Who wants JSON gets the versions and the addresses; who wants RDF is redirected to the
    description of the dataset.
    """
    service, lang = service_of(request), language_of(request)
    form = negotiate(request.headers.get("accept", "*/*"), (HTML, PLAIN_JSON, *GRAPH_FORMATS))
    if form is PLAIN_JSON:
        return JSONResponse(start_of(service), headers={"Vary": "Accept, Accept-Language"})
    if form is not HTML:
        return Response(status_code=303, headers={"Location": "/dataset", "Vary": "Accept"})
    listed, rows = await _answer(request)
    return render(
        request,
        "home.html",
        total=listed.total if listed else 0,
        rows=[(row, hit_links(row, service.base, lang)) for row in rows],
        topic=_TOPIC,
        edition=edition_of(request),
        numbers={name: len(service.values.get(of, ())) for name, of in _COUNTED.items()},
    )


async def _answer(request: Request) -> tuple[Listed | None, list[ClaimRow]]:
    """Return the first claims of the question; none in a graph that does not know its topic."""
    try:
        listed = await find(request, [("topic", _TOPIC), ("size", str(_FEW))])
    except WrongFilterError:
        return None, []
    return listed, await rows_of(request, listed)
