"""Short names of people against the IRIs of the graph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.errors import ParameterError
from hdhgraph.rdf.iris import (
    compact,
    expand,
    is_absolute,
    moved,
    page_path,
    prefixes_at,
    resolve,
    slug,
)
from hdhgraph.rdf.namespaces import BASE, PREFIXES

TOPIC = "https://w3id.org/hdhgraph/vocab/topic/"
CHOICES = [f"{TOPIC}cloud-act", f"{TOPIC}privacy", f"{TOPIC}lock-in"]
BOTH = ["https://w3id.org/hdhgraph/id/actor/hds", "https://w3id.org/hdhgraph/id/system/hds"]


@pytest.mark.parametrize("text", ["cloud-act", "topic:cloud-act", f"{TOPIC}cloud-act"])
def test_a_slug_a_curie_and_an_iri_mean_the_same(text: str) -> None:
    """Whichever way a person names an entity, it is found."""
    assert resolve(text, CHOICES, parameter="topic") == f"{TOPIC}cloud-act"


@pytest.mark.parametrize("text", ["cloud-atc", "topic:cloud-atc", f"{TOPIC}cloud-atc"])
def test_an_unknown_name_is_answered_with_the_nearest(text: str) -> None:
    """A slip of the finger gets the parameter and what was meant."""
    with pytest.raises(ParameterError, match=r"“topic” here\. Did you mean cloud-act\?"):
        resolve(text, CHOICES, parameter="topic")


def test_a_name_near_nothing_gets_no_suggestion() -> None:
    """Nothing is suggested where nothing is like it."""
    with pytest.raises(ParameterError, match=r"here\.$"):
        resolve("zzzz", CHOICES, parameter="topic")


def test_a_name_of_several_is_answered_with_all_of_them() -> None:
    """Who may mean two things is asked which, by names that work."""
    with pytest.raises(ParameterError, match="hgid:actor/hds, hgid:system/hds") as caught:
        resolve("hds", BOTH, parameter="about")
    assert "several" in str(caught.value)
    assert resolve("hgid:system/hds", BOTH, parameter="about") == BOTH[1]


def test_an_iri_outside_the_choices_is_refused() -> None:
    """What exists elsewhere is no value here."""
    with pytest.raises(ParameterError):
        resolve("https://example.org/cloud-act", [], parameter="topic")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hg:Claim", "https://w3id.org/hdhgraph/ont#Claim"),
        ("hgid:claim/x", "https://w3id.org/hdhgraph/id/claim/x"),
        ("topic:privacy", f"{TOPIC}privacy"),
        ("unknown:thing", "unknown:thing"),
        ("https://example.org/a", "https://example.org/a"),
        ("plain", "plain"),
        ("hg:", "hg:"),
        ("hg:a b", "hg:a b"),
        ("", ""),
    ],
)
def test_only_our_prefixes_are_expanded(text: str, expected: str) -> None:
    """A CURIE of our prefixes becomes its IRI; all else stays as it is."""
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (f"{TOPIC}privacy", "topic:privacy"),
        ("https://w3id.org/hdhgraph/id/claim/x", "hgid:claim/x"),
        ("https://example.org/a", "https://example.org/a"),
        ("https://w3id.org/hdhgraph/ont#", "https://w3id.org/hdhgraph/ont#"),
    ],
)
def test_the_shortest_name_is_shown(iri: str, expected: str) -> None:
    """The longest namespace that fits gives the CURIE; a bare namespace stays."""
    assert compact(iri) == expected


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True))
def test_compact_and_expand_are_each_other_s_inverse(prefix: str, local: str) -> None:
    """What is shown to a person can be typed back."""
    iri = PREFIXES[prefix] + local
    assert expand(compact(iri)) == iri


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("https://w3id.org/hdhgraph/id/actor/combes", "combes"),
        ("https://w3id.org/hdhgraph/ont#Claim", "Claim"),
        ("https://example.org/a/", "a"),
        ("urn", "urn"),
    ],
)
def test_a_slug_is_the_last_part(iri: str, expected: str) -> None:
    """Path or fragment: the last part is what people call it by."""
    assert slug(iri) == expected


@pytest.mark.parametrize("iri", ["https://example.org/é", "urn:a:b", "a:"])
def test_an_absolute_iri_has_a_scheme(iri: str) -> None:
    """Anything with a scheme and no forbidden character is one."""
    assert is_absolute(iri)


@pytest.mark.parametrize(
    "iri", ["", "a", "//a", "/a", "1a:b", "a:b c", "a:<b>", 'a:"', "a:{}", "a:b\n", "a:\\u0041"]
)
def test_a_relative_or_broken_iri_is_none(iri: str) -> None:
    """What SPARQL would not take between < and > is refused (rule 139)."""
    assert not is_absolute(iri)


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("https://w3id.org/hdhgraph/id/actor/a", "/doc/actor/a"),
        ("https://w3id.org/hdhgraph/id/source/s/1-2#sel", "/doc/source/s/1-2#sel"),
        ("https://w3id.org/hdhgraph/vocab/topic/hds", "/vocab/topic/hds"),
        ("https://w3id.org/hdhgraph/graph/source/s", "/graph/source/s"),
        ("https://w3id.org/hdhgraph/ont#Claim", "/ont#Claim"),
        ("https://w3id.org/hdhgraph/ont/0.1.0", "/ont/0.1.0"),
        ("https://w3id.org/hdhgraph/shapes#x", "/shapes#x"),
        ("https://w3id.org/hdhgraph/other/x", None),
        ("https://w3id.org/hdhgraph/ontology", None),
        ("https://schema.org/Claim", None),
    ],
)
def test_an_iri_of_ours_has_a_page(iri: str, path: str | None) -> None:
    """Entities, concepts, graphs, terms and shapes are shown here; what is foreign is not."""
    assert path == page_path(iri)


def test_the_base_moves_data_and_not_terms() -> None:
    """Under a base of the operator's own, entities are there and terms where they were."""
    base = "https://example.org/kg/"
    assert page_path(f"{base}id/actor/a", base) == "/doc/actor/a"
    assert page_path("https://w3id.org/hdhgraph/id/actor/a", base) is None
    assert page_path("https://w3id.org/hdhgraph/ont#Claim", base) == "/ont#Claim"


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (f"{BASE}id/claim/x", "https://example.org/hub/id/claim/x"),
        (f"{BASE}vocab/topic", "https://example.org/hub/vocab/topic"),
        (f"{BASE}graph/ontology", "https://example.org/hub/graph/ontology"),
        (BASE, "https://example.org/hub/"),
        (f"{BASE}ontology", "https://example.org/hub/ontology"),
        (f"{BASE}ont#Claim", f"{BASE}ont#Claim"),
        (f"{BASE}ont", f"{BASE}ont"),
        (f"{BASE}ont/0.1.0", f"{BASE}ont/0.1.0"),
        (f"{BASE}shapes#C1", f"{BASE}shapes#C1"),
        ("https://example.org/id/claim/x", "https://example.org/id/claim/x"),
    ],
)
def test_all_but_terms_and_rules_move(iri: str, expected: str) -> None:
    """Data, vocabularies and graphs follow the base; the ontology and the shapes stay."""
    assert expected == moved(iri, "https://example.org/hub/")
    assert iri == moved(iri, BASE)


def test_a_text_moves_with_all_its_iris() -> None:
    """The prefixes and the IRIs of a query move alike."""
    base = "https://example.org/"
    text = "PREFIX topic: <{0}vocab/topic/>\nPREFIX hg: <{1}ont#>\nASK {{ <{0}id/a/b> ?p ?o }}"
    assert text.format(base, BASE) == moved(text.format(BASE, BASE), base)


def test_short_names_are_of_the_base() -> None:
    """With another base, hgid: and the vocabularies' prefixes stand for it."""
    prefixes = prefixes_at("https://example.org/")
    assert "hgid:claim/x" == compact("https://example.org/id/claim/x", prefixes)
    assert "https://example.org/vocab/stance/denies" == expand("stance:denies", prefixes)
    assert f"{BASE}ont#Claim" == expand("hg:Claim", prefixes)
    choices = ["https://example.org/vocab/topic/privacy"]
    assert choices[0] == resolve("topic:privacy", choices, parameter="topic", prefixes=prefixes)
