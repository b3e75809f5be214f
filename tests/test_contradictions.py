"""The derived contradictions, one by one: those that the texts bear out, and no other.

A pair that is derived and not listed fails, and so does a pair that is listed and not derived: a
new source or a new link between propositions has its contradictions read before they are published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from hdhgraph.dataset import select
from hdhgraph.namespaces import HGID

if TYPE_CHECKING:
    import pyoxigraph as ox

PREFIXES: Final = """
    BASE <https://w3id.org/hdhgraph/id/>
    PREFIX hg: <https://w3id.org/hdhgraph/ont#>
    PREFIX stance: <https://w3id.org/hdhgraph/vocab/stance/>
    PREFIX cito: <http://purl.org/spar/cito/>
    PREFIX schema: <https://schema.org/>
"""
CLAIM: Final = f"{HGID}claim/"

Pair = tuple[str, str]

# Could somebody else than Microsoft have met the need? The director, the secretary of state, the
# authorities and the CNIL say no; the senator and the president of OVH say yes.
NO_FRENCH_PROVIDER: Final[tuple[Pair, ...]] = (
    # The director of what was found in autumn 2018; he of a solution that still exists.
    ("combes-no-french-provider-able", "klaba-french-provider-able"),
    ("combes-no-french-provider-able", "morin-dessailly-french-provider-able"),
    # The secretary of state answers the senator, and she rebuts: asserted as an answer too.
    ("cedric-o-no-french-provider-able", "morin-dessailly-french-provider-able"),
    ("cedric-o-no-french-provider-able", "klaba-french-provider-able"),
    # “No other provider” covers the French ones.
    ("authorities-no-french-provider-able", "klaba-french-provider-able"),
    ("authorities-no-french-provider-able", "morin-dessailly-french-provider-able"),
    # Quoted in the conditional mood: that weakens the certainty and leaves the stance.
    ("cnil-no-french-provider-able", "klaba-french-provider-able"),
    ("cnil-no-french-provider-able", "morin-dessailly-french-provider-able"),
)
MICROSOFT_ALONE: Final[tuple[Pair, ...]] = (
    # Alone able: incompatible with a French or a European provider, and with any alternative.
    ("combes-microsoft-only-able", "klaba-french-provider-able"),
    ("combes-microsoft-only-able", "morin-dessailly-french-provider-able"),
    ("combes-microsoft-only-able", "morin-dessailly-european-provider-able"),
    ("combes-microsoft-only-able", "morin-dessailly-alternative-existed"),
    ("authorities-microsoft-only-able", "klaba-french-provider-able"),
    ("authorities-microsoft-only-able", "morin-dessailly-french-provider-able"),
    ("authorities-microsoft-only-able", "morin-dessailly-european-provider-able"),
    ("authorities-microsoft-only-able", "morin-dessailly-alternative-existed"),
)
NO_ALTERNATIVE: Final[tuple[Pair, ...]] = (
    # “Had there been an alternative”, against “do not make me believe that there was none”.
    ("combes-no-alternative", "morin-dessailly-alternative-existed"),
    # A French or a European provider able to do it would have been one.
    ("combes-no-alternative", "morin-dessailly-french-provider-able"),
    ("combes-no-alternative", "morin-dessailly-european-provider-able"),
    ("combes-no-alternative", "klaba-french-provider-able"),
)
KEYS: Final[tuple[Pair, ...]] = (
    # Microsoft's officer before the mission, against the opinion of the CNIL.
    ("cnil-microsoft-can-decrypt", "schlosser-microsoft-cannot-decrypt"),
    # The director: Microsoft will not have the key. Who is sent it, keeps it or can use it, has it.
    ("cnil-keys-sent", "combes-microsoft-no-key"),
    ("cnil-keys-kept-by-host", "combes-microsoft-no-key"),
    ("cnil-microsoft-can-decrypt", "combes-microsoft-no-key"),
)
OTHERS: Final[tuple[Pair, ...]] = (
    # A lawyer finds it “not inconsistent”, the director that nothing else was required; the
    # defenders of free software call it unjustified.
    ("desmarais-no-tender-justified", "free-software-no-tender-not-justified"),
    ("combes-no-tender-justified", "free-software-no-tender-not-justified"),
    # The column: centralising is a risk. The Anssi's deputy director, asked about that very risk:
    # it raises the level of security.
    ("column-centralisation-risk", "verhoeven-centralisation-raises-security"),
    # The critics' reproach, and “no problem on our side”.
    ("critics-cloud-act-problem", "roy-no-cloud-act-problem"),
)
REVIEWED: Final = (*NO_FRENCH_PROVIDER, *MICROSOFT_ALONE, *NO_ALTERNATIVE, *KEYS, *OTHERS)


@pytest.fixture(scope="module")
def derived(store: ox.Store) -> set[Pair]:
    """Every derived contradiction, in both directions, by the slugs of its claims."""
    return pairs(store, "?one hg:contradicts ?other")


def pairs(store: ox.Store, pattern: str) -> set[Pair]:
    """Return the pairs of claims, by slug, that a pattern of `?one` and `?other` matches."""
    found = select(store, f"{PREFIXES} SELECT ?one ?other WHERE {{ {pattern} }}")
    return {
        (row["one"].value.removeprefix(CLAIM), row["other"].value.removeprefix(CLAIM))
        for row in found
    }


def claims(store: ox.Store, pattern: str) -> set[str]:
    """Return the slugs of the claims that a pattern of `?claim` matches; there must be some."""
    found = select(store, f"{PREFIXES} SELECT ?claim WHERE {{ {pattern} }}")
    slugs = {row["claim"].value.removeprefix(CLAIM) for row in found}
    assert slugs
    return slugs


def about(store: ox.Store, *propositions: str) -> set[str]:
    """Return the claims on some propositions, each of which has one at least."""
    return set().union(
        *(claims(store, f"?claim hg:proposition <proposition/{name}>") for name in propositions)
    )


def test_derived_pairs_are_those_reviewed(derived: set[Pair]) -> None:
    """What is derived is what was read and borne out, in both directions, and nothing else."""
    assert len(REVIEWED) == len(set(REVIEWED))
    assert {*REVIEWED, *((other, one) for one, other in REVIEWED)} == derived


def test_both_claims_of_a_pair_take_a_side(store: ox.Store, derived: set[Pair]) -> None:
    """Whoever qualifies a proposition, or asks, contradicts nobody."""
    undecided = claims(
        store, "VALUES ?stance { stance:qualifies stance:questions } ?claim hg:stance ?stance"
    )
    assert "hub-management-decryption-qualified" in undecided
    assert not {claim for pair in derived for claim in pair} & undecided


def test_nobody_contradicts_themselves(store: ox.Store, derived: set[Pair]) -> None:
    """The same speaker on both sides is a change of position, and is left to a query."""
    same = pairs(store, "?one hg:speaker ?who . ?other hg:speaker ?who")
    assert ("klaba-french-provider-able", "klaba-no-ovh-hds-gpu-november-2018") in same
    assert not derived & same


def test_generating_keys_is_not_sending_them(store: ox.Store, derived: set[Pair]) -> None:
    """Who generates the keys is one question, who is sent them another: no contradiction."""
    generated = about(store, "keys-generated-by-platform", "key-device-controlled-by-platform")
    sent = about(store, "keys-sent-to-microsoft", "keys-kept-by-host", "microsoft-holds-key")
    assert not {(one, other) for one, other in derived if one in generated or other in generated}
    assert {"cnil-keys-sent", "combes-microsoft-no-key"} <= sent


def test_conceding_2018_is_not_giving_up_2019(store: ox.Store, derived: set[Pair]) -> None:
    """A gap in November 2018 that OVH concedes contradicts no claim about May 2019."""
    conceded = about(store, "ovh-hds-gpu-2018", "ovh-hds-gpu-november-2018", "ovh-only-gap-2018")
    later = about(store, "ovh-able-at-development-start", "ovh-gaps-from-may-2019")
    dated = conceded | later
    assert "klaba-ovh-able-2019" in later
    assert not {pair for pair in derived if dated & set(pair)}


def test_preferring_is_not_deciding(store: ox.Store, derived: set[Pair]) -> None:
    """A French actor was preferred and Microsoft was chosen: a regret contradicts no decision."""
    preferred = about(store, "french-actor-preferred", "award-regrettable")
    decided = about(store, "microsoft-selected", "hosted-by-microsoft", "awarded-without-tender")
    assert {"combes-french-actor-preferred", "klaba-award-regrettable"} <= preferred
    assert not {pair for pair in derived if (preferred | decided) & set(pair)}


def test_storing_is_not_transferring(store: ox.Store, derived: set[Pair]) -> None:
    """Data kept in France, and a contract that mentions transfers: disputed, not contradicted."""
    disputed = pairs(store, "?one cito:disputes ?other")
    neighbours = ("cnil-contract-mentions-transfers", "hub-management-data-in-france")
    assert neighbours in disputed
    assert neighbours not in derived
    about_place = about(
        store, "data-stored-in-france", "contract-allows-transfers", "data-may-reach-us"
    )
    assert not {pair for pair in derived if about_place & set(pair)}


def test_cnil_in_2020_and_in_2024_are_two_dated_positions(
    store: ox.Store, derived: set[Pair]
) -> None:
    """The critical opinion is of 10 June 2020 at the latest, the decision was published in 2024."""
    opinion = claims(
        store,
        """?claim hg:madeAt <event/cnil-opinion-2020> ; hg:latest ?latest .
           FILTER (STR(?latest) = "2020-06-10")""",
    )
    decision = claims(
        store,
        """?claim hg:proposition <proposition/cnil-authorised-2024> .
           <event/cnil-decision-publication> hg:earliest ?published .
           FILTER (STR(?published) = "2024-01-31")""",
    )
    assert {"cnil-keys-sent", "cnil-contract-mentions-transfers"} <= opinion
    assert {"choses-a-savoir-tech-cnil-authorised"} == decision
    assert not {pair for pair in derived if decision & set(pair)}
    said_by_cnil = claims(store, "?claim hg:speaker <actor/cnil>")
    assert not {pair for pair in derived if set(pair) <= said_by_cnil}


def test_reaching_some_data_abroad_is_not_reaching_these(
    store: ox.Store, derived: set[Pair]
) -> None:
    """The Cloud Act reaches data abroad, a priori not health data: a narrower denial stands."""
    broad = about(store, "cloud-act-reaches-abroad", "us-law-applies-french-health-data")
    narrow = about(store, "cloud-act-reaches-health-data")
    assert {"desmarais-health-data-not-reached"} == narrow
    assert "devtroglodyte-cloud-act-reaches-abroad" in broad
    assert not {pair for pair in derived if (broad | narrow) & set(pair)}


def test_handing_over_is_not_decrypting(store: ox.Store, derived: set[Pair]) -> None:
    """The law does not require decryption, the host can technically decrypt: two questions."""
    lawful = about(store, "cloud-act-requires-decryption", "cloud-act-requires-transmission")
    assert not {pair for pair in derived if lawful & set(pair)}


def test_alone_certified_is_not_one_of_few(store: ox.Store, derived: set[Pair]) -> None:
    """“One of the only firms” limits “the only firm” without denying it: no contradiction."""
    certified = about(store, "microsoft-only-hds-six")
    assert {"desmarais-microsoft-among-few-hds", "roy-microsoft-only-hds-six"} <= certified
    assert not {pair for pair in derived if certified & set(pair)}


def test_an_answer_that_limits_captivity_does_not_deny_it(
    store: ox.Store, derived: set[Pair]
) -> None:
    """No proprietary formats: the director limits what the critics say, and disputes it."""
    assert {"critics-lock-in", "combes-lock-in-qualified"} == about(store, "lock-in")
    assert ("combes-no-proprietary-formats", "critics-lock-in") in pairs(
        store, "?one cito:disputes ?other"
    )
    assert not {pair for pair in derived if "critics-lock-in" in pair}
