"""HTML pages, in French and English; they load nothing but this service's own stylesheet."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import Response
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from hdhgraph.claims.reading import beside
from hdhgraph.errors import InputError
from hdhgraph.i18n.dates import in_words
from hdhgraph.i18n.illocutions import doing
from hdhgraph.i18n.messages import LANGUAGES, forms, message, said_within, written
from hdhgraph.i18n.typography import counted, number, quotable, spaced_page, typeset
from hdhgraph.rdf.iris import compact, slug
from hdhgraph.sparql.solutions import read_results
from hdhgraph.web.http.address import in_language
from hdhgraph.web.http.aside import aside
from hdhgraph.web.http.conneg import negotiate_language
from hdhgraph.web.http.parameters import LANGUAGE
from hdhgraph.web.pages.assets import address_of
from hdhgraph.web.service.service import service_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fastapi import Request
    from starlette.types import Receive, Scope, Send

    from hdhgraph.web.service.service import Service

__all__ = [
    "LARGEST_ANSWER",
    "Page",
    "language_of",
    "render",
    "shown",
]

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    auto_reload=False,  # what is served does not change while it runs
)
_GROUP_KEYS: Final = {
    "said": "as_of_group_said",
    "perhaps": "as_of_group_perhaps",
    "unknown": "as_of_group_unknown",
    "notYet": "as_of_group_notYet",
    "undated": "as_of_group_undated",
}
_TURN_KEYS: Final = {
    "first": "page_first",
    "prev": "page_prev",
    "next": "page_next",
    "last": "page_last",
}
_MOST_ROWS: Final = 1000
_FORMAT_NAMES: Final = {
    "bib": "BibTeX",
    "csl.json": "CSL-JSON",
    "jsonld": "JSON-LD",
    "ttl": "Turtle",
}
# A page is made in the process that answers everyone: reading more than this would hold them up.
LARGEST_ANSWER: Final = 2 * 1024 * 1024
# A label's column shows what it labels; these are the IRIs that then need no column of their own.
_LABEL: Final = "Label"


def language_of(request: Request) -> str:
    """Return the language of a page: `?lang=`, else Accept-Language, else French.

    Raises InputError for a language that the pages do not have.
    """
    wanted = LANGUAGE.given(request, strictly=False)
    if not wanted:
        return negotiate_language(request.headers.get("accept-language", ""), LANGUAGES)
    if wanted not in LANGUAGES:
        raise InputError(f"“{wanted}” is not a language of these pages; fr and en are.")
    return wanted


class Page(Response):
    """A page that is written when it is sent, beside the event loop."""

    media_type = "text/html"

    def __init__(self, write: Callable[[], bytes]) -> None:
        """Have `write` called in a thread, once."""
        super().__init__()
        self._write: Callable[[], bytes] | None = write

    async def make(self) -> None:
        """Write the page, unless it is written."""
        if self._write is not None:
            self.body = await aside(self._write)
            self.headers["Content-Length"] = str(len(self.body))
            self._write = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write the page, and send it."""
        await self.make()
        await super().__call__(scope, receive, send)


def render(
    request: Request,
    template: str,
    late: Callable[[], Mapping[str, Any]] | None = None,
    **context: Any,  # noqa: ANN401 - a template's values
) -> Page:
    """Return a page in the request's language, or in `lang`, with a link to itself in the other.

    `late` is called when the page is written, for values that take a while.
    """
    lang, service = context.get("lang") or language_of(request), service_of(request)
    other = next(each for each in LANGUAGES if each != lang)
    known = {
        "lang": lang,
        "other": other,
        "other_address": in_language(request, other),
        "say": functools.partial(_say, lang),
        "forms": functools.partial(forms, lang=lang),
        "service": service,
        "compact": functools.partial(compact, prefixes=service.prefixes),
        "page_path": service.page_path,
        "linked": functools.partial(_linked, service, lang),
        "slug": slug,
        "in_words": in_words,
        "said_within": said_within,
        "group_keys": _GROUP_KEYS,
        "turn_keys": _TURN_KEYS,
        "asset": address_of,
        "number": functools.partial(number, lang=lang),
        "beside": beside,
        "doing": functools.partial(doing, lang=lang),
        "quotable": quotable,
        "format_name": functools.partial(_format_name, lang),
        "typeset": functools.partial(typeset, lang=lang),
        "site": service.about.name,
        **context,
    }

    def write() -> bytes:
        html = _TEMPLATES.get_template(template).render({**known, **(late() if late else {})})
        return (spaced_page(html) if lang == "fr" else html).encode()

    response = Page(write)
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Content-Language"] = lang
    return response


def _format_name(lang: str, extension: str) -> str:
    """Return what a format is called, by its extension."""
    if extension == "txt":
        return message("format_text", lang)
    return _FORMAT_NAMES.get(extension, extension.upper())


def _say(lang: str, key: str, **values: object) -> str:
    """Return a message with the numbers of its values as a language writes them."""
    return written(key, lang, values.get("count")).format(**counted(values, lang))


def _linked(  # noqa: PLR0917 - what a link is made of
    service: Service, lang: str, iri: str, label: str, language: str, as_of: object = None
) -> Markup:
    """Return a thing by its label, as a link where something leads to it, as of a day.

    A label in another language than the page says so. A page has hundreds of them.
    """
    path = service.page_path(iri)
    is_web = path is None and iri.startswith(("http://", "https://"))
    shown = label or (slug(iri) if path or is_web else compact(iri, service.prefixes))
    text = escape(shown)
    if language and language != lang:
        text = Markup('<span lang="{}">{}</span>').format(language, shown)
    if is_web:
        return Markup('<a href="{}" rel="external nofollow">{}</a>').format(iri, text)
    if path is None:
        return text
    before, mark, fragment = path.partition("#")
    day = f"&asOf={as_of}" if as_of else ""
    target = escape(f"{before}?lang={lang}{day}{mark}{fragment}")
    return Markup(f'<a href="{target}">{text}</a>')  # noqa: S704 - both are escaped


def shown(content: bytes, *, is_graph: bool) -> dict[str, Any]:
    """Return what the results template shows of an answer."""
    if is_graph:
        return {"graph": content.decode(), "variables": None, "boolean": None}
    answer = read_results(content)
    if answer.boolean is not None:
        return {"boolean": answer.boolean, "variables": None, "graph": None}
    variables, solutions = answer.variables, answer.solutions
    labelled = {name.removesuffix(_LABEL) for name in variables if name.endswith(_LABEL)}
    return {
        "variables": [name for name in variables if name not in labelled],
        "solutions": solutions[:_MOST_ROWS],
        "count": len(solutions),
        "graph": None,
        "boolean": None,
    }
