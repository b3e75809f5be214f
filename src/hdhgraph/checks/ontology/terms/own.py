"""The namespaces that a project defines: those it is told of, else those that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.ontology.axioms import OWL, RDF, RDFS, node, pairs
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from hdhgraph.checks.ontology.axioms import Term

__all__ = ["Own", "namespace_of", "own_namespaces"]

_SKOS: Final = PREFIXES["skos"]
_VANN: Final = "http://purl.org/vocab/vann/preferredNamespaceUri"


def namespace_of(iri: str) -> str:
    """Return an IRI up to its last “#”, or else its last “/”."""
    cut = iri.rfind("#") if "#" in iri else iri.rfind("/")
    return iri[: cut + 1]


class Own:
    """The namespaces of a project; `is_told` says that a setting names them."""

    def __init__(
        self, namespaces: Iterable[str], *, is_told: bool = False, elsewhere: Iterable[str] = ()
    ) -> None:
        """Take namespaces: those told hold all that starts with them, others a name each.

        `elsewhere` are ontologies that are imported and not at hand.
        """
        self.namespaces = frozenset(namespaces)
        self._shared = frozenset(map(_site, elsewhere))
        self._told = tuple(sorted(self.namespaces)) if is_told else ()

    def has(self, term: Term) -> bool:
        """Tell whether a term is in one of them."""
        if not isinstance(term, ox.NamedNode):
            return False
        if self._told:
            return term.value.startswith(self._told) and term.value not in self.namespaces
        return namespace_of(term.value) in self.namespaces and term.value not in self.namespaces

    def covers(self, term: ox.NamedNode, described: Container[str]) -> bool:
        """Tell whether an IRI of ours must be described: where others of its namespace are.

        Where a setting names the namespaces, everywhere; else not where an ontology of the same
        site is imported and not at hand, which may describe it.
        """
        if self._told:
            return True
        namespace = namespace_of(term.value)
        return namespace in described and _site(namespace) not in self._shared


def own_namespaces(store: ox.Store, told: Iterable[str]) -> Own:
    """Return what the project is told, else what its ontologies and concept schemes are named.

    Of an ontology `x` that is `x#` and `x/`; the namespace it prefers is taken as it stands.
    """
    namespaces = set(told)
    if namespaces:
        return Own(namespaces, is_told=True)
    for kind in (f"{OWL}Ontology", f"{_SKOS}ConceptScheme"):
        for quad in store.quads_for_pattern(None, node(RDF_TYPE), node(kind)):
            if isinstance(quad.subject, ox.NamedNode):
                iri = quad.subject.value
                plain = iri.endswith(("#", "/"))
                namespaces.update((iri,) if plain else (f"{iri}#", f"{iri}/"))
    for _, value in pairs(store, _VANN):
        namespaces.add(getattr(value, "value", ""))
    absent = [
        value.value
        for _, value in pairs(store, f"{OWL}imports")
        if isinstance(value, ox.NamedNode)
        and next(iter(store.quads_for_pattern(value, None, None)), None) is None
    ]
    not_ours = ("", OWL, RDF, RDFS, _SKOS)
    return Own((each for each in namespaces if each not in not_ours), elsewhere=absent)


def _site(iri: str) -> str:
    """Return the host of an IRI with the first part of its path, as w3id.org is shared."""
    return "/".join(iri.replace("#", "/").split("/")[2:4])
