"""The inferred graph: what follows from the asserted ones, and is never typed by hand.

`a hg:contradicts b` if and only if the speakers differ and one of these holds:
one asserts and the other denies the same proposition; both assert incompatible propositions; or
one asserts p, the other denies q, and p refines q. Hedged and conditional claims count; claims
that qualify or question never contradict, nor do those that are only presupposed: each of their
places is of that mode, or is relayed by one that is. Both directions are stored.

`a hg:claimAbout x` if the proposition of a is `schema:about` x.

`a hg:saidNoLaterThan d` if a had been said by the day d: its `hg:latest`, else that of the event it
was made at, else the first of those of the sources that attest it. A claim of which no text proves
a day has none. `asOf` filters by it.

The coverage of each held source, as two measurements of the Data Quality Vocabulary: how many code
points stand under an anchor, and how many are left out with a reason. Beside `hg:length` they show
the coverage to those who do not have the text.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.coverage import coverage, covered
from hdhgraph.dataset import select
from hdhgraph.iris import compact
from hdhgraph.namespaces import HGID, PREFIXES, RDF_TYPE, graph_name, hg
from hdhgraph.turtle_format.formatting import format_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["BANNER", "infer", "serialize", "stated"]

GRAPH: Final = graph_name("inferred")
_PREFIXES: Final = ("hg", "dqv", "xsd")
_PLAIN: Final = re.compile(r"\w[\w-]*(?:/\w[\w-]*)*(?:#[\w-]+)?>")
METRICS: Final = PREFIXES["metric"]
BANNER: Final = """\
# What follows from the asserted graphs: contradictions, what claims are about, the day by which
# each had been said (hg:saidNoLaterThan), coverage.
# Ce qui découle des graphes affirmés : contradictions, objets des prises de position, jour où
# chacune était dite (hg:saidNoLaterThan), couverture.
# Built by `hdhgraph infer`; changed by hand it is found out of date by `hdhgraph check`.
"""
_SAID_NO_LATER_THAN: Final = ox.NamedNode(hg("saidNoLaterThan"))
_CONTRADICTS: Final = ox.NamedNode(hg("contradicts"))
_CLAIM_ABOUT: Final = ox.NamedNode(hg("claimAbout"))
_CLAIMS: Final = f"""
SELECT ?claim ?speaker ?proposition ?stance WHERE {{
  ?claim <{hg("speaker")}> ?speaker ; <{hg("proposition")}> ?proposition ; <{hg("stance")}> ?stance
}}"""
_PRESUPPOSED: Final = f"<{PREFIXES['mode']}presupposed>"
# A claim with a place of that mode, and no other place but those that such a place relays.
_ONLY_PRESUPPOSED: Final = f"""
SELECT DISTINCT ?claim WHERE {{
  ?place <{hg("mode")}> {_PRESUPPOSED} ; <{hg("attests")}> ?claim
  FILTER NOT EXISTS {{
    ?other <{hg("attests")}> ?claim ; <{hg("mode")}> ?mode FILTER (?mode != {_PRESUPPOSED})
    FILTER NOT EXISTS {{ ?through <{hg("relays")}>+ ?other ; <{hg("mode")}> {_PRESUPPOSED} }}
  }}
}}"""
_PAIRS: Final = "SELECT ?one ?other WHERE {{ ?one {path} ?other }}"
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

_Claim = tuple[ox.NamedNode, ox.NamedNode]


def infer(store: ox.Store) -> list[ox.Triple]:
    """Return the inferred triples of a store that holds the asserted graphs, sorted."""
    triples = {
        *_contradictions(store),
        *_claims_about(store),
        *_said_by(store),
        *_measurements(store),
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


def _contradictions(store: ox.Store) -> Iterator[ox.Triple]:
    held = _by_proposition(store)
    for one, other in _opposed(store, held["asserts"], held["denies"]):
        for (claim, speaker), (against, opponent) in product(one, other):
            if speaker != opponent:
                yield ox.Triple(claim, _CONTRADICTS, against)
                yield ox.Triple(against, _CONTRADICTS, claim)


_Claims = dict[ox.NamedNode, list[_Claim]]


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


def _by_proposition(store: ox.Store) -> dict[str, _Claims]:
    """Return for asserts and denies: proposition -> (claim, speaker) of those who do so.

    Without claims that are only presupposed.
    """
    held: dict[str, _Claims] = {"asserts": {}, "denies": {}}
    presupposed = {claim for (claim,) in select(store, _ONLY_PRESUPPOSED)}
    for claim, speaker, proposition, stance in select(store, _CLAIMS):
        name = stance.value.removeprefix(PREFIXES["stance"])
        if name in held and claim not in presupposed:
            held[name].setdefault(proposition, []).append((claim, speaker))
    return held


def _opposed(
    store: ox.Store, asserted: _Claims, denied: _Claims
) -> Iterator[tuple[Iterable[_Claim], Iterable[_Claim]]]:
    """Yield pairs of groups of claims whose positions cannot both hold."""
    for proposition, claims in asserted.items():
        yield claims, denied.get(proposition, [])
    incompatible = f"(<{hg('incompatibleWith')}>|^<{hg('incompatibleWith')}>)"
    for one, other in select(store, _PAIRS.format(path=incompatible)):
        yield asserted.get(one, []), asserted.get(other, [])
    for narrow, broad in select(store, _PAIRS.format(path=f"<{hg('refines')}>+")):
        yield asserted.get(narrow, []), denied.get(broad, [])


def serialize(triples: Iterable[ox.Triple]) -> str:
    """Return inferred triples as Turtle of the house: the same triples give the same bytes."""
    lines = [BANNER, f"@base <{HGID}> ."]
    lines += [f"@prefix {name}: <{PREFIXES[name]}> ." for name in _PREFIXES] + [""]
    by_subject: dict[str, dict[str, list[str]]] = {}
    for triple in sorted(triples, key=str):
        predicates = by_subject.setdefault(_relative(triple.subject), {})
        predicates.setdefault(_curie(triple.predicate), []).append(_relative(triple.object))
    for subject, predicates in by_subject.items():
        lines.append(subject)
        for position, (predicate, objects) in enumerate(predicates.items(), start=1):
            end = "." if position == len(predicates) else ";"
            lines.append(f"    {predicate} " + ",\n        ".join(objects) + f" {end}")
        lines.append("")
    return format_text("\n".join(lines))


def _relative(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.Literal):
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
