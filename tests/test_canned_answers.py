"""The answers of the canned queries: what the texts give, to the claim and its stance.

The answers asserted here are those of the first two sources, an article and its translation. A
query that asks the whole graph is held to the claims that one of the two attests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from canned import ask, claims, of_first_sources, pick, solutions_of

if TYPE_CHECKING:
    import pyoxigraph as ox

CLOUD_ACT: Final = claims(
    "combes-cloud-act-crime-terror asserts",
    "critics-cloud-act-source-of-risk asserts",
    "desmarais-cloud-act-american-governments asserts",
    "desmarais-cloud-act-no-decryption denies",
    "desmarais-cloud-act-reaches-abroad asserts",
    "desmarais-cloud-act-requires-transmission asserts",
    "desmarais-health-data-not-reached denies",
    "desmarais-judge-not-interested denies",
    "desmarais-order-contestable asserts",
    "desmarais-order-crime-terror asserts",
    "desmarais-order-targeted asserts",
    "microsoft-officials-cloud-act-crime-terror asserts",
    "roy-no-cloud-act-problem denies",
    "ticsante-cloud-act-reaches-abroad asserts",
)
GROUNDS: Final = claims(
    "desmarais-gdpr-may-be-breached asserts",
    "desmarais-public-health-code-may-be-breached asserts",
)


def test_who_said_what_about_the_cloud_act(store: ox.Store) -> None:
    """The article has sixteen claims, and its translation the same, mistranslated or not."""
    article = ask(store, "who-said-what", source="ticsante")
    translation = ask(store, "who-said-what", source="ticsante-en")
    assert CLOUD_ACT | GROUNDS == pick(article, "claim", "stance")
    assert CLOUD_ACT | GROUNDS == pick(translation, "claim", "stance")


def test_who_said_what_shows_the_most_direct_place(store: ox.Store) -> None:
    """A claim that stands twice is shown where it is quoted, not where it is summed up."""
    found = ask(store, "who-said-what", actor="jean-renaud-roy")
    expected = {("source/ticsante", "5418", "5455", "mode:direct", "4", "XXXX-12-20")}
    assert expected == pick(found, "source", "start", "end", "mode", "attestations", "date")


def test_topic_includes_its_narrower_topics(store: ox.Store) -> None:
    """Extraterritorial law takes in the Cloud Act, and not the other way round."""
    broad = pick(ask(store, "who-said-what", topic="extraterritorial-law"), "claim")
    assert pick(ask(store, "who-said-what", topic="cloud-act"), "claim") <= broad


def test_actor_tells_what_a_person_is_and_said(store: ox.Store) -> None:
    """Mr Roy is a person, speaks as a director of Microsoft France, and has four claims."""
    found = ask(store, "actor", actor="jean-renaud-roy", lang="en")
    expected = claims(
        "roy-microsoft-need-not-know-data denies",
        "roy-microsoft-only-hds-six asserts",
        "roy-microsoft-only-supplier asserts",
        "roy-no-cloud-act-problem denies",
    )
    assert expected == pick(of_first_sources(store, found), "claim", "stance")
    assert {("foaf:Person", "person")} == pick(found, "kind", "kindLabel")
    capacity = ("membership/roy-microsoft-france-corporate-affairs",)
    assert {capacity} == pick(of_first_sources(store, found), "capacity")
    assert all(solution["capacityLabel"] in solution["capacities"] for solution in found)


def test_actor_who_never_speaks_has_one_solution(store: ox.Store) -> None:
    """Google is an organisation that is talked about only: one solution, without a claim."""
    (found,) = ask(store, "actor", actor="google")
    assert ("actor/google", "hg:Organisation") == (found["actor"], found["kind"])
    assert "claim" not in found


def test_organisation_tells_who_speaks_and_who_speaks_about_it(store: ox.Store) -> None:
    """For the Anssi its deputy director speaks; the outlet speaks about it."""
    found = of_first_sources(store, ask(store, "organisation", organisation="anssi"))
    expected = {
        ("actor/ticsante", "about", "claim/ticsante-anssi-helped-audit"),
        ("actor/ticsante", "about", "claim/ticsante-anssi-supports-development"),
    } | {
        ("actor/yves-verhoeven", "speaks", f"claim/verhoeven-{name}")
        for name in (
            "centralisation-raises-security", "cybersecurity-staff-limited",
            "digital-practice-limited", "rationalisation-reasonable", "security-level-low",
            "systems-heterogeneous",
        )
    }  # fmt: skip
    assert expected == pick(found, "speaker", "relation", "claim")


def test_organisation_spoken_about_in_its_own_name(store: ox.Store) -> None:
    """The hub's director on the hub speaks for it and about it: one solution, both told."""
    found = of_first_sources(store, ask(store, "organisation"))
    relations = {solution["claim"]: solution["relation"] for solution in found}
    assert relations["claim/combes-not-ideal"] == "speaks about"
    assert relations["claim/combes-data-not-under-security-requirements"] == "speaks"
    assert relations["claim/schlosser-microsoft-cannot-decrypt"] == "about"
    assert len(found) == len(relations)


def test_source_is_told_in_the_order_of_its_text(store: ox.Store) -> None:
    """The places of the article come in their order, from its title to its last sentence."""
    found = ask(store, "source")
    starts = [int(solution["start"]) for solution in found]
    assert sorted(starts) == starts
    assert found[0]["claim"] == "claim/combes-choice-of-opportunity"
    last = claims("combes-azure-virtual-desktops", "combes-desktops-open-or-captive")
    assert last == pick(found[-2:], "claim")
    relaying = [solution for solution in found if "relayed" in solution]
    assert {("source/le-monde-tribune",)} == pick(relaying, "relayed")
    column = claims("column-choice-criticised", "column-centralisation-risk")
    assert column == pick(relaying, "claim")


def test_translation_relays_the_article_everywhere(store: ox.Store) -> None:
    """Each place of the translation relays the article, with its claims but that of the lead."""
    found = ask(store, "source", source="ticsante-en")
    assert {("source/ticsante",)} == pick(found, "relayed")
    article = pick(ask(store, "source"), "claim", "stance")
    assert pick(found, "claim", "stance") <= article
    untranslated = claims("ticsante-microsoft-selected asserts")
    assert untranslated == article - pick(found, "claim", "stance")


def test_source_that_is_not_held_has_no_offsets(store: ox.Store) -> None:
    """The column of Le Monde is known by what the article tells of it."""
    found = ask(store, "source", source="le-monde-tribune")
    expected = claims("column-choice-criticised asserts", "column-centralisation-risk asserts")
    assert expected == pick(of_first_sources(store, found), "claim", "stance")
    assert {("", "", "")} == pick(found, "start", "end", "fragment")


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("cloud-act", CLOUD_ACT | GROUNDS),
        ("gdpr", claims("desmarais-gdpr-may-be-breached asserts")),
        ("public-health-code", claims("desmarais-public-health-code-may-be-breached asserts")),
    ],
)
def test_legal_act_is_invoked(act: str, expected: set[tuple[str, ...]], store: ox.Store) -> None:
    """The lawyer invokes the regulation and the code; the Cloud Act has all its claims."""
    found = of_first_sources(store, ask(store, "legal-act", act=act))
    assert expected == pick(found, "claim", "stance")


@pytest.mark.nightly
@pytest.mark.parametrize("slug", ["contradictions", "tensions"])
def test_what_weighs_against_each_other_within_the_article(slug: str, store: ox.Store) -> None:
    """The critics and Mr Roy, the column and the Anssi: both may be right, nobody contradicts."""
    found = ask(store, slug)
    against = [{**each, "claim": each["against"]} for each in found]
    kept = {
        frozenset({first["claim"], second["claim"]})
        for first, second in zip(found, against, strict=True)
        if len(of_first_sources(store, [first, second])) == 2
    }
    expected = {
        frozenset({"claim/column-centralisation-risk", f"claim/{other}"})
        for other in ("verhoeven-centralisation-raises-security", "combes-centralisation-only-way")
    } | {frozenset({"claim/critics-cloud-act-source-of-risk", "claim/roy-no-cloud-act-problem"})}
    assert (expected <= kept) if slug == "tensions" else (kept == set())


def test_contradicting_pair_comes_once(store: ox.Store) -> None:
    """Both directions are stored, one is told: with both speakers, stances and places."""
    found = ask(store, "contradictions")
    pairs = {frozenset({solution["claim"], solution["against"]}) for solution in found}
    assert len(found) == len(pairs)
    assert all(solution["speaker"] != solution["opponent"] for solution in found)
    names = ("stance", "opponentStance", "start", "opponentStart")
    assert {
        ("stance:denies", "stance:asserts", "5869", "12758"),
        ("stance:denies", "stance:asserts", "5869", "10600"),
    } == pick(ask(store, "contradictions", topic="cloud-act"), *names)


@pytest.mark.parametrize("topic", ["domestic-providers", "procurement"])
def test_topic_of_either_proposition_keeps_a_contradiction(topic: str, store: ox.Store) -> None:
    """A pair is found by a topic, whichever of its two propositions is about it."""
    text = f"""
        PREFIX hg: <https://w3id.org/hdhgraph/ont#>
        PREFIX schema: <https://schema.org/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX topic: <https://w3id.org/hdhgraph/vocab/topic/>
        SELECT DISTINCT ?claim WHERE {{
          topic:{topic} skos:narrower*/^schema:about ?proposition .
          ?claim hg:proposition ?proposition
        }}"""
    about = pick(solutions_of(store, text), "claim")
    pairs = pick(ask(store, "contradictions"), "claim", "against")
    expected = {pair for pair in pairs if about & {(claim,) for claim in pair}}
    assert expected != {pair for pair in expected if (pair[0],) in about}
    assert expected == pick(ask(store, "contradictions", topic=topic), "claim", "against")


def test_timeline_tells_stated_deduced_and_unknown_dates_apart(store: ox.Store) -> None:
    """The launch is dated by the text, the hearing's year deduced, the choice undated."""
    basis = pick(ask(store, "timeline"), "item", "edtf", "basis")
    assert {
        ("event/hub-launch-autumn-2018", "2018-23", "stated"),
        ("event/hearing-roy-mecss", "XXXX-12-20", "deduced"),
        ("claim/roy-no-cloud-act-problem", "XXXX-12-20", "deduced"),
        ("event/hub-security-audit", "", "deduced"),
        ("event/microsoft-designation", "", "unknown"),
    } <= basis


def test_timeline_goes_from_the_oldest_to_the_undated(store: ox.Store) -> None:
    """By first day, then last, unknown ones last; a deduced date has its reason."""
    found = ask(store, "timeline")
    days = [(each.get("earliest", "9999"), each.get("latest", "9999")) for each in found]
    assert sorted(days) == days
    assert all(("reason" in each) == (each["basis"] == "deduced") for each in found)


def test_timeline_leaves_out_what_is_provably_elsewhere(store: ox.Store) -> None:
    """Before the hearing there is the launch, after it there is not; the undated are kept."""
    before = pick(ask(store, "timeline", until="2018-12-01"), "item")
    after = pick(ask(store, "timeline", since="2019-01-01"), "item")
    assert ("event/hub-launch-autumn-2018",) in before - after
    assert ("event/hearing-roy-mecss",) in after - before
    assert ("event/microsoft-designation",) in before & after


def test_capacities_at_the_hearing(store: ox.Store) -> None:
    """Mr Roy speaks before the mission as a director of Microsoft France: two claims."""
    (found,) = ask(store, "speaking-capacities", event="hearing-roy-mecss")
    expected = {
        "speaker": "actor/jean-renaud-roy",
        "capacity": "membership/roy-microsoft-france-corporate-affairs",
        "role": "role:corporate-affairs-director",
        "organisation": "actor/microsoft-france",
        "event": "event/hearing-roy-mecss",
        "date": "XXXX-12-20",
        "claims": "2",
        "source": "source/ticsante",
        "start": "2263",
    }
    assert expected.items() <= found.items()


def test_capacities_of_an_organisation(store: ox.Store) -> None:
    """Two directors speak for Microsoft France, one of them also where the text names no event."""
    found = ask(store, "speaking-capacities", organisation="microsoft-france")
    expected = {
        ("actor/jean-renaud-roy", "event/hearing-roy-mecss", "2"),
        ("actor/jean-renaud-roy", "", "2"),
        ("actor/laurent-schlosser", "event/hearing-schlosser-mecss", "2"),
    }
    assert expected == pick(found, "speaker", "event", "claims")


def test_group_is_heard_in_its_capacity(store: ox.Store) -> None:
    """Microsoft's officials, taken together, are heard as such, where the text tells of it."""
    found = ask(store, "speaking-capacities", event="hearing-microsoft-officials-mecss")
    place = ("source/ticsante", "5243")
    expected = {("actor/microsoft-officials-heard", "actor/microsoft", "1", *place)}
    assert expected == pick(found, "speaker", "organisation", "claims", "source", "start")


def test_chain_goes_from_the_translation_to_the_column(store: ox.Store) -> None:
    """The translation relays the article, which relays a column that is not held."""
    found = ask(store, "relay-chains", claim="column-choice-criticised")
    column = "source/le-monde-tribune/column-choice-criticised"
    expected = [
        ("source/ticsante-en/48-209", "source/ticsante/556-730", "true", "2", "mode:indirect"),
        ("source/ticsante/556-730", column, "false", "1", "mode:indirect"),
    ]
    names = ("attestation", "relayed", "relayedHeld", "hops", "weakest")
    assert expected == [tuple(solution[name] for name in names) for solution in found]
    assert {("true", "true")} == pick(found, "held", "shared")


def test_chain_goes_through_a_mistranslation(store: ox.Store) -> None:
    """What the translation garbles is still its place of what the lawyer said."""
    found = ask(store, "relay-chains", claim="desmarais-gdpr-may-be-breached")
    expected = {("source/ticsante-en/5120-5166", "source/ticsante/6191-6242", "true")}
    assert expected == pick(found, "attestation", "relayed", "shared")


@pytest.mark.parametrize(
    ("claim", "counts", "root", "place"),
    [
        ("roy-no-cloud-act-problem", ("2", "1"), "source/ticsante", "source/ticsante 5418"),
        ("column-choice-criticised", ("3", "1"), "source/le-monde-tribune", "source/ticsante 556"),
        ("desmarais-gdpr-may-be-breached", ("2", "1"), "source/ticsante", "source/ticsante 6191"),
    ],
)
def test_witnesses_are_counted_by_root(
    claim: str, counts: tuple[str, str], root: str, place: str, store: ox.Store
) -> None:
    """A translation is no witness, and who reports a column is none beside it."""
    (found,) = ask(store, "independent-witnesses", claim=claim)
    shown = f"{found['source']} {found['start']}"
    assert counts == (found["sources"], found["roots"])
    assert (root, place) == (found.get("root", ""), shown)


def test_only_what_is_presupposed_has_no_witness(store: ox.Store) -> None:
    """The CNIL's call and the claimants' premise: taken for granted, and told by nobody."""
    found = ask(store, "independent-witnesses")
    without = [solution for solution in found if solution["roots"] == "0"]
    assert {
        ("claim/cnil-calls-for-european-provider",),
        ("claim/claimants-microsoft-selected",),
    } == pick(without, "claim")
    counts = [int(solution["roots"]) for solution in found]
    assert sorted(counts, reverse=True) == counts
