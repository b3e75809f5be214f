"""The canned queries described in RDF, as collections of SPARQL examples are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest

from canned import QUERIES
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import BASE, PREFIXES
from hdhgraph.sparql.canned import read_query
from hdhgraph.sparql.canned_rdf import describe_queries, queries_graph, query_iri

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.project.layout import Project

ENDPOINT: Final = "https://example.org/sparql"
PREFIXED: Final = "".join(f"PREFIX {name}: <{ns}>\n" for name, ns in PREFIXES.items())
# What the readers of such collections ask: SIB's editor and its kin.
READER: Final = f"""{PREFIXED}PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT ?query ?comment ?text WHERE {{
  ?query a sh:SPARQLExecutable ; rdfs:label|rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|spex:describe ?text ;
    schema:target <{ENDPOINT}> .
}}"""
HEADER: Final = """#+ summary: An example
#+ summary_fr: Un exemple
#+ description: An example
#+ description_fr: Un exemple
"""


def described(*queries: object, base: str = BASE) -> ox.Store:
    """Return a store with the description of queries, by default of the bundled ones."""
    store = ox.Store()
    chosen = queries or tuple(QUERIES.values())
    for triple in describe_queries(chosen, base, ENDPOINT):  # type: ignore[arg-type]
        store.add(ox.Quad(triple.subject, triple.predicate, triple.object))
    return store


def test_readers_of_examples_find_every_query() -> None:
    """Each query has its label and comment in both languages, its text and its endpoint."""
    found: dict[str, set[str]] = {}
    for query, comment, text in select(described(), READER):
        assert isinstance(query, ox.NamedNode)
        assert isinstance(comment, ox.Literal)
        assert isinstance(text, ox.Literal)
        assert "#+" not in text.value
        found.setdefault(query.value, set()).add(comment.language or "")
    assert {query_iri(slug): {"en", "fr"} for slug in QUERIES} == found


def test_each_text_runs_with_the_prefixes_declared(store: ox.Store) -> None:
    """What stands in the description is SPARQL, alone and behind its declared prefixes."""
    text = f"{PREFIXED}SELECT ?text WHERE {{ ?query sh:select ?text }}"
    texts = [solution[0] for solution in select(described(), text)]
    declared = f"""{PREFIXED}SELECT ?prefix ?namespace WHERE {{
        <{BASE}graph/queries> sh:declare [ sh:prefix ?prefix ; sh:namespace ?namespace ] }}"""
    prefixes = "".join(
        f"PREFIX {prefix.value}: <{namespace.value}>\n"
        for prefix, namespace in select(described(), declared)
        if isinstance(prefix, ox.Literal) and isinstance(namespace, ox.Literal)
    )
    assert "PREFIX hg: " in prefixes
    assert len(texts) == len(QUERIES)
    for each in texts:
        assert isinstance(each, ox.Literal)
        select(store, each.value)
        select(store, prefixes + each.value)


def test_parameters_are_shacl_parameters() -> None:
    """A parameter's path ends in its name; its class, choices and default stand beside it."""
    ask = f"""{PREFIXED}SELECT ?name ?path ?optional ?class ?default WHERE {{
      <{query_iri("who-said-what")}> a sh:Parameterizable ; sh:parameter ?parameter .
      ?parameter a sh:Parameter ; sh:name ?name ; sh:path ?path ; sh:optional ?optional .
      OPTIONAL {{ ?parameter sh:class ?class }}
      OPTIONAL {{ ?parameter sh:defaultValue ?default }}
    }}"""
    found = {}
    for name, path, optional, kind, default in select(described(), ask):
        assert isinstance(name, ox.Literal)
        assert isinstance(path, ox.NamedNode)
        assert path.value.endswith(f"#{name.value}")
        found[name.value] = (str(optional), str(kind), str(default))
    true = f'"true"^^<{PREFIXES["xsd"]}boolean>'
    assert list(QUERIES["who-said-what"].parameters[0].descriptions) == ["en", "fr"]
    assert {parameter.name for parameter in QUERIES["who-said-what"].parameters} == set(found)
    assert found["actor"] == (true, f"<{PREFIXES['hg']}Actor>", "None")
    assert found["topic"] == (
        true, f"<{PREFIXES['skos']}Concept>", f"<{PREFIXES['topic']}cloud-act>"
    )  # fmt: skip
    assert found["lang"][2] == '"fr"'


@pytest.mark.parametrize(
    ("text", "kind", "predicate"),
    [
        ("ASK { ?s ?p ?o }", f"{PREFIXES['sh']}SPARQLAskExecutable", f"{PREFIXES['sh']}ask"),
        (
            "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
            f"{PREFIXES['sh']}SPARQLConstructExecutable",
            f"{PREFIXES['sh']}construct",
        ),
        (
            "DESCRIBE ?s WHERE { ?s ?p ?o }",
            "https://purl.expasy.org/sparql-examples/ontology#SPARQLDescribeExecutable",
            "https://purl.expasy.org/sparql-examples/ontology#describe",
        ),
    ],
)
def test_each_form_has_its_class(tmp_path: Path, text: str, kind: str, predicate: str) -> None:
    """A query that is no SELECT is described by the class and property of its form."""
    path = tmp_path / "an example.rq"
    path.write_text(HEADER + text, encoding="utf-8")
    node = ox.NamedNode(f"{BASE}queries/an%20example")
    store = described(read_query(path))
    types = {quad.object for quad in store.quads_for_pattern(node, None, None)}
    assert ox.NamedNode(kind) in types
    (quad,) = store.quads_for_pattern(node, ox.NamedNode(predicate), None)
    assert quad.object == ox.Literal(text)


def test_a_prefix_that_means_two_things_is_not_declared(tmp_path: Path) -> None:
    """Declared prefixes hold for all queries, so that none is turned into another by them."""
    for name in ("one", "two"):
        text = f"{HEADER}PREFIX ex: <http://example.org/{name}/>\nSELECT * {{ ?s ex:p ?o }}"
        (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
    queries = [read_query(path) for path in sorted(tmp_path.glob("*.rq"))]
    declared = described(*queries).quads_for_pattern(
        None, ox.NamedNode(f"{PREFIXES['sh']}declare"), None
    )
    assert list(declared) == []
    one = described(queries[0]).quads_for_pattern(
        None, ox.NamedNode(f"{PREFIXES['sh']}declare"), None
    )
    assert len(list(one)) == 1


def test_the_graph_is_under_the_base(project: Project) -> None:
    """With a base of the operator's own, queries, their graph and their endpoint are under it."""
    base = "https://example.org/kg/"
    quads = list(queries_graph(project, base))
    assert {quad.graph_name for quad in quads} == {ox.NamedNode(f"{base}graph/queries")}
    targets = {q.object for q in quads if q.predicate.value == f"{PREFIXES['schema']}target"}
    assert targets == {ox.NamedNode(f"{base}sparql")}
    moved = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    assert all(iri.startswith(base) for iri in moved)
    topics = {q.object.value for q in quads if q.predicate.value == f"{PREFIXES['rdfs']}seeAlso"}
    assert f"{base}vocab/topic" in topics


def test_the_same_queries_have_the_same_description() -> None:
    """Nothing in the description changes from one time to the next."""
    first = set(describe_queries(QUERIES.values(), BASE, ENDPOINT))
    assert set(describe_queries(QUERIES.values(), BASE, ENDPOINT)) == first
