"""Answer receipts: /queries/{slug}/receipt leads to one, /receipt/{token} asks its query again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from hdhgraph.claims.forms.citation import Citation, serialize
from hdhgraph.errors import InputError, ParameterError, UnknownQueryError
from hdhgraph.i18n.messages import LANGUAGES, message
from hdhgraph.rdf.iris import prefixes_at
from hdhgraph.rdf.media_types import CITATION_FORMATS, HTML, Format, Kind
from hdhgraph.rdf.namespaces import BASE
from hdhgraph.sparql.canned import find_query
from hdhgraph.sparql.guards import QueryForm, inspect
from hdhgraph.sparql.receipts import (
    Outcome,
    Receipt,
    canonical_values,
    compare,
    dataset_digest,
    digest_answer,
)
from hdhgraph.web.claims.forms import edition_of
from hdhgraph.web.http.conneg import choose_format
from hdhgraph.web.http.links import Link, link_header
from hdhgraph.web.http.operation import Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE, format_parameter, read_values
from hdhgraph.web.pages.rendering import LARGEST_ANSWER, language_of, render
from hdhgraph.web.service.service import asker_of, service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.sparql.canned import CannedQuery
    from hdhgraph.web.service.service import Asker

__all__ = ["receipt_address", "router"]

router = Routes("queries")

# Parameters of an answer's address that the answer as a whole does not depend on.
_NOT_ASKED: Final = frozenset(("format", "page", "size", LANGUAGE.name))
# What a server still takes as one line of a request.
_LONGEST_ADDRESS: Final = 8_000
# A token repeated in five links of a header: a longer one stands there once.
_LONGEST_LINKED: Final = 800
_JSON: Final = Format("json", "application/json", "json", Kind.RESULTS)
_OFFERED: Final = (_JSON, HTML, *CITATION_FORMATS)
_FORMAT: Final = format_parameter(_OFFERED)


_OUTCOME_KEYS: Final = {
    Outcome.SAME: "outcome_same",
    Outcome.UNCHANGED: "outcome_unchanged",
    Outcome.CHANGED: "outcome_changed",
    Outcome.MISMATCH: "outcome_mismatch",
    Outcome.UNANSWERABLE: "outcome_unanswerable",
}


def receipt_address(name: str, values: Mapping[str, str]) -> str:
    """Return where an answer's receipt is asked for: nothing is evaluated until somebody does.

    It is empty where it would be too long for a request.
    """
    given = {key: value for key, value in values.items() if value}
    address = f"/queries/{quote(name, safe='')}/receipt"
    address += f"?{urlencode(given)}" if given else ""
    return address if len(address) <= _LONGEST_ADDRESS else ""


@router.read("/queries/{name}/receipt", Operation(
    "Make the receipt of an answer, by the parameters of its query: see it",
    "Établir le reçu d'une réponse, avec les paramètres de sa question : le voir", (),
    (303, 400, 404, 503), (LANGUAGE,),
))  # fmt: skip
async def new_receipt(request: Request, name: str) -> Response:
    """Evaluate a canned query, and lead to the receipt of its answer."""
    query = find_query(service_of(request).queries, name)
    own = {parameter.name for parameter in query.parameters}
    values = read_values(request, ignored=_NOT_ASKED - own)
    receipt = await _evaluate(asker_of(request), query, values)
    lang = LANGUAGE.given(request)
    suffix = f"?lang={lang}" if lang in LANGUAGES else ""
    return RedirectResponse(f"/receipt/{receipt.token()}{suffix}", 303)


async def _evaluate(asker: Asker, query: CannedQuery, values: Mapping[str, str]) -> Receipt:
    """Return the receipt of the answer that a query has now.

    Raises ParameterError as binding does, InputError for an answer that has no receipt.
    """
    service = asker.service
    facts = inspect(query.text, service.settings.service)
    if facts.is_volatile:
        raise InputError(f"“{query.slug}” has another answer each time: there is no receipt of it.")
    is_graph = facts.form is not None and facts.form.returns_graph
    given = canonical_values(query, values, service.choices, prefixes_at(service.base))
    asker = asker.by_default(has_dataset=facts.has_dataset_clause)
    text = query.bind(dict(given), service.choices)
    with asker.watch():
        answer = await asker.begin(asker.question(text, "ntriples" if is_graph else "tsv"))
        try:
            content = await answer.read(LARGEST_ANSWER)
        except InputError as error:
            most = f"{LARGEST_ANSWER // 1024} KiB"
            raise InputError(
                f"There is no receipt of this answer: it is larger than {most}."
            ) from error
    result, rows = digest_answer(content, is_graph=is_graph, is_boolean=facts.form is QueryForm.ASK)
    versions = service.versions
    return Receipt(
        query=query.slug,
        parameters=given,
        dataset=dataset_digest(versions.dataset),
        result=result,
        rows=rows,
        edition=versions.edition,
        software=versions.software,
        base="" if service.base == BASE else service.base,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt that was asked again: what it says, what is so now, and why it cannot be told."""

    token: str
    then: Receipt
    now: Receipt | None
    reason: str

    @property
    def outcome(self) -> Outcome:
        """What became of the answer."""
        return compare(self.then, self.now)

    def message(self, lang: str) -> str:
        """Return the outcome as a sentence."""
        return message(
            _OUTCOME_KEYS[self.outcome],
            lang,
            count=self.then.rows,
            now=self.now.rows if self.now else 0,
            reason=self.reason,
        )


@router.read("/receipt/{name}", Operation(
    "Ask a receipt's query again, and tell whether the answer has changed",
    "Reposer la question d'un reçu, et dire si la réponse a changé",
    tuple(each.media_type for each in _OFFERED), parameters=(_FORMAT, LANGUAGE),
))  # fmt: skip
async def receipt(request: Request, name: str) -> Response:
    """Ask a receipt's query again, and say what became of the answer; or cite it."""
    token, dot, suffix = name.partition(".")
    wanted = suffix if dot else _FORMAT.given(request) or None
    form = choose_format(request.headers.get("accept", "*/*"), wanted, _OFFERED)
    then = Receipt.read(token)
    if form in CITATION_FORMATS:
        lang = language_of(request)
        content = serialize(_citation(request, token, then, lang), form)
        headers = {"Vary": "Accept, Accept-Language", "Content-Language": lang}
        response = Response(content, media_type=form.content_type, headers=headers)
    else:
        told = await _ask_again(request, token, then)
        response = _page(request, told) if form is HTML else JSONResponse(_json(request, told))
        response.headers.setdefault("Vary", "Accept")
    response.headers["Link"] = _links(token, form)
    return response


async def _ask_again(request: Request, token: str, then: Receipt) -> Told:
    try:
        query = find_query(service_of(request).queries, then.query)
        now = await _evaluate(asker_of(request), query, dict(then.parameters))
    except (UnknownQueryError, ParameterError) as error:
        return Told(token, then, None, str(error))
    return Told(token, then, now, "")


def _links(token: str, shown: Format) -> str:
    path = f"/receipt/{token}"
    is_short = shown not in CITATION_FORMATS and len(token) <= _LONGEST_LINKED
    others = [
        Link(f"{path}.{each.extension}", "describedby", each.media_type)
        for each in CITATION_FORMATS
        if is_short
    ]
    return link_header([Link(path, "cite-as"), *others])


def _answer_address(then: Receipt, *, is_graph: bool) -> str:
    """Return the path of the answer in the format that its digest is over."""
    ending = "nt" if is_graph else "tsv"
    parameters = f"?{urlencode(then.parameters)}" if then.parameters else ""
    return f"/queries/{quote(then.query, safe='')}.{ending}{parameters}"


def _recompute(request: Request, then: Receipt) -> str:
    """Return the command that computes the digest anew; empty where there is no such query."""
    service = service_of(request)
    query = service.queries.get(then.query)
    if query is None:
        return ""
    form = inspect(query.text, service.settings.service).form
    is_graph = form is not None and form.returns_graph
    address = service.public.rstrip("/") + _answer_address(then, is_graph=is_graph)
    sort = "sort -u" if is_graph else "sort"
    return f"curl -s {shlex.quote(address)} | LC_ALL=C {sort} | sha256sum"


def _json(request: Request, told: Told) -> dict[str, Any]:
    return {
        "receipt": f"{service_of(request).public}receipt/{told.token}",
        "outcome": told.outcome.value,
        "message": {lang: told.message(lang) for lang in LANGUAGES},
        "query": told.then.query,
        "parameters": dict(told.then.parameters),
        "then": _state(told.then),
        "now": _state(told.now) if told.now else None,
        "recompute": _recompute(request, told.then),
    }


def _state(state: Receipt) -> dict[str, Any]:
    return {
        "dataset": f"sha256:{state.dataset}",
        "result": f"sha256:{state.result}",
        "rows": state.rows,
        "edition": state.edition,
        "software": state.software,
        "base": state.base or BASE,
    }


def _page(request: Request, told: Told) -> Response:
    lang = language_of(request)
    query = service_of(request).queries.get(told.then.query)
    return render(
        request,
        "receipt.html",
        told=told,
        sentence=told.message(lang),
        title=query.summaries[lang] if query else told.then.query,
        question=f"?{urlencode(told.then.parameters)}" if told.then.parameters else "",
        is_known=query is not None,
        recompute=_recompute(request, told.then),
        line=serialize(
            _citation(request, told.token, told.then, lang), CITATION_FORMATS[-1]
        ).decode(),
        formats=CITATION_FORMATS,
    )


def _citation(request: Request, token: str, then: Receipt, lang: str) -> Citation:
    """Return the citation of an answer: the edition is the one that answered, not today's."""
    about, service = edition_of(request).about, service_of(request)
    query = service.queries.get(then.query)
    given = ", ".join(f"{name} = {value}" for name, value in then.parameters)
    title = query.summaries[lang] if query else then.query
    return Citation(
        key=f"{about.name}-{then.query}-{then.result[:8]}",
        title=f"{title} ({given})" if given else title,
        url=f"{service.public}receipt/{token}",
        lang=lang,
        author=about.publisher,
        container=about.title(lang),
        issued=then.edition,
        version=then.edition or then.dataset[:12],
        note=f"sha256:{then.result}",
    )
