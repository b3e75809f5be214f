"""The SPARQL 1.1 test suite of the W3C: its manifests, its data, and what equals an expectation."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# What reads: neither updates, nor federated queries, which this service refuses.
FOLDERS = (
    "aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions",
    "grouping", "json-res", "negation", "project-expression", "property-path", "subquery",
    "syntax-query",
)  # fmt: skip
KINDS = (
    "QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest11", "NegativeSyntaxTest11",
)  # fmt: skip
# The format that is asked for, by the ending of the expected result.
FORMATS = {"srx": "xml", "srj": "json", "csv": "csv", "tsv": "tsv", "ttl": "turtle"}
_ORDERED = re.compile(r"ORDER\s+BY[^}]*$", re.IGNORECASE)
_BLANK = re.compile(r"^_:\S+$")
_RESULTS = {
    "srx": ox.QueryResultsFormat.XML,
    "xml": ox.QueryResultsFormat.XML,
    "srj": ox.QueryResultsFormat.JSON,
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Answer = bool | str | ox.Dataset | tuple[ox.Dataset, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the suite; `data` and `graphs` are IRIs of files, `result` a file's or empty."""

    name: str
    kind: str
    query: str
    data: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    result: str = ""

    @property
    def dataset(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What it is asked over: the files of the default graph, and those of named graphs."""
        return (self.data, self.graphs)


def file_of(root: Path, iri: str) -> Path:
    """Return the file that an IRI of the suite names."""
    return root / iri.removeprefix(BASE)


def read_cases(root: Path) -> list[Case]:
    """Return the cases of every manifest of what reads, those over the same data together."""
    cases = [case for folder in FOLDERS for case in _read_manifest(root, folder)]
    return sorted(cases, key=lambda case: (case.dataset, case.name))


def _read_manifest(root: Path, folder: str) -> Iterator[Case]:
    path = root / folder / "manifest.ttl"
    graph = ox.Store()
    graph.load(path=path, format=ox.RdfFormat.TURTLE, base_iri=f"{BASE}{folder}/manifest.ttl")
    for kind in KINDS:
        for quad in graph.quads_for_pattern(None, ox.NamedNode(RDF + "type"), _mf(kind), None):
            action = _objects(graph, quad.subject, MF + "action")[0]
            result = _objects(graph, quad.subject, MF + "result")
            name = f"{folder}/{_text(quad.subject).rpartition('#')[2]}"
            if isinstance(action, ox.NamedNode):
                yield Case(name, kind, action.value)
                continue
            data, named = (
                tuple(sorted(map(_text, _objects(graph, action, QT + each))))
                for each in ("data", "graphData")
            )
            query = _text(_objects(graph, action, QT + "query")[0])
            yield Case(name, kind, query, data, named, _text(result[0]) if result else "")


def _mf(name: str) -> ox.NamedNode:
    return ox.NamedNode(MF + name)


def _objects(graph: ox.Store, subject: Term, predicate: str) -> list[Term]:
    assert not isinstance(subject, ox.Literal)
    node = ox.NamedNode(predicate)
    return [quad.object for quad in graph.quads_for_pattern(subject, node, None)]


def _text(term: Term) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


def quads_of(root: Path, case: Case) -> Iterator[ox.Quad]:
    """Yield the data set of a case: triples of the default graph, and those of named graphs."""
    for iri in case.data:
        yield from _parse(root, iri, ox.DefaultGraph())
    for iri in case.graphs:
        yield from _parse(root, iri, ox.NamedNode(iri))


def _parse(root: Path, iri: str, graph: ox.DefaultGraph | ox.NamedNode) -> Iterator[ox.Quad]:
    path = file_of(root, iri)
    form = ox.RdfFormat.RDF_XML if path.suffix == ".rdf" else ox.RdfFormat.TURTLE
    for quad in ox.parse(path=path, format=form, base_iri=iri, rename_blank_nodes=True):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def expected(root: Path, case: Case) -> Answer:
    """Return what the suite expects of a case that is evaluated."""
    path = file_of(root, case.result)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ttl":
        triples = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=case.result))
        if any(quad.predicate.value == RS + "resultVariable" for quad in triples):
            return _solutions_in_rdf(triples)
        return graph_of(triples)
    return read_answer(text.encode(), path.suffix[1:], is_ordered=is_ordered(root, case))


def is_ordered(root: Path, case: Case) -> bool:
    """Tell whether the order of the solutions counts: where the outermost query orders them."""
    text = file_of(root, case.query).read_text(encoding="utf-8")
    return _ORDERED.search(text) is not None


def format_of(case: Case, root: Path) -> str:
    """Return the format to ask for: the expected result's, and XML for solutions told in RDF."""
    ending = case.result.rpartition(".")[2]
    is_solutions = ending == "ttl" and isinstance(expected(root, case), tuple)
    return "xml" if is_solutions else FORMATS[ending]


def read_answer(content: bytes, form: str, *, is_ordered: bool) -> Answer:
    """Return an answer as a value that equals another where the two say the same."""
    if form == "csv":
        return _csv(content.decode(), is_ordered=is_ordered)
    if form == "turtle":
        return graph_of(ox.parse(content, format=ox.RdfFormat.TURTLE))
    found = ox.parse_query_results(content, format=_RESULTS[form])
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return table([tuple(solution) for solution in found], names, is_ordered=is_ordered)


def _csv(text: str, *, is_ordered: bool) -> str:
    """Return CSV with its columns by name, since `SELECT *` leaves their order open (18.2.4.1).

    What is kept of a blank node is that it is one: its label means nothing.
    """
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    lines = ["|".join(_BLANK.sub("_:", row[name]) for name in sorted(row)) for row in rows]
    return "\n".join(["|".join(sorted(rows[0])), *(lines if is_ordered else sorted(lines))])


def graph_of(triples: Iterator[ox.Quad] | list[ox.Quad]) -> ox.Dataset:
    """Return a graph with canonical names for its blank nodes, and numbers told by value."""
    store = ox.Store()
    store.extend(triples)
    return _canonical(store)


def table(
    solutions: Sequence[Sequence[Term | None]], names: Sequence[str], *, is_ordered: bool
) -> tuple[ox.Dataset, tuple[str, ...]]:
    """Return solutions as a canonical graph of rows, so that blank nodes compare as they should."""
    store = ox.Store()
    for number, solution in enumerate(solutions):
        row = ox.NamedNode(f"row:{number}") if is_ordered else ox.BlankNode()
        store.add(ox.Quad(row, ox.NamedNode(RDF + "type"), ox.NamedNode(RS + "solution")))
        for name, value in zip(names, solution, strict=True):
            if value is not None:
                store.add(ox.Quad(row, ox.NamedNode(f"variable:{name}"), value))
    return _canonical(store), tuple(sorted(names))


def _canonical(store: ox.Store) -> ox.Dataset:
    dataset = ox.Dataset(store)  # the store tells a number by its value: 1.0 and 1.00 are one
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _solutions_in_rdf(triples: list[ox.Quad]) -> tuple[ox.Dataset, tuple[str, ...]]:
    """Read solutions told as RDF (the result-set vocabulary of the suite)."""
    graph = ox.Store()
    graph.extend(triples)
    pattern = graph.quads_for_pattern(None, ox.NamedNode(RS + "resultVariable"), None)
    names = sorted(_text(quad.object) for quad in pattern)
    solutions = []
    for quad in graph.quads_for_pattern(None, ox.NamedNode(RS + "solution"), None):
        bound = {
            _text(_objects(graph, each, RS + "variable")[0]): _objects(graph, each, RS + "value")[0]
            for each in _objects(graph, quad.object, RS + "binding")
        }
        solutions.append([bound.get(name) for name in names])
    return table(solutions, names, is_ordered=False)
