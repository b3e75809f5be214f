"""The page of /sparql: a form that scripts turn into an editor, with answer or error below."""

from __future__ import annotations

import functools
import itertools
import json
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from fastapi import Response
from markupsafe import Markup

from hdhgraph.claims.forms.forms import in_script
from hdhgraph.rdf.media_types import JSON, N_TRIPLES
from hdhgraph.web.http import problems
from hdhgraph.web.http.parameters import AddressParameter
from hdhgraph.web.pages.rendering import language_of, render, shown
from hdhgraph.web.queries.editor import editor_settings, example_text
from hdhgraph.web.service.service import service_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import Request

    from hdhgraph.errors import HdhgraphError

__all__ = ["EXAMPLE", "sparql_page", "sparql_problem"]

_BATCH: Final = 500  # triples that are written at once: a millisecond
EXAMPLE: Final = AddressParameter(
    "example", "The canned query that the form begins with",
    "La question prête par laquelle le formulaire commence",
)  # fmt: skip


def sparql_page(
    request: Request, query: str | None, content: bytes | None = None, *, is_graph: bool = False
) -> Response:
    """Show a form for SPARQL, which scripts turn into an editor, and the answer below it.

    The form begins with `?example=`, the name of a canned query, where there is no query.
    """
    service, late = service_of(request), None
    if content is not None:
        late = functools.partial(_answered, content, is_graph=is_graph)
    if query is None:
        asked = EXAMPLE.given(request, strictly=False) or ""
        query = example_text(service, asked, language_of(request))
    editor = editor_settings(service, language_of(request))
    return render(request, "sparql.html", late, sparql=query, editor=editor)


def _answered(content: bytes, *, is_graph: bool) -> dict[str, Any]:
    """Return an answer as its page shows it, and for the scripts of the page."""
    return {**shown(content, is_graph=is_graph), "given": _given(content, is_graph=is_graph)}


def _given(content: bytes, *, is_graph: bool) -> Markup:
    """Return an answer for the scripts of its page, so that they need not ask again."""
    if is_graph:
        content = b"".join(_lines(content))
    media_type = (N_TRIPLES if is_graph else JSON).media_type
    return Markup(in_script({"type": media_type, "text": content.decode()}))  # noqa: S704 - made safe there


def _lines(turtle: bytes) -> Iterator[bytes]:
    """Yield the triples of a graph as N-Triples, some at once, which takes a millisecond."""
    triples = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    while some := [*itertools.islice(triples, _BATCH)]:
        yield ox.serialize(some, format=ox.RdfFormat.N_TRIPLES) or b""


def sparql_problem(request: Request, query: str, error: HdhgraphError) -> Response:
    """Show a query that failed, with what is wrong with it, under the status that says so."""
    plain = problems.of_exception(error)
    editor = editor_settings(service_of(request), language_of(request))
    given = Markup(in_script({"problem": json.loads(bytes(plain.body))}))  # noqa: S704 - made safe there
    page = render(
        request, "sparql.html", sparql=query, editor=editor, problem=str(error), given=given
    )
    page.status_code = plain.status_code
    for name in ("cache-control", "retry-after"):
        if name in plain.headers:
            page.headers[name] = plain.headers[name]
    return page
