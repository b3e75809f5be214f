"""The reasons of the curators on pages: why propositions are related, and claims oppose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.project.inference.reasons import reason_pattern
from hdhgraph.rdf.iris import slug
from hdhgraph.web.claims.cards import PROLOGUE, node

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hdhgraph.web.claims.cards import Book, Reader, Row
    from hdhgraph.web.entities.stories.sections import Move

__all__ = ["Basis", "Statement", "bases_of", "related_query", "related_to"]

_MOST: Final = 1000
# Each relation of a proposition, by what it is called on its page: from it (1), or to it (-1).
_RELATED: Final = (
    ("incompatible", "hg:incompatibleWith", (1, -1)),
    ("tension", "hg:inTensionWith", (1, -1)),
    ("weighs", "hg:weighsFor", (1,)),
    ("weighed", "hg:weighsFor", (-1,)),
    ("refines", "hg:refines", (1,)),
    ("refined", "hg:refines", (-1,)),
)
# From which relation a move follows, between a claim that asserts and one of a stance.
_FOLLOWS: Final = {
    ("contradicts", "asserts"): "incompatibleWith",
    ("contradicts", "denies"): "refines",
    ("tensionWith", "asserts"): "inTensionWith",
    ("tensionWith", "denies"): "weighsFor",
    ("tensionWith", "qualifies"): "refines",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a curator states of two propositions, each with `iri`, `label`, `lang`; `why` has texts.

    A text of `why` has `text` and `lang`.
    """

    subject: Row
    relation: str
    object: Row
    why: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Basis:
    """From what a move follows: statements, or the stance that is taken on the same proposition."""

    stance: str
    statements: Sequence[Statement]


def related_query(iri: str, most: int) -> str:
    """Return the SELECT for what a proposition is related to, with the reasons in all languages."""
    branches = [
        f'{{ {subject} {relation} {object_} BIND ("{name}" AS ?relation) '
        f"BIND ({subject} AS ?s) BIND ({relation} AS ?p) BIND ({object_} AS ?o) }}"
        for name, relation, ways in _RELATED
        for subject, object_ in ((node(iri), "?thing")[::way] for way in ways)
    ]
    return f"""{PROLOGUE}SELECT ?relation ?thing ?reason ?why WHERE {{
  {{ SELECT DISTINCT ?relation ?thing ?s ?p ?o WHERE {{
    {" UNION ".join(branches)} FILTER (ISIRI(?thing))
  }} ORDER BY ?relation ?thing LIMIT {most} }}
  OPTIONAL {{ {reason_pattern("?s", "?p", "?o")} }}
}} ORDER BY ?relation ?thing ?reason LIMIT {_MOST}"""


def related_to(rows: Iterable[Row], book: Book, lang: str) -> dict[str, list[dict[str, object]]]:
    """Return what a proposition is related to, by relation: each once, with its reasons (`why`)."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["relation"], row["thing"]), []).append(row)
    return {
        name: [
            {**book.name(thing), "why": _texts(told, lang)}
            for (relation, thing), told in found.items()
            if relation == name
        ]
        for name, _, _ in _RELATED
    }


async def bases_of(reader: Reader, moves: Iterable[Move]) -> dict[tuple[str, str, str], Basis]:
    """Return from what each contradiction and tension follows, by its name and its two claims."""
    derived = {
        (each.name, each.claim["claim"], each.other["claim"]): ends
        for each in moves
        if (ends := _ends(each))
    }
    rows = await reader.rows(_bases_query(set(derived.values()))) if derived else []
    labels = await reader.labels({row[name] for row in rows for name in ("s", "o")})
    stated: dict[tuple[str, str, str], _Steps] = {}
    for row in rows:
        of = stated.setdefault((row["from"], slug(row["p"]), row["to"]), {})
        of.setdefault((row["s"], row["o"]), []).append(row)

    def name(iri: str) -> Row:
        label, lang = labels.get(iri, (slug(iri), ""))
        return {"iri": iri, "label": label, "lang": lang}

    def statements(ends: _Ends) -> list[Statement]:
        return [
            Statement(name(s), ends.relation, name(o), _texts(told, reader.lang))
            for one, other in ends.ways
            for (s, o), told in _on_the_way(one, stated.get((one, ends.relation, other), {}))
        ]

    return {move: Basis(ends.stance, statements(ends)) for move, ends in derived.items()}


# What is asked of each statement, by its two ends.
_Steps = dict[tuple[str, str], list["Row"]]


def _on_the_way(start: str, steps: _Steps) -> list[tuple[tuple[str, str], list[Row]]]:
    """Return statements in the order in which they lead on from a start."""
    distance, ahead = {start: 0}, [start]
    while ahead:
        one = ahead.pop(0)
        for subject, object_ in steps:
            if subject == one and object_ not in distance:
                distance[object_] = distance[one] + 1
                ahead.append(object_)
    return sorted(steps.items(), key=lambda step: distance.get(step[0][0], 0))


@dataclass(frozen=True, slots=True)
class _Ends:
    """The propositions of two claims, that of the claim which asserts first."""

    asserted: str
    against: str
    stance: str
    relation: str

    @property
    def ways(self) -> list[tuple[str, str]]:
        """In which direction the relation is looked for."""
        one = (self.asserted, self.against)
        is_symmetric = self.relation in ("incompatibleWith", "inTensionWith")
        return [one, one[::-1]] if is_symmetric else [one]


def _ends(move: Move) -> _Ends | None:
    """Return what a move is between; None where it does not follow from stances."""
    claims = (move.claim, move.other)
    if not all("stance" in each and "proposition" in each for each in claims):
        return None
    one, other = sorted(claims, key=lambda each: slug(each["stance"]) != "asserts")
    stance = slug(other["stance"])
    relation = _FOLLOWS.get((move.name, stance))
    return _Ends(one["proposition"], other["proposition"], stance, relation) if relation else None


def _bases_query(wanted: Iterable[_Ends]) -> str:
    """Return the SELECT for the statements between propositions: for `refines`, all on the way."""
    direct, refined = [], []
    for ends in sorted(wanted, key=str):
        for one, other in ends.ways:
            if ends.relation == "refines":
                refined.append(f"({node(one)} {node(other)})")
            else:
                direct.append(f"({node(one)} hg:{ends.relation} {node(other)})")
    return f"""{PROLOGUE}SELECT DISTINCT ?from ?to ?s ?p ?o ?reason ?why WHERE {{
  {{
    VALUES (?from ?p ?to) {{ {" ".join(direct)} }}
    ?from ?p ?to BIND (?from AS ?s) BIND (?to AS ?o)
  }} UNION {{
    VALUES (?from ?to) {{ {" ".join(refined)} }}
    ?from hg:refines* ?s . ?s hg:refines ?o . ?o hg:refines* ?to BIND (hg:refines AS ?p)
  }}
  OPTIONAL {{ {reason_pattern("?s", "?p", "?o")} }}
}} ORDER BY ?from ?to ?s ?p ?o ?reason LIMIT {_MOST}"""


def _texts(rows: Iterable[Row], lang: str) -> list[Row]:
    """Return the reasons of one statement: each in the page's language, else in another."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if "why" in row:
            told = {"text": row["why"], "lang": row.get("whyLang", "")}
            found.setdefault(row["reason"], []).append(told)
    return [
        next((each for each in told if each["lang"] == lang), told[0]) for told in found.values()
    ]
