"""The step “ontology”: every generic rule, over a project or over some files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import SH

from hdhgraph.checks.ontology.axioms import Axioms, show, solutions
from hdhgraph.checks.ontology.classes import check_classes
from hdhgraph.checks.ontology.closure import check_closure
from hdhgraph.checks.ontology.findings import at_triple
from hdhgraph.checks.ontology.hierarchies import check_hierarchies
from hdhgraph.checks.ontology.rules import PREFIX, rules
from hdhgraph.checks.ontology.terms.in_graphs import check_deprecated, check_names, check_own
from hdhgraph.checks.ontology.terms.in_queries import in_files, in_shapes
from hdhgraph.checks.ontology.terms.known import Known
from hdhgraph.checks.ontology.terms.labels import check_labels
from hdhgraph.checks.ontology.terms.own import own_namespaces
from hdhgraph.checks.ontology.terms.usage import Usage
from hdhgraph.checks.ontology.values import check_values
from hdhgraph.checks.report.findings import Severity
from hdhgraph.rdf.namespaces import graph_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hdhgraph.checks.ontology.rules import Rule
    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.report.places import Place
    from hdhgraph.checks.step import Checked
    from hdhgraph.project.layout import Project

__all__ = ["check_store", "of_files", "of_project"]

_SPARQL: Final = str(SH.SPARQLConstraintComponent)


def of_project(checked: Checked) -> list[Finding | Place]:
    """Run the rules over a project and its queries, and with `owl` the closure over its graphs."""
    project = checked.project
    known = _known(checked.store, project.namespaces)
    return [
        *_check(known, project.languages, has_closure=checked.options.owl),
        *in_files(_queries(project), known),
    ]


def _queries(project: Project) -> list[Path]:
    folders = map(project.folder, ("queries", "hygiene", "competency"))
    return [path for folder in folders for path in sorted(folder.glob("*.rq"))]


def of_files(
    quads: Sequence[ox.Quad],
    world: Sequence[ox.Quad],
    languages: Sequence[str],
    *,
    has_closure: bool,
) -> list[Finding]:
    """Return what the rules find in some files, of which `world` is known as well.

    What is wrong in that world is not theirs. Data of theirs may be described in other files, so
    that no IRI is told to dangle.
    """
    known = {_key(each) for each in check_store(_store(world), (), languages)} if world else set()
    found_here = check_store(_store([*quads, *world]), (), languages, has_closure=has_closure)
    return [
        each
        for each in found_here
        if _key(each) not in known and each.code != f"{PREFIX}dangling-iri"
    ]


def _store(quads: Sequence[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def _key(finding: Finding) -> tuple[str | None, ...]:
    return finding.code, finding.focus, finding.path, finding.value


def check_store(
    store: ox.Store,
    namespaces: Sequence[str] = (),
    languages: Sequence[str] = (),
    *,
    has_closure: bool = False,
) -> list[Finding]:
    """Return what the rules find in a store.

    `namespaces` are those whose terms must be defined, `languages` those of labels and definitions.
    """
    return _check(_known(store, namespaces), languages, has_closure=has_closure)


def _known(store: ox.Store, namespaces: Sequence[str]) -> Known:
    return Known(Usage(store), own_namespaces(store, namespaces))


def _check(known: Known, languages: Sequence[str], *, has_closure: bool) -> list[Finding]:
    usage, own, store = known.usage, known.own, known.usage.store
    axioms = Axioms(store)
    findings = [
        *check_names(usage, known),
        *check_own(usage, known),
        *check_deprecated(usage, known),
        *in_shapes(known),
        *check_labels(store, own, languages),
        *check_hierarchies(store),
        *check_classes(axioms),
        *check_values(axioms),
        *_asked_of(store, usage),
    ]
    if has_closure:
        wrong = frozenset(
            each.focus for each in findings if each.severity is Severity.VIOLATION and each.focus
        )
        shapes = graph_name("shapes")
        asserted = (each for each in store if getattr(each.graph_name, "value", "") != shapes)
        findings += check_closure(asserted, wrong)
    return findings


def _asked_of(store: ox.Store, usage: Usage) -> Iterator[Finding]:
    """Ask the rules in SPARQL, but for those that speak of terms which nothing uses."""
    used = {each.value for each in usage.predicates | usage.objects}
    for rule in rules().values():
        if rule.is_sparql and not rule.needs.isdisjoint(used):
            yield from _asked(store, rule)


def _asked(store: ox.Store, rule: Rule) -> Iterator[Finding]:
    """Yield the solutions of a rule in SPARQL; each column fills its place in the message."""
    found = solutions(store, rule.query)
    names = [variable.value for variable in found.variables]
    for solution in found:
        terms = {name: solution[name] for name in names}
        triple = (terms["focus"], terms.get("path"), terms.get("value"))
        told = {name: show(term) for name, term in terms.items()}
        yield replace(at_triple(rule.code, triple, told), component=_SPARQL)
