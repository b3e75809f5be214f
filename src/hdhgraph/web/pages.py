"""HTML pages, in French and English; they load nothing but this service's own stylesheet."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from fastapi.templating import Jinja2Templates

from hdhgraph.conneg import negotiate, negotiate_language
from hdhgraph.dates import in_words
from hdhgraph.errors import InputError
from hdhgraph.iris import compact, page_path, slug
from hdhgraph.media_types import GRAPH_FORMATS, HTML
from hdhgraph.web.assets import address_of
from hdhgraph.web.editor import editor_settings
from hdhgraph.web.messages import LANGUAGES, message
from hdhgraph.web.service import service_of
from hdhgraph.web.start import PLAIN_JSON, start_of

__all__ = ["LARGEST_ANSWER", "language_of", "render", "router", "shown", "sparql_page"]

router = APIRouter()

_TEMPLATES: Final = Jinja2Templates(Path(__file__).parent / "templates")
_QUESTION: Final = "who-said-what"
_MOST_ROWS: Final = 1000
# A page is made in the process that answers everyone: reading more than this would hold them up.
LARGEST_ANSWER: Final = 2 * 1024 * 1024
# A label's column shows what it labels; these are the IRIs that then need no column of their own.
_LABEL: Final = "Label"


def language_of(request: Request) -> str:
    """Return the language of a page: `?lang=`, else Accept-Language, else French.

    Raises InputError for a language that the pages do not have.
    """
    wanted = dict(parse_qsl(request.url.query)).get("lang")
    if wanted is None:
        return negotiate_language(request.headers.get("accept-language", ""), LANGUAGES)
    if wanted not in LANGUAGES:
        raise InputError(f"“{wanted}” is not a language of these pages; fr and en are.")
    return wanted


def render(request: Request, template: str, **context: Any) -> Response:  # noqa: ANN401 - a template's values
    """Render a page in the request's language, with a link to itself in the other."""
    lang, service = language_of(request), service_of(request)
    parameters = dict(parse_qsl(request.url.query, keep_blank_values=True))
    other = next(each for each in LANGUAGES if each != lang)
    response = _TEMPLATES.TemplateResponse(
        request,
        template,
        {
            "lang": lang,
            "other": other,
            "other_address": f"?{urlencode({**parameters, 'lang': other})}",
            "say": lambda key, **values: message(key, lang, **values),
            "service": service,
            "compact": functools.partial(compact, prefixes=service.prefixes),
            "page_path": functools.partial(page_path, base=service.base),
            "slug": slug,
            "in_words": in_words,
            "asset": address_of,
            **context,
        },
    )
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Content-Language"] = lang
    return response


@router.head("/", include_in_schema=False)
@router.get("/", include_in_schema=False)
async def home(request: Request) -> Response:
    """Answer the question of the day on the page: who said what about the Cloud Act.

    Who wants JSON gets the versions and the addresses; who wants RDF is redirected to the
    description of the dataset.
    """
    service = service_of(request)
    form = negotiate(request.headers.get("accept", "*/*"), (HTML, PLAIN_JSON, *GRAPH_FORMATS))
    if form is PLAIN_JSON:
        return JSONResponse(start_of(service), headers={"Vary": "Accept, Accept-Language"})
    if form is not HTML:
        return Response(status_code=303, headers={"Location": "/dataset", "Vary": "Accept"})
    query = service.queries.get(_QUESTION)
    claims: list[dict[str, str]] = []
    if query is not None and service.union:
        bound = query.bind({"lang": language_of(request)}, service.choices)
        claims = await service.solutions(bound)
    return render(request, "home.html", claims=claims, query=query)


def sparql_page(
    request: Request, query: str | None, content: bytes | None = None, *, is_graph: bool = False
) -> Response:
    """Show a form for SPARQL, which scripts turn into an editor, and the answer below it."""
    result = {} if content is None else shown(content, is_graph=is_graph)
    editor = editor_settings(service_of(request), language_of(request))
    return render(request, "sparql.html", sparql=query, editor=editor, **result)


def shown(content: bytes, *, is_graph: bool) -> dict[str, Any]:
    """Return what the results template shows of an answer."""
    if is_graph:
        return {"graph": content.decode(), "variables": None, "boolean": None}
    answer = json.loads(content)
    if "boolean" in answer:
        return {"boolean": answer["boolean"], "variables": None, "graph": None}
    variables = answer["head"]["vars"]
    solutions = answer["results"]["bindings"]
    labelled = {name.removesuffix(_LABEL) for name in variables if name.endswith(_LABEL)}
    return {
        "variables": [name for name in variables if name not in labelled],
        "solutions": solutions[:_MOST_ROWS],
        "count": len(solutions),
        "graph": None,
        "boolean": None,
    }
