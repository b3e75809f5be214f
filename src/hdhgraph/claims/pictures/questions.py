"""What is asked of the graph for a picture: bounded queries, their values put in as RDF terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import Template
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.claims.told import told_of
from hdhgraph.errors import ParameterError
from hdhgraph.rdf.namespaces import BASE, PREFIXES
from hdhgraph.sparql.as_of import groups_query, shown

if TYPE_CHECKING:
    import datetime

__all__ = [
    "MOST_CLAIMS",
    "MOST_REPORTED",
    "Asked",
    "choices_queries",
    "questions",
    "reported_query",
]

# What one picture reads. It draws less; more would be told, and nobody could read it.
MOST_CLAIMS: Final = 400
_MOST_CHOICES: Final = 5000
MOST_REPORTED: Final = 200

_PROLOGUE: Final = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n"
    for prefix in ("hg", "dcterms", "oa", "schema", "skos")
)
_LABEL: Final = "OPTIONAL {{ ?{0} skos:prefLabel ?{0}Label FILTER (LANG(?{0}Label) = $lang) }}\n"
_OWN_DATE: Final = """
  OPTIONAL { ?$dated hg:edtf ?edtf }
  OPTIONAL { ?$dated hg:earliest ?earliest }
  OPTIONAL { ?$dated hg:latest ?latest }
"""
_EVENT_DATE: Final = "".join(
    f"""
  OPTIONAL {{
    ?claim hg:madeAt ?via{name} .
    OPTIONAL {{ ?via{name} hg:{name.lower()} ?at{name} }}
    FILTER (BOUND(?at{name}))
  }}"""
    for name in ("Edtf", "Earliest", "Latest")
)
# The limit makes the sub-select small to the planner, and what follows begins at its solutions.
_CLAIMS: Final = Template(
    _PROLOGUE
    + """
SELECT ?claim ?speaker ?speakerLabel ?capacityLabel ?stance ?stanceLabel
  ?illocution ?illocutionLabel
  ?proposition ?propositionLabel ?edtf ?earliest ?latest ?atEdtf ?atEarliest ?atLatest ?saidBy
WHERE {
  { SELECT DISTINCT ?claim WHERE { $which } LIMIT $most }
  ?claim hg:speaker ?speaker ;
    hg:stance ?stance ;
    hg:proposition ?proposition .
  OPTIONAL { ?claim hg:illocution ?illocution }
  OPTIONAL {
    ?claim hg:illocution ?viaIllocution .
    OPTIONAL { ?viaIllocution skos:prefLabel ?illocutionLabel }
    FILTER (LANG(?illocutionLabel) = $lang)
  }
  OPTIONAL { ?claim hg:saidNoLaterThan ?saidBy }
  OPTIONAL {
    ?claim hg:inCapacity ?capacity .
    OPTIONAL { ?capacity skos:prefLabel ?capacityLabel }
    FILTER (LANG(?capacityLabel) = $lang)
  }
"""
    + _OWN_DATE.replace("$dated", "claim")
    + _EVENT_DATE
    + "".join(_LABEL.format(name) for name in ("speaker", "stance", "proposition"))
    + "}"
)
_EVENTS: Final = Template(
    _PROLOGUE
    + """
SELECT ?event ?eventLabel ?edtf ?earliest ?latest
WHERE {
  { SELECT DISTINCT ?event WHERE { $which } LIMIT $most }
"""
    + _OWN_DATE.replace("$dated", "event")
    + _LABEL.format("event")
    + "}"
)
_CONTRADICTED: Final = Template(
    _PROLOGUE
    + """
SELECT ?claim ?other
WHERE {
  { SELECT DISTINCT ?claim WHERE { $which } LIMIT $most }
  ?claim hg:contradicts ?other .
} LIMIT 5000"""
)
_INCOMPATIBLE: Final = (
    _PROLOGUE
    + """
SELECT ?proposition ?other WHERE { ?proposition hg:incompatibleWith ?other } LIMIT 5000"""
)
_PLACES: Final = Template(
    _PROLOGUE
    + """
SELECT ?place ?relayed ?source ?sourceLabel ?mode ?modeLabel ?start ?end ?fragment ?held ?shared
  ?edtf ?earliest ?latest
WHERE {
  {
    SELECT DISTINCT ?place WHERE { ?first hg:attests $claim . ?first hg:relays* ?place } LIMIT 100
  }
  ?place oa:hasSource ?source .
  OPTIONAL { ?place hg:relays ?relayed }
  OPTIONAL { ?place hg:mode ?mode }
  OPTIONAL { ?place hg:fragment ?fragment }
  OPTIONAL {
    ?place oa:hasSelector ?viaStart .
    OPTIONAL { ?viaStart oa:start ?start }
    FILTER (BOUND(?start))
  }
  OPTIONAL {
    ?place oa:hasSelector ?viaEnd .
    OPTIONAL { ?viaEnd oa:end ?end }
    FILTER (BOUND(?end))
  }
  OPTIONAL {
    ?place hg:mode ?viaMode .
    OPTIONAL { ?viaMode skos:prefLabel ?modeLabel }
    FILTER (LANG(?modeLabel) = $lang)
  }
  BIND (EXISTS { ?source hg:sha256 ?own }
    || EXISTS { ?source schema:isPartOf+ ?whole . ?whole hg:sha256 ?digest } AS ?held)
  BIND (EXISTS { ?place hg:attests $claim } AS ?shared)
"""
    + _OWN_DATE.replace("$dated", "source")
    + _LABEL.format("source")
    + "}"
)
_TOPICS: Final = Template(
    _PROLOGUE
    + """
SELECT ?topic ?topicLabel WHERE {
  { SELECT DISTINCT ?topic WHERE { ?topic skos:inScheme $scheme } LIMIT $most }
"""
    + _LABEL.format("topic")
    + "}"
)
_ACTORS: Final = Template(
    _PROLOGUE
    + """
SELECT ?actor ?actorLabel WHERE {
  { SELECT DISTINCT ?actor WHERE { ?claim hg:speaker ?actor } LIMIT $most }
"""
    + _LABEL.format("actor")
    + "}"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which picture of what: the kind, the language, and filters as IRIs, empty where none.

    `as_of` leaves out what is not yet said as of that day; `subject` names the filters for
    people.
    """

    kind: str
    lang: str = "fr"
    topic: str = ""
    actor: str = ""
    claim: str = ""
    as_of: datetime.date | None = None
    base: str = BASE
    subject: str = ""


def questions(asked: Asked) -> dict[str, str]:
    """Return the queries that a picture needs, by the name of their answers.

    Raises ParameterError for a chain without a claim, or another picture with one.
    """
    if (asked.kind == "chain") != bool(asked.claim):
        raise ParameterError(
            "A chain is that of one claim: give “claim”."
            if asked.kind == "chain"
            else f"“claim” is for a chain; a {asked.kind} has topic, actor and asOf."
        )
    values = {"lang": str(ox.Literal(asked.lang)), "most": str(MOST_CLAIMS + 1)}
    which = _which(asked)
    found = {"claims": _CLAIMS.substitute(values, which=which)}
    if asked.as_of:
        every = _which(replace(asked, as_of=None))
        found["groups"] = _PROLOGUE + groups_query(every, asked.as_of)
    match asked.kind:
        case "timeline":
            happened = _which_events(asked)
            found["events"] = _EVENTS.substitute(values, which=happened)
            chosen = f"SELECT DISTINCT (?event AS ?thing) WHERE {{ {happened} }}"
            chosen += f" LIMIT {MOST_CLAIMS + 1}"
            found["told"] = _PROLOGUE + told_of(f"{{ {chosen} }}", asked.lang)
        case "map":
            found["contradicted"] = _CONTRADICTED.substitute(values, which=which)
            found["incompatible"] = _INCOMPATIBLE
        case "chain":
            found["places"] = _PLACES.substitute(values, claim=_term(asked.claim))
    return found


def choices_queries(asked: Asked) -> dict[str, str]:
    """Return the queries for what can be chosen: all topics, and all who say something."""
    scheme = _term(f"{asked.base}vocab/topic")
    values = {"lang": str(ox.Literal(asked.lang)), "most": str(_MOST_CHOICES)}
    return {
        "topic": _TOPICS.substitute(values, scheme=scheme),
        "actor": _ACTORS.substitute(values),
    }


def reported_query(asked: Asked) -> str:
    """Return the query for claims that reach us by a relay, as far as the filters let them."""
    relayed = "?place hg:relays ?relayed . ?place hg:attests ?claim ."
    which = f"{relayed} {_which(replace(asked, claim=''))}"
    values = {"lang": str(ox.Literal(asked.lang)), "most": str(MOST_REPORTED + 1)}
    return _CLAIMS.substitute(values, which=which)


def _term(iri: str) -> str:
    return str(ox.NamedNode(iri))


def _which(asked: Asked) -> str:
    """Return the patterns that choose claims."""
    parts = []
    if asked.claim:
        parts.append(f"VALUES ?claim {{ {_term(asked.claim)} }} ?claim hg:stance ?any .")
    if asked.topic:
        parts.append(
            f"{_term(asked.topic)} skos:narrower* ?about . ?what schema:about ?about . "
            "?claim hg:proposition ?what ."
        )
    if asked.actor:
        parts.append(_around(asked) if asked.kind == "map" else _spoken(asked))
    if not parts:
        is_dated = asked.kind == "timeline"
        dates = "?claim hg:edtf|hg:earliest|hg:latest ?date ." if is_dated else ""
        parts.append(f"?claim hg:stance ?any . {dates}")
    return " ".join([*parts, shown("?claim", asked.as_of)])


def _spoken(asked: Asked) -> str:
    return f"?claim hg:speaker {_term(asked.actor)} ."


def _around(asked: Asked) -> str:
    """Choose what an actor says, and what others say to the same or against it."""
    mine = f"?mine hg:speaker {_term(asked.actor)}"
    return (
        f"{{ SELECT DISTINCT ?claim WHERE {{ "
        f"{{ {mine} ; hg:proposition ?same . ?claim hg:proposition ?same }} "
        f"UNION {{ {mine} ; hg:contradicts ?claim }} }} }}"
    )


def _which_events(asked: Asked) -> str:
    if asked.topic:
        return f"?claim hg:madeAt ?event . {_which(asked)}"
    if asked.actor:
        actor = _term(asked.actor)
        return (
            f"{{ ?event hg:involves {actor} . ?event a hg:Event }} "
            f"UNION {{ ?claim hg:speaker {actor} . ?claim hg:madeAt ?event }}"
        )
    return "?event a hg:Event ."
