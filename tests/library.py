"""An invented project with all that the ontology can say of a claim, an event and a source.

It is the controversy of the ontology's examples: the sensors in the library of Exempleville.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.project.layout import bundled
from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CLAIMS", "create", "turtle"]

_PREFIXED: Final = ("hg", "dcterms", "discrepancykind", "eventkind", "eventstatus", "foaf",
                    "illocution", "mode", "oa", "org", "role", "schema", "skos", "stance",
                    "topic", "xsd")  # fmt: skip
# By name: speaker, capacity, stance, illocution, proposition, where in the article.
CLAIMS: Final = {
    "camille-denies": ("camille", "presidency", "denies", "", "track"),
    "camille-promises": ("camille", "presidency", "asserts", "promise", "removed-soon"),
    "camille-decides": ("camille", "presidency", "asserts", "decision", "removed"),
    "camille-concedes": ("camille", "", "asserts", "concession", "camera"),
    "dominique-demands": ("dominique", "", "asserts", "demand", "should-be-removed"),
    "dominique-refuses": ("dominique", "", "denies", "demand", "should-stay"),
    "dominique-regrets": ("dominique", "", "asserts", "regret", "readers-left"),
    "dominique-regrets-not": ("dominique", "", "denies", "regret", "council-asked"),
    "lectrice-warns": ("lectrice12", "", "asserts", "warning", "names-leak"),
    "lectrice-asserts": ("lectrice12", "", "asserts", "assertion", "track"),
    "readers-question": ("readers", "", "questions", "", "track"),
    "branch-asserts": ("alix", "branch-manager", "asserts", "", "names-leak"),
    "firm-qualifies": ("firm", "", "qualifies", "", "names-leak"),
    "dominique-advises": ("dominique", "adviser", "asserts", "", "names-leak"),
}
_THINGS: Final = """
<actor/camille> a hg:Actor, foaf:Person ;
    skos:prefLabel "Camille Exemple"@en, "Camille Exemple"@fr .
<actor/dominique> a hg:Actor, foaf:Person ;
    skos:prefLabel "Dominique Modèle"@en, "Dominique Modèle"@fr .
<actor/alix> a hg:Actor, foaf:Person ; skos:prefLabel "Alix Type"@en, "Alix Type"@fr .
<actor/lectrice12> a hg:Actor, hg:Pseudonym ; skos:prefLabel "lectrice12"@en, "lectrice12"@fr .
<actor/readers> a hg:Actor, foaf:Group ; skos:prefLabel "some readers"@en, "des lecteurs"@fr .
<actor/council> a hg:Actor, hg:Organisation ; skos:prefLabel "the council"@en, "le conseil"@fr .
<actor/firm> a hg:Actor, hg:Organisation ; skos:prefLabel "Sensors Ltd"@en, "Capteurs SA"@fr .
<actor/branch> a hg:Actor, hg:Organisation ; org:subOrganizationOf <actor/regional> ;
    skos:prefLabel "Sensors North"@en, "Capteurs Nord"@fr .
<actor/regional> a hg:Actor, hg:Organisation ; org:subOrganizationOf <actor/firm> ;
    skos:prefLabel "Sensors Europe"@en, "Capteurs Europe"@fr .
<system/sensors> a hg:System ; schema:provider <actor/firm> ;
    skos:prefLabel "the sensors"@en, "les capteurs"@fr .
<legal-act/by-law> a hg:LegalAct ; eli:passed_by <actor/council> ;
    skos:prefLabel "the by-law on the library"@en, "le règlement de la bibliothèque"@fr .
<certification/quiet> a hg:Certification ; schema:provider <actor/council> ;
    skos:prefLabel "Quiet reading"@en, "Lecture sereine"@fr .
<membership/presidency> a org:Membership ; org:member <actor/camille> ;
    org:organization <actor/council> ; org:role role:president ;
    skos:prefLabel "president (the council)"@en, "présidente (le conseil)"@fr .
<membership/branch-manager> a org:Membership ; org:member <actor/alix> ;
    org:organization <actor/branch> ; org:role role:director ;
    skos:prefLabel "manager (Sensors North)"@en, "responsable (Capteurs Nord)"@fr .
<membership/adviser> a org:Membership ; org:member <actor/dominique> ;
    org:organization <actor/firm> ;
    skos:prefLabel "adviser (Sensors Ltd)"@en, "conseil (Capteurs SA)"@fr .
<event/meeting> a hg:Event ; dcterms:type eventkind:hearing ;
    hg:involves <actor/council>, <actor/camille>, <system/sensors> ;
    hg:edtf "2021-05-04" ; hg:earliest "2021-05-04"^^xsd:date ; hg:latest "2021-05-04"^^xsd:date ;
    skos:prefLabel "meeting of the council"@en, "séance du conseil"@fr .
<event/removal> a hg:Event ; hg:involves <actor/council>, <actor/firm> ;
    hg:edtf "2025" ; hg:earliest "2025-01-01"^^xsd:date ; hg:latest "2025-12-31"^^xsd:date ;
    skos:prefLabel "removal of the sensors"@en, "retrait des capteurs"@fr .
<event/visit> a hg:Event ; hg:involves <actor/council>, <actor/firm> ;
    hg:edtf "2021-04" ; hg:earliest "2021-04-01"^^xsd:date ; hg:latest "2021-04-30"^^xsd:date ;
    skos:prefLabel "visit to the library"@en, "visite de la bibliothèque"@fr .
<event/order> a hg:Event ; hg:involves <actor/council>, <actor/firm> ;
    hg:latest "2021-04-15"^^xsd:date ;
    skos:prefLabel "order of the sensors"@en, "commande des capteurs"@fr .
<proposition/track> a hg:Proposition ; schema:about <system/sensors>, topic:privacy ;
    skos:prefLabel "The sensors track readers."@en, "Les capteurs suivent les lecteurs."@fr .
<proposition/removed-soon> a hg:Proposition ; schema:about <system/sensors> ;
    skos:prefLabel "The sensors will be removed."@en, "Les capteurs seront retirés."@fr .
<proposition/removed> a hg:Proposition ; schema:about <system/sensors>, <legal-act/by-law> ;
    skos:prefLabel "The by-law bans the sensors."@en, "Le règlement interdit les capteurs."@fr .
<proposition/camera> a hg:Proposition ; schema:about <certification/quiet> ;
    skos:prefLabel "A camera can film who reads."@en, "Une caméra peut filmer qui lit."@fr .
<proposition/should-be-removed> a hg:Proposition ; schema:about <system/sensors> ;
    skos:prefLabel "The sensors should be removed."@en, "Les capteurs devraient être retirés."@fr .
<proposition/should-stay> a hg:Proposition ; schema:about <system/sensors> ;
    skos:prefLabel "The sensors should stay."@en, "Les capteurs devraient rester."@fr .
<proposition/readers-left> a hg:Proposition ; schema:about <actor/council> ;
    skos:prefLabel "Readers have left."@en, "Des lecteurs sont partis."@fr .
<proposition/council-asked> a hg:Proposition ; schema:about <actor/council> ;
    skos:prefLabel "The council asked the readers."@en, "Le conseil a consulté les lecteurs."@fr .
<proposition/names-leak> a hg:Proposition ; schema:about <system/sensors>, <actor/branch> ;
    skos:prefLabel "Names may leak."@en, "Des noms pourraient fuiter."@fr .
<actor/gazette> a hg:Actor, hg:Organisation ; skos:prefLabel "The Gazette"@en, "La Gazette"@fr .
<source/article> a hg:Source ; hg:sha256 "0" ; hg:length 4000 ; schema:inLanguage "fr" ;
    schema:publisher <actor/gazette> ; hg:edtf "2021-05-06" ;
    hg:earliest "2021-05-06"^^xsd:date ; hg:latest "2021-05-06"^^xsd:date ;
    hg:discrepancy <discrepancy/figures> ;
    skos:prefLabel "Article of the Gazette"@en, "Article de la Gazette"@fr .
<source/translation> a hg:Source ; hg:sha256 "1" ; schema:inLanguage "en" ;
    schema:translationOfWork <source/article> ;
    skos:prefLabel "Translation of the article"@en, "Traduction de l'article"@fr .
<source/notice> a hg:Source ; hg:sha256 "2" ; schema:inLanguage "fr" ;
    skos:prefLabel "Notice of the council"@en, "Avis du conseil"@fr .
<source/translation/10-20> a hg:Attestation ; hg:attests <claim/camille-denies> ;
    hg:mode mode:direct ; oa:hasSource <source/translation> ; hg:relays <source/article/100-150> ;
    oa:hasSelector <source/translation/10-20#sel> ; hg:fragment "The censors follow nobody"@en ;
    hg:discrepancy <discrepancy/censors> .
<source/translation/10-20#sel> oa:start 10 ; oa:end 20 .
<discrepancy/censors> a hg:Discrepancy ; dcterms:type discrepancykind:mistranslation ;
    oa:hasTarget <source/translation/10-20>, <source/article/100-150> ;
    rdfs:comment "It has “censors” where the article has sensors."@en,
        "Elle porte « censeurs » là où l'article parle de capteurs."@fr .
<discrepancy/figures> a hg:Discrepancy ; dcterms:type discrepancykind:inconsistency ;
    oa:hasTarget <source/article/700-720> ;
    rdfs:comment "The article counts ten sensors, then twelve."@en,
        "L'article compte dix capteurs, puis douze."@fr .
<source/article/700-720> a oa:SpecificResource ; oa:hasSource <source/article> ;
    oa:hasSelector <source/article/700-720#sel> .
<source/article/700-720#sel> oa:start 700 ; oa:end 720 .
<source/notice/1-30> a hg:Attestation ; hg:attests <event/meeting> ; hg:mode mode:own-voice ;
    hg:eventStatus eventstatus:planned ; oa:hasSource <source/notice> ;
    oa:hasSelector <source/notice/1-30#sel> .
<source/notice/1-30#sel> oa:start 1 ; oa:end 30 .
<source/article/2000-2010> a hg:Attestation ; hg:attests <event/meeting> ; hg:mode mode:own-voice ;
    oa:hasSource <source/article> ; oa:hasSelector <source/article/2000-2010#sel> .
<source/article/2000-2010#sel> oa:start 2000 ; oa:end 2010 .
<source/notice/40-60> a hg:Attestation ; hg:attests <event/removal> ; hg:mode mode:own-voice ;
    hg:eventStatus eventstatus:planned ; oa:hasSource <source/notice> ;
    oa:hasSelector <source/notice/40-60#sel> .
<source/notice/40-60#sel> oa:start 40 ; oa:end 60 .
<source/article/2100-2110> a hg:Attestation ; hg:attests <event/visit> ; hg:mode mode:indirect ;
    hg:accordingTo <actor/dominique> ; oa:hasSource <source/article> ;
    oa:hasSelector <source/article/2100-2110#sel> ; hg:fragment "une visite en avril"@fr .
<source/article/2100-2110#sel> oa:start 2100 ; oa:end 2110 .
<source/article/2200-2210> a hg:Attestation ; hg:attests <membership/adviser> ;
    hg:mode mode:indirect ; hg:accordingTo <actor/camille> ; oa:hasSource <source/article> ;
    oa:hasSelector <source/article/2200-2210#sel> .
<source/article/2200-2210#sel> oa:start 2200 ; oa:end 2210 .
<source/article/2300-2310> a hg:Attestation ; hg:attests <membership/presidency> ;
    hg:mode mode:own-voice ; oa:hasSource <source/article> ;
    oa:hasSelector <source/article/2300-2310#sel> .
<source/article/2300-2310#sel> oa:start 2300 ; oa:end 2310 .
<source/article/2400-2410> a hg:Attestation ; hg:attests <certification/quiet> ;
    hg:mode mode:indirect ; hg:accordingTo <actor/alix> ; oa:hasSource <source/article> ;
    oa:hasSelector <source/article/2400-2410#sel> .
<source/article/2400-2410#sel> oa:start 2400 ; oa:end 2410 .
"""
_CLAIM: Final = """
<claim/{name}> a hg:Claim ; hg:speaker <actor/{speaker}> {more} ; hg:stance stance:{stance} ;
    hg:proposition <proposition/{proposition}> ; hg:saidNoLaterThan "2021-05-06"^^xsd:date .
<source/article/{at}-{end}> a hg:Attestation ; hg:attests <claim/{name}> ; hg:mode mode:direct ;
    oa:hasSource <source/article> ; oa:hasSelector <source/article/{at}-{end}#sel> ;
    hg:fragment "mots de {name}"@fr .
<source/article/{at}-{end}#sel> oa:start {at} ; oa:end {end} .
"""


def turtle() -> str:
    """Return the invented graph."""
    prefixes = (*_PREFIXED, "eli", "rdfs")
    parts = [f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in prefixes]
    parts += [f"@base <{PREFIXES['hgid']}> .\n", _THINGS]
    for number, (name, (speaker, capacity, stance, illocution, proposition)) in enumerate(
        CLAIMS.items()
    ):
        more = f"; hg:inCapacity <membership/{capacity}>" if capacity else ""
        more += f" ; hg:illocution illocution:{illocution}" if illocution else ""
        at = 100 + 100 * number
        parts.append(
            _CLAIM.format(
                name=name, speaker=speaker, stance=stance, proposition=proposition, more=more,
                at=at, end=at + 50,
            )
        )  # fmt: skip
    return "".join(parts)


def create(root: Path) -> None:
    """Write a project of the invented graph with the bundled ontology."""
    for folder in ("ontology", "data"):
        (root / folder).mkdir()
    for path in sorted((bundled().root / "ontology").glob("*.ttl")):
        (root / "ontology" / path.name).write_bytes(path.read_bytes())
    (root / "data" / "library.ttl").write_text(turtle(), encoding="utf-8")
