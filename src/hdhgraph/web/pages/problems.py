"""Problems as pages, for clients that prefer one; every other client gets RFC 9457's JSON.

Nothing here asks the engine: the page that says that it is busy is made while it is.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from hdhgraph.errors import HdhgraphError, InputError, ParameterError, UnknownGraphError
from hdhgraph.i18n.messages import LANGUAGES, message
from hdhgraph.rdf.iris import is_absolute, page_path
from hdhgraph.web.http.address import LONGEST_KEPT, in_language, query_of, readable_pairs
from hdhgraph.web.http.conneg import negotiate_language, parse_accept
from hdhgraph.web.http.operation import Routes
from hdhgraph.web.http.parameters import AS_OF, AddressParameter, WrongParameterError
from hdhgraph.web.http.problems import UNEXPECTED, Problem, describe, of_routing
from hdhgraph.web.pages.rendering import language_of, render
from hdhgraph.web.service.service import service_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fastapi import FastAPI

__all__ = [
    "can_be_mended",
    "install",
    "of_exception",
    "respond",
    "router",
    "told",
    "unexpected",
    "wants_page",
]

router = Routes()

_LOG: Final = logging.getLogger(__name__)
# What /busy offers again.
_OF: Final = AddressParameter("of")
_VARY: Final = "Accept, Accept-Language"
_READS: Final = ("GET", "HEAD")
_JSON: Final = frozenset(("json", "problem+json"))
# What others wrote is shown up to here, and the page stays small whatever was sent.
_LONGEST_SHOWN: Final = 600
_LONGEST_NAME: Final = 100
# A path on this service: browsers drop tabs and line ends, and take a backslash for a slash.
_LOCAL: Final = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")
# What sets the direction of what follows it (Unicode Standard Annex 9), beside control characters.
_DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN: Final = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_DIRECTIONS}\ud800-\udfff]")
# Where one goes on from a type of problem, beside the search box and the home page.
_WAY_KEYS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "query-syntax": (("problem_editor", "/sparql"),),
    "query-refused": (("problem_editor", "/sparql"),),
    "stopped": (("problem_editor", "/sparql"), ("problem_dumps", "/dump/")),
    "unknown-dump": (("problem_dumps", "/dump/"),),
    "unknown-graph": (("problem_dataset", "/dataset"),),
    "unknown-query": (("problem_queries", "/queries"),),
    "unknown-term": (("problem_terms", "/ont"), ("problem_vocabularies", "/vocab")),
}
# A title, and what can be done, by the types of `web/problems.py`, less what they share.
_KIND_KEYS: Final = {
    "input": ("problem_input", "problem_input_help"),
    "query-syntax": ("problem_query-syntax", "problem_query-syntax_help"),
    "query-refused": ("problem_query-refused", "problem_query-refused_help"),
    "too-large": ("problem_too-large", "problem_too-large_help"),
    "unknown-entity": ("problem_unknown-entity", "problem_unknown-entity_help"),
    "withdrawn": ("problem_withdrawn", "problem_withdrawn_help"),
    "unknown-dump": ("problem_unknown-dump", "problem_unknown-dump_help"),
    "unknown-graph": ("problem_unknown-graph", "problem_unknown-graph_help"),
    "unknown-query": ("problem_unknown-query", "problem_unknown-query_help"),
    "unknown-term": ("problem_unknown-term", "problem_unknown-term_help"),
    "missing-extra": ("problem_missing-extra", "problem_missing-extra_help"),
    "not-acceptable": ("problem_not-acceptable", "problem_not-acceptable_help"),
    "unsupported-media-type": (
        "problem_unsupported-media-type",
        "problem_unsupported-media-type_help",
    ),
    "stopped": ("problem_stopped", "problem_stopped_help"),
    "busy": ("problem_busy", "problem_busy_help"),
    "internal": ("problem_internal", "problem_internal_help"),
    "not-found": ("problem_not-found", "problem_not-found_help"),
    "method-not-allowed": ("problem_method-not-allowed", "problem_method-not-allowed_help"),
    "waiting": ("problem_waiting", "problem_waiting_help"),
}


def install(app: FastAPI) -> None:
    """Make every failure of `app` a problem; nothing else is ever sent for one."""

    def own(request: Request, error: Exception) -> Response:
        assert isinstance(error, HdhgraphError)  # noqa: S101 - registered for no other
        return of_exception(request, error)

    def routing(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for no other
        return respond(request, of_routing(request, error))

    def unforeseen(request: Request, _error: Exception) -> Response:
        return unexpected(request)

    def invalid(request: Request, error: Exception) -> Response:
        return respond(request, Problem(HTTPStatus.BAD_REQUEST, "input", str(error)))

    def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)  # nobody is there to read it

    app.add_exception_handler(HdhgraphError, own)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(HTTPException, routing)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unforeseen)


def of_exception(request: Request, error: HdhgraphError) -> Response:
    """Return one of our own errors as what the client prefers."""
    return respond(request, describe(error), error)


def unexpected(request: Request) -> Response:
    """Return an error that nobody raised on purpose as what the client prefers."""
    return respond(request, UNEXPECTED)


def respond(request: Request, problem: Problem, error: HdhgraphError | None = None) -> Response:
    """Return a problem as a page where the client prefers one, else as JSON."""
    if wants_page(request.headers.get("accept", "*/*")):
        try:
            return _page(request, problem, error)
        except Exception:  # noqa: BLE001 - whatever fails here, the problem itself is still told
            _LOG.exception("A problem could not be shown as a page.")
    response = problem.as_json()
    response.headers["Vary"] = _VARY
    return response


def wants_page(accept: str) -> bool:
    """Tell whether a client names HTML, nothing before it, and JSON not beside it.

    A browser does. A wildcard is not enough: programs send one.
    """
    try:
        ranges = parse_accept(accept)
    except InputError:
        return False
    html = max((r.quality for r in ranges if (r.type, r.subtype) == ("text", "html")), default=0.0)
    json = max(
        (r.quality for r in ranges if r.type == "application" and r.subtype in _JSON), default=0.0
    )
    return html > json and html == max(each.quality for each in ranges)


@router.read("/busy", is_listed=False)
async def stay(request: Request) -> Response:
    """Offer the address `of` again, when the reader wants it and not before."""
    wanted = _OF.given(request, strictly=False) or ""
    again = wanted if _LOCAL.fullmatch(wanted) else "/"
    title, help_ = _KIND_KEYS["waiting"]
    return render(
        request, "problem.html", title=title, help=help_, again=again, lang=_language(request),
        other_address=in_language(request, _other(request)),
    )  # fmt: skip


def _page(request: Request, problem: Problem, error: HdhgraphError | None) -> Response:
    name, lang, members = _name(problem), _language(request), problem.members
    is_known = problem.status is not HTTPStatus.INTERNAL_SERVER_ERROR
    retry = problem.retry_seconds if problem.is_passing and request.method in _READS else None
    title, help_ = _KIND_KEYS[name]
    page = render(
        request,
        "problem.html",
        lang=lang,
        other_address=in_language(request, _other(request)),
        title=title,
        help=help_,
        said=_in_words(error, lang),
        detail=_said(problem.detail, error) if is_known else "",
        near=_near(request, error),
        replaced=_replaced(request, members.get("replacement")),
        available=[_shown(str(each)) for each in _listed(members.get("available"))],
        retry=retry,
        stay=f"/busy?{urlencode({'of': _address(request), 'lang': lang})}",
        later=problem.retry_seconds,
        ways=(*_WAY_KEYS.get(name, ()), ("problem_home", "/")),
        q=_words(request, problem, error),
        status=problem.status.value,
        query=members.get("query"),
    )
    page.status_code = problem.status.value
    page.headers.update(problem.all_headers())
    return page


def _name(problem: Problem) -> str:
    """Return what the messages call a type of problem."""
    kind = problem.kind.partition("#")[0]
    if problem.status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return "too-large"
    if problem.status is HTTPStatus.SERVICE_UNAVAILABLE:
        return "busy" if problem.is_passing else "stopped"
    if kind in _KIND_KEYS:
        return kind
    is_ours = problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return "internal" if is_ours else "input"


def _language(request: Request) -> str:
    """Return the language of the page, also where the one of the address is what is wrong."""
    try:
        return language_of(request)
    except InputError:
        return negotiate_language(request.headers.get("accept-language", ""), LANGUAGES)


def _other(request: Request) -> str:
    """Return the language that the page is not in."""
    return next(each for each in LANGUAGES if each != _language(request))


def _address(request: Request) -> str:
    """Return what was asked for, as a path with its parameters; "/" where that is too long."""
    raw: bytes = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    path = raw.partition(b"?")[0].decode("utf-8", "replace")
    address = path + query_of(request)
    return address if len(address) <= LONGEST_KEPT else "/"


def _shown(text: str, most: int = _LONGEST_SHOWN) -> str:
    """Return text from outside, cut, with what nobody sees in it made visible."""
    cut = text if len(text) <= most else f"{text[:most]}…"
    return _UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", cut)


def can_be_mended(values: Mapping[str, str]) -> bool:
    """Tell whether a form may show parameters to mend: short ones, with nothing unseen in them."""
    return not any(
        len(text) > _LONGEST_NAME or _UNSEEN.search(text)
        for pair in values.items()
        for text in pair
    )


def told(error: HdhgraphError) -> str:
    """Return the sentence of an error as a page may show it, without the near names."""
    return _said(str(error), error)


def _said(detail: str, error: HdhgraphError | None) -> str:
    """Return the sentence of a problem, without the near names that are links below it."""
    hint = f" Did you mean {', '.join(error.near)}?" if error and error.near else ""
    return _shown(detail.replace(hint, "", 1) if hint else detail)


def _in_words(error: HdhgraphError | None, lang: str) -> str:
    """Return an error's sentence in a language, where the pages have it; empty where not."""
    if not isinstance(error, WrongParameterError) or error.sentence != AS_OF.wrong:
        return ""
    value = _shown(str(error.values["value"]), _LONGEST_NAME)
    return message("claims_bad_day", lang, value=value)


def _words(request: Request, problem: Problem, error: HdhgraphError | None) -> str:
    """Return what the search box may begin with: the words of a name that is not known."""
    if problem.status is not HTTPStatus.NOT_FOUND:
        return ""
    name = error.name if error else request.scope["path"].rstrip("/").rpartition("/")[2]
    last = re.split(r"[/#:]", name)[-1][:_LONGEST_NAME]
    letters = (each if unicodedata.category(each)[0] in "LNM" else " " for each in last)
    return " ".join("".join(letters).split())


def _near(request: Request, error: HdhgraphError | None) -> list[tuple[str, str | None]]:
    """Return the near names of an error, each with its address where it can be told."""
    if error is None:
        return []
    return [(_shown(near, _LONGEST_NAME), _href(request, error, near)) for near in error.near]


def _href(request: Request, error: HdhgraphError, near: str) -> str | None:
    """Return where a near name is: on its own, or put for the wrong one in the address asked."""
    if near.startswith("/"):
        return near if _LOCAL.fullmatch(near) else None
    if isinstance(error, UnknownGraphError):
        return page_path(near, service_of(request).base) or f"/graph?{urlencode({'graph': near})}"
    if request.method not in _READS or not error.name or is_absolute(near):
        return None
    path: str = request.scope["path"]
    pairs = readable_pairs(request)
    if isinstance(error, ParameterError):
        if error.name not in (value for _, value in pairs):
            return None
        pairs = [(name, near if value == error.name else value) for name, value in pairs]
    else:
        before, found, after = path.rpartition(error.name)
        if not found or (after and (not after.startswith(".") or "/" in after)):
            return None
        path = before + near + after
    address = quote(path) + (f"?{urlencode(pairs)}" if pairs else "")
    is_fit = len(address) <= LONGEST_KEPT and _LOCAL.fullmatch(address)
    return address if is_fit else None


def _replaced(request: Request, iris: object) -> list[tuple[str, str | None]]:
    """Return the IRIs that replace something, with where they are shown; only http is a link."""
    base = service_of(request).base
    found = []
    for iri in _listed(iris):
        is_web = str(iri).startswith(("http://", "https://"))
        href = page_path(str(iri), base) or (str(iri) if is_web else None)
        found.append((_shown(str(iri)), href))
    return found


def _listed(values: object) -> Iterable[Any]:
    return values if isinstance(values, list | tuple) else ()
