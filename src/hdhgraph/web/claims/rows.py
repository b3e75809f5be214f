"""Claims with their evidence, as comparisons and feeds list them: one bounded query."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.claims.place_order import KEY_LENGTH, key_expression
from hdhgraph.claims.told import told_query, words_of
from hdhgraph.rdf.iris import is_absolute
from hdhgraph.sparql import as_of
from hdhgraph.sparql.as_of import COLUMN, group_of, interval, kept, newest, read_counts
from hdhgraph.web.service.claims import facets_of
from hdhgraph.web.service.service import asker_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from fastapi import Request

    from hdhgraph.sparql.as_of import Counts
    from hdhgraph.web.service.service import Asker

__all__ = [
    "Wanted",
    "about_pattern",
    "as_values",
    "count_groups",
    "labels_in",
    "prologue",
    "read_rows",
    "rows_of",
    "told_in_words",
]

_USED: Final = ("hg", "mode", "stance", "dcterms", "oa", "schema", "skos")
_LABELLED: Final = (
    "speaker", "capacity", "proposition", "stance", "illocution", "certainty", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims: of a speaker, voiced by a source, about a topic; IRIs or None.

    A topic includes its narrower ones. As of a day, those are left out that are not yet said.
    """

    speaker: str | None = None
    source: str | None = None
    topic: str | None = None
    as_of: datetime.date | None = None

    @property
    def things(self) -> dict[str, str]:
        """What the claims are of, as `ClaimSets` names it."""
        found = {"speaker": self.speaker, "source": self.source, "about": self.topic}
        return {of: iri for of, iri in found.items() if iri is not None}


def prologue(prefixes: Mapping[str, str]) -> str:
    """Return the declarations of the prefixes that the queries of lists use."""
    return "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in _USED)


def as_values(variable: str, iris: Iterable[str]) -> str:
    """Return the VALUES for IRIs, which are serialised as terms."""
    return f"VALUES ?{variable} {{ {' '.join(str(ox.NamedNode(iri)) for iri in iris)} }} "


def about_pattern(topic: str) -> str:
    """Return the pattern for each `?proposition` about a topic or a narrower one, once."""
    return (
        f"{{ SELECT DISTINCT ?proposition WHERE {{ {as_values('topic', [topic])}"
        "?topic skos:narrower* ?about . ?proposition schema:about ?about } } "
    )


def claims_query(wanted: Wanted, limit: int, offset: int = 0) -> str:
    """Return the SELECT, without prefixes, for the claims: the last first, unknown ones last."""
    is_distinct = "DISTINCT " if wanted.source is not None else ""
    return (
        f"SELECT {is_distinct}?claim ?claimFrom ?claimSaidBy WHERE {{ {_chosen(wanted)}"
        f"{interval('?claim')} {kept('?claim', wanted.as_of)} }} ORDER BY {newest('?claim')} "
        f"LIMIT {limit} OFFSET {offset}"
    )


def groups_query(wanted: Wanted) -> str:
    """Return the SELECT, without prefixes, for how many claims are of each group as of the day.

    Raises ValueError without a day.
    """
    if wanted.as_of is None:
        raise ValueError(wanted)
    return as_of.groups_query(_chosen(wanted), wanted.as_of)


def rows_query(claims: Iterable[str], source: str | None, lang: str) -> str:
    """Return the SELECT, without prefixes, for claims with their evidence.

    The evidence is the first of its places; of those that are held, one in `source` where that is
    asked for. What narrows the query stands beside each part of it, so that none
    begins at the whole graph (docs/fast-queries.md, rules 1, 4 and 5).
    """
    only = as_values("claim", claims)
    key = key_expression("?attestation", "?manner", "?begin", "?there")
    label = {name: _label(name, lang) for name in _LABELLED}
    return f"""SELECT * WHERE {{
  {only}
  {{
    SELECT ?claim (MIN(?key) AS ?first) WHERE {{
      {only}
      ?attestation hg:attests ?claim ; oa:hasSource ?voice .
      OPTIONAL {{ ?attestation hg:mode ?manner }}
      OPTIONAL {{ ?attestation oa:hasSelector ?anchor OPTIONAL {{ ?anchor oa:start ?begin }} }}
      OPTIONAL {{
        ?attestation hg:relays ?told OPTIONAL {{ ?told oa:hasSelector ?there }}
        FILTER (BOUND(?there))
      }}
      BIND (CONCAT(IF(BOUND(?begin), "0", "1"), {_prefer(source)}, {key}) AS ?key)
    }} GROUP BY ?claim
  }}
  ?place hg:attests ?claim ; oa:hasSource ?source .
  FILTER (STR(?place) = SUBSTR(?first, {2 + KEY_LENGTH + 1}))
  ?claim hg:speaker ?speaker ; hg:proposition ?proposition ; hg:stance ?stance .
  OPTIONAL {{ ?claim hg:saidNoLaterThan ?saidBy }}
  OPTIONAL {{ ?place oa:hasSelector ?selector
    OPTIONAL {{ ?selector oa:start ?start }} OPTIONAL {{ ?selector oa:end ?end }} }}
  OPTIONAL {{ ?place hg:fragment ?fragment }}
  OPTIONAL {{ ?claim hg:certainty ?certainty {label["certainty"]} }}
  OPTIONAL {{ ?claim hg:illocution ?illocution {label["illocution"]} }}
  OPTIONAL {{ ?claim hg:inCapacity ?capacity {label["capacity"]} }}
  OPTIONAL {{ ?claim hg:edtf ?said }}
  OPTIONAL {{ ?claim hg:earliest ?saidFrom }}
  OPTIONAL {{
    ?claim hg:madeAt ?event
    OPTIONAL {{ ?event hg:edtf ?happened }} OPTIONAL {{ ?event hg:earliest ?happenedFrom }}
  }}
  BIND (COALESCE(?said, ?happened) AS ?date)
  BIND (COALESCE(?saidFrom, ?happenedFrom) AS ?earliest)
  {label["speaker"]} {label["proposition"]} {label["stance"]} {label["source"]}
}}"""


def _label(name: str, lang: str) -> str:
    return (
        f"OPTIONAL {{ ?{name} skos:prefLabel ?{name}Label "
        f"FILTER (LANG(?{name}Label) = {ox.Literal(lang)}) }}"
    )


def _prefer(source: str | None) -> str:
    """Return the expression that is "0" for a place in the source that is asked for."""
    if source is None:
        return '"0"'
    return f'IF(?voice = {ox.NamedNode(source)}, "0", "1")'


def _chosen(wanted: Wanted) -> str:
    """Return the pattern for the claims that are wanted."""
    parts = []
    if wanted.topic is not None:
        parts.append(about_pattern(wanted.topic) + "?claim hg:proposition ?proposition . ")
    if wanted.source is not None:
        parts.append(
            f"{as_values('asked', [wanted.source])}"
            "?voiced oa:hasSource ?asked ; hg:attests ?claim . "
        )
    if wanted.speaker is not None:
        parts.append(f"{as_values('who', [wanted.speaker])}?claim hg:speaker ?who . ")
    return "".join([*parts, "?claim a hg:Claim . "])


async def read_rows(
    request: Request, wanted: Wanted, lang: str, limit: int, offset: int = 0
) -> list[dict[str, str]]:
    """Return the rows of claims, each claim once, the last first and unknown ones last.

    As of a day each has its group.
    """
    claims = await _claims(request, wanted, limit, offset)
    rows = await rows_of(asker_of(request).by_default(), claims, wanted.source, lang)
    if wanted.as_of is None:
        return rows
    day = wanted.as_of.isoformat()
    spans = [(row.get("earliest", ""), row.get("saidBy", "")) for row in rows]
    return [{**row, COLUMN: group_of(*span, day)} for row, span in zip(rows, spans, strict=True)]


async def count_groups(request: Request, wanted: Wanted) -> Counts:
    """Return how many of the claims that are wanted are of each group as of their day."""
    exchanges = facets_of(request).exchanges()
    if exchanges is None:
        asker = asker_of(request).by_default()
        query = prologue(asker.service.prefixes) + groups_query(wanted)
        return read_counts(await asker.solutions(query))
    day = wanted.as_of.isoformat() if wanted.as_of else ""
    return await asyncio.to_thread(exchanges.sets.groups, wanted.things, day)


async def _claims(request: Request, wanted: Wanted, limit: int, offset: int) -> list[str]:
    exchanges = facets_of(request).exchanges()
    if exchanges is None:
        asker = asker_of(request).by_default()
        query = prologue(asker.service.prefixes) + claims_query(wanted, limit, offset)
        return [each["claim"] for each in await asker.solutions(query)]
    day = wanted.as_of.isoformat() if wanted.as_of else ""
    return await asyncio.to_thread(exchanges.sets.latest, wanted.things, day, offset, limit)


async def rows_of(
    asker: Asker, claims: list[str], source: str | None, lang: str
) -> list[dict[str, str]]:
    """Return the rows of claims in their order, with their evidence in a source where one is."""
    if not claims:
        return []
    query = prologue(asker.service.prefixes) + rows_query(claims, source, lang)
    rows = {each["claim"]: each for each in reversed(await asker.solutions(query))}
    capacities = [row.get("capacity", "") for row in rows.values()]
    told = await told_in_words(asker.solutions, capacities, lang)
    for row in rows.values():
        if note := told.get(row.get("capacity", "")):
            row["capacityNote"] = note
    return [rows[claim] for claim in claims if claim in rows]


async def labels_in(asker: Asker, iris: Iterable[str], lang: str) -> dict[str, str]:
    """Return what a few things are called in a language, by their IRIs."""
    found = await asker.solutions(
        f"{prologue(asker.service.prefixes)}SELECT ?iri ?label WHERE {{ {as_values('iri', iris)}"
        f"?iri skos:prefLabel ?label FILTER (LANG(?label) = {ox.Literal(lang)}) }} LIMIT 9"
    )
    return {each["iri"]: each["label"] for each in found}


async def told_in_words(
    ask: Callable[[str], Awaitable[list[dict[str, str]]]], things: Iterable[str], lang: str
) -> dict[str, str]:
    """Return in words on whose word alone things are known, and which are only planned.

    Those of which that is not so are absent. `ask` answers a SELECT with text by variable.
    """
    wanted = sorted({each for each in things if is_absolute(each)})
    return words_of(await ask(told_query(wanted)), lang) if wanted else {}
