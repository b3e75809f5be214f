"""Entities for a client: found by name, listed, described."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from hdhgraph.claims.description import (
    PAGE_SIZE,
    Asked,
    describe_query,
    facts_query,
    groups_query,
    members_query,
)
from hdhgraph.errors import ParameterError
from hdhgraph.i18n import dates
from hdhgraph.i18n.folding import folded, pattern
from hdhgraph.i18n.messages import message
from hdhgraph.project.inference.labels import has_own_name
from hdhgraph.rdf.iris import compact, expand, is_absolute, page_path
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.as_of import is_shown, read_counts
from hdhgraph.sparql.canned import AS_OF
from hdhgraph.web.mcp.answers import describe_graph, read_number, read_text, refuse_others
from hdhgraph.web.mcp.words import say
from hdhgraph.web.queries.paging import LARGEST_PAGE

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from hdhgraph.web.mcp.answers import Answer, Row, ToolAsker

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


async def find(asker: ToolAsker, arguments: Mapping[str, Any]) -> Answer:
    """Return what has a name with all the words of `name`, the nearest names first."""
    given = dict(arguments)
    name = read_text("name", given.pop("name", None))
    limit = read_number("limit", given.pop("limit", None), MOST_NAMES, _NAMES)
    kind = read_text("kind", given.pop("kind", None) or "")
    refuse_others("find", given)
    if kind and not _KIND.fullmatch(kind):
        raise ParameterError(f"“{kind}” is not a kind, such as “actor” or “source”.")
    words = _words(name)
    rows = await asker.solutions(_find_query(words, asker.service.base, kind, asker.language))
    found = _entities(rows, folded(name), asker)
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
    words = _WORD.findall(folded(name))
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


def _entities(rows: list[Row], wanted: str, asker: ToolAsker) -> list[Answer]:
    """Return one entry an entity, with its matching names, the nearest first."""

    def rank(row: Row) -> tuple[bool, bool, int, str]:
        name = folded(row["name"])
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


async def list_entities(asker: ToolAsker, offset: int) -> list[Row]:
    """Return a page of the entities that have a label, with one more row where there are more."""
    base = ox.Literal(f"{asker.service.base}id/")
    return await asker.solutions(f"""{_PROLOGUE}
SELECT ?entity (SAMPLE(?name) AS ?label) WHERE {{
  ?entity skos:prefLabel ?name
  FILTER (ISIRI(?entity) && STRSTARTS(STR(?entity), {base}))
  FILTER (LANG(?name) = {ox.Literal(asker.language)})
}} GROUP BY ?entity ORDER BY ?entity LIMIT {PAGE + 1} OFFSET {offset}""")


def read_iri(asker: ToolAsker, value: object) -> str:
    """Return the IRI that an argument gives. Raises ParameterError where it is none."""
    text = read_text("iri", value)
    iri = expand(text, asker.service.prefixes)
    if not is_absolute(iri):
        raise ParameterError(f"“{text[:_LONGEST_NAME]}” is not an IRI.")
    return iri


async def describe(asker: ToolAsker, arguments: Mapping[str, Any]) -> Answer:
    """Return what the graph says of an IRI, a page of what points at it; a note where nothing.

    With `asOf`, claims that are not yet said as of that day are left out, and counted.
    """
    given = dict(arguments)
    iri = read_iri(asker, given.pop("iri", None))
    page = read_number("page", given.pop("page", None), LARGEST_PAGE, 1)
    day = read_day(given.pop("asOf", None))
    refuse_others("describe", given)
    asked = _asked(asker, iri, day)
    facts = (await asker.solutions(facts_query(asked)))[0]
    total = int(facts["in"])
    if facts["out"] == "0" and not total:
        return {"iri": iri} | await describe_graph(asker, "")
    earliest, said_by = (facts.get(name, "") for name in ("earliest", "saidBy"))
    if day and not is_shown(earliest, said_by, day.isoformat()):
        return (
            {"iri": iri} | await describe_graph(asker, "") | {"note": say("later", asker.language)}
        )
    members: list[str] | None = None if total else []
    if total > PAGE_SIZE or (day and total):
        rows = await asker.solutions(members_query(asked, page))
        members = [row["in"] for row in rows if "in" in row]
        total = next(int(row["count"]) for row in rows if "count" in row)
    question = asker.question(describe_query(asked, members), "turtle")
    content = await asker.ask(question, _LARGEST_DESCRIPTION)
    answer: Answer = {"iri": iri} | await describe_graph(asker, content.decode())
    if day:
        counts = read_counts(await asker.solutions(groups_query(asked)))
        answer[AS_OF] = {"day": day.isoformat(), **counts}
    if page * PAGE_SIZE < total:
        answer["note"] = say("more.linked", asker.language, total=total, page=page + 1)
    return answer


def _asked(asker: ToolAsker, iri: str, day: datetime.date | None) -> Asked:
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
