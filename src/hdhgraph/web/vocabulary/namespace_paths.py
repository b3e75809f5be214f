"""Where the namespaces of our prefixes lead: to the list of what is in them."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from hdhgraph.errors import UnknownTermError
from hdhgraph.web.http.operation import Routes
from hdhgraph.web.service.service import service_of

__all__ = ["router"]

router = Routes()


@router.read("/id/", is_listed=False)
@router.read("/doc/", is_listed=False)
@router.read("/graph/", is_listed=False)
async def redirect_to_dataset() -> Response:
    """Redirect to the description of the dataset, which names its graphs and examples of it."""
    return RedirectResponse("/dataset", 303)


@router.read("/vocab/", is_listed=False)
async def redirect_to_vocabularies() -> Response:
    """Redirect to the list of the vocabularies."""
    return RedirectResponse("/vocab", 303)


@router.read("/vocab/{scheme}/", is_listed=False)
async def redirect_to_vocabulary(request: Request, scheme: str) -> Response:
    """Redirect from the namespace of a scheme's concepts to the scheme.

    Raises UnknownTermError where there is no such scheme.
    """
    if f"{service_of(request).base}vocab/{scheme}/" not in service_of(request).prefixes.values():
        raise UnknownTermError(f"There is no vocabulary “{scheme}” here.")
    return RedirectResponse(f"/vocab/{scheme}", 303)
