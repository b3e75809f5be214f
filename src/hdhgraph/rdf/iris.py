"""Take our IRIs apart and find the entity that a person means by a short name."""

from __future__ import annotations

import functools
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.errors import ParameterError, nearest
from hdhgraph.rdf.namespaces import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = [
    "compact",
    "dataset_iri",
    "expand",
    "is_absolute",
    "moved",
    "page_path",
    "prefixes_at",
    "resolve",
    "slug",
]

# RFC 3987, section 2.2, with what SPARQL's IRIREF leaves out (SPARQL 1.1, rule 139).
_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
_CURIE: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*):([^\s/][^\s]*)")

# What keeps its namespace whatever the base is, and where the rest is shown.
_FIXED: Final = (f"{BASE}ont", f"{BASE}shapes")
_PAGES: Final = {"id": "doc", "vocab": "vocab", "graph": "graph", "queries": "queries"}

# An IRI of ours that follows the base, standing alone or in a text.
_MOVABLE: Final = re.compile(re.escape(BASE) + r"(?!(?:ont|shapes)(?![\w-]))")


def moved(text: str, base: str) -> str:
    """Return `text` with every IRI of ours in it under `base`, which ends in "/".

    The ontology and the shapes keep their namespace: terms mean the same wherever they are used.
    """
    return text if base == BASE else _MOVABLE.sub(lambda _: base, text)


@functools.lru_cache(maxsize=16)
def prefixes_at(base: str) -> Mapping[str, str]:
    """Return the prefixes of a graph whose IRIs are minted under `base`."""
    return MappingProxyType({prefix: moved(ns, base) for prefix, ns in PREFIXES.items()})


def is_absolute(text: str) -> bool:
    """Tell whether `text` is an absolute IRI as SPARQL writes one, and the engine reads one."""
    if _IRI.fullmatch(text) is None:
        return False
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def expand(text: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the IRI that a full IRI or a CURIE of `prefixes` stands for; else `text` itself."""
    match = _CURIE.fullmatch(text)
    if match and match.group(1) in prefixes:
        return prefixes[match.group(1)] + match.group(2)
    return text


def compact(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the shortest CURIE of `prefixes` for an IRI, or the IRI itself."""
    fits = [(ns, prefix) for prefix, ns in prefixes.items() if iri.startswith(ns) and iri != ns]
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
    if iri.partition("#")[0] == f"{base}dataset":
        return f"/{iri.removeprefix(base)}"
    kind, slash, rest = iri.removeprefix(base).partition("/")
    if kind not in _PAGES or not slash:
        return None
    return f"/{_PAGES[kind]}/{rest}"


def slug(iri: str) -> str:
    """Return the last part of an IRI's path or its fragment: what people call the entity by."""
    trimmed = iri.rstrip("/#")
    return trimmed[max(trimmed.rfind("/"), trimmed.rfind("#")) + 1 :]


def resolve(
    text: str,
    choices: Collection[str],
    *,
    parameter: str,
    prefixes: Mapping[str, str] = PREFIXES,
) -> str:
    """Return the one IRI among `choices` that a full IRI, a CURIE or a bare slug means.

    Raises ParameterError with the nearest names when there is none, or more than one.
    """
    iri = expand(text, prefixes)
    if iri in choices:
        return iri
    found = sorted(choice for choice in choices if slug(choice) == text)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(compact(choice, prefixes) for choice in found)
        raise ParameterError(f"“{text}” may be several values of “{parameter}”: {names}.")
    near = nearest(slug(iri), [slug(choice) for choice in choices])
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise ParameterError(f"“{text}” is not a value of “{parameter}” here.{hint}", text, near)


def dataset_iri(base: str = BASE) -> str:
    """Return the IRI of the dataset whose data are minted under `base`."""
    return f"{base}dataset"
