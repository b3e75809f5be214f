"""Claims, their evidence, and the propositions they are about: what is now said otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.base.difference import told
from hdhgraph.checks.base.state import Kind
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, hg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hdhgraph.checks.base.difference import Difference
    from hdhgraph.checks.base.evidence import Evidence
    from hdhgraph.checks.base.state import State
    from hdhgraph.checks.report.findings import Finding

__all__ = ["find_changed_claims"]

_SELECTOR: Final = PREFIXES["oa"] + "hasSelector"
_ATTESTS: Final = hg("attests")
_RELAYS: Final = hg("relays")
_SENTENCE: Final = PREFIXES["skos"] + "prefLabel"
_CLAIM: Final = (
    "speaker", "inCapacity", "addressee", "proposition", "stance", "certainty", "illocution",
    "madeAt", "edtf", "earliest", "latest",
)  # fmt: skip
# What each says that a reader has relied on, and under which code it is told.
_PROPERTIES: Final = {
    Kind.CLAIM: ("HG-D-claim-changed", tuple(hg(name) for name in _CLAIM)),
    Kind.EVIDENCE: (
        "HG-D-evidence-changed",
        (
            PREFIXES["oa"] + "hasSource",
            hg("accordingTo"),
            hg("eventStatus"),
            hg("mode"),
            _RELAYS,
            hg("fragment"),
        ),
    ),
    Kind.PROPOSITION: (
        "HG-D-proposition-changed",
        tuple(hg(each) for each in ("refines", "incompatibleWith", "inTensionWith", "weighsFor")),
    ),
}
# More of these takes nothing back: another claim voiced there, the sentence in another language.
_GROWING: Final = {
    Kind.EVIDENCE: ("HG-D-evidence-changed", _ATTESTS),
    Kind.PROPOSITION: ("HG-D-proposition-changed", _SENTENCE),
}


def find_changed_claims(difference: Difference) -> Iterator[Finding]:
    """Yield each property of a claim, of an attestation or a proposition that has other values."""
    for iri in difference.kept:
        kind = difference.before.kind(iri)
        if kind in _PROPERTIES:
            yield from _find_changed(difference, iri, kind)
    for iri in _attestations(difference):
        yield from _find_moved(difference, iri)


def _find_changed(difference: Difference, iri: str, kind: Kind) -> Iterator[Finding]:
    code, predicates = _PROPERTIES[kind]
    for predicate in predicates:
        lost, gained = difference.values(iri, predicate)
        if predicate == _RELAYS:
            lost, gained = _without_moved(lost, gained, difference.evidence)
        if lost or gained:
            yield told(code, iri, predicate, lost, gained)
    if kind in _GROWING:
        code, predicate = _GROWING[kind]
        lost, gained = difference.values(iri, predicate)
        if lost:
            yield told(code, iri, predicate, lost, gained)


def _without_moved(
    lost: frozenset[str], gained: frozenset[str], evidence: Evidence
) -> tuple[frozenset[str], frozenset[str]]:
    """Leave out the attestations that moved, and those that have taken their places."""
    pairs = {
        (old, new)
        for old in lost
        for new in gained
        if evidence.takes_the_place(new.strip("<>"), old.strip("<>"))
    }
    return lost - {old for old, _ in pairs}, gained - {new for _, new in pairs}


def _attestations(difference: Difference) -> list[str]:
    """Return the attestations that may point elsewhere now; a selector may have its own file."""
    before, kept = difference.before, difference.kept
    owners = {each for iri in kept for each in before.pointing(_SELECTOR, iri)}
    own = {iri for iri in kept if before.kind(iri) is Kind.EVIDENCE}
    return sorted(own | {iri for iri in owners if difference.after.is_described(iri)})


def _find_moved(difference: Difference, iri: str) -> Iterator[Finding]:
    """Compare where an attestation points to in its source, whatever its selectors are called."""
    before, after = _anchor(difference.before, iri), _anchor(difference.after, iri)
    for predicate, values in sorted(before.items()):
        now = after.get(predicate, frozenset())
        if values - now:
            finding = told("HG-D-evidence-changed", iri, predicate, values - now, now - values)
            selectors = sorted(difference.after.values(iri, _SELECTOR))
            named = [each[1:-1] for each in selectors if each.startswith("<")]
            yield replace(finding, focus=named[0]) if named else finding


def _anchor(state: State, iri: str) -> Mapping[str, frozenset[str]]:
    """Return what the selectors of an attestation say, by property."""
    anchor: dict[str, frozenset[str]] = {}
    for selector in state.objects(iri, _SELECTOR):
        for predicate, value in state.statements(selector):
            if predicate != RDF_TYPE:
                anchor[predicate] = anchor.get(predicate, frozenset()) | {state.form(value)}
    return anchor
