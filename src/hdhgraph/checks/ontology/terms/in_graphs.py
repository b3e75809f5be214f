"""Terms and IRIs in use: undefined, unknown, deprecated, dangling, of files, of two schema.orgs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from hdhgraph.checks.ontology.findings import MOST, at_term
from hdhgraph.checks.ontology.terms.known import LEADING_AWAY, OF_CHANGES, OF_TERMS
from hdhgraph.checks.ontology.terms.vocabularies import SCHEMA_ORG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.ontology.axioms import Term
    from hdhgraph.checks.ontology.findings import Values
    from hdhgraph.checks.ontology.terms.known import Known
    from hdhgraph.checks.ontology.terms.usage import Usage
    from hdhgraph.checks.report.findings import Finding

__all__ = ["check_deprecated", "check_names", "check_own"]


def check_names(usage: Usage, known: Known) -> Iterator[Finding]:
    """Yield terms that their vocabulary does not have, addresses of files, http for schema.org."""
    with_http: list[ox.NamedNode] = []
    of_files: list[ox.NamedNode] = []
    for term in usage.everywhere:
        iri = term.value
        if iri.startswith("file:"):
            of_files.append(term)
        elif iri.startswith(SCHEMA_ORG["http"]) and not usage.is_defined(term):
            with_http.append(term)
        else:
            yield from _unknown(usage, term, known)
    yield from _of_files(usage, of_files)
    yield from _schema_org(usage, [each for each in with_http if _is_term(usage, each)])


def _of_files(usage: Usage, terms: list[ox.NamedNode]) -> Iterator[Finding]:
    """Yield one finding a file: one @base mends all that are relative to it."""
    told: set[str] = set()
    for term in sorted(terms, key=lambda each: each.value):
        document = term.value.partition("#")[0]
        if document not in told:
            told.add(document)
            yield from islice(_each_use("file-iri", usage, term, {"term": f"<{term.value}>"}), 1)


def _schema_org(usage: Usage, with_http: list[ox.NamedNode]) -> Iterator[Finding]:
    """Yield one finding where all of schema.org is written with http, else each such term."""
    has_https = any(each.value.startswith(SCHEMA_ORG["https"]) for each in usage.everywhere)
    for term in with_http if has_https else with_http[:1]:
        slug = "schema-org-both" if has_https else "schema-org-http"
        uses = _each_use(slug, usage, term, {"term": f"<{term.value}>"})
        yield from uses if has_https else islice(uses, 1)


def _unknown(usage: Usage, term: ox.NamedNode, known: Known) -> Iterator[Finding]:
    told = known.misspelt(term)
    if told is None and _is_term(usage, term):
        told = known.unknown(term)
    if told is not None:
        yield from _each_use("unknown-term", usage, term, told)


def _is_term(usage: Usage, term: ox.NamedNode) -> bool:
    """Tell whether an IRI is used as a term, and not as the address of a page."""
    if term in usage.predicates or term in usage.datatypes:
        return True
    quads = usage.store.quads_for_pattern(None, None, term)
    return any(quad.predicate.value not in LEADING_AWAY for quad in quads)


def check_own(usage: Usage, known: Known) -> Iterator[Finding]:
    """Yield terms of the project's namespaces that nothing defines, and IRIs nothing describes."""
    for term in usage.everywhere:
        if not known.misses(term):
            continue
        as_terms, as_values = _uses(usage, term)
        told = known.undefined(term) if as_terms or as_values else None
        if told is None:
            continue
        for quad in as_terms:
            yield at_term("undefined-term", quad, term, told)
        if term not in usage.subjects:
            for quad in as_values:
                yield at_term("dangling-iri", quad, term, told)


def _uses(usage: Usage, term: ox.NamedNode) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return the triples that use an IRI as a term, and those that have it as a value."""
    as_terms, as_values = [], []
    for quad in _some(usage.quads(term)):
        if quad.subject == term:
            continue
        name = quad.predicate.value
        if quad.object != term or name in OF_TERMS:
            as_terms.append(quad)
        elif name not in LEADING_AWAY:
            as_values.append(quad)
    return as_terms, as_values


def check_deprecated(usage: Usage, known: Known) -> Iterator[Finding]:
    """Yield each use of what is deprecated, but for statements that tell of the change."""
    for term in sorted(known.deprecated, key=str):
        told = known.replaced(term) if isinstance(term, ox.NamedNode) else None
        if told is None or not isinstance(term, ox.NamedNode):
            continue
        quads = [each for each in usage.quads(term) if _is_use(each, term, known.deprecated)]
        for quad in _some(iter(quads)):
            yield at_term("deprecated", quad, term, told)


def _is_use(quad: ox.Quad, term: Term, gone: set[Term]) -> bool:
    return (
        quad.subject != term
        and quad.subject not in gone
        and (quad.predicate == term or quad.predicate.value not in OF_CHANGES)
    )


def _each_use(slug: str, usage: Usage, term: ox.NamedNode, values: Values) -> Iterator[Finding]:
    """Yield a finding for each use; as a subject once, however much is stated of it."""
    is_told = False
    for quad in _some(usage.quads(term)):
        is_subject = quad.subject == term and term not in (quad.predicate, quad.object)
        leads_away = quad.object == term and quad.predicate.value in LEADING_AWAY
        if leads_away and slug != "file-iri":
            continue
        if not (is_subject and is_told):
            yield at_term(slug, quad, term, values)
        is_told = is_told or is_subject


def _some(quads: Iterator[ox.Quad]) -> list[ox.Quad]:
    """Return the first of some triples, one for each, of whatever graph."""
    found: dict[tuple[Term, Term, Term], ox.Quad] = {}
    for quad in quads:
        found.setdefault((quad.subject, quad.predicate, quad.object), quad)
    return sorted(found.values(), key=str)[:MOST]
