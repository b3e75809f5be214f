"""On whose word something is known, and whether it is only planned: what its places say together.

An attestation of what is no claim may name the quoted speaker who tells of it (hg:accordingTo), and
the status of an event there (hg:eventStatus). What every place has from a speaker is known from
these speakers alone; an event is planned until one place reports it as having happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.project.inference.labels import WORDS
from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.namespaces import PREFIXES, hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "Told",
    "in_words",
    "name_of",
    "read_told",
    "told_of",
    "told_query",
    "words_of",
]

_PLANNED: Final = "planned"
_MOST_ROWS: Final = 5000


@dataclass(frozen=True, slots=True)
class Told:
    """What the places of one thing say together; `speakers` are IRIs, none where one vouches."""

    is_planned: bool = False
    speakers: tuple[str, ...] = ()


def told_query(things: Iterable[str]) -> str:
    """Return the SELECT for each `?place` of things, with `?status`, `?actor` and its `?name`."""
    return told_of(f"VALUES ?thing {{ {' '.join(str(ox.NamedNode(iri)) for iri in things)} }}")


def told_of(which: str, lang: str = "") -> str:
    """Return the same SELECT for each `?thing` that a pattern gives, with names in one language."""
    named = f"FILTER (LANG(?name) = {ox.Literal(lang)})" if lang else ""
    return f"""SELECT ?thing ?place ?status ?actor ?name WHERE {{
  {which}
  ?place <{hg("attests")}> ?thing .
  OPTIONAL {{ ?place <{hg("eventStatus")}> ?status }}
  OPTIONAL {{
    ?place <{hg("accordingTo")}> ?actor
    OPTIONAL {{ ?actor <{PREFIXES["skos"]}prefLabel> ?name {named} }}
  }}
}} LIMIT {_MOST_ROWS}"""


def read_told(rows: Iterable[Mapping[str, str]]) -> dict[str, Told]:
    """Return by thing what its places say, for things of which that is more than nothing."""
    places: dict[str, dict[str, tuple[set[str], set[str]]]] = {}
    for row in rows:
        known = places.setdefault(row["thing"], {}).setdefault(row["place"], (set(), set()))
        for found, name in zip(known, ("status", "actor"), strict=True):
            found.update([row[name]] if name in row else [])
    told = {thing: _together(list(each.values())) for thing, each in places.items()}
    return {thing: each for thing, each in told.items() if each != Told()}


def _together(places: Sequence[tuple[set[str], set[str]]]) -> Told:
    is_planned = all({slug(each) for each in status} == {_PLANNED} for status, _ in places)
    is_told = all(actors for _, actors in places)
    speakers = sorted({each for _, actors in places for each in actors}) if is_told else []
    return Told(is_planned, tuple(speakers))


def name_of(rows: Iterable[Mapping[str, str]], lang: str) -> dict[str, str]:
    """Return what the speakers in solutions of `told_query` are called: in a language, else any."""
    names: dict[str, str] = {}
    for row in rows:
        if "name" in row and (row["actor"] not in names or row.get("nameLang") == lang):
            names[row["actor"]] = row["name"]
    return names


def words_of(rows: Sequence[Mapping[str, str]], lang: str) -> dict[str, str]:
    """Return in words, by thing, what solutions of `told_query` say where that is something."""
    names = name_of(rows, lang)
    return {thing: in_words(each, names, lang) for thing, each in read_told(rows).items()}


def in_words(told: Told, names: Mapping[str, str], lang: str) -> str:
    """Return it in words, such as “planned, according to X”; `names` are those of speakers.

    >>> in_words(Told(True, ("https://e.org/x",)), {}, "en")
    'planned, according to x'
    """
    words = WORDS[lang]
    parts = [words["planned"]] if told.is_planned else []
    called = [names.get(each) or slug(each) for each in told.speakers]
    if called:
        listed = words["and"].join([", ".join(called[:-1]), called[-1]] if called[1:] else called)
        parts.append(words["according"].format(listed))
    return ", ".join(parts)
