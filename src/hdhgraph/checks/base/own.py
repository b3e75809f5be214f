"""Which IRIs others may link to as a project's own: of its terms, and of what its data names.

`[check] namespaces` in hdhgraph.toml tells. Else they follow from the headers of its ontologies,
from its concept schemes, and from where its data has its base.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from hdhgraph.checks.ontology.terms.own import own_namespaces
from hdhgraph.checks.report.places import states_in_turtle
from hdhgraph.rdf.namespaces import BASE, PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

    from hdhgraph.project.layout import Project

__all__ = ["link_namespaces"]

_BASE: Final = re.compile(r"^\s*@?base\s*<([^<>\s]+[#/])>", re.MULTILINE | re.IGNORECASE)
# Many publish below these: what stands beside an ontology there may be anybody's.
_SHARED: Final = frozenset(
    (
        "github.com/",
        "purl.obolibrary.org/obo/",
        "purl.org/",
        "schema.org/",
        "w3id.org/",
        "www.w3.org/",
        "www.w3.org/ns/",
    )
)
# A copy of somebody else's vocabulary states a header, too.
_FOREIGN: Final = frozenset(each for each in PREFIXES.values() if not each.startswith(BASE))


def link_namespaces(project: Project, store: ox.Store) -> frozenset[str]:
    """Return what the own IRIs of a project begin with.

    Where nothing is set these are the namespaces of its ontologies and schemes, the folders that
    those lie in, but for folders that many share, and the bases that its files declare.
    """
    if project.namespaces:
        return frozenset(project.namespaces)
    terms = own_namespaces(store, ()).namespaces - _FOREIGN
    return terms | {folder for each in terms if (folder := _folder(each))} | _bases(project)


def _folder(namespace: str) -> str:
    """Return what a namespace lies in; nothing where that is shared by many."""
    parts = urlsplit(namespace)
    path = parts.path.rstrip("/").rpartition("/")[0] + "/"
    is_shared = not parts.netloc or f"{parts.netloc}{path}" in _SHARED
    return "" if is_shared else f"{parts.scheme}://{parts.netloc}{path}"


def _bases(project: Project) -> set[str]:
    """Return the bases of Turtle files that end where a name begins."""
    files = [each for each in project.rdf_files() if states_in_turtle(each)]
    texts = (each.read_text(encoding="utf-8", errors="replace") for each in files)
    return {base for text in texts for base in _BASE.findall(text) if urlsplit(base).scheme}
