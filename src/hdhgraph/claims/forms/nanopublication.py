"""One claim as a nanopublication: four named graphs in TriG, unsigned and without a trusty IRI.

What is asserted is the attribution: that somebody takes a stance on a proposition. The attestations
that show it, with their sources, are its provenance; licence and edition its publication info.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.claims.forms.forms import Edition, credit_line, export_iri, sentence
from hdhgraph.rdf.iris import prefixes_at
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, hg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.claims.model import ClaimFacts

__all__ = ["nanopublication", "nanopublication_quads"]

_NP: Final = "http://www.nanopub.org/nschema#"
_COMMENT: Final = ox.NamedNode(f"{PREFIXES['rdfs']}comment")
_LABEL: Final = f"{PREFIXES['skos']}prefLabel"
_DATES: Final = frozenset(hg(name) for name in ("edtf", "earliest", "latest"))
_PARTS: Final = ("Head", "assertion", "provenance", "pubinfo")
_LANGUAGES: Final = ("fr", "en")


def nanopublication(facts: ClaimFacts, edition: Edition) -> bytes:
    """Return the nanopublication as TriG: the same bytes each time."""
    quads = sorted(nanopublication_quads(facts, edition), key=_order)
    iri = export_iri(facts, "nanopub", edition.base)
    text = "\n".join(map(str, quads))
    used = {
        name: namespace
        for name, namespace in {"sub": f"{iri}/", "np": _NP, **prefixes_at(edition.base)}.items()
        # The path of an IRI of ours has slashes, which a prefixed name can only escape.
        if name != "hgid" and f"<{namespace}" in text
    }
    written = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=used) or b""
    # The engine writes prefixes in an order of its own, which changes.
    lines = written.splitlines(keepends=True)
    is_prefix = [line.startswith(b"@prefix") for line in lines]
    count = is_prefix.index(False)
    return b"".join([*sorted(lines[:count]), *lines[count:]])


def _order(quad: ox.Quad) -> tuple[int, str, str]:
    """Order quads by graph, head first, then by subject."""
    part = str(quad.graph_name).rpartition("/")[2].rstrip(">")
    return _PARTS.index(part), str(quad.subject), str(quad)


def nanopublication_quads(facts: ClaimFacts, edition: Edition) -> Iterator[ox.Quad]:
    """Yield head, assertion, provenance and publication info (nanopub guidelines, 2015)."""
    this = ox.NamedNode(export_iri(facts, "nanopub", edition.base))
    head, assertion, provenance, info = (ox.NamedNode(f"{this.value}/{part}") for part in _PARTS)
    yield ox.Quad(this, _iri(RDF_TYPE), _iri(f"{_NP}Nanopublication"), head)
    yield ox.Quad(this, _iri(f"{_NP}hasAssertion"), assertion, head)
    yield ox.Quad(this, _iri(f"{_NP}hasProvenance"), provenance, head)
    yield ox.Quad(this, _iri(f"{_NP}hasPublicationInfo"), info, head)
    for triple in facts.triples:
        if triple.predicate == _COMMENT and triple.subject == _iri(facts.proposition.iri):
            continue  # why it refines another is not the claim's
        graph = assertion if _is_asserted(triple, facts) else provenance
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
    for place in facts.places:
        derived = _iri(f"{PREFIXES['prov']}wasDerivedFrom")
        yield ox.Quad(assertion, derived, _iri(place.iri), provenance)
        for lang in _LANGUAGES:
            told = ox.Literal(credit_line(place, facts.speaker, lang), language=lang)
            yield ox.Quad(_iri(place.iri), _COMMENT, told, provenance)
    for triple in _publication(this, facts, edition):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, info)


def _is_asserted(triple: ox.Triple, facts: ClaimFacts) -> bool:
    """Tell whether a triple says what is claimed, rather than where that is from.

    The basis of a deduced date is provenance.
    """
    if not isinstance(triple.subject, ox.NamedNode) or triple.predicate == _COMMENT:
        return False
    subject, predicate = triple.subject.value, triple.predicate.value
    if subject == facts.iri:
        return True
    if facts.event is not None and subject == facts.event.iri:
        return predicate in (RDF_TYPE, _LABEL) or predicate in _DATES
    named = (facts.speaker, facts.capacity, facts.proposition, facts.stance, facts.certainty)
    is_named = subject in {
        each.iri for each in (*named, facts.illocution, *facts.addressees) if each
    }
    return is_named and predicate in (RDF_TYPE, _LABEL)


def _publication(this: ox.NamedNode, facts: ClaimFacts, edition: Edition) -> Iterator[ox.Triple]:
    """Yield what is stated of the publication; what the dataset does not say is left out."""
    about, dataset = edition.about, _iri(edition.dataset)
    dcterms, schema = PREFIXES["dcterms"], PREFIXES["schema"]
    for lang in _LANGUAGES:
        label = ox.Literal(sentence(facts, lang), language=lang)
        yield ox.Triple(this, _iri(f"{PREFIXES['rdfs']}label"), label)
    yield ox.Triple(this, _iri(f"{dcterms}isPartOf"), dataset)
    yield ox.Triple(dataset, _iri(f"{dcterms}title"), ox.Literal(about.name))
    digest = ox.Literal(f"sha256:{edition.digest}")
    yield ox.Triple(dataset, _iri(f"{dcterms}identifier"), digest)
    if about.edition:
        yield ox.Triple(dataset, _iri(f"{schema}version"), ox.Literal(about.edition))
    if about.licence:
        yield ox.Triple(this, _iri(f"{dcterms}license"), _iri(about.licence))
    if about.publisher:
        yield ox.Triple(this, _iri(f"{schema}creditText"), ox.Literal(about.publisher))


def _iri(text: str) -> ox.NamedNode:
    return ox.NamedNode(text)
