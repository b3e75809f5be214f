"""The kinds of pages, one instance of each: what the tests in a browser and its scripts visit."""

from __future__ import annotations

from typing import Final

__all__ = ["HEAVY", "KEY", "KINDS", "REFUSED", "addressed"]

KINDS: Final = {
    "home": "/",
    "claims": "/claims",
    "claims-filtered": "/claims?topic=cloud-act&stance=denies",
    "search": "/search",
    "search-hits": "/search?q=cloud",
    "actor": "/doc/actor/stephanie-combes",
    "organisation": "/doc/actor/cnil",
    "group": "/doc/actor/hub-management",
    "pseudonym": "/doc/actor/marsupial",
    "claim": "/doc/claim/cnil-keys-sent",
    "proposition": "/doc/proposition/choice-ideal",
    "source": "/doc/source/ticsante",
    "attestation": "/doc/source/ticsante/169-235",
    "event": "/doc/event/hearing-roy-mecss",
    "legal-act": "/doc/legal-act/cloud-act",
    "membership": "/doc/membership/combes-hdh-director",
    "system": "/doc/system/microsoft-azure",
    "certification": "/doc/certification/hds",
    "vocabularies": "/vocab",
    "vocabulary": "/vocab/topic",
    "topic": "/vocab/topic/cloud-act",
    "ontology": "/ont",
    "shapes": "/shapes",
    "queries": "/queries",
    "query": "/queries/who-said-what?topic=cloud-act",
    "editor": "/sparql",
    "api": "/api",
    "dataset": "/dataset",
    "dumps": "/dump/",
    "graph": "/graph/vocab",
    "prefixes": "/prefixes",
    "matrix": "/pictures/matrix",
    "timeline": "/pictures/timeline",
    "map": "/pictures/map",
    "map-of-a-topic": "/pictures/map?topic=cloud-act",
    "chain": "/pictures/chain?claim=cnil-keys-sent",
    "compare-choice": "/compare",
    "compare": "/compare?left=actor/cnil&right=actor/stephanie-combes",
    "balance": "/balance",
    "about": "/about",
    "receipt": "/queries/who-said-what/receipt?topic=cloud-act",
    "citation": "/claim/cnil-keys-sent/citation",
    "unknown-filter": "/claims?topic=none",
    "unknown-entity": "/doc/actor/nobody",
    "unknown-path": "/nothing-here",
}
# What answers with a status of failure, and a page all the same.
REFUSED: Final = {"unknown-filter": 400, "unknown-entity": 404, "unknown-path": 404}
# The editor is a program, and the map a drawing of everything: the two pages without a budget.
HEAVY: Final = frozenset({"editor", "map"})
# Of these the repository keeps a screenshot.
KEY: Final = (
    "home",
    "claims",
    "actor",
    "claim",
    "proposition",
    "source",
    "topic",
    "matrix",
    "timeline",
    "map-of-a-topic",
    "editor",
    "compare",
    "balance",
)


def addressed(kind: str, lang: str) -> str:
    """Return the path of a kind's instance in one language."""
    path = KINDS[kind]
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"
