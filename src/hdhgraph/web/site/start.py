"""What the start page is for machines: the versions, and where everything is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hdhgraph.web.service.service import Service

__all__ = ["start_of", "versions_of"]

_LINKS: Final = {
    "sparql": "/sparql",
    "claims": "/claims",
    "search": "/search",
    "queries": "/queries",
    "openapi": "/openapi.json",
    "dataset": "/dataset",
    "void": "/.well-known/void",
    "dumps": "/dump/",
    "ontology": "/ont",
    "prefixes": "/prefixes",
    "sitemap": "/sitemap.xml",
    "health": "/health",
    "live": "/live",
}


def versions_of(service: Service) -> dict[str, str]:
    """Return the versions of software, ontology and data, and the digest of what is served."""
    versions = service.versions
    return {
        "software": versions.software,
        "ontology": versions.ontology,
        "data": versions.edition,
        "dataset": versions.dataset,
    }


def start_of(service: Service) -> dict[str, object]:
    """Return what the start page is for machines: the versions, and where everything is."""
    return {
        "name": "hdhgraph",
        "base": service.base,
        "versions": versions_of(service),
        "links": _LINKS,
    }
