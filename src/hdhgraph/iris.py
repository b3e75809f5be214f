"""Take our IRIs apart and find the entity that a person means by a short name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.errors import ParameterError, nearest
from hdhgraph.namespaces import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["compact", "expand", "is_absolute", "page_path", "resolve", "slug"]

# RFC 3987, section 2.2, with what SPARQL's IRIREF leaves out (SPARQL 1.1, rule 139).
_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
_CURIE: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*):([^\s/][^\s]*)")

# What keeps its namespace whatever the base is, and where the rest is shown.
_FIXED: Final = (f"{BASE}ont", f"{BASE}shapes")
_PAGES: Final = {"id": "doc", "vocab": "vocab", "graph": "graph"}


def is_absolute(text: str) -> bool:
    """Tell whether `text` is an absolute IRI as SPARQL writes one, and the engine reads one."""
    if _IRI.fullmatch(text) is None:
        return False
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def expand(text: str) -> str:
    """Return the IRI that a full IRI or a CURIE of our prefixes stands for; else `text` itself."""
    match = _CURIE.fullmatch(text)
    if match and match.group(1) in PREFIXES:
        return PREFIXES[match.group(1)] + match.group(2)
    return text


def compact(iri: str) -> str:
    """Return the shortest CURIE of our prefixes for an IRI, or the IRI itself."""
    fits = [(ns, prefix) for prefix, ns in PREFIXES.items() if iri.startswith(ns) and iri != ns]
    if not fits:
        return iri
    namespace, prefix = max(fits, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri.removeprefix(namespace)}"


def page_path(iri: str, base: str = BASE) -> str | None:
    """Return the absolute path where this service shows an IRI of ours; None for a foreign one.

    `base` is what data, vocabularies and graphs are minted under, and ends in "/". The ontology and
    the shapes keep their namespace whatever the base is.
    """
    for namespace in _FIXED:
        if iri == namespace or iri.startswith((f"{namespace}#", f"{namespace}/")):
            return iri.removeprefix(BASE.rstrip("/"))
    if not iri.startswith(base):
        return None
    kind, slash, rest = iri.removeprefix(base).partition("/")
    if kind not in _PAGES or not slash:
        return None
    return f"/{_PAGES[kind]}/{rest}"


def slug(iri: str) -> str:
    """Return the last part of an IRI's path or its fragment: what people call the entity by."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def resolve(text: str, choices: Collection[str], *, parameter: str) -> str:
    """Return the one IRI among `choices` that a full IRI, a CURIE or a bare slug means.

    Raises ParameterError with the nearest names when there is none, or more than one.
    """
    iri = expand(text)
    if iri in choices:
        return iri
    found = sorted(choice for choice in choices if slug(choice) == text)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(compact(choice) for choice in found)
        raise ParameterError(f"“{text}” may be several values of “{parameter}”: {names}.")
    near = nearest(slug(iri), [slug(choice) for choice in choices])
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise ParameterError(f"“{text}” is not a value of “{parameter}” here.{hint}")
