"""Names in SPARQL: one that is misspelt finds nothing, and no query tells of it.

Asked of the IRIs and prefixed names of queries in files, at their place, and of the SPARQL of
shapes, at their place within the literal. Strings and comments name nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.ontology.axioms import OWL, node
from hdhgraph.checks.ontology.findings import MOST, at_triple
from hdhgraph.checks.ontology.rules import PREFIX, found
from hdhgraph.checks.ontology.terms.known import LEADING_AWAY, OF_CHANGES, OF_TERMS
from hdhgraph.checks.report.places import Place
from hdhgraph.checks.syntax.queries import ask_of_nothing
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.mentions import read_mentions, spot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hdhgraph.checks.ontology.axioms import Term
    from hdhgraph.checks.ontology.findings import Values
    from hdhgraph.checks.ontology.terms.known import Known
    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.sparql.mentions import Mention

__all__ = ["in_files", "in_shapes"]

_SH: Final = PREFIXES["sh"]
_TEXTS: Final = tuple(node(f"{_SH}{name}") for name in ("select", "ask", "construct", "update"))


def in_files(paths: Iterable[Path], known: Known) -> Iterator[Place]:
    """Yield what is wrong with the names in query files; of those that parse."""
    told: Counter[str] = Counter()
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):  # told as a file that cannot be read
            continue
        faults = list(_faults(read_mentions(text), known, told))
        if not faults or not _parses(text):
            continue
        for mention, slug, values in faults:
            yield Place(found(f"{PREFIX}{slug}", values), path, *spot_of(text, mention.at))


def in_shapes(known: Known) -> Iterator[Finding]:
    """Yield what is wrong with the names in the SPARQL of shapes (SHACL, section 5)."""
    store = known.usage.store
    told: Counter[str] = Counter()
    for name in _TEXTS:
        quads = store.quads_for_pattern(None, name, None)
        triples = {(each.subject, each.predicate, each.object): None for each in quads}
        for subject, predicate, text in sorted(triples, key=str):
            if isinstance(text, ox.Literal):
                mentions = read_mentions(text.value, _prefixes(store, subject))
                for mention, slug, values in _faults(mentions, known, told):
                    finding = at_triple(slug, (subject, predicate, text), values)
                    yield replace(finding, span=mention.at)


def _faults(
    mentions: Iterable[Mention], known: Known, told: Counter[str]
) -> Iterator[tuple[Mention, str, Values]]:
    for mention in mentions:
        if mention.iri.endswith(("#", "/")):  # what names begin with
            continue
        try:
            term = node(mention.iri)
        except ValueError:  # relative to nothing
            continue
        if told[mention.iri] < MOST:
            for slug, values in _faults_of(mention, term, known):
                told[mention.iri] += 1
                yield mention, slug, values


def _faults_of(mention: Mention, term: ox.NamedNode, known: Known) -> Iterator[tuple[str, Values]]:
    leads_away = mention.of in LEADING_AWAY
    unknown = known.misspelt(term)
    if unknown is None and not leads_away:
        unknown = known.unknown(term)
    if unknown is not None:
        yield "unknown-term", unknown
    is_term = mention.is_term or mention.of in OF_TERMS
    if is_term or not (leads_away or term in known.usage.subjects):
        undefined = known.undefined(term)
        if undefined is not None:
            yield "undefined-term" if is_term else "dangling-iri", undefined
    replaced = None if mention.of in OF_CHANGES else known.replaced(term)
    if replaced is not None:
        yield "deprecated", replaced


def _parses(text: str) -> bool:
    """Tell whether the engine reads a query; one that it does not is told as such."""
    try:
        ask_of_nothing(text)
    except SyntaxError:
        return False
    return True


def _prefixes(store: ox.Store, subject: Term) -> dict[str, str]:
    """Return the prefixes that the SPARQL of a node may use (SHACL, section 5.2.1)."""
    waiting, seen = list(_values(store, subject, f"{_SH}prefixes")), set()
    prefixes: dict[str, str] = {}
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        waiting += _values(store, each, f"{OWL}imports")
        for declared in _values(store, each, f"{_SH}declare"):
            names = _values(store, declared, f"{_SH}prefix")
            namespaces = _values(store, declared, f"{_SH}namespace")
            for name, namespace in zip(names, namespaces, strict=False):
                prefixes[getattr(name, "value", "")] = getattr(namespace, "value", "")
    return prefixes


def _values(store: ox.Store, subject: Term, name: str) -> Iterator[Term]:
    if isinstance(subject, ox.NamedNode | ox.BlankNode):
        for quad in store.quads_for_pattern(subject, node(name), None):
            yield quad.object
