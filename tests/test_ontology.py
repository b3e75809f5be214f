"""The ontology: complete, in two languages, inside its profile, and without a clash in the data."""

from __future__ import annotations

import html
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SH,
    SKOS,
    XSD,
    Graph,
    Literal,
    Namespace,
    URIRef,
)

from hdhgraph.rdf.iris import compact

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY = ROOT / "ontology"
DOCS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ontology/*.md")]
HG = Namespace("https://w3id.org/hdhgraph/ont#")
VOCABULARIES = "https://w3id.org/hdhgraph/vocab/"
VANN = Namespace("http://purl.org/vocab/vann/")
CLASH = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
CLASSES = {
    "Actor", "Attestation", "Certification", "Claim", "Discrepancy", "Event", "LegalAct",
    "Organisation", "Proposition", "Pseudonym", "Source", "System",
}  # fmt: skip
PROPERTIES = {
    "accordingTo", "addressee", "attests", "certainty", "claimAbout", "contradicts", "discrepancy",
    "earliest", "edtf", "eventStatus", "fragment", "illocution", "inCapacity", "inTensionWith",
    "incompatibleWith", "involves", "latest", "leavesOut", "length", "madeAt", "mode",
    "proposition", "refines", "relays", "saidNoLaterThan", "sha256", "speaker", "stance",
    "tensionWith", "weighsFor",
}  # fmt: skip
# The concepts of the closed schemes; the open ones grow.
CLOSED_SCHEMES = {
    "actorkind": {"person", "organisation", "public-authority", "group", "pseudonym"},
    "certainty": {"plain", "hedged", "conditional"},
    "discrepancykind": {
        "mistranslation", "misspelling", "encoding", "omission", "inconsistency",
    },
    "eventstatus": {"planned", "happened"},
    "illocution": {
        "assertion", "demand", "promise", "regret", "concession", "warning", "decision",
    },
    "metric": {"anchored", "left-out"},
    "mode": {"direct", "mixed", "indirect", "own-voice", "presupposed"},
    "stance": {"asserts", "denies", "qualifies", "questions"},
}  # fmt: skip
SCHEMES = {"actkind", "eventkind", "role", "topic", *CLOSED_SCHEMES}
# The axioms of the subset; whatever else stands in the files is an annotation or a version.
TYPES = {
    OWL.Ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty,
    OWL.SymmetricProperty, OWL.TransitiveProperty,
}  # fmt: skip
AXIOMS = {
    RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.disjointWith,
    OWL.propertyChainAxiom, RDF.first, RDF.rest, OWL.versionIRI, OWL.versionInfo, OWL.priorVersion,
    OWL.deprecated,
}  # fmt: skip
ANNOTATIONS = {
    RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso, SKOS.definition, SKOS.scopeNote,
    SKOS.example, SKOS.closeMatch, SKOS.relatedMatch,
}  # fmt: skip
ANNOTATION_NAMESPACES = (str(DCTERMS), str(VANN))
HINTS = {
    URIRef("https://schema.org/domainIncludes"),
    URIRef("https://schema.org/rangeIncludes"),
}
# Vocabularies whose terms rdflib knows, and by hand what is used of those it does not.
CLOSED = (DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, XSD)
KNOWN = {
    "http://data.europa.eu/eli/ontology#": {
        "LegalResource", "date_document", "date_publication", "is_realized_by", "passed_by",
    },
    "http://id.loc.gov/datatypes/edtf/": {"EDTF"},
    "http://purl.org/spar/cito/": {
        "citesAsEvidence", "disputes", "qualifies", "repliesTo", "supports",
    },
    "http://purl.org/vocab/vann/": {"preferredNamespacePrefix", "preferredNamespaceUri"},
    "http://www.cidoc-crm.org/extensions/crminf/": {"I4_Proposition_Set"},
    "http://www.w3.org/ns/dqv#": {
        "Metric", "QualityMeasurement", "computedOn", "isMeasurementOf", "value",
    },
    "http://rdfs.org/sioc/ns#": {"UserAccount"},
    "http://www.w3.org/ns/oa#": {
        "Annotation", "SpecificResource", "TextPositionSelector", "end", "hasSelector", "hasSource",
        "hasTarget", "start",
    },
    "https://schema.org/": {
        "Article", "Claim", "Comment", "CreativeWork", "DiscussionForumPosting", "NewsArticle",
        "OpinionNewsArticle", "PodcastEpisode", "PodcastSeries", "Report", "WebPage", "about",
        "author", "domainIncludes", "inLanguage", "isPartOf", "provider", "publisher",
        "rangeIncludes", "translationOfWork", "url",
    },
}  # fmt: skip
ELSEWHERE = ("https://w3id.org/hdhgraph/", "https://creativecommons.org/licenses/")
DRAWING = ROOT / "scripts" / "draw_ontology.py"


def parse(*names: str) -> Graph:
    """Return files of the ontology as one graph."""
    graph = Graph()
    for name in names:
        graph.parse(ONTOLOGY / name)
    return graph


@pytest.fixture(scope="module")
def core() -> Graph:
    """The ontology alone."""
    return parse("hdhgraph.ttl")


@pytest.fixture(scope="module")
def vocabularies() -> Graph:
    """The concept schemes."""
    return parse("vocabularies.ttl")


def own(graph: Graph, *kinds: URIRef) -> set[str]:
    """Return the local names of our terms of any of these types."""
    found = {s for kind in kinds for s in graph.subjects(RDF.type, kind)}
    return {str(s).removeprefix(HG) for s in found if str(s).startswith(HG)}


def test_classes_and_properties(core: Graph) -> None:
    """There are the 12 classes and 30 properties, and no others."""
    assert own(core, OWL.Class) == CLASSES
    assert own(core, OWL.ObjectProperty, OWL.DatatypeProperty) == PROPERTIES
    assert (len(CLASSES), len(PROPERTIES)) == (12, 30)


def languages(graph: Graph, subject: rdflib.term.Node, predicate: URIRef) -> list[str]:
    """Return the language tags of a subject's texts, sorted."""
    texts = [text for text in graph.objects(subject, predicate) if isinstance(text, Literal)]
    return sorted(str(text.language) for text in texts)


def in_language(graph: Graph, term: URIRef, predicate: URIRef, language: str) -> Literal:
    """Return a term's one text in a language."""
    texts = [text for text in graph.objects(term, predicate) if isinstance(text, Literal)]
    [found] = [text for text in texts if text.language == language]
    return found


def test_terms_are_labelled_and_defined(core: Graph) -> None:
    """Every term has one label, one definition and one example in English and one in French."""
    terms = [HG[name] for name in CLASSES | PROPERTIES]
    for term in terms:
        assert languages(core, term, RDFS.label) == ["en", "fr"], term
        assert languages(core, term, SKOS.definition) == ["en", "fr"], term
        assert languages(core, term, SKOS.example) == ["en", "fr"], term
        assert (term, RDFS.isDefinedBy, URIRef(str(HG)[:-1])) in core, term


def test_labels_are_unique(core: Graph) -> None:
    """No two terms of a kind share a label."""
    for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)):
        labels = [label for n in own(core, *kinds) for label in core.objects(HG[n], RDFS.label)]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("language", "pattern"),
    [
        ("en", r"an? {label} is an? (agent|entity|activity|{parents})\b"),
        ("fr", r"une? {label} est une? (agent|entité|activité|{parents})\b"),
    ],
)
def test_class_definitions_name_the_parent(core: Graph, language: str, pattern: str) -> None:
    """A class is defined as “an A is a B that C”, where B is one of its parents."""
    labels = {
        node: label.lower()
        for node, label in core.subject_objects(RDFS.label)
        if isinstance(label, Literal) and label.language == language
    }
    for term in (HG[name] for name in CLASSES):
        parents = "|".join(
            labels[parent] for parent in core.objects(term, RDFS.subClassOf) if parent in labels
        )
        text = in_language(core, term, SKOS.definition, language)
        start = pattern.format(label=labels[term], parents=parents or "agent")
        assert re.match(start, text.lower()), text


def test_a_missing_translation_is_found(core: Graph) -> None:
    """The rule on labels can fail: a term without French has one language only."""
    graph = core + Graph()
    graph.remove((HG.Claim, RDFS.label, in_language(graph, HG.Claim, RDFS.label, "fr")))
    assert languages(graph, HG.Claim, RDFS.label) == ["en"]


def test_header_is_complete(core: Graph) -> None:
    """The header has title, description, licence, creator, dates, prefix and version."""
    header = URIRef(str(HG)[:-1])
    for predicate in (DCTERMS.license, DCTERMS.creator, DCTERMS.created, OWL.versionInfo,
                      VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri):  # fmt: skip
        assert list(core.objects(header, predicate)), predicate
    version = core.value(header, OWL.versionInfo)
    assert core.value(header, OWL.versionIRI) == URIRef(f"{str(HG)[:-1]}/{version}")
    assert languages(core, header, DCTERMS.title) == ["en", "fr"]
    assert languages(core, header, DCTERMS.description) == ["en", "fr"]


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_schemes(vocabularies: Graph, scheme: str) -> None:
    """Every scheme and its concepts are labelled and defined in both languages."""
    iri = URIRef(VOCABULARIES + scheme)
    assert (iri, RDF.type, SKOS.ConceptScheme) in vocabularies
    concepts = set(vocabularies.subjects(SKOS.inScheme, iri))
    assert len(concepts) >= 2
    for node in (iri, *concepts):
        assert languages(vocabularies, node, SKOS.prefLabel) == ["en", "fr"], node
        assert languages(vocabularies, node, SKOS.definition) == ["en", "fr"], node
    assert {c for c in vocabularies.subjects(RDF.type, SKOS.Concept)
            if str(c).startswith(f"{iri}/")} == concepts  # fmt: skip


@pytest.mark.parametrize("scheme", sorted(CLOSED_SCHEMES))
def test_closed_schemes(vocabularies: Graph, scheme: str) -> None:
    """A closed scheme has these concepts and no others: rules rest on them."""
    concepts = vocabularies.subjects(SKOS.inScheme, URIRef(VOCABULARIES + scheme))
    assert {str(c).rsplit("/", 1)[1] for c in concepts} == CLOSED_SCHEMES[scheme]


def outside_profile(graph: Graph) -> list[str]:
    """Return what the subset of OWL 2 RL does not have."""
    faults = []
    for subject, predicate, value in graph:
        allowed = predicate in AXIOMS | ANNOTATIONS | HINTS
        if not allowed and not str(predicate).startswith(ANNOTATION_NAMESPACES):
            faults.append(f"{subject} {predicate}")
        if predicate == RDF.type and value not in TYPES:
            faults.append(f"{subject} is a {value}")
        if predicate in {RDFS.subClassOf, OWL.disjointWith} and not isinstance(value, URIRef):
            faults.append(f"{subject} {predicate} an expression")
        if predicate == RDFS.range and str(value).startswith(str(rdflib.XSD)):
            faults.append(f"{subject} has the datatype {value}")
    for predicate in (RDFS.domain, RDFS.range):
        several = [
            s for s in graph.subjects(predicate) if len(list(graph.objects(s, predicate))) > 1
        ]
        faults += [f"{subject} has several {predicate}" for subject in several]
    return faults


def test_profile(core: Graph) -> None:
    """The ontology and its alignments stay inside the subset of OWL 2 RL."""
    assert outside_profile(core) == []
    assert outside_profile(parse("alignments.ttl")) == []


@pytest.mark.parametrize(
    "fault",
    [
        "hg:speaker a owl:FunctionalProperty .",
        "hg:Claim rdfs:subClassOf [ owl:unionOf (hg:Event hg:Source) ] .",
        "<https://w3id.org/hdhgraph/ont> owl:imports <http://www.w3.org/ns/prov> .",
        "hg:earliest rdfs:range xsd:date .",
        "hg:speaker rdfs:domain hg:Event .",
        "hg:Claim owl:equivalentClass hg:Event .",
        "hg:x a owl:NamedIndividual .",
    ],
)
def test_what_leaves_the_profile_is_found(fault: str) -> None:
    """The rule above can fail, on each kind of fault."""
    graph = parse("hdhgraph.ttl")
    graph.parse(
        data="@prefix hg: <https://w3id.org/hdhgraph/ont#> . "
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . "
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        f"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . {fault}",
        format="turtle",
    )
    assert outside_profile(graph) != []


def clashes(graph: Graph) -> list[str]:
    """Return what the OWL 2 RL closure of a graph reports as inconsistent."""
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return [str(text) for text in graph.objects(None, CLASH)]


@pytest.fixture(scope="module")
def world() -> Graph:
    """Ontology, vocabularies, alignments and all data."""
    graph = parse("hdhgraph.ttl", "vocabularies.ttl", "alignments.ttl")
    files = sorted((ROOT / "data").rglob("*.ttl"))
    assert len(files) >= 12
    for path in files:
        graph.parse(path)
    return graph


@pytest.mark.nightly
def test_closure_over_the_data_has_no_clash(world: Graph) -> None:
    """Nothing in the data contradicts the ontology."""
    assert clashes(world) == []


@pytest.mark.parametrize(
    "fault",
    [
        (URIRef("urn:c"), PROV.wasQuotedFrom, URIRef("urn:s")),
        (URIRef("urn:c"), RDF.type, HG.Event),
    ],
)
def test_a_clash_is_found(fault: tuple[URIRef, URIRef, URIRef]) -> None:
    """The rule above can fail: an entity's property, or an event's type, on a claim."""
    graph = parse("hdhgraph.ttl", "alignments.ttl")
    graph.add((URIRef("urn:c"), RDF.type, HG.Claim))
    graph.add(fault)
    assert clashes(graph) != []


def test_alignments_stand_apart(core: Graph) -> None:
    """The core says nothing about foreign terms, and nothing is imported or made equivalent."""
    assert {s for s in core.subjects(RDFS.subClassOf) if not str(s).startswith(HG)} == set()
    for graph in (core, parse("alignments.ttl")):
        assert list(graph.triples((None, OWL.imports, None))) == []
        assert list(graph.triples((None, OWL.equivalentClass, None))) == []


def test_every_own_iri_in_use_is_defined(core: Graph, vocabularies: Graph) -> None:
    """Terms and concepts that occur anywhere in data, shapes and queries exist."""
    defined = {str(s) for graph in (core, vocabularies) for s in graph.subjects()}
    files = [path for folder in ("data", "shapes", "queries", "ontology")
             for path in (ROOT / folder).rglob("*") if path.suffix in {".ttl", ".rq"}]  # fmt: skip
    assert len(files) > 30
    prefixes = {"hg": str(HG)} | {name: f"{VOCABULARIES}{name}/" for name in SCHEMES}
    used = set()
    for path in files:
        text = re.sub(r'"(?:[^"\\]|\\.)*"|#[^\n>]*\n', " ", path.read_text(encoding="utf-8"))
        for prefix, local in re.findall(r"(?<![\w<:/])(\w+):([A-Za-z][\w-]*)", text):
            if prefix in prefixes:
                used.add(prefixes[prefix] + local)
    assert len(used) > 60
    assert used - defined == set()


def unknown_terms(graph: Graph) -> set[str]:
    """Return the terms of others that their vocabularies do not have, or that none is known of.

    Terms are the predicates, the types and whatever an axiom or a likeness points to.
    """
    pointing = {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range,
                OWL.disjointWith, RDF.first, SKOS.closeMatch, SKOS.relatedMatch,
                *HINTS}  # fmt: skip
    used = set(graph.predicates()) | {o for _, p, o in graph if p in pointing}
    return {str(t) for t in used if isinstance(t, URIRef) and not is_known(t)}


def is_known(term: URIRef) -> bool:
    """Tell whether a term is ours, or exists in a vocabulary that we reuse."""
    if str(term).startswith(ELSEWHERE) or any(term in closed for closed in CLOSED):
        return True
    return any(str(term) == base + name for base, names in KNOWN.items() for name in names)


def test_reused_terms_exist() -> None:
    """What is taken from another vocabulary is there, spelt as it is spelt there."""
    files = [path for folder in ("data", "shapes", "ontology")
             for path in sorted((ROOT / folder).rglob("*.ttl"))]  # fmt: skip
    assert len(files) > 15
    for path in files:
        assert unknown_terms(Graph().parse(path)) == set(), path.name


@pytest.mark.parametrize(
    "fault",
    [
        "<http://schema.org/about>",
        "<https://schema.org/appearence>",
        "<http://www.w3.org/ns/prov#wasQuotedBy>",
        "<http://xmlns.com/foaf/0.1/Persona>",
        "<http://nowhere.example/term>",
    ],
)
def test_a_term_that_does_not_exist_is_found(fault: str) -> None:
    """The rule above can fail: schema.org by http, a misspelling, an unknown vocabulary."""
    graph = Graph().parse(data=f"<urn:s> {fault} <urn:o> .", format="turtle")
    assert unknown_terms(graph) == {fault.strip("<>")}


def drawing(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the script that draws the picture."""
    command = [sys.executable, DRAWING, *arguments]
    return subprocess.run(command, capture_output=True, check=False, text=True)


def test_picture_is_up_to_date() -> None:
    """The picture is what the script draws from the files as they are."""
    done = drawing("--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_line_of_the_picture_runs_through_a_class() -> None:
    """A line joins two classes, and is hidden by no third."""
    spec = importlib.util.spec_from_file_location("draw_ontology", DRAWING)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    boxes, arrows = module.read_picture(module.read_ontology())
    pairs = [(each.start, each.end) for each in arrows if each.start != each.end]
    assert len(pairs) > 15
    placing = module.place(boxes, pairs)
    assert module.hidden(boxes, placing, pairs) == 0
    crossed = [name for name in placing if name][::-1]
    assert module.hidden(boxes, tuple(crossed), [(crossed[0], crossed[-1])]) > 0


@pytest.mark.nightly
def test_an_old_picture_is_found(tmp_path: Path) -> None:
    """A class that was added after the picture was drawn makes the check fail, until redrawn."""
    shutil.copytree(ONTOLOGY, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "hdhgraph.ttl").open("a", encoding="utf-8") as ontology:
        ontology.write('\nhg:Example a owl:Class ; rdfs:label "example"@en, "exemple"@fr .\n')
    assert drawing("--check", "--folder", tmp_path).returncode == 1
    assert drawing("--folder", tmp_path).returncode == 0
    assert drawing("--check", "--folder", tmp_path).returncode == 0


def test_picture_shows_every_term() -> None:
    """Each class has a box, and each property with a class stands in it or on an arrow."""
    shown = re.findall(r">([^<>]+)</text>", (ONTOLOGY / "hdhgraph.svg").read_text("utf-8"))
    assert CLASSES | PROPERTIES <= {html.unescape(text).split(" → ")[0] for text in shown}


def turtle_in(path: Path) -> list[Graph]:
    """Return the Turtle examples of a document."""
    examples = re.findall(r"```turtle\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    return [Graph().parse(data=example, format="turtle") for example in examples]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_turtle_in_docs_parses(path: Path) -> None:
    """Every Turtle example of the documentation can be copied and parsed."""
    assert all(len(example) > 0 for example in turtle_in(path))


@pytest.fixture(scope="module")
def worked() -> Graph:
    """The invented example of the ontology's README."""
    [found] = [
        each
        for each in turtle_in(ONTOLOGY / "README.md")
        if (None, RDF.type, HG.Discrepancy) in each
    ]
    return found


def test_every_term_has_a_place_in_the_worked_example(worked: Graph) -> None:
    """No class and no property is left out of it, and it has no term or concept that is unknown."""
    used = {str(t) for t in (*worked.predicates(), *worked.objects(None, RDF.type))}
    assert {str(HG[name]) for name in CLASSES | PROPERTIES} <= used
    assert unknown_terms(worked) == set()
    concepts = {str(o) for o in worked.objects() if str(o).startswith(VOCABULARIES)}
    assert len(concepts) >= 8
    assert concepts <= {str(s) for s in parse("vocabularies.ttl").subjects()}


def test_the_worked_example_has_no_clash(worked: Graph) -> None:
    """What the README shows does not contradict the ontology."""
    assert clashes(worked + parse("hdhgraph.ttl", "alignments.ttl")) == []


@pytest.mark.nightly
def test_every_foreign_property_in_use_is_told() -> None:
    """The README says of each property of others what it means in the data."""
    text = (ONTOLOGY / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+:\w+)`", row)}
    data = Graph()
    for path in (ROOT / "data").rglob("*.ttl"):
        data.parse(path)
    foreign = {str(p) for p in data.predicates() if not str(p).startswith(HG)} - {str(RDF.type)}
    assert len(foreign) > 25
    assert {compact(each) for each in foreign} - told == set()
