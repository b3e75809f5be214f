"""Dereferencing: /id/{kind}/{slug} redirects to /doc/{kind}/{slug}, which describes the entity.

The path is read as it was sent, since an IRI may hold what a decoded path no longer shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes, urlencode

from fastapi import Request, Response

from hdhgraph.claims.description import (
    PAGE_SIZE,
    Asked,
    describe_query,
    facts_query,
    groups_query,
    members_query,
    names_query,
    parts_query,
)
from hdhgraph.errors import UnknownEntityError, WithdrawnError
from hdhgraph.rdf.iris import is_absolute
from hdhgraph.rdf.media_types import GRAPH_FORMATS, HTML
from hdhgraph.sparql.as_of import HEADER, header, is_shown, read_counts
from hdhgraph.sparql.canned import ParameterType
from hdhgraph.web.claims.forms import claim_links, claim_of
from hdhgraph.web.entities import page as entity_page
from hdhgraph.web.http.address import encoded_pairs
from hdhgraph.web.http.conneg import choose_format, negotiate
from hdhgraph.web.http.links import (
    LINKSET_FORMATS,
    LINKSET_JSON,
    Link,
    link_header,
    linkset_json,
    linkset_text,
    uri,
)
from hdhgraph.web.http.operation import GRAPHS, PAGE, Operation, Routes
from hdhgraph.web.http.parameters import (
    AS_OF,
    LANGUAGE,
    AddressParameter,
    format_parameter,
    read_values,
)
from hdhgraph.web.pages.rendering import LARGEST_ANSWER, language_of
from hdhgraph.web.service.service import asker_of, service_of
from hdhgraph.web.service.streaming import stream

if TYPE_CHECKING:
    import datetime

    from hdhgraph.rdf.media_types import Format
    from hdhgraph.sparql.as_of import Counts
    from hdhgraph.web.service.service import Asker, Service

__all__ = ["describe_entity", "link_entity", "redirect_entity", "router"]

router = Routes("linked data")

_FORMATS: Final = (*GRAPH_FORMATS, HTML)
_BY_ENDING: Final = {each.extension: each for each in _FORMATS}
_PAGE: Final = AddressParameter(
    "page", "A page of what points at the entity", "Une page de ce qui désigne l'entité",
    type=ParameterType.INTEGER, least=1, most=9_999_999, default="1",
    wrong="“{value}” is no number of a page: 1 is the first.", is_loose=True,
)  # fmt: skip
_FORMAT: Final = format_parameter(_FORMATS, is_loose=False)
_PARAMETERS: Final = (AS_OF, _FORMAT, LANGUAGE, _PAGE)
_UNKNOWN: Final = "A description has no parameter “{name}”; it has: {known}."
_ENCODED: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_C1_END: Final = 0x9F
_ABOUT_PAGE: Final = "https://schema.org/AboutPage"
# A slip is rarer at the beginning of a name: names that begin alike are looked through.
_COMMON_START: Final = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for: `name` is the IRI's path below /id/, `values` its parameters."""

    name: str
    suffix: Format | None
    values: dict[str, str]
    page: int
    as_of: datetime.date | None

    @property
    def path(self) -> str:
        """The address of the description, without a suffix."""
        return f"/doc/{uri(self.name)}"

    def address(self, form: Format | None = None, **changed: object) -> str:
        """Return the address of this description in a format, or in what is negotiated."""
        kept = {AS_OF.name: self.as_of, "page": self.page, **changed}
        values = urlencode({name: value for name, value in kept.items() if value not in (None, 1)})
        ending = f".{form.extension}" if form else ""
        return f"{self.path}{ending}{'?' if values else ''}{values}"


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of an entity before it is described: who points at it, and on how many pages.

    `members` are the IRIs of one page, None where all of them fit on one and nothing is left out;
    `kinds` are the entity's classes; as of a day, `groups` counts the claims that are linked with
    it.
    """

    asked: Asked
    members: list[str] | None
    count: int
    kinds: frozenset[str]
    groups: Counts | None = None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // PAGE_SIZE))


@router.read("/id/{name:path}", Operation(
    "An entity itself: see its description", "Une entité même : voir sa description", (),
    (303, 400, 404, 406, 410, 503), _PARAMETERS,
))  # fmt: skip
async def redirect_entity(request: Request) -> Response:
    """Redirect from an entity, which is no document, to its description (303, RFC 9110 15.4.4)."""
    name = _name(request)
    location = f"/doc/{uri(name)}{encoded_pairs(request)}"
    return Response(status_code=303, headers={"Location": location})


@router.read("/doc/{name:path}", Operation(
    "The description of an entity; a suffix such as .ttl is the format",
    "La description d'une entité ; un suffixe comme .ttl est le format", (*GRAPHS, *PAGE),
    (400, 404, 406, 410, 503), _PARAMETERS,
))  # fmt: skip
async def describe_entity(request: Request) -> Response:
    """Describe an entity in the format that the suffix, `?format=` or Accept names.

    `page` pages through what points at it; with `asOf`, a day, claims that are not yet said by
    then are left out.
    """
    asker, wanted = asker_of(request), _wanted(request)
    form = _format(request, wanted)
    found = await _find(asker, wanted)
    is_told = form is HTML and wanted.page == 1 and bool(found.kinds & entity_page.KINDS)
    query = describe_query(found.asked, found.members, is_brief=is_told)
    if form is HTML:
        claim = await claim_of(asker, found.asked.iri)
        triples = await asker.graph(query, most=LARGEST_ANSWER)
        shown = _shown(wanted, found, language_of(request))
        response = await entity_page.entity_page(request, triples, shown, claim)
    else:
        response = await stream(asker, asker.question(query, form.name), form)
    return _with_headers(request, response, wanted, found, form)


@router.read("/linkset/{name:path}", Operation(
    "All links of an entity's descriptions (RFC 9264)",
    "Tous les liens des descriptions d'une entité (RFC 9264)",
    tuple(sorted(each.media_type for each in LINKSET_FORMATS)), (400, 404, 406, 410, 503),
    _PARAMETERS,
))  # fmt: skip
async def link_entity(request: Request) -> Response:
    """Return all links of an entity's descriptions as a link set (RFC 9264)."""
    service, wanted = service_of(request), _wanted(request)
    found = await _find(asker_of(request), wanted)
    form = negotiate(request.headers.get("accept", "*/*"), LINKSET_FORMATS)
    links = _linkset(service, wanted, found)
    content = linkset_json(links) if form is LINKSET_JSON else linkset_text(links)
    return Response(content, media_type=form.media_type, headers={"Vary": "Accept"})


def _name(request: Request) -> str:
    """Return what a path names below its first part, as an IRI has it (RFC 3987, 3.2).

    Raises UnknownEntityError where no entity can have that name.
    """
    raw: bytes = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    path = raw.decode("utf-8", "replace").partition("?")[0]
    name = _ENCODED.sub(_decoded, path.split("/", 2)[2])
    kind, _, slug = name.partition("/")
    if not kind or not slug or not is_absolute(f"{service_of(request).base}id/{name}"):
        raise UnknownEntityError(f"There is no entity “{name}”: one is named by kind and slug.")
    return name


def _decoded(match: re.Match[str]) -> str:
    """Decode what an IRI may hold as it is, and leave the rest percent-encoded."""
    try:
        text = unquote_to_bytes(match[0]).decode()
    except UnicodeDecodeError:
        return match[0]
    return "".join(each if ord(each) > _C1_END else quote(each, safe="") for each in text)


def _wanted(request: Request) -> Wanted:
    name = _name(request)
    stem, dot, ending = name.rpartition(".")
    suffix = _BY_ENDING.get(ending) if dot else None
    values = read_values(request, _PARAMETERS, _UNKNOWN)
    page, day = _PAGE.whole(values), AS_OF.day(values)
    return Wanted(stem if suffix else name, suffix, values, page, day)


def _format(request: Request, wanted: Wanted) -> Format:
    if wanted.suffix is not None:
        return wanted.suffix
    given = wanted.values.get(_FORMAT.name)
    return choose_format(request.headers.get("accept", "*/*"), given, _FORMATS)


async def _find(asker: Asker, wanted: Wanted) -> Found:
    """Return what is there of an entity.

    Raises UnknownEntityError with the nearest names, WithdrawnError with what replaces it.
    """
    service, select = asker.service, asker.solutions
    iri = f"{service.base}id/{wanted.name}"
    asked = Asked(
        iri, service.public + wanted.path[1:], service.dataset, service.rights.licence, wanted.as_of
    )
    facts = await select(facts_query(asked))
    if _is_absent(facts) and (parts := await select(parts_query(iri))):
        asked = replace(asked, iri=parts[0]["part"])
        facts = await select(facts_query(asked))
    if _is_absent(facts):
        raise await _unknown(asker, wanted.name)
    _check(wanted, facts)
    count = int(facts[0]["in"])
    members: list[str] | None = [] if count == 0 else None
    if count > PAGE_SIZE or (wanted.as_of and count):
        rows = await select(members_query(asked, wanted.page))
        count = next(int(row["count"]) for row in rows if "count" in row)
        members = [row["in"] for row in rows if "in" in row]
    groups = read_counts(await select(groups_query(asked))) if wanted.as_of else None
    kinds = frozenset(row["kind"] for row in facts if "kind" in row)
    found = Found(asked, members, count, kinds, groups)
    if wanted.page > found.pages:
        raise UnknownEntityError(f"There is no page {wanted.page}: the last is {found.pages}.")
    return found


def _is_absent(facts: list[dict[str, str]]) -> bool:
    return facts[0]["out"] == facts[0]["in"] == "0"


def _check(wanted: Wanted, facts: list[dict[str, str]]) -> None:
    """Raise where the entity is withdrawn, or is a claim that had not been said by the day."""
    if facts[0].get("deprecated") in ("true", "1"):
        replacement = {row["replacement"] for row in facts if "replacement" in row}
        raise WithdrawnError(wanted.name, sorted(replacement))
    earliest, said_by = (facts[0].get(name, "") for name in ("earliest", "saidBy"))
    if wanted.as_of and not is_shown(earliest, said_by, wanted.as_of.isoformat()):
        raise UnknownEntityError(
            f"“{wanted.name}” was not yet said by {wanted.as_of}: on {earliest} at the earliest."
        )


async def _unknown(asker: Asker, name: str) -> UnknownEntityError:
    kind, _, slug = name.partition("/")
    start = f"{asker.service.base}id/{kind}/"
    rows = await asker.solutions(names_query(start + slug[:_COMMON_START]))
    known = [row["name"].removeprefix(start) for row in rows]
    return UnknownEntityError(f"There is no entity “{name}” here.", slug, known)


def _shown(wanted: Wanted, found: Found, lang: str) -> entity_page.Shown:
    """Return what the page needs beside the description."""
    formats = {each.extension: wanted.address(each) for each in GRAPH_FORMATS}
    turns = {
        relation: wanted.address(page=number, lang=lang)
        for relation, number in _turns(wanted, found).items()
    }
    return entity_page.Shown(
        found.asked.iri, wanted.path, wanted.address(), formats, found.count, wanted.page,
        found.pages, turns, wanted.as_of, found.groups,
    )  # fmt: skip


def _turns(wanted: Wanted, found: Found) -> dict[str, int]:
    """Return the pages that can be turned to, by relation; none where there is only one."""
    if found.pages == 1:
        return {}
    turns = {"first": 1, "last": found.pages}
    if wanted.page > 1:
        turns["prev"] = wanted.page - 1
    if wanted.page < found.pages:
        turns["next"] = wanted.page + 1
    return turns


def _with_headers(
    request: Request, response: Response, wanted: Wanted, found: Found, form: Format
) -> Response:
    """Name the answer's own address, the other formats, and all that is to be known of it."""
    is_page = form is HTML
    varies = [] if wanted.suffix else ["Accept"]
    if is_page and "lang" not in wanted.values:
        varies.append("Accept-Language")
    del response.headers["Vary"]
    if varies:
        response.headers["Vary"] = ", ".join(varies)
    changed = {"lang": language_of(request)} if is_page else {}
    response.headers["Content-Location"] = wanted.address(form, **changed)
    if found.groups:
        response.headers[HEADER] = header(found.groups)
    response.headers["Link"] = link_header(_links(service_of(request), wanted, found, form))
    return response


def _links(service: Service, wanted: Wanted, found: Found, form: Format) -> list[Link]:
    """Return the links of one answer: those of the landing page, or those of one of its items."""
    landing = wanted.address()
    links = [Link(landing, "canonical"), *_identity(service, found)]
    if wanted.suffix is None or form is HTML:
        links += _landing(service, wanted)
        links.append(Link(wanted.address(HTML), "alternate", HTML.media_type))
    else:
        links.append(Link(landing, "collection describes", HTML.media_type))
        links += [
            Link(wanted.address(each), "alternate", each.media_type)
            for each in _FORMATS
            if each is not form
        ]
    links += [
        Link(f"/linkset/{uri(wanted.name)}", "linkset", each.media_type) for each in LINKSET_FORMATS
    ]
    turns = _turns(wanted, found).items()
    return links + [Link(wanted.address(page=number), relation) for relation, number in turns]


def _identity(service: Service, found: Found) -> list[Link]:
    """Return what is to be cited, by whom it is, and what may be done with it."""
    links = [Link(uri(found.asked.iri), "cite-as")]
    links += [Link(uri(service.rights.licence), "license")] if service.rights.licence else []
    links += [Link(uri(service.rights.author), "author")] if service.rights.author else []
    return links


def _landing(service: Service, wanted: Wanted, start: str = "", anchor: str = "") -> list[Link]:
    """Return what a landing page says of its metadata, its items and what it is part of."""
    return [
        Link(_ABOUT_PAGE, "type", anchor=anchor),
        *(
            Link(
                start + wanted.address(each), "alternate describedby item", each.media_type, anchor
            )
            for each in GRAPH_FORMATS
        ),
        *(
            Link(start + each.target, each.relation, each.type, anchor)
            for each in claim_links(wanted.name)
        ),
        Link(uri(service.dataset), "collection", anchor=anchor),
    ]


def _linkset(service: Service, wanted: Wanted, found: Found) -> list[Link]:
    """Return the links of the landing page and of each of its items, all of them absolute."""
    start = service.public.rstrip("/")
    landing = start + wanted.address()
    links = [Link(each.target, each.relation, anchor=landing) for each in _identity(service, found)]
    links += _landing(service, wanted, start, landing)
    for each in GRAPH_FORMATS:
        item = start + wanted.address(each)
        links += [
            Link(landing, "collection describes", HTML.media_type, item),
            *(
                Link(known.target, known.relation, anchor=item)
                for known in _identity(service, found)
            ),
        ]
    return links
