"""What claims and attestations are called: sentences that an editor would print, twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.project.inference.inference import infer, serialize, stated
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.web.service.service import read_labels
from invented_claims import ID, load
from invented_claims import PREFIXES as PREAMBLE
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

VOCABULARY = "https://w3id.org/hdhgraph/vocab/"
HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
<actor/camille> a hg:Actor, foaf:Person ;
    skos:prefLabel "Camille Exemple"@en, "Camille Exemple"@fr .
<source/gazette> a hg:Source ;
    skos:prefLabel "The sensors that watch us"@en, "Ces capteurs qui nous surveillent"@fr .
"""
TRACK = ("The sensors track readers", "Les capteurs suivent les lecteurs")


def named(iri: str, english: str, french: str, kind: str = "hg:Proposition") -> str:
    """Describe a thing with its two names."""
    labels = f"{ox.Literal(english, language='en')}, {ox.Literal(french, language='fr')}"
    return f"<{iri}> a {kind} ; skos:prefLabel {labels} .\n"


def claim(name: str = "a", speaker: str = "camille", of: str = "p", **facts: str) -> str:
    """Describe a claim by the slugs of its concepts: stance, certainty, illocution."""
    concepts = {"stance": "asserts", **facts}
    told = "".join(
        f" hg:{scheme} <{VOCABULARY}{scheme}/{slug}> ;" for scheme, slug in concepts.items()
    )
    return (
        f"<claim/{name}> a hg:Claim ;{told} hg:speaker <actor/{speaker}> ; "
        f"hg:proposition <proposition/{of}> .\n"
    )


def place(iri: str, thing: str, more: str = "") -> str:
    """Describe a place of the gazette that attests a thing, from character 10 to 1234."""
    return (
        f"<{iri}> a hg:Attestation ; oa:hasSource <source/gazette> ; hg:attests <{thing}> ; "
        f"oa:hasSelector <{iri}#sel> . <{iri}#sel> oa:start 10 ; oa:end 1234 . {more}\n"
    )


def labels(turtle: str, iri: str = "claim/a") -> dict[str, str]:
    """Return the inferred labels of a thing by language."""
    found = [
        triple.object
        for triple in infer(load(HEAD + turtle))
        if triple.predicate.value == PREFIXES["rdfs"] + "label"
        and triple.subject == ox.NamedNode(ID + iri)
    ]
    told = {each.language or "": each.value for each in found if isinstance(each, ox.Literal)}
    assert len(told) == len(found)  # one in each language
    return told


def sentences(**facts: str) -> tuple[str, str]:
    """Return what a claim on the sensors is called, in English and French."""
    told = labels(named("proposition/p", *TRACK) + claim(**facts))
    return told["en"], told["fr"]


SAID = [
    ({}, "asserts: the", "affirme : les"),
    ({"stance": "denies"}, "denies: the", "nie : les"),
    ({"stance": "qualifies"}, "qualifies: the", "nuance : les"),
    ({"stance": "questions"}, "asks whether the", "demande si les"),
    ({"certainty": "plain", "illocution": "assertion"}, "asserts: the", "affirme : les"),
    ({"certainty": "hedged"}, "asserts, with reservation: the", "affirme, avec réserve : les"),
    ({"certainty": "conditional", "stance": "denies"}, "denies, conditionally: the",
     "nie, au conditionnel : les"),
    ({"certainty": "hedged", "stance": "questions"}, "asks, with reservation, whether the",
     "demande, avec réserve, si les"),
    ({"illocution": "demand"}, "demands: the", "demande : les"),
    ({"illocution": "promise"}, "promises: the", "promet : les"),
    ({"illocution": "regret"}, "regrets: the", "regrette : les"),
    ({"illocution": "concession"}, "concedes: the", "concède : les"),
    ({"illocution": "warning"}, "warns: the", "avertit : les"),
    ({"illocution": "decision"}, "decides: the", "décide : les"),
    ({"illocution": "promise", "stance": "denies"}, "promises that this will not be so: the",
     "promet qu'il n'en sera rien : les"),
    ({"illocution": "demand", "stance": "denies"}, "demands that this not be so: the",
     "demande qu'il n'en soit rien : les"),
    ({"illocution": "concession", "stance": "denies", "certainty": "hedged"},
     "concedes, with reservation, that this is not so: the",
     "concède, avec réserve, qu'il n'en est rien : les"),
    ({"illocution": "concession", "stance": "qualifies", "certainty": "conditional"},
     "concedes, within limits and conditionally: the",
     "concède, dans certaines limites et au conditionnel : les"),
    ({"illocution": "demand", "stance": "questions"}, "asks whether the", "demande si les"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "english", "french"), SAID)
def test_a_claim_is_called_by_who_does_what_on_which_proposition(
    facts: dict[str, str], english: str, french: str
) -> None:
    """Stance, act and certainty are in the verb and beside it; what is plain is not told."""
    assert sentences(**facts) == (
        f"Camille Exemple {english} sensors track readers",
        f"Camille Exemple {french} capteurs suivent les lecteurs",
    )


def test_every_concept_of_the_closed_schemes_has_its_words(store: ox.Store) -> None:
    """No stance, act or certainty of the vocabulary is passed over: its labels differ."""

    def concepts(scheme: str) -> Iterable[str]:
        pattern = store.quads_for_pattern(
            None,
            ox.NamedNode(PREFIXES["skos"] + "inScheme"),
            ox.NamedNode(VOCABULARY + scheme),
        )
        return [quad.subject.value.rpartition("/")[2] for quad in pattern]  # type: ignore[union-attr]

    for stance in ("asserts", "denies", "qualifies"):
        for scheme in ("illocution", "certainty"):
            told = [sentences(stance=stance, **{scheme: each}) for each in concepts(scheme)]
            assert len(told) > 2
            assert len(set(told)) == len(told)
    assert len({sentences(stance=each) for each in concepts("stance")}) == 4


@pytest.mark.parametrize(
    ("english", "french", "expected", "attendu"),
    [
        ("Choosing it was ideal", "L'audit est bon", "choosing it was ideal", "l'audit est bon"),
        ("OVH lags behind", "OVH est en retard", "OVH lags behind", "OVH est en retard"),
        ("A4 paper is dear", "À Paris, il pleut", "A4 paper is dear", "à Paris, il pleut"),
        ("18 services are used", "18 services servent", "18 services are used",
         "18 services servent"),
        ("Le Monde asked", "Le Monde a demandé", "Le Monde asked", "Le Monde a demandé"),
        ("Exempleville pays", "Exempleville paie", "Exempleville pays", "Exempleville paie"),
        ("French firms bid", "Des firmes répondent", "French firms bid", "des firmes répondent"),
        ("Data are kept", "Le Mondeo roule", "data are kept", "le Mondeo roule"),
        ("Critics of the plan are many", "Détracteurs et amis parlent",
         "critics of the plan are many", "détracteurs et amis parlent"),
    ],
)  # fmt: skip
def test_a_sentence_loses_its_capital_unless_a_name_has_it(
    english: str, french: str, expected: str, attendu: str
) -> None:
    """Names of the graph, abbreviations and words that are always written so keep theirs."""
    known = (
        named("actor/le-monde", "Le Monde", "Le Monde", "hg:Organisation")
        + named("actor/town", "Exempleville", "Exempleville", "hg:Organisation")
        + named(
            "actor/critics", "Critics of the plan", "Détracteurs du plan", "hg:Actor, foaf:Group"
        )
        + named("proposition/q", "Some French firms have data", "La base Data sert le monde")
        + claim("b", of="q")
    )
    told = labels(known + named("proposition/p", english, french) + claim())
    assert told == {
        "en": f"Camille Exemple asserts: {expected}",
        "fr": f"Camille Exemple affirme : {attendu}",
    }


@pytest.mark.parametrize(
    ("french", "question"),
    [("Il existait un choix", "s'il existait un choix"), ("Ils paient", "s'ils paient"),
     ("Illico paie", "si illico paie"), ("On paie", "si on paie")],
)  # fmt: skip
def test_french_elides_if_before_il(french: str, question: str) -> None:
    """« s'il », « s'ils », and nothing else."""
    told = labels(named("proposition/p", "X", french) + claim(stance="questions"))
    assert told["fr"] == f"Camille Exemple demande {question}"


@pytest.mark.parametrize(
    ("kind", "english", "french", "is_plural"),
    [
        ("hg:Actor, foaf:Group", "Critics of the plan", "Détracteurs du plan", True),
        ("hg:Actor, foaf:Group", "Officials heard by the council", "Agents entendus par le conseil",
         True),
        ("hg:Actor, foaf:Group", "Several dozen readers", "Des dizaines de lecteurs", True),
        ("hg:Actor, foaf:Group", "Authorities (not told which)", "Autorités (non précisées)", True),
        ("hg:Actor, foaf:Group", "Management of the readers", "Direction des capteurs", False),
        ("hg:Actor, foaf:Group", "The town's press", "Corps médical", False),
        ("hg:Actor, foaf:Group", "Paris committee", "Comité français", False),
        ("hg:Actor, foaf:Group", "The readers' club", "Un club de lecteurs", False),
        ("hg:Actor, foaf:Group", "People of the town", "Les gens de la ville", True),
        ("hg:Actor, foaf:Group", "Tax office in the towns", "L'office des taxes", False),
        ("hg:Organisation", "Readers and friends", "Lecteurs et amis", False),
        ("hg:Actor, foaf:Person", "Alex Jones", "Denis Dubois", False),
    ],
)  # fmt: skip
def test_the_verb_agrees_with_a_group_that_is_several(
    kind: str, english: str, french: str, is_plural: bool
) -> None:
    """By the noun that names it; a person or an organisation is one."""
    speaker = named("actor/group", english, french, kind)
    told = labels(speaker + named("proposition/p", *TRACK) + claim(speaker="group"))
    verbs = ("assert", "affirment") if is_plural else ("asserts", "affirme")
    assert told["en"].startswith(f"{english} {verbs[0]}: ")
    assert told["fr"].startswith(f"{french} {verbs[1]} : ")


def test_what_two_claims_share_is_told_apart_by_when_or_where() -> None:
    """One speaker who says the same twice; a claim that is alone in its words has no more."""
    dated = '<claim/a> hg:edtf "2021-05-04" . <claim/b> hg:madeAt <event/vote> . '
    base = named("proposition/p", *TRACK) + dated
    base += named("event/vote", "Vote of the council", "Vote du conseil", "hg:Event")
    both = base + claim("a") + claim("b")
    assert labels(both)["en"] == "Camille Exemple asserts: the sensors track readers (4 May 2021)"
    assert labels(both, "claim/b")["fr"].endswith("suivent les lecteurs (Vote du conseil)")
    assert labels(base + claim("a"))["en"].endswith(" readers")
    assert labels(base + claim("a") + claim("b", stance="denies"))["en"].endswith(" readers")


@pytest.mark.parametrize(
    "incomplete",
    [
        claim().replace("hg:speaker <actor/camille>", "hg:speaker <actor/nameless>"),
        claim(of="nameless"),
        claim(stance="supports"),
        "<claim/a> a hg:Claim ; owl:deprecated true ."
        .replace("owl:deprecated", "<http://www.w3.org/2002/07/owl#deprecated>"),
    ],
)  # fmt: skip
def test_nothing_is_made_up(incomplete: str) -> None:
    """Without a name of speaker or proposition, or with an unknown stance, there is no label."""
    assert labels(named("proposition/p", *TRACK) + incomplete) == {}


def test_a_language_without_a_name_has_no_label() -> None:
    """Half of the labels is there, in its own language."""
    half = '<proposition/p> skos:prefLabel "The sensors track readers"@en .'
    assert labels(half + claim()).keys() == {"en"}


def test_several_values_give_one_label_and_always_the_same() -> None:
    """What a shape forbids does not make a second label, nor bytes that change."""
    text = (
        named("proposition/p", *TRACK) + named("proposition/q", "B", "B") + claim() + claim(of="q")
    )
    first = labels(text)
    assert first.keys() == {"en", "fr"}
    assert all(labels(text) == first for _ in range(3))


PLANNED = f"""
<source/gazette/x> hg:eventStatus <{VOCABULARY}eventstatus/planned> ;
    hg:accordingTo <actor/camille> .
"""
AT = "The sensors that watch us, characters 10 to 1234"
AU = "Ces capteurs qui nous surveillent, caractères 10 à 1234"


@pytest.mark.parametrize(
    ("more", "english", "french"),
    [
        ("", AT, AU),
        (f"<source/gazette/x> hg:mode <{VOCABULARY}mode/direct> .", AT, AU),
        (f"<source/gazette/x> hg:mode <{VOCABULARY}mode/presupposed> .", f"presupposed; {AT}",
         f"présupposé ; {AU}"),
        (PLANNED, f"planned; according to Camille Exemple; {AT}",
         f"prévu ; selon Camille Exemple ; {AU}"),
        (f"<source/gazette/x> hg:eventStatus <{VOCABULARY}eventstatus/happened> .", AT, AU),
    ],
)  # fmt: skip
@pytest.mark.parametrize("thing", ["claim/a", "event/vote"])
def test_an_attestation_is_called_by_what_it_attests_and_where(
    thing: str, more: str, english: str, french: str
) -> None:
    """With what a reader must know of the place; the mode of other places is not that."""
    text = (
        named("proposition/p", *TRACK) + claim() + named("event/vote", "Vote", "Vote", "hg:Event")
    )
    told = labels(text + place("source/gazette/x", thing, more), "source/gazette/x")
    attested = {
        "claim/a": ("Camille Exemple asserts: the sensors track readers",
                    "Camille Exemple affirme : les capteurs suivent les lecteurs"),
        "event/vote": ("Vote", "Vote"),
    }[thing]  # fmt: skip
    assert told == {"en": f"{attested[0]} ({english})", "fr": f"{attested[1]} ({french})"}


def test_a_place_in_a_text_that_is_not_held_has_its_source_alone() -> None:
    """There are no characters to name."""
    text = named("event/vote", "Vote of the council", "Vote du conseil", "hg:Event")
    text += "<source/gazette/vote> oa:hasSource <source/gazette> ; hg:attests <event/vote> ."
    told = labels(text, "source/gazette/vote")
    assert told["fr"] == "Vote du conseil (Ces capteurs qui nous surveillent)"


def test_a_place_of_what_has_no_name_has_none() -> None:
    """Nor does one in a source without a name."""
    assert labels(place("source/gazette/x", "event/nameless"), "source/gazette/x") == {}
    other = place("source/y/x", "actor/camille").replace("<source/gazette> ;", "<source/y> ;")
    assert labels(other, "source/y/x") == {}


def test_the_file_keeps_languages_quotes_and_accents() -> None:
    """A label with quotation marks, backslashes and accents is written so that it is read back."""
    english, french = 'The "café" \\ is\topen', "Le « café » n'est\npas ouvert"
    triples = infer(load(HEAD + named("proposition/p", english, french) + claim()))
    text = serialize(triples)
    read = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert read == set(triples)
    assert "café" in text


def test_terms_keep_their_names_however_many_claims_have_one(tmp_path: Path) -> None:
    """What the service reads of terms when it starts is not filled by claims and places."""
    path = tmp_path / "many.ttl"
    term = "<https://example.org/term> rdfs:label 'term'@en .\n"
    things = "".join(
        f"<claim/{n}> hg:proposition <p> ; rdfs:label 'a'@en .\n"
        f"<place/{n}> hg:attests <claim/{n}> ; rdfs:label 'a'@en .\n"
        for n in range(3000)
    )
    head = f"{PREAMBLE}@prefix rdfs: <{PREFIXES['rdfs']}> .\n"
    path.write_text(head + things + term, encoding="utf-8")
    engine = Engine.start(Source(files=(str(path),)), Limits(timeout=PATIENCE))

    async def read() -> dict[str, dict[str, str]]:
        try:
            return await read_labels(engine)
        finally:
            await engine.stop()

    try:
        assert asyncio.run(read()) == {"https://example.org/term": {"en": "term"}}
    finally:
        engine.close()


def test_each_claim_and_place_of_the_bundled_graph_has_both(store: ox.Store) -> None:
    """Labels on everything: no claim and no attestation that states what it is goes without."""
    told: dict[object, set[str | None]] = {}
    for triple in stated(store):
        if triple.predicate.value == PREFIXES["rdfs"] + "label":
            assert isinstance(triple.object, ox.Literal)
            told.setdefault(triple.subject, set()).add(triple.object.language)
    for name in ("speaker", "attests"):
        pattern = store.quads_for_pattern(None, ox.NamedNode(PREFIXES["hg"] + name), None)
        things = {quad.subject for quad in pattern}
        assert things
        assert all(told.get(each) == {"en", "fr"} for each in things)
