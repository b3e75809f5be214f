"""Nanopublications: four graphs that the official package takes, validates and can sign."""

from __future__ import annotations

import base64
import re
import warnings
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from Crypto.PublicKey import RSA

from claim_forms import (
    COMBES,
    EXAMPLE,
    HOSTILE,
    claims_of,
    expected_of,
    facts_of,
    invented,
    objects,
    told_in_rdf,
)
from hdhgraph.claims.forms.forms import Edition, sentence
from hdhgraph.claims.forms.nanopublication import nanopublication
from hdhgraph.project.about import About, read_about
from hdhgraph.rdf.namespaces import BASE, HGID, PREFIXES, hg

with warnings.catch_warnings():  # the package uses what rdflib has deprecated
    warnings.simplefilter("ignore", DeprecationWarning)
    from nanopub import Nanopub, NanopubConf
    from nanopub.profile import Profile
    from nanopub.utils import MalformedNanopubError
    from rdflib import ConjunctiveGraph

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
IRI = f"{BASE}claim/combes-not-ideal/nanopub"
PARTS = ("Head", "assertion", "provenance", "pubinfo")


@pytest.fixture(scope="module")
def edition(project: Project) -> Edition:
    """The bundled graph, as it speaks of itself."""
    return Edition(read_about(project.root), project.version())


def package_reads(content: bytes, conf: NanopubConf | None = None) -> Nanopub:
    """Return what the official package makes of TriG."""
    graph = ConjunctiveGraph()
    graph.parse(data=content.decode(), format="trig")
    return Nanopub(rdf=graph, conf=conf or NanopubConf())


def graph_of(content: bytes, part: str, iri: str = IRI) -> list[ox.Quad]:
    """Return one of the four graphs."""
    name = ox.NamedNode(f"{iri}/{part}")
    quads = list(ox.parse(content, format=ox.RdfFormat.TRIG))
    assert {str(quad.graph_name) for quad in quads} == {f"<{iri}/{each}>" for each in PARTS}
    return [quad for quad in quads if quad.graph_name == name]


@pytest.mark.parametrize("claim", [COMBES, f"{HGID}claim/tf1-verdict-hosted-by-microsoft", EXAMPLE])
def test_the_package_finds_it_valid(store: ox.Store, edition: Edition, claim: str) -> None:
    """The nanopub package reads the TriG, finds its four graphs and calls it valid."""
    chosen = invented(HOSTILE) if claim == EXAMPLE else store
    read = package_reads(nanopublication(facts_of(chosen, claim), edition))
    assert read.is_valid
    assert str(read.metadata.np_uri).endswith("/nanopub")
    assert read.metadata.trusty is None
    assert read.metadata.signature is None


@pytest.mark.parametrize("part", PARTS)
def test_the_package_misses_a_graph(store: ox.Store, edition: Edition, part: str) -> None:
    """The check above can fail: without one of its graphs it is no nanopublication."""
    content = nanopublication(facts_of(store, COMBES), edition)
    kept = [
        quad
        for quad in ox.parse(content, format=ox.RdfFormat.TRIG)
        if quad.graph_name != ox.NamedNode(f"{IRI}/{part}")
    ]
    written = ox.serialize(kept, format=ox.RdfFormat.TRIG)
    assert written is not None
    with pytest.raises(MalformedNanopubError):
        assert package_reads(written).is_valid


def test_a_user_can_sign_it(store: ox.Store, edition: Edition) -> None:
    """Signing moves all four graphs under a trusty IRI, with nobody asked over the network."""
    key = RSA.generate(2048)
    private, public = (
        base64.b64encode(each).decode()
        for each in (key.export_key("DER", pkcs=8), key.publickey().export_key("DER"))
    )
    profile = Profile(
        orcid_id="https://e.org/example", name="Example", private_key=private, public_key=public
    )
    content = nanopublication(facts_of(store, COMBES), edition)
    read = package_reads(content, conf=NanopubConf(profile=profile))
    read.sign()
    assert read.has_valid_signature
    assert read.has_valid_trusty
    names = {str(context.identifier) for context in read.rdf.contexts() if len(context)}
    assert len(names) == 4
    assert all(name.startswith(f"{IRI}/RA") for name in names)


def test_it_says_what_the_graph_says(store: ox.Store, edition: Edition) -> None:
    """Speaker, stance, proposition and date are asserted, places and sources are provenance."""
    for claim in claims_of(store, 6):
        facts = facts_of(store, claim)
        iri = f"{BASE}claim/{claim.rpartition('/')[2]}/nanopub"
        content = nanopublication(facts, edition)
        asserted, shown = (graph_of(content, part, iri) for part in ("assertion", "provenance"))
        derived = objects(shown, f"{iri}/assertion", f"{PREFIXES['prov']}wasDerivedFrom")
        told = told_in_rdf(asserted, facts, set())
        told["places"] = told_in_rdf(shown, facts, derived)["places"]
        assert told == expected_of(facts)


def test_the_assertion_is_the_attribution_alone(store: ox.Store, edition: Edition) -> None:
    """No attestation, source or derived contradiction is asserted, and no claim but this."""
    content = nanopublication(facts_of(store, COMBES), edition)
    asserted = graph_of(content, "assertion")
    predicates = {quad.predicate.value for quad in asserted}
    assert not predicates & {hg("attests"), hg("contradicts"), hg("claimAbout"), hg("mode")}
    typed = {quad.subject.value for quad in asserted if quad.object == ox.NamedNode(hg("Claim"))}
    assert typed == {COMBES}


@pytest.mark.parametrize(
    ("name", "of", "bound"),
    [
        ("roy-no-cloud-act-problem", "claim/roy-no-cloud-act-problem", "latest"),
        ("roy-no-cloud-act-problem", "event/hearing-roy-mecss", "earliest"),
        ("roy-no-cloud-act-problem", "source/ticsante", "latest"),
    ],
)
def test_a_deduced_date_keeps_its_reason(
    store: ox.Store, edition: Edition, name: str, of: str, bound: str
) -> None:
    """Where a bound of claim, event or source is deduced, what it rests on is provenance."""
    content = nanopublication(facts_of(store, f"{HGID}claim/{name}"), edition)
    iri = f"{BASE}claim/{name}/nanopub"
    shown = graph_of(content, "provenance", iri)
    (day,) = objects(ox.parse(content, format=ox.RdfFormat.TRIG), f"{HGID}{of}", hg(bound))
    owl = PREFIXES["owl"]
    (reason,) = {
        quad.subject.value
        for quad in shown
        if quad.predicate.value == f"{owl}annotatedSource" and quad.object.value == f"{HGID}{of}"
        and objects(shown, quad.subject.value, f"{owl}annotatedProperty") == {hg(bound)}
    }  # fmt: skip
    assert objects(shown, reason, f"{owl}annotatedTarget") == {day}
    assert len(objects(shown, reason, f"{PREFIXES['rdfs']}comment")) == 2


def test_why_propositions_are_related_is_not_the_claims(store: ox.Store, edition: Edition) -> None:
    """The reason of a relation is no part of who said what."""
    content = nanopublication(facts_of(store, COMBES), edition)
    reasoned = {
        quad.object.value
        for quad in ox.parse(content, format=ox.RdfFormat.TRIG)
        if quad.predicate.value == f"{PREFIXES['owl']}annotatedSource"
    }
    assert not {each for each in reasoned if "/proposition/" in each}


def test_publication_info_is_what_is_stated(store: ox.Store, edition: Edition) -> None:
    """Licence, credit, edition and digest are the dataset's own; what it does not say is absent."""
    facts = facts_of(store, COMBES)
    info = graph_of(nanopublication(facts, edition), "pubinfo")
    dcterms, schema = PREFIXES["dcterms"], PREFIXES["schema"]
    assert objects(info, IRI, f"{dcterms}license") == {edition.about.licence}
    assert objects(info, IRI, f"{schema}creditText") == {edition.about.publisher}
    assert objects(info, edition.dataset, f"{schema}version") == {edition.about.edition}
    assert objects(info, edition.dataset, f"{dcterms}identifier") == {f"sha256:{edition.digest}"}
    assert sentence(facts, "fr") in objects(info, IRI, f"{PREFIXES['rdfs']}label")
    bare = facts_of(invented(), EXAMPLE)
    nothing = nanopublication(bare, Edition(About("x"), "0" * 64))
    predicates = {
        quad.predicate.value
        for quad in graph_of(nothing, "pubinfo", f"{BASE}claim/example/nanopub")
    }
    assert predicates == {
        f"{PREFIXES['rdfs']}label", f"{dcterms}isPartOf", f"{dcterms}title",
        f"{dcterms}identifier",
    }  # fmt: skip


def test_it_is_the_same_bytes_each_time(store: ox.Store, edition: Edition) -> None:
    """The order of triples and prefixes does not change, and another reader reads the same."""
    contents = {nanopublication(facts_of(store, COMBES), edition) for _ in range(5)}
    (content,) = contents
    prefixes = re.findall(rb"^@prefix .*$", content, re.MULTILINE)
    assert len(prefixes) > 5
    assert prefixes == sorted(prefixes)  # another process would write them in another order
    count = len(list(ox.parse(content, format=ox.RdfFormat.TRIG)))
    assert len(package_reads(content).rdf) == count


def test_it_follows_the_base(edition: Edition) -> None:
    """Minted under another base, nothing of it is under ours but the terms."""
    moved = Edition(edition.about, edition.digest, "https://e.org/")
    content = nanopublication(facts_of(invented(), EXAMPLE), moved)
    assert b"https://e.org/claim/example/nanopub" in content
    ours = {
        term.value
        for quad in ox.parse(content, format=ox.RdfFormat.TRIG)
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, ox.NamedNode) and term.value.startswith(BASE)
    }
    assert ours
    assert all(iri.startswith(hg("")) for iri in ours)
