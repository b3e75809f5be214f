"""An invented graph whose claims are of each group as of a day, and the group of each by the rule.

A claim has its own first day or that of the event at which it was made, and a day by which it had
been made, or not. Each is about everything, attested directly and by a relay in two texts of the
same words, not in the translation of the first, and stands in every relation to one that was said
long ago: so each canned query, list, page and picture meets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.project.layout import bundled
from hdhgraph.rdf.namespaces import BASE, HGID, PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "CASES",
    "DAY",
    "FIRST",
    "GROUPS",
    "OWN",
    "PARAMETERS",
    "claim",
    "create",
    "group",
    "loaded",
    "shown",
]

DAY: Final = "2020-06-15"
GROUPS: Final = ("said", "perhaps", "unknown", "notYet")
# By name: the first day of its own, that of its event, the day by which it had been said.
CASES: Final[dict[str, tuple[str, str, str]]] = {
    "said-on-the-day": ("", "", DAY),
    "said-between": ("2020-01-01", "", "2020-03-01"),
    "said-at-event": ("", "2019-05-01", "2019-05-02"),
    "perhaps-from-the-day": (DAY, "", "2020-10-09"),
    "perhaps-since-long": ("2019-01-01", "", "2024-01-01"),
    "perhaps-at-event": ("", "2020-06-14", "2020-06-16"),
    "unknown-by-later": ("", "", "2020-06-16"),
    "unknown-since-long": ("2020-01-01", "", ""),
    "unknown-wholly": ("", "", ""),
    "later-by-a-day": ("2020-06-16", "", "2020-06-20"),
    "later-at-event": ("", "2021-01-01", "2021-01-02"),
    "later-and-open": ("2021-01-01", "", ""),
    "later-than-its-event": ("2020-09-01", "2019-01-01", "2024-01-01"),
}
# Said before all others, by another and by the same: what they are in relation to.
FIRST: Final = "first"
OWN: Final = "own-first"
# What each canned query is to be asked for, to meet the invented claims.
PARAMETERS: Final = {
    "topic": "topic:cloud-act",
    "actor": f"{HGID}actor/speaker",
    "organisation": f"{HGID}actor/body",
    "act": f"{HGID}legal-act/act",
    "source": f"{HGID}source/text",
    "illocution": "illocution:assertion",
}
_PREFIXED: Final = ("hg", "cito", "dcterms", "foaf", "mode", "oa", "org", "schema", "skos",
                    "stance", "topic", "xsd")  # fmt: skip
_THINGS: Final = """
<actor/speaker> a hg:Actor, foaf:Person ; skos:prefLabel "Speaker"@en, "Oratrice"@fr .
<actor/rival> a hg:Actor, foaf:Person ; skos:prefLabel "Rival"@en, "Rival"@fr .
<actor/body> a hg:Actor, hg:Organisation ; skos:prefLabel "Body"@en, "Organisme"@fr .
<membership/role> org:member <actor/speaker> ; org:organization <actor/body> ;
    skos:prefLabel "role (Body)"@en, "fonction (Organisme)"@fr .
<legal-act/act> a hg:LegalAct ; skos:prefLabel "Act"@en, "Acte"@fr .
<certification/label> a hg:Certification ; skos:prefLabel "Label"@en, "Label"@fr .
<proposition/wide> a hg:Proposition ; skos:prefLabel "It is so."@en, "Il en est ainsi."@fr ;
    schema:about topic:cloud-act, topic:procurement, <legal-act/act>, <certification/label>,
        <actor/body> .
<source/text> a hg:Source ; hg:sha256 "0" ; schema:inLanguage "en" ; schema:author <actor/body> ;
    skos:prefLabel "Text"@en, "Texte"@fr .
<source/zcopy> a hg:Source ; hg:sha256 "1" ; schema:inLanguage "fr" ;
    skos:prefLabel "Copy"@en, "Copie"@fr .
<source/translation> a hg:Source ; schema:inLanguage "fr" ;
    schema:translationOfWork <source/text> ; skos:prefLabel "Translation"@en, "Traduction"@fr .
"""
_CLAIM: Final = """
<claim/{name}> a hg:Claim ; hg:speaker <actor/{speaker}> ; hg:inCapacity <membership/role> ;
    hg:proposition <proposition/wide> ; hg:stance stance:{stance} {dates} .
<source/text/{at}-{end}> a hg:Attestation ; hg:attests <claim/{name}> ; hg:mode mode:direct ;
    oa:hasSource <source/text> ; oa:hasSelector <source/text/{at}-{end}#sel> ;
    hg:fragment "words of {name}"@en .
<source/text/{at}-{end}#sel> oa:start {at} ; oa:end {end} ; hg:sha256 "{name}" .
<source/zcopy/{at}-{end}> a hg:Attestation ; hg:attests <claim/{name}> ; hg:mode mode:indirect ;
    oa:hasSource <source/zcopy> ; oa:hasSelector <source/zcopy/{at}-{end}#sel> ;
    hg:relays <source/text/{at}-{end}> .
<source/zcopy/{at}-{end}#sel> oa:start {at} ; oa:end {end} ; hg:sha256 "{name}" .
"""
_RELATED: Final = """
<claim/{name}> hg:contradicts <claim/first> ; hg:tensionWith <claim/first> ;
    cito:disputes <claim/first> .
<claim/first> hg:contradicts <claim/{name}> ; hg:tensionWith <claim/{name}> .
"""


def claim(name: str) -> str:
    """Return the IRI of an invented claim."""
    return f"{HGID}claim/{name}"


def group(name: str) -> str:
    """Return the group of a claim as of the day, by the rule, word for word."""
    own, happened, said_by = CASES[name]
    earliest = own or happened
    if said_by and said_by <= DAY:
        return "said"
    if earliest and said_by and earliest <= DAY < said_by:
        return "perhaps"
    if earliest and earliest > DAY:
        return "notYet"
    return "unknown"


def shown(name: str) -> str:
    """Return the group that a claim is shown in, whichever of all; empty for one that is not."""
    found = group(name) if name in CASES else "said"
    return found if found != "notYet" else ""


def _dates(name: str, own: str, happened: str, said_by: str) -> str:
    days = {"hg:earliest": own, "hg:saidNoLaterThan": said_by}
    found = [f'; {term} "{day}"^^xsd:date' for term, day in days.items() if day]
    return " ".join([*found, f"; hg:madeAt <event/{name}>" if happened else ""])


def turtle() -> str:
    """Return the invented graph."""
    parts = [f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in _PREFIXED]
    parts += [f"@base <{HGID}> .\n", _THINGS]
    everyone = {**dict.fromkeys((FIRST, OWN), ("", "", "2000-01-02")), **CASES}
    for number, (name, (own, happened, said_by)) in enumerate(everyone.items()):
        parts.append(
            _CLAIM.format(
                name=name,
                speaker="rival" if name == FIRST else "speaker",
                stance="asserts" if name in CASES else "denies",
                dates=_dates(name, own, happened, said_by),
                at=10 * number,
                end=10 * number + 9,
            )
        )
        if happened:
            parts.append(
                f'<event/{name}> a hg:Event ; hg:earliest "{happened}"^^xsd:date ; '
                f'skos:prefLabel "At {name}"@en, "Lors de {name}"@fr .\n'
            )
        if name in CASES:
            parts.append(_RELATED.format(name=name))
    return "".join(parts)


def loaded() -> ox.Store:
    """Return a store of the invented graph and the bundled vocabularies."""
    store = ox.Store()
    vocabularies = bundled().root / "ontology" / "vocabularies.ttl"
    store.load(vocabularies.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=BASE)
    store.load(turtle().encode(), format=ox.RdfFormat.TURTLE)
    return store


def create(root: Path) -> None:
    """Write a project of the invented graph with the bundled ontology."""
    for folder in ("ontology", "data"):
        (root / folder).mkdir()
    for path in sorted((bundled().root / "ontology").glob("*.ttl")):
        (root / "ontology" / path.name).write_bytes(path.read_bytes())
    (root / "data" / "cases.ttl").write_text(turtle(), encoding="utf-8")
