"""The inferred graph: what follows from the asserted ones, and is never typed by hand.

`a hg:contradicts b` and `a hg:tensionWith b` by the rules of `oppositions`, both directions stored.

`a hg:claimAbout x` if the proposition of a is `schema:about` x.

`a hg:saidNoLaterThan d` if a had been said by the day d: its `hg:latest`, else that of the event it
was made at, else the first of those of the sources that attest it. A claim of which no text proves
a day has none. `asOf` filters by it.

`rdfs:label` of claims and attestations in English and French, as `inferred_labels` words them.

The coverage of each held source, as two measurements of the Data Quality Vocabulary: how many code
points stand under an anchor, and how many are left out with a reason. Beside `hg:length` they show
the coverage to those who do not have the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.project.inference.labels import inferred_labels
from hdhgraph.project.inference.oppositions import oppositions
from hdhgraph.project.sources.coverage import coverage, covered
from hdhgraph.rdf.files import select
from hdhgraph.rdf.iris import compact
from hdhgraph.rdf.namespaces import HGID, PREFIXES, RDF_TYPE, graph_name, hg
from hdhgraph.rdf.turtle.formatting import format_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["BANNER", "infer", "serialize", "stated"]

GRAPH: Final = graph_name("inferred")
_PREFIXES: Final = ("hg", "dqv", "rdfs", "xsd")
_PLAIN: Final = re.compile(r"\w[\w-]*(?:/\w[\w-]*)*(?:#[\w-]+)?>")
METRICS: Final = PREFIXES["metric"]
BANNER: Final = """\
# What follows from the asserted graphs: contradictions and tensions, what claims are about, the day
# by which each had been said (hg:saidNoLaterThan), labels of claims and attestations, coverage.
# Ce qui découle des graphes affirmés : contradictions et tensions, objets des prises de position,
# jour où chacune était dite (hg:saidNoLaterThan), libellés des prises de position et des
# attestations, couverture.
# Built by `hdhgraph infer`; changed by hand it is found out of date by `hdhgraph check`.
"""
_SAID_NO_LATER_THAN: Final = ox.NamedNode(hg("saidNoLaterThan"))
_CLAIM_ABOUT: Final = ox.NamedNode(hg("claimAbout"))
_ABOUT: Final = f"""
SELECT ?claim ?about WHERE {{ ?claim <{hg("proposition")}>/<{PREFIXES["schema"]}about> ?about }}"""

_HAS_SOURCE: Final = PREFIXES["oa"] + "hasSource"
# From the weakest evidence of when a claim was made to the strongest.
_SAID_BY: Final = tuple(
    "SELECT ?claim (MIN(?latest) AS ?day) WHERE { "
    f"?claim <{hg('speaker')}> ?who . {pattern} }} GROUP BY ?claim"
    for pattern in (
        f"?place <{hg('attests')}> ?claim ; <{_HAS_SOURCE}>/<{hg('latest')}> ?latest",
        f"?claim <{hg('madeAt')}>/<{hg('latest')}> ?latest",
        f"?claim <{hg('latest')}> ?latest",
    )
)


def infer(store: ox.Store) -> list[ox.Triple]:
    """Return the inferred triples of a store that holds the asserted graphs, sorted."""
    triples = {
        *oppositions(store),
        *_claims_about(store),
        *_said_by(store),
        *_measurements(store),
        *inferred_labels(store),
    }
    return sorted(triples, key=str)


def stated(store: ox.Store) -> list[ox.Triple]:
    """Return the triples that the store's own inferred graph states, sorted."""
    quads = store.quads_for_pattern(None, None, None, ox.NamedNode(GRAPH))
    return sorted((quad.triple for quad in quads), key=str)


def _claims_about(store: ox.Store) -> Iterator[ox.Triple]:
    for claim, about in select(store, _ABOUT):
        yield ox.Triple(claim, _CLAIM_ABOUT, about)


def _said_by(store: ox.Store) -> Iterator[ox.Triple]:
    days: dict[ox.NamedNode, ox.Literal] = {}
    for query in _SAID_BY:
        days.update((claim, day) for claim, day in select(store, query))
    for claim, day in days.items():
        yield ox.Triple(claim, _SAID_NO_LATER_THAN, day)


def _measurements(store: ox.Store) -> Iterator[ox.Triple]:
    """Measure each held source, as `…#anchored` and `…#left-out` (DQV, section 4.4)."""
    for own in coverage(store):
        for name, spans in (("anchored", own.anchored), ("left-out", own.left_out)):
            node = ox.NamedNode(f"{own.source}#{name}")
            yield ox.Triple(node, ox.NamedNode(RDF_TYPE), _dqv("QualityMeasurement"))
            yield ox.Triple(node, _dqv("computedOn"), ox.NamedNode(own.source))
            yield ox.Triple(node, _dqv("isMeasurementOf"), ox.NamedNode(METRICS + name))
            yield ox.Triple(node, _dqv("value"), ox.Literal(covered(spans)))


def _dqv(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["dqv"] + name)


def serialize(triples: Iterable[ox.Triple]) -> str:
    """Return inferred triples as Turtle of the house: the same triples give the same bytes."""
    lines = [BANNER, f"@base <{HGID}> ."]
    lines += [f"@prefix {name}: <{PREFIXES[name]}> ." for name in _PREFIXES] + [""]
    by_subject: dict[str, dict[str, list[str]]] = {}
    for triple in sorted(triples, key=_order):
        predicates = by_subject.setdefault(_relative(triple.subject), {})
        predicates.setdefault(_curie(triple.predicate), []).append(_relative(triple.object))
    for subject, predicates in by_subject.items():
        lines.append(subject)
        for position, (predicate, objects) in enumerate(predicates.items(), start=1):
            end = "." if position == len(predicates) else ";"
            lines.append(f"    {predicate} " + ",\n        ".join(objects) + f" {end}")
        lines.append("")
    return format_text("\n".join(lines))


def _order(triple: ox.Triple) -> tuple[str, str, str, str]:
    """Order triples, and labels by language, as they stand elsewhere in the data."""
    value = triple.object
    language = value.language or "" if isinstance(value, ox.Literal) else ""
    return str(triple.subject), str(triple.predicate), language, str(value)


def _relative(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.Literal):
        if term.language:
            return str(term)
        if term.datatype.value == f"{PREFIXES['xsd']}integer":
            return term.value
        return f'"{term.value}"^^{compact(term.datatype.value)}'
    if str(term).startswith(f"<{PREFIXES['dqv']}"):
        return compact(str(term)[1:-1])
    written = str(term)
    # A local name that a resolver would read as anything else stays absolute (RFC 3986, 5.2).
    local = written.removeprefix(f"<{HGID}")
    return f"<{local}" if local != written and _PLAIN.fullmatch(local) else written


def _curie(term: ox.NamedNode) -> str:
    if term.value == RDF_TYPE:
        return "a"
    return compact(term.value)
