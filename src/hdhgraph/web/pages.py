"""HTML pages, in French and English; they load nothing but this service's own stylesheet."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi.templating import Jinja2Templates

from hdhgraph.conneg import negotiate_language
from hdhgraph.dates import in_words
from hdhgraph.errors import HdhgraphError, InputError
from hdhgraph.iris import compact, page_path, slug
from hdhgraph.web import problems
from hdhgraph.web.assets import address_of
from hdhgraph.web.editor import editor_settings
from hdhgraph.web.messages import LANGUAGES, message
from hdhgraph.web.service import service_of

if TYPE_CHECKING:
    from fastapi import Request, Response

__all__ = [
    "LARGEST_ANSWER",
    "language_of",
    "render",
    "shown",
    "sparql_page",
    "sparql_problem",
]

_TEMPLATES: Final = Jinja2Templates(Path(__file__).parent / "templates")
_TEMPLATES.env.auto_reload = False  # what is served does not change while it runs
_MOST_ROWS: Final = 1000
# A page is made in the process that answers everyone: reading more than this would hold them up.
LARGEST_ANSWER: Final = 2 * 1024 * 1024
# A label's column shows what it labels; these are the IRIs that then need no column of their own.
_LABEL: Final = "Label"


def language_of(request: Request) -> str:
    """Return the language of a page: `?lang=`, else Accept-Language, else French.

    Raises InputError for a language that the pages do not have.
    """
    wanted = dict(_pairs(request)).get("lang")
    if not wanted:
        return negotiate_language(request.headers.get("accept-language", ""), LANGUAGES)
    if wanted not in LANGUAGES:
        raise InputError(f"“{wanted}” is not a language of these pages; fr and en are.")
    return wanted


def _pairs(request: Request) -> list[tuple[str, str]]:
    """Return the parameters of the address, whatever its bytes are, and whatever Host says."""
    query = request.scope["query_string"].decode("utf-8", "replace")
    return parse_qsl(query, keep_blank_values=True)


def render(request: Request, template: str, **context: Any) -> Response:  # noqa: ANN401 - a template's values
    """Render a page in the request's language, or in `lang`, with a link to itself in the other."""
    lang, service = context.get("lang") or language_of(request), service_of(request)
    parameters = dict(_pairs(request))
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


def sparql_page(
    request: Request, query: str | None, content: bytes | None = None, *, is_graph: bool = False
) -> Response:
    """Show a form for SPARQL, which scripts turn into an editor, and the answer below it."""
    result = {} if content is None else shown(content, is_graph=is_graph)
    editor = editor_settings(service_of(request), language_of(request))
    return render(request, "sparql.html", sparql=query, editor=editor, **result)


def sparql_problem(request: Request, query: str, error: HdhgraphError) -> Response:
    """Show a query that failed, with what is wrong with it, under the status that says so."""
    plain = problems.of_exception(error)
    editor = editor_settings(service_of(request), language_of(request))
    page = render(request, "sparql.html", sparql=query, editor=editor, problem=str(error))
    page.status_code = plain.status_code
    for name in ("cache-control", "retry-after"):
        if name in plain.headers:
            page.headers[name] = plain.headers[name]
    return page


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
