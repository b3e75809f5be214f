"""What the tests of a claim's forms have in common: the facts, and what a form tells of them."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from hdhgraph.claims.forms.forms import Edition
from hdhgraph.claims.model import ClaimFacts, facts_query, read_facts
from hdhgraph.project.about import About
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import HGID, PREFIXES, hg

COMBES = f"{HGID}claim/combes-not-ideal"
HOSTILE = '"}{\\ \n</script><!-- ]] {{x}} \u2028 %$#_&~^ ER  - &amp;'
OA, SCHEMA, SKOS = PREFIXES["oa"], PREFIXES["schema"], PREFIXES["skos"]
EXAMPLE = "https://e.org/id/claim/example"
EDITION = Edition(About(HOSTILE, HOSTILE, HOSTILE, titles={"fr": HOSTILE}), "0" * 64)


def construct(store: ox.Store, claim: str) -> list[ox.Triple]:
    """Return what the query for a claim's facts finds in a store."""
    found = store.query(facts_query(claim), use_default_graph_as_union=True)
    assert isinstance(found, ox.QueryTriples)
    return list(found)


def facts_of(store: ox.Store, claim: str) -> ClaimFacts:
    """Return the facts of a claim that there is."""
    facts = read_facts(claim, construct(store, claim))
    assert facts is not None
    return facts


def claims_of(store: ox.Store, step: int = 1) -> list[str]:
    """Return the IRIs of the claims of the bundled graph, or of each so many of them."""
    found = select(store, f"SELECT ?c WHERE {{ ?c a <{hg('Claim')}> }} ORDER BY ?c")
    return [solution["c"].value for solution in found][::step]


def objects(quads: list[ox.Quad], subject: str, predicate: str) -> set[str]:
    """Return the values of a property."""
    return {
        quad.object.value
        for quad in quads
        if quad.subject == ox.NamedNode(subject) and quad.predicate.value == predicate
    }


def told_in_rdf(quads: list[ox.Quad], facts: ClaimFacts, places: set[str]) -> dict[str, Any]:
    """Return who, which stance, on what, when and where, as a graph tells it."""
    event = objects(quads, facts.iri, hg("madeAt"))
    dates = objects(quads, facts.iri, hg("edtf")) or {
        date for each in event for date in objects(quads, each, hg("edtf"))
    }
    anchors = set()
    for place in places:
        (source,) = objects(quads, place, f"{OA}hasSource") or objects(
            quads, place, f"{SCHEMA}isPartOf"
        )
        selectors = objects(quads, place, f"{OA}hasSelector")
        ends = tuple(
            value
            for selector in selectors
            for name in ("start", "end")
            for value in objects(quads, selector, OA + name)
        )
        anchors.add((place, source, ends))
    return {
        "speaker": objects(quads, facts.iri, hg("speaker")),
        "stance": objects(quads, facts.iri, hg("stance")),
        "proposition": objects(quads, facts.iri, hg("proposition")),
        "date": dates,
        "places": anchors,
    }


def expected_of(facts: ClaimFacts) -> dict[str, Any]:
    """Return the same of the facts themselves."""
    return {
        "speaker": {facts.speaker.iri},
        "stance": {facts.stance.iri},
        "proposition": {facts.proposition.iri},
        "date": {facts.date} if facts.date else set(),
        "places": {
            (
                place.iri,
                place.source.thing.iri,
                () if place.start is None else (str(place.start), str(place.end)),
            )
            for place in facts.places
        },
    }


def invented(label: str = "Example", edtf: str = "2020") -> ox.Store:
    """Return a graph of one invented claim, of a group, whose every label is `label`."""
    store, base = ox.Store(), "https://e.org/id/"
    text = [ox.Literal(label, language=lang) for lang in ("fr", "en")]
    links = {
        "claim/example": {
            "speaker": "actor/a", "proposition": "proposition/p", "stance": "stance/asserts",
        },
        "source/s/1-2": {"attests": "claim/example", "mode": "mode/direct"},
    }  # fmt: skip
    triples = [
        ox.Triple(ox.NamedNode(base + s), ox.NamedNode(hg(p)), ox.NamedNode(base + o))
        for s, pairs in links.items()
        for p, o in pairs.items()
    ]
    place, source = ox.NamedNode(f"{base}source/s/1-2"), ox.NamedNode(f"{base}source/s")
    claim = ox.NamedNode(EXAMPLE)
    triples += [
        ox.Triple(claim, ox.NamedNode(f"{PREFIXES['rdf']}type"), ox.NamedNode(hg("Claim"))),
        ox.Triple(claim, ox.NamedNode(hg("edtf")), ox.Literal(edtf)),
        ox.Triple(place, ox.NamedNode(f"{OA}hasSource"), source),
        ox.Triple(place, ox.NamedNode(hg("fragment")), text[0]),
    ]
    for name in ("actor/a", "proposition/p", "stance/asserts", "mode/direct", "source/s"):
        label_of = ox.NamedNode(f"{SKOS}prefLabel")
        triples += [ox.Triple(ox.NamedNode(base + name), label_of, each) for each in text]
    for triple in triples:
        store.add(ox.Quad(*triple))
    return store
