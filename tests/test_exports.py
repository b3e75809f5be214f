"""One claim in many forms: each says the same, and none lets a label out of its place."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rispy

from claim_forms import (
    COMBES,
    EDITION,
    EXAMPLE,
    HOSTILE,
    OA,
    SCHEMA,
    SKOS,
    claims_of,
    construct,
    expected_of,
    facts_of,
    invented,
    objects,
    told_in_rdf,
)
from hdhgraph.claims.forms.citation import to_bibtex, to_csl, to_ris, to_text
from hdhgraph.claims.forms.forms import (
    ANNOTATION_PROFILE,
    Edition,
    annotation,
    citation,
    export_iri,
    in_script,
    schema_claim,
    sentence,
)
from hdhgraph.claims.model import facts_query, read_facts
from hdhgraph.i18n.dates import in_words
from hdhgraph.project.about import About, read_about
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import HGID, PREFIXES, RDF_TYPE, hg

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

# Every so many claims are looked at in all forms: each takes its time.
EACH = 6
# The terms of the W3C's context that are used, in our words: it is not ours to carry.
TERMS = {
    "id": "@id",
    "type": "@type",
    **{name: OA + name for name in ("Annotation", "TextualBody", "SpecificResource",
                                    "TextPositionSelector", "start", "end")},
    "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
    "describing": f"{OA}describing",
    "body": {"@id": f"{OA}hasBody", "@type": "@id"},
    "target": {"@id": f"{OA}hasTarget", "@type": "@id"},
    "source": {"@id": f"{OA}hasSource", "@type": "@id"},
    "selector": {"@id": f"{OA}hasSelector", "@type": "@id"},
    "value": f"{PREFIXES['rdf']}value",
    "language": "http://purl.org/dc/elements/1.1/language",
    "format": "http://purl.org/dc/elements/1.1/format",
    "rights": {"@id": f"{PREFIXES['dcterms']}rights", "@type": "@id"},
}  # fmt: skip


@pytest.fixture(scope="module")
def edition(project: Project) -> Edition:
    """The bundled graph, as it speaks of itself."""
    return Edition(read_about(project.root), project.version())


def read_json_ld(document: dict[str, Any]) -> list[ox.Quad]:
    """Return the triples of a JSON-LD document, without asking any other host."""
    context = document["@context"]
    if isinstance(context, list):
        context = [TERMS if each == ANNOTATION_PROFILE else each for each in context]
    text = json.dumps({**document, "@context": context})
    return list(ox.parse(text.encode(), format=ox.RdfFormat.JSON_LD))


def test_the_facts_are_those_of_the_graph(store: ox.Store) -> None:
    """A claim has facts, and they are those of the claim itself and of all its places."""
    claims = claims_of(store, 3)
    assert len(claims) > 100
    for claim in claims:
        facts = facts_of(store, claim)
        query = f"""SELECT ?s ?p ?t (COUNT(DISTINCT ?a) AS ?n) WHERE {{
            <{claim}> <{hg("speaker")}> ?s ; <{hg("proposition")}> ?p ; <{hg("stance")}> ?t .
            ?a <{hg("attests")}> <{claim}> }} GROUP BY ?s ?p ?t"""
        (row,) = select(store, query)
        assert (facts.speaker.iri, facts.proposition.iri, facts.stance.iri, len(facts.places)) == (
            row["s"].value,
            row["p"].value,
            row["t"].value,
            int(row["n"].value),
        )


def test_annotation_and_schema_claim_say_what_the_graph_says(
    store: ox.Store, edition: Edition
) -> None:
    """Speaker, stance, proposition, date, places and sources are the same in both JSON-LD forms."""
    for claim in claims_of(store, EACH):
        facts = facts_of(store, claim)
        iri = export_iri(facts, "annotation", edition.base)
        expected = expected_of(facts)
        annotated = read_json_ld(annotation(facts, edition))
        targets = objects(annotated, iri, f"{OA}hasTarget")
        assert told_in_rdf(annotated, facts, targets) == expected
        quads = read_json_ld(schema_claim(facts, edition))
        appearances = objects(quads, claim, f"{SCHEMA}appearance")
        assert told_in_rdf(quads, facts, appearances) == expected


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_citations_say_what_the_graph_says(store: ox.Store, edition: Edition, lang: str) -> None:
    """Speaker, what they do, proposition, date, place and source stand in every citation."""
    for claim in claims_of(store, EACH):
        facts = facts_of(store, claim)
        cited, place = citation(facts, edition, lang), facts.places[0]
        (item,) = json.loads(to_csl(cited))
        (record,) = rispy.loads(to_ris(cited))
        assert (item["title"], item["note"]) == (record["title"], record["notes"][0])
        assert (item["URL"], record["urls"]) == (claim, [claim])
        who = f"{facts.speaker.label(lang)} {facts.doing(lang)}"
        assert item["title"].startswith(who)
        assert facts.proposition.label(lang) in item["title"]
        assert place.source.thing.label(lang) in item["note"]
        if place.start is not None:
            joined = "à" if lang == "fr" else "to"
            assert f"{place.start} {joined} {place.end}" in item["note"]
        undated = "non dite" if lang == "fr" else "not stated"
        assert (in_words(facts.date, lang) if facts.date else undated) in item["note"]
        assert f"url = {{{claim}}}" in to_bibtex(cited)
        assert all(text in to_text(cited) for text in (item["title"], item["note"][:-1], claim))


def test_the_place_to_cite_is_that_of_the_canned_queries(store: ox.Store) -> None:
    """The most direct attestation comes first; a relay of an anchored one does not."""
    places = facts_of(store, COMBES).places
    assert places[0].mode is not None
    assert places[0].mode.iri.endswith("/direct")
    assert [place.iri for place in places][-1].startswith(f"{HGID}source/ticsante-en/")


def test_a_denial_is_no_text_of_the_speaker(store: ox.Store, edition: Edition) -> None:
    """What a claim denies never stands alone as the text of a Claim by its speaker."""
    facts = facts_of(store, COMBES)
    texts = [each["@value"] for each in schema_claim(facts, edition)["text"]]
    assert texts == [sentence(facts, "fr"), sentence(facts, "en")]
    assert (
        texts[1] == "Stéphanie Combes concedes that this is not so: “Choosing Microsoft was ideal”"
    )


def test_there_is_no_claim_review(store: ox.Store, edition: Edition) -> None:
    """The graph holds no rating, so that no form has a ClaimReview, nor for the fact-check."""
    facts = facts_of(store, f"{HGID}claim/tf1-verdict-hosted-by-microsoft")
    rated = f"ASK {{ ?s <{SCHEMA}reviewRating>|<{SCHEMA}claimReviewed> ?o }}"
    assert not bool(store.query(rated, use_default_graph_as_union=True))
    assert "Review" not in json.dumps(schema_claim(facts, edition))


def test_the_annotation_has_the_form_of_the_model(store: ox.Store, edition: Edition) -> None:
    """Context, id, type, bodies and targets are as the Web Annotation Data Model has them."""
    document = annotation(facts_of(store, COMBES), edition)
    assert document["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert document["type"] == "Annotation"
    assert document["motivation"] == "describing"
    assert document["rights"] == "https://creativecommons.org/licenses/by/4.0/"
    textual = [body for body in document["body"] if body["type"] == "TextualBody"]
    assert [body["language"] for body in textual] == ["fr", "en"]
    assert len(document["target"]) == 4
    for target in document["target"]:
        assert target["type"] == "SpecificResource"
        assert isinstance(target["source"], str)
        assert target["selector"]["type"] == "TextPositionSelector"
        assert 0 <= target["selector"]["start"] < target["selector"]["end"]
        assert "exact" not in target["selector"]
        # Each target ends up with the words of its place, not those of another.
        span = f"{target['selector']['start']}-{target['selector']['end']}"
        assert re.fullmatch(rf".*/{span}(-[a-z0-9-]+)?", target["id"])


def test_schema_claim_uses_terms_of_schema_org(store: ox.Store, edition: Edition) -> None:
    """Its members are those of schema.org's Claim and CreativeWork, its agents typed as told."""
    spoken = f"SELECT (MIN(STR(?c)) AS ?one) WHERE {{ ?c <{hg('speaker')}> <{HGID}actor/tf1> }}"
    ((of_outlet,),) = select(store, spoken)
    for claim, kind in ((COMBES, "Person"), (of_outlet.value, "Organization")):
        document = schema_claim(facts_of(store, claim), edition)
        assert document["@type"][0] == "Claim"
        assert document["author"]["@type"] == kind
        own = {name for name in document if not name.startswith(("@", "hg:"))}
        assert own <= {"text", "author", "about", "appearance", "dateCreated", "isPartOf"}
        assert document["isPartOf"]["version"] == edition.about.edition


def test_schema_claim_is_read_as_in_the_alignments(
    project: Project, store: ox.Store, edition: Edition
) -> None:
    """What is typed a Claim of schema.org is of the one class that the alignments set beside it."""
    close = ox.NamedNode(f"{SKOS}closeMatch")
    beside = {
        quad.subject.value
        for quad in ox.parse(path=project.root / "ontology" / "alignments.ttl")
        if quad.predicate == close and quad.object == ox.NamedNode(f"{SCHEMA}Claim")
    }
    typed = objects(read_json_ld(schema_claim(facts_of(store, COMBES), edition)), COMBES, RDF_TYPE)
    assert set(typed) - {f"{SCHEMA}Claim"} == beside


def test_a_pseudonym_is_no_person(store: ox.Store, edition: Edition) -> None:
    """A speaker who is neither a person nor an organisation has no type of schema.org."""
    found = select(
        store,
        f"SELECT ?c WHERE {{ ?c <{hg('speaker')}> ?s . ?s a <{hg('Pseudonym')}> }} ORDER BY ?c",
    )
    pseudonyms = [solution["c"].value for solution in found]
    assert len(pseudonyms) > 3
    for claim in pseudonyms:
        assert "@type" not in schema_claim(facts_of(store, claim), edition)["author"]


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [("2020-06-13", "2020-06-13"), ("2020-06", "2020-06"), ("2025", "2025"), ("2018-23", None),
     ("XXXX-12-20", None), ("2019-10/2019-12", None), ("2020?", None)],
)  # fmt: skip
def test_a_date_is_iso_8601_or_only_edtf(edtf: str, expected: str | None) -> None:
    """`dateCreated` stands where EDTF and ISO 8601 agree; `hg:edtf` stands always."""
    document = schema_claim(facts_of(invented(edtf=edtf), EXAMPLE), EDITION)
    assert document.get("dateCreated") == expected
    assert document["hg:edtf"] == edtf


def test_hostile_labels_stay_labels() -> None:
    """Quotes, braces, line breaks and end tags in any label come back as they were."""
    facts = facts_of(invented(HOSTILE), EXAMPLE)
    assert facts.speaker.label("fr") == HOSTILE
    for document in (annotation(facts, EDITION), schema_claim(facts, EDITION)):
        labels = {
            quad.object.value
            for quad in read_json_ld({**document, "rights": "https://e.org/"})
            if quad.predicate.value == f"{SKOS}prefLabel"
        }
        assert labels == {HOSTILE}
        embedded = in_script(document)
        assert re.search(r"[<>&\u2028]", embedded) is None
        assert json.loads(embedded) == document


def test_a_claim_without_selector_or_publisher_is_citable() -> None:
    """A source that is not held has no characters to name, and nobody is made up for it."""
    facts = facts_of(invented("Example"), EXAMPLE)
    cited = citation(facts, Edition(About("x"), "0" * 64), "en")
    assert cited.note == "Date: 2020. Source: “Example”, “Example”, in the speaker's own words."
    assert (cited.author, cited.issued, cited.version) == ("", "", "0" * 12)
    target = annotation(facts, EDITION)["target"][0]
    assert "selector" not in target


@pytest.mark.parametrize("missing", ["speaker", "proposition", "stance"])
def test_what_is_no_whole_claim_has_no_facts(missing: str) -> None:
    """A claim that lacks a part is not exported, nor what is no claim."""
    store = invented()
    for quad in list(store.quads_for_pattern(None, ox.NamedNode(hg(missing)), None)):
        store.remove(quad)
    assert read_facts(EXAMPLE, construct(store, EXAMPLE)) is None
    assert read_facts(f"{HGID}actor/cnil", []) is None


def test_an_iri_cannot_break_out_of_the_query() -> None:
    """What is no IRI never becomes part of a query."""
    with pytest.raises(ValueError, match="IRI"):
        facts_query("https://e.org/> ?p ?o . <x")
