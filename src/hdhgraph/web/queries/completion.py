"""What the SPARQL editor offers while one types: classes, properties and entities of this graph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from hdhgraph.i18n.folding import folded, pattern
from hdhgraph.rdf.iris import compact, expand, slug
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE
from hdhgraph.web.http.operation import JSON, Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE, AddressParameter, last_values
from hdhgraph.web.pages.rendering import language_of
from hdhgraph.web.service.service import asker_of, select, service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.web.service.service import Service

__all__ = ["Completions", "router", "written"]

router = Routes("sparql")

_KIND: Final = AddressParameter(
    "kind", "What is completed", "Ce qui est complété", choices=("class", "property", "entity"),
    example="class", wrong="“{value}” is nothing to complete; “kind” is {known}.", is_required=True,
)  # fmt: skip
_TYPED: Final = AddressParameter(
    "q", "What was typed", "Ce qui a été tapé", most=100, example="clai",
    wrong="“q” has {count} characters; the most are {most}.",
)  # fmt: skip
_MOST: Final = 30
_MOST_FOUND: Final = 300
_MOST_TERMS: Final = 5000
# What is typed next must not wait for what was typed before.
_SECONDS: Final = 2.0
_OWL, _RDFS, _SKOS = PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["skos"]
_TERMS: Final = {
    "class": f"{{ ?s <{RDF_TYPE}> ?term }} UNION {{ ?term <{RDF_TYPE}> <{_OWL}Class> }}",
    "property": f"{{ ?s ?term ?o }} UNION {{ ?term <{RDF_TYPE}> ?kind . VALUES ?kind {{ "
    f"<{_OWL}ObjectProperty> <{_OWL}DatatypeProperty> <{_OWL}AnnotationProperty> }} }}",
}
_SAFE_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[\w-]*\w)?", re.ASCII)


@dataclass(slots=True)
class Completions:
    """The classes and properties of the graph, asked for once; nothing in them changes then."""

    terms: dict[str, tuple[str, ...]] = field(default_factory=dict)

    async def of(self, kind: str, service: Service) -> tuple[str, ...]:
        """Return the IRIs of the classes or of the properties."""
        if kind not in self.terms:
            query = (
                f"SELECT DISTINCT ?term WHERE {{ {_TERMS[kind]} FILTER (ISIRI(?term)) }} "
                f"LIMIT {_MOST_TERMS}"
            )
            found = await select(service.engine, query, union=True)
            self.terms[kind] = tuple(sorted(each["term"] for each in found))
        return self.terms[kind]


@router.read("/sparql/complete", Operation(
    "Up to 30 terms that could stand where one was typed",
    "Jusqu'à 30 termes possibles là où l'on a tapé", JSON, (400, 503), (_KIND, _TYPED, LANGUAGE),
))  # fmt: skip
async def complete(request: Request) -> Response:
    """Return what could stand where `q` was typed: at most 30, each as an IRI, a term and a label.

    `kind` is "class", "property" or "entity"; `lang` chooses the labels.
    """
    values, lang = last_values(request), language_of(request)
    kind = _KIND.text(values)
    if not kind:
        raise _KIND.refused(kind)
    typed = _TYPED.text({_TYPED.name: values.get(_TYPED.name, "").strip()})
    service = service_of(request)
    found = (
        await _entities(request, typed, lang)
        if kind == "entity"
        else _ranked(await _terms_of(request, kind), typed, lang, service)
    )
    results = [
        {"iri": iri, "term": written(iri, service.prefixes), "label": label} for iri, label in found
    ]
    return JSONResponse({"results": results}, headers={"Vary": "Accept-Language"})


async def _terms_of(request: Request, kind: str) -> tuple[str, ...]:
    completions = request.app.state.completions
    assert isinstance(completions, Completions)  # noqa: S101 - set before the first request
    return await completions.of(kind, service_of(request))


def written(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as SPARQL has it: `hg:Claim` where no character has to be escaped."""
    short = compact(iri, prefixes)
    prefix, _, name = short.partition(":")
    return short if prefix in prefixes and _SAFE_NAME.fullmatch(name) else f"<{iri}>"


def _ranked(
    terms: tuple[str, ...], typed: str, lang: str, service: Service
) -> list[tuple[str, str]]:
    """Return the terms that fit: those that begin so first, our own before others."""
    wanted, prefixes = folded(typed), service.prefixes
    ranked = []
    for iri in terms:
        labels = service.labels.get(iri, {})
        label = labels.get(lang) or labels.get("en") or labels.get("") or ""
        names = [folded(each) for each in (compact(iri, prefixes), slug(iri), label, iri)]
        if any(wanted in name for name in names[:3]) or names[3].startswith(wanted):
            begins = any(name.startswith(wanted) for name in names)
            is_ours = names[0].startswith("hg:")
            ranked.append(((not begins, not is_ours, names[0]), iri, label))
    return [(iri, label) for _, iri, label in sorted(ranked)[:_MOST]]


async def _entities(request: Request, typed: str, lang: str) -> list[tuple[str, str]]:
    """Ask the graph for what has a name with `typed` in it, or an IRI that begins so."""
    asker = asker_of(request).by_default()
    if len(typed) < 2:  # noqa: PLR2004 - one letter is in nearly every name
        return []
    iri = expand(typed.removeprefix("<"), asker.service.prefixes)
    if iri.startswith(("http://", "https://")):
        condition = f"STRSTARTS(STR(?iri), {ox.Literal(iri)})"
    else:
        condition = f'REGEX(STR(?name), {ox.Literal(pattern(typed))}, "i")'
    query = f"""
SELECT DISTINCT ?iri ?label WHERE {{
  {{ SELECT DISTINCT ?iri WHERE {{
    VALUES ?naming {{ <{_SKOS}prefLabel> <{_SKOS}altLabel> <{_SKOS}hiddenLabel> }}
    ?iri ?naming ?name FILTER (ISIRI(?iri) && {condition})
  }} LIMIT {_MOST_FOUND} }}
  OPTIONAL {{ ?iri <{_SKOS}prefLabel> ?label FILTER (LANG(?label) = {ox.Literal(lang)}) }}
}} LIMIT {_MOST_FOUND}"""
    solutions = await asker.solutions(query, seconds=_SECONDS)
    found = [(each["iri"], each.get("label", "")) for each in solutions]
    wanted = folded(typed)
    # A name is more likely meant than a sentence that mentions it.
    found.sort(key=lambda each: (wanted not in folded(each[1]), len(each[1]), each))
    return found[:_MOST]
