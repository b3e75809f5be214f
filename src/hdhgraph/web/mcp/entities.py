"""Entities for a client: found by name, listed, described."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from hdhgraph import dates
from hdhgraph.as_of import is_shown, read_counts
from hdhgraph.describe import (
    PAGE_SIZE,
    Asked,
    describe_query,
    facts_query,
    groups_query,
    members_query,
)
from hdhgraph.errors import ParameterError
from hdhgraph.inferred_labels import has_own_name
from hdhgraph.iris import compact, expand, is_absolute, page_path
from hdhgraph.namespaces import PREFIXES
from hdhgraph.queries import AS_OF
from hdhgraph.web.mcp.answers import describe_graph, read_number, read_text, refuse_others
from hdhgraph.web.mcp.words import say
from hdhgraph.web.messages import message
from hdhgraph.web.paging import LARGEST_PAGE

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from hdhgraph.web.mcp.answers import Answer, Asker, Row

__all__ = ["MOST_NAMES", "PAGE", "describe", "find", "list_entities"]

MOST_NAMES: Final = 50
PAGE: Final = 100
_NAMES: Final = 20
_CANDIDATES: Final = 400
_LONGEST_NAME: Final = 200
_MOST_WORDS: Final = 8
_LARGEST_DESCRIPTION: Final = 512 * 1024
_WORD: Final = re.compile(r"\w+")
_KIND: Final = re.compile(r"[a-z][a-z0-9-]*")
_PROLOGUE: Final = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("skos", "rdfs")
)
_LATIN: Final = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_LIGATURES: Final = {"oe": "œ", "ae": "æ", "ss": "ß"}


def fold(text: str) -> str:
    """Return a text without accents and capitals: “Été” as “ete”, “Œuvre” as “oeuvre”."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    for letters, ligature in _LIGATURES.items():
        plain = plain.replace(ligature, letters)
    return plain


def _variants() -> dict[str, str]:
    """Return the accented letters of each plain one, for a regular expression."""
    found: dict[str, str] = {}
    for code in _LATIN:
        plain = fold(chr(code))
        if len(plain) == 1 and plain.isascii() and plain.isalpha():
            found[plain] = found.get(plain, "") + chr(code)
    return found


_VARIANTS: Final = _variants()


def pattern(word: str) -> str:
    """Return an expression for a folded word, whatever the accents of what it is looked for in."""
    parts = []
    for token in re.findall("|".join((*_LIGATURES, r"\w")), word):
        letters = "".join(f"[{each}{_VARIANTS.get(each, '')}]\\p{{M}}*" for each in token)
        ligature = _LIGATURES.get(token)
        parts.append(f"(?:{letters}|{ligature})" if ligature else letters)
    return "".join(parts)


async def find(asker: Asker, arguments: Mapping[str, Any]) -> Answer:
    """Return what has a name with all the words of `name`, the nearest names first."""
    given = dict(arguments)
    name = read_text("name", given.pop("name", None))
    limit = read_number("limit", given.pop("limit", None), MOST_NAMES, _NAMES)
    kind = read_text("kind", given.pop("kind", None) or "")
    refuse_others("find", given)
    if kind and not _KIND.fullmatch(kind):
        raise ParameterError(f"“{kind}” is not a kind, such as “actor” or “source”.")
    words = _words(name)
    rows = await asker.rows(_find_query(words, asker.service.base, kind, asker.language))
    found = _entities(rows, fold(name), asker)
    answer: Answer = {
        "entities": found[:limit],
        "count": len(found),
        "evidence": {"columns": [], "note": say("find.evidence", asker.language)},
        "version": asker.version(),
    }
    if not found:
        answer["note"] = message("none", asker.language)
    elif len(found) > limit or len(rows) >= _CANDIDATES:
        answer["note"] = say("more.names", asker.language)
    return answer


def _words(name: str) -> list[str]:
    if len(name) > _LONGEST_NAME:
        raise ParameterError(f"“name” is longer than {_LONGEST_NAME} characters.")
    words = _WORD.findall(fold(name))
    if not words or len(words) > _MOST_WORDS:
        raise ParameterError(f"“name” takes one to {_MOST_WORDS} words.")
    return words


def _find_query(words: list[str], base: str, kind: str, language: str) -> str:
    conditions = [f'REGEX(?name, {ox.Literal(pattern(word))}, "i")' for word in words]
    if kind:
        conditions.append(f"STRSTARTS(STR(?entity), {ox.Literal(f'{base}id/{kind}/')})")
    conditions.append(has_own_name("?entity"))
    return f"""{_PROLOGUE}
SELECT ?entity ?name (SAMPLE(?own) AS ?label)
  (GROUP_CONCAT(DISTINCT STR(?type); SEPARATOR=" ") AS ?types)
WHERE {{
  {{
    SELECT DISTINCT ?entity ?name WHERE {{
      ?entity skos:prefLabel|skos:altLabel|skos:hiddenLabel|rdfs:label ?written .
      BIND (STR(?written) AS ?name)
      FILTER (ISIRI(?entity) && {" && ".join(conditions)})
    }}
    ORDER BY STRLEN(?name) ?name ?entity
    LIMIT {_CANDIDATES}
  }}
  OPTIONAL {{
    ?entity skos:prefLabel|rdfs:label ?own FILTER (LANG(?own) = {ox.Literal(language)})
  }}
  OPTIONAL {{ ?entity a ?type FILTER (ISIRI(?type)) }}
}}
GROUP BY ?entity ?name"""


def _entities(rows: list[Row], wanted: str, asker: Asker) -> list[Answer]:
    """Return one entry an entity, with its matching names, the nearest first."""

    def rank(row: Row) -> tuple[bool, bool, int, str]:
        name = fold(row["name"])
        return name != wanted, not name.startswith(wanted), len(name), row["entity"]

    found: dict[str, Answer] = {}
    prefixes = asker.service.prefixes
    for row in sorted(rows, key=rank):
        iri = row["entity"]
        entry = found.setdefault(
            iri,
            {
                "iri": iri,
                "label": row.get("label", row["name"]),
                "language": asker.language,
                "types": [compact(each, prefixes) for each in row.get("types", "").split()],
                "names": [],
            },
        )
        entry["names"].append(row["name"])
    return list(found.values())


async def list_entities(asker: Asker, offset: int) -> list[Row]:
    """Return a page of the entities that have a label, with one more row where there are more."""
    base = ox.Literal(f"{asker.service.base}id/")
    return await asker.rows(f"""{_PROLOGUE}
SELECT ?entity (SAMPLE(?name) AS ?label) WHERE {{
  ?entity skos:prefLabel ?name
  FILTER (ISIRI(?entity) && STRSTARTS(STR(?entity), {base}))
  FILTER (LANG(?name) = {ox.Literal(asker.language)})
}} GROUP BY ?entity ORDER BY ?entity LIMIT {PAGE + 1} OFFSET {offset}""")


def read_iri(asker: Asker, value: object) -> str:
    """Return the IRI that an argument gives. Raises ParameterError where it is none."""
    text = read_text("iri", value)
    iri = expand(text, asker.service.prefixes)
    if not is_absolute(iri):
        raise ParameterError(f"“{text[:_LONGEST_NAME]}” is not an IRI.")
    return iri


async def describe(asker: Asker, arguments: Mapping[str, Any]) -> Answer:
    """Return what the graph says of an IRI, a page of what points at it; a note where nothing.

    With `asOf`, claims that are not yet said as of that day are left out, and counted.
    """
    given = dict(arguments)
    iri = read_iri(asker, given.pop("iri", None))
    page = read_number("page", given.pop("page", None), LARGEST_PAGE, 1)
    day = read_day(given.pop("asOf", None))
    refuse_others("describe", given)
    asked = _asked(asker, iri, day)
    facts = (await asker.rows(facts_query(asked)))[0]
    if not facts["out"] and not facts["in"]:
        return {"iri": iri} | await describe_graph(asker, "")
    earliest, said_by = (str(facts.get(name, "")) for name in ("earliest", "saidBy"))
    if day and not is_shown(earliest, said_by, day.isoformat()):
        return (
            {"iri": iri} | await describe_graph(asker, "") | {"note": say("later", asker.language)}
        )
    members: list[str] | None = None if facts["in"] else []
    total = facts["in"]
    if total > PAGE_SIZE or (day and total):
        rows = await asker.rows(members_query(asked, page))
        members = [row["in"] for row in rows if "in" in row]
        total = next(row["count"] for row in rows if "count" in row)
    content = await asker.read_own(
        describe_query(asked, members), "turtle", most=_LARGEST_DESCRIPTION
    )
    answer: Answer = {"iri": iri} | await describe_graph(asker, content.decode())
    if day:
        counts = read_counts(await asker.rows(groups_query(asked)))
        answer[AS_OF] = {"day": day.isoformat(), **counts}
    if page * PAGE_SIZE < total:
        answer["note"] = say("more.linked", asker.language, total=total, page=page + 1)
    return answer


def _asked(asker: Asker, iri: str, day: datetime.date | None) -> Asked:
    """Return what is asked for: a description is a document that has an address of its own."""
    service = asker.service
    address = (page_path(iri, service.base) or f"/doc?iri={quote(iri, safe='')}").lstrip("/")
    # Over standard input there is no service whose address could be named.
    home = service.public if is_absolute(service.public) else service.base
    return Asked(iri, home + address, service.dataset, service.rights.licence, day)


def read_day(value: object) -> datetime.date | None:
    """Return the day that an argument gives. Raises ParameterError where it is none."""
    if value is None or value == "":
        return None
    text = read_text("asOf", value)
    try:
        return dates.read_day(text)
    except ValueError:
        raise ParameterError("“asOf” takes a day as YYYY-MM-DD.") from None
