"""The description of the dataset: VoID, DCAT-AP 3, provenance, counts; nothing is invented."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDF, SH, VOID

from hdhgraph.errors import ProjectError
from hdhgraph.project.about import About, read_about
from hdhgraph.project.description.dcat import Distribution, describe_access
from hdhgraph.project.description.statistics import (
    describe_statistics,
    read_statistics,
    statistics_queries,
)
from hdhgraph.project.description.void import (
    META,
    DatasetFacts,
    GraphFacts,
    describe_dataset,
    describe_meta,
    kind_of,
)
from hdhgraph.project.dumps import WHOLE
from hdhgraph.rdf.files import select
from hdhgraph.rdf.iris import dataset_iri, page_path
from hdhgraph.rdf.media_types import N_QUADS
from hdhgraph.rdf.namespaces import BASE, GRAPHS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hdhgraph.project.layout import Project

SHAPES = Path(__file__).parent / "dcat_ap.ttl"
SERVICE = "http://127.0.0.1:8000/"
DATASET = rdflib.URIRef(dataset_iri())
OTHER = "https://example.org/other/"
# An invented dataset of which nothing but a name is stated.
NAMELESS = About("example")
FILE = Distribution("dump/all.nq.gz", WHOLE, N_QUADS, is_compressed=True, size=7, digest="0a" * 32)


def to_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return triples as an rdflib graph."""
    return rdflib.Graph().parse(
        data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt"
    )


def violations(graph: rdflib.Graph) -> list[str]:
    """Return the messages of the DCAT-AP shapes on a graph."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(SHAPES))
    assert isinstance(report, rdflib.Graph)
    return sorted(str(message) for message in report.objects(None, SH.resultMessage))


@pytest.fixture(scope="module")
def about(project: Project) -> About:
    """What the bundled project says of itself."""
    return read_about(project.root)


@pytest.fixture(scope="module")
def meta(store: ox.Store, about: About) -> rdflib.Graph:
    """The graph `meta` of the bundled project."""
    return to_graph(quad.triple for quad in describe_meta(store, about))


@pytest.fixture(scope="module")
def counted(store: ox.Store) -> rdflib.Graph:
    """The statistics of the bundled project, each query asked of its store."""
    answers = {
        name: [
            {variable.value: solution[variable].value for variable in solutions.variables}
            for solution in solutions
        ]
        for name, query in statistics_queries(len(store)).items()
        for solutions in [select(store, query)]
    }
    return to_graph(describe_statistics(read_statistics(len(store), {}, answers)))


def test_the_whole_description_conforms_to_dcat_ap(
    meta: rdflib.Graph, counted: rdflib.Graph, about: About
) -> None:
    """Every mandatory property of DCAT-AP 3 is there, and each value is of its kind."""
    access = to_graph(describe_access(about, [FILE], SERVICE))
    whole = meta + counted + access
    assert {DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService} <= set(
        whole.objects(None, RDF.type)
    )
    assert violations(whole) == []


@pytest.mark.parametrize(
    ("subject", "predicate"),
    [
        (DATASET, DCTERMS.title),
        (DATASET, DCTERMS.description),
        (DATASET + "#catalogue", DCTERMS.publisher),
        (DATASET + "#dump-all.nq.gz", DCAT.accessURL),
        (DATASET + "#sparql", DCAT.endpointURL),
        (rdflib.URIRef(BASE), FOAF.name),
    ],
)
def test_a_missing_mandatory_property_is_found(
    meta: rdflib.Graph, about: About, subject: str, predicate: rdflib.URIRef
) -> None:
    """The rule above can fail on each class."""
    whole = meta + to_graph(describe_access(about, [FILE], SERVICE))
    assert list(whole.triples((rdflib.URIRef(subject), predicate, None))) != []
    whole.remove((rdflib.URIRef(subject), predicate, None))
    assert violations(whole) != []


def test_nothing_is_invented() -> None:
    """Where no publisher and no licence are stated there is neither, and no catalogue."""
    facts = DatasetFacts(NAMELESS, OTHER, {f"{OTHER}graph/x": GraphFacts(f"{OTHER}graph/x")})
    graph = to_graph([*describe_dataset(facts), *describe_access(NAMELESS, [], SERVICE, OTHER)])
    assert set(graph.objects(None, DCTERMS.publisher)) == set()
    assert set(graph.objects(None, DCTERMS.license)) == set()
    assert DCAT.Catalog not in set(graph.objects(None, RDF.type))
    assert violations(graph) == []


def test_each_source_graph_was_derived_from_its_source(meta: rdflib.Graph, store: ox.Store) -> None:
    """Each graph of a source names the source that it holds the words of, and no other."""
    graphs = [g.value for g in store.named_graphs() if g.value.startswith(f"{GRAPHS}source/")]
    assert len(graphs) == 5
    for graph in graphs:
        slug = graph.rsplit("/", 1)[1]
        found = {str(each) for each in meta.objects(rdflib.URIRef(graph), PROV.wasDerivedFrom)}
        assert found == {f"{BASE}id/source/{slug}"}


def test_the_inferred_graph_was_derived_from_the_others(meta: rdflib.Graph) -> None:
    """What is inferred names the graphs that rules read, and not itself."""
    found = set(meta.objects(rdflib.URIRef(f"{GRAPHS}inferred"), PROV.wasDerivedFrom))
    assert rdflib.URIRef(f"{GRAPHS}curation") in found
    assert rdflib.URIRef(f"{GRAPHS}inferred") not in found


def test_every_graph_is_a_part(meta: rdflib.Graph, store: ox.Store) -> None:
    """The dataset has every graph of the store as a part, and the description itself."""
    expected = {graph.value for graph in store.named_graphs()} | {GRAPHS + META}
    assert {str(part) for part in meta.objects(DATASET, VOID.subset)} == expected


def test_titles_are_in_both_languages(meta: rdflib.Graph) -> None:
    """Each dataset has a description in French and English; a title too, but for two sources."""
    for dataset in set(meta.subjects(RDF.type, DCAT.Dataset)):
        languages = {text.language for text in meta.objects(dataset, DCTERMS.description)}
        assert languages == {"fr", "en"}
        assert set(meta.objects(dataset, DCTERMS.title)) != set()


def test_the_edition_is_the_version_and_the_date(meta: rdflib.Graph, about: About) -> None:
    """The data's edition is dcat:version, and dcterms:modified as it is a date."""
    assert {str(version) for version in meta.objects(DATASET, rdflib.URIRef(f"{DCAT}version"))} == {
        about.edition
    }
    assert {str(day) for day in meta.objects(DATASET, DCTERMS.modified)} == {about.edition}


def test_an_edition_that_is_no_date_dates_nothing(about: About) -> None:
    """A version such as 1.2 is no date."""
    graph = to_graph(describe_dataset(DatasetFacts(replace(about, edition="1.2"))))
    assert set(graph.objects(DATASET, DCTERMS.modified)) == set()


def test_it_conforms_to_the_version_of_the_ontology(meta: rdflib.Graph) -> None:
    """The dataset names the version of the ontology that it is written in."""
    found = {str(each) for each in meta.objects(DATASET, DCTERMS.conformsTo)}
    assert f"{BASE}ont/0.2.0" in found


def test_the_base_moves_what_is_described(store: ox.Store, about: About) -> None:
    """Under another base the dataset, its publisher and its graphs are named by it."""
    quads = list(describe_meta(store, about, OTHER))
    assert {str(quad.graph_name) for quad in quads} == {f"<{OTHER}graph/{META}>"}
    assert str(ox.NamedNode(dataset_iri(OTHER))) in {str(quad.subject) for quad in quads}


def test_meta_is_the_same_each_time(store: ox.Store, about: About) -> None:
    """The same store gives the same quads in the same order."""
    first, second = (list(describe_meta(store, about)) for _ in range(2))
    assert [str(quad) for quad in first] == [str(quad) for quad in second]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("source/x", "source"),
        ("left-out", "curated"),
        ("inferred", "inferred"),
        ("vocab", "vocabulary"),
        ("anything", "data"),
    ],
)
def test_a_graph_is_what_its_name_says(name: str, expected: str) -> None:
    """The rule that names graphs by their files also tells what they are."""
    assert kind_of(GRAPHS + name) == expected


def test_a_foreign_graph_is_data() -> None:
    """Of a graph that is not under the base, nothing is known."""
    assert kind_of("https://example.org/inferred") == "data"


def test_the_dataset_has_a_page() -> None:
    """The IRI of the dataset, and those of its parts, are shown at /dataset."""
    assert page_path(dataset_iri()) == "/dataset"
    assert page_path(f"{dataset_iri()}#sparql") == "/dataset#sparql"


def test_counts_are_those_of_the_store(counted: rdflib.Graph, store: ox.Store) -> None:
    """Numbers of subjects, classes and properties are what a look at each quad gives."""
    subjects = {str(quad.subject) for quad in store}
    properties = {quad.predicate.value for quad in store}
    assert value(counted, VOID.distinctSubjects) == len(subjects)
    assert value(counted, VOID.properties) == len(properties)
    parts = set(counted.objects(DATASET, VOID.propertyPartition))
    assert {str(counted.value(part, VOID.property)) for part in parts} == properties


def value(graph: rdflib.Graph, predicate: rdflib.URIRef) -> int:
    """Return a count of the dataset."""
    found = graph.value(DATASET, predicate)
    assert isinstance(found, rdflib.Literal)
    return int(found)


def test_classes_are_counted_with_their_properties(counted: rdflib.Graph) -> None:
    """The partition of claims counts them, and has a partition for each of their properties."""
    part = DATASET + "#class-hg-Claim"
    count = counted.value(part, VOID.entities)
    assert isinstance(count, rdflib.Literal)
    assert int(count) > 100
    named = {counted.value(p, VOID.property) for p in counted.objects(part, VOID.propertyPartition)}
    assert rdflib.URIRef(f"{BASE}ont#speaker") in named


def test_examples_are_entities_of_ours(counted: rdflib.Graph) -> None:
    """Example resources lie under the base."""
    found = [str(each) for each in counted.objects(DATASET, VOID.exampleResource)]
    assert len(found) > 5
    assert all(each.startswith(f"{BASE}id/") for each in found)


def test_what_could_not_be_counted_is_left_out() -> None:
    """Without an answer there is no count, rather than nought."""
    graph = to_graph(describe_statistics(read_statistics(9, {}, {})))
    assert value(graph, VOID.triples) == 9
    assert set(graph.objects(DATASET, VOID.distinctSubjects)) == set()


def test_of_a_large_graph_less_is_asked() -> None:
    """Counting each class by property is left out where it would take long."""
    assert "nested" in statistics_queries(1000)
    assert "nested" not in statistics_queries(10_000_000)


def test_a_file_that_is_not_made_yet_has_no_digest(about: About) -> None:
    """Size and digest stand only where the file is there."""
    file = replace(FILE, size=None, digest="")
    graph = to_graph(describe_access(about, [file], SERVICE))
    assert set(graph.objects(None, DCAT.byteSize)) == set()
    assert set(graph.objects(None, DCAT.downloadURL)) == {rdflib.URIRef(f"{SERVICE}dump/all.nq.gz")}


def test_a_project_that_says_nothing_has_its_folders_name(tmp_path: Path) -> None:
    """What is not stated stays empty, but for the name."""
    assert read_about(tmp_path) == About(tmp_path.name)
    assert read_about(tmp_path).title("fr") == tmp_path.name


@pytest.mark.parametrize(
    "line",
    [
        "publisher = 1",
        'licence = "CC BY"',
        'themes = ["health"]',
        "themes = [1]",
        'title = "x"',
        'keywords.fr = "x"',
        "description.fr = 1",
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, line: str) -> None:
    """A value of the wrong kind in [project] is an error that names the file."""
    (tmp_path / "hdhgraph.toml").write_text(f"[project]\n{line}\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"hdhgraph\.toml"):
        read_about(tmp_path)
