"""The order in which directives and predicates stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.iris import is_absolute
from hdhgraph.rdf.namespaces import BASE, PREFIXES, RDF_TYPE
from hdhgraph.rdf.turtle.model import Directive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hdhgraph.rdf.turtle.model import Document, Group

__all__ = ["PREDICATES", "in_order", "sorted_groups"]

# Our own prefixes: terms, entities, then the schemes of a claim, of what it is about, the rules.
_OWN: Final = (
    "hg", "hgid", "stance", "certainty", "illocution", "mode", "eventkind", "eventstatus",
    "actorkind", "actkind", "discrepancykind", "role", "topic", "metric", "hsh",
)  # fmt: skip
# Predicates in the order of a description: what it is called, what it means, then the rest, by the
# kinds of things that have them. What is not named here follows, in alphabetical order.
_NAMED: Final = """
dcterms:title dcterms:description
rdfs:label skos:prefLabel skos:altLabel skos:hiddenLabel skos:definition skos:scopeNote skos:example
dcterms:creator dcterms:publisher dcterms:created dcterms:modified dcterms:issued dcterms:type
rdfs:subClassOf owl:equivalentClass owl:disjointWith owl:members
rdfs:subPropertyOf owl:equivalentProperty owl:inverseOf rdfs:domain owl:propertyChainAxiom
rdfs:range schema:domainIncludes schema:rangeIncludes
skos:topConceptOf skos:broader skos:narrower skos:related skos:inScheme rdfs:isDefinedBy
hg:speaker hg:inCapacity hg:addressee hg:madeAt hg:proposition hg:stance hg:certainty
hg:illocution
oa:hasSource hg:attests hg:accordingTo hg:eventStatus hg:mode hg:relays hg:fragment hg:discrepancy
oa:hasTarget oa:hasSelector oa:start oa:end
org:member org:organization org:role
schema:about schema:inLanguage schema:translationOfWork schema:author schema:provider
schema:publisher schema:isPartOf
eli:date_document eli:date_publication eli:passed_by eli:based_on eli:cites
hg:involves dcterms:identifier hg:edtf hg:earliest hg:latest
hg:sha256 hg:length hg:leavesOut
owl:annotatedSource owl:annotatedProperty owl:annotatedTarget
hg:incompatibleWith hg:inTensionWith hg:refines hg:weighsFor
hg:saidNoLaterThan hg:claimAbout hg:contradicts hg:tensionWith
cito:citesAsEvidence cito:disputes cito:qualifies cito:repliesTo cito:supports
rdfs:comment rdfs:seeAlso dcterms:license
sh:severity sh:message sh:targetNode sh:targetClass sh:targetObjectsOf sh:targetSubjectsOf sh:target
sh:closed sh:ignoredProperties sh:path sh:name sh:description sh:group sh:order
sh:equals sh:disjoint sh:hasValue sh:minCount sh:maxCount sh:class sh:datatype sh:nodeKind sh:in
sh:minInclusive sh:minExclusive sh:maxInclusive sh:maxExclusive sh:lessThan sh:lessThanOrEquals
sh:minLength sh:maxLength sh:uniqueLang sh:languageIn sh:pattern sh:flags
sh:not sh:and sh:or sh:xone sh:node sh:property
sh:qualifiedMinCount sh:qualifiedMaxCount sh:qualifiedValueShape sh:sparql
sh:prefix sh:namespace sh:declare sh:prefixes sh:select sh:ask sh:construct
vann:preferredNamespacePrefix vann:preferredNamespaceUri
owl:versionIRI owl:versionInfo owl:priorVersion
owl:deprecated dcterms:isReplacedBy dcterms:replaces
"""
_NAMESPACES: Final = {**PREFIXES, "vann": "http://purl.org/vocab/vann/"}


def _expand(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return _NAMESPACES[prefix] + local


PREDICATES: Final = (RDF_TYPE, *(_expand(curie) for curie in _NAMED.split()))
_RANK: Final = {iri: rank for rank, iri in enumerate(PREDICATES)}


def sorted_groups(groups: Sequence[Group], left: Sequence[str]) -> list[Group]:
    """Return what is said of a subject in the fixed order.

    Comments on lines of their own may speak of all that follows them: among such, nothing moves.
    """
    if left or any(group.before for group in groups):
        return list(groups)
    return sorted(groups, key=lambda group: (_RANK.get(group.iri, len(_RANK)), group.iri))


def in_order(document: Document) -> tuple[list[str], list[Directive]] | None:
    """Return the banner and the directives: base, own prefixes, then the others by name.

    A prefix that nothing uses is left out, unless a comment stands behind it. None where nothing
    may move: a directive follows a statement, or has comments above it; a name is given twice; a
    namespace depends on the base.
    """
    count = sum(isinstance(each, Directive) for each in document.items)
    directives = [each for each in document.items[:count] if isinstance(each, Directive)]
    names = {each.name for each in directives}
    is_free = all(is_absolute(each.iri[1:-1]) for each in directives)
    has_comments = any(each.before for each in directives[1:])
    if len(directives) != count or len(names) != count or not is_free or has_comments:
        return None
    banner = directives[0].before if directives else []
    base = next((each.iri[1:-1] for each in directives if not each.name), BASE)
    kept = [
        Directive(each.name, each.iri, [], each.after)
        for each in directives
        if not each.name or each.after or each.name in document.used
    ]
    return list(banner), sorted(kept, key=lambda each: _place(each, base))


def _place(directive: Directive, base: str) -> tuple[int, int, str]:
    """Return what directives are sorted by: base, ours in their order, the project's, others'."""
    if not directive.name:
        return (0, 0, "")
    name, namespace = directive.name.removesuffix(":"), directive.iri[1:-1]
    if name in _OWN and PREFIXES[name] == namespace:
        return (1, _OWN.index(name), name)
    is_own = namespace.startswith((BASE, base))
    return (2 if is_own else 3, 0, name)
