"""The derived contradictions, one by one: those that the texts bear out, and no other.

A pair that is derived and not listed fails, and so does a pair that is listed and not derived: a
new source or a new link between propositions has its contradictions read before they are published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from reviewed_pairs import Group, Pair, about, both_ways, claims, listed, pairs

if TYPE_CHECKING:
    import pyoxigraph as ox

# Could somebody else than Microsoft have met the hub's need? The director, the secretary of state
# and the authorities say no, the senator says yes: a French, a European, an international solution.
PROVIDERS: Final = (
    Group(
        ("combes-no-french-provider-able", "cedric-o-no-french-provider-able"),
        ("morin-dessailly-french-provider-able",),
        "None of the French could do what was asked for; and: there was a French solution.",
    ),
    Group(
        ("combes-microsoft-only-able", "authorities-microsoft-only-able"),
        ("morin-dessailly-french-provider-able", "morin-dessailly-european-provider-able"),
        "“The only one able” and “no other provider” leave no French one, and no European one.",
    ),
    Group(
        ("combes-microsoft-only-able", "authorities-microsoft-only-able"),
        ("morin-dessailly-alternative-existed",),
        "An alternative, of whatever country, is somebody else who was able.",
    ),
)
# Who holds the keys, and is all secured? Microsoft's officer and the hub on one side, the opinion
# of the CNIL on the other.
KEYS: Final = (
    Group(
        ("cnil-microsoft-can-access-data",),
        ("schlosser-microsoft-cannot-decrypt",),
        "The data are encrypted: the keys give the host access, so that it can decrypt them.",
    ),
    Group(
        ("cnil-keys-sent", "cnil-keys-kept-by-host", "cnil-microsoft-can-access-data"),
        ("combes-microsoft-no-key",),
        "Microsoft will not have the key; who is sent it, keeps it, or can use it, has it.",
    ),
    Group(
        ("cnil-security-reservations",),
        ("hub-management-all-secured",),
        "All is secured; and: reservations on how the data are secured, so not fully.",
    ),
)
CLOUD_ACT: Final = (
    Group(
        ("marsupial-cloud-act-reaches-all-data",
         "devtroglodyte-cloud-act-reaches-us-owned-datacentres"),
        ("desmarais-health-data-not-reached",),
        "Data wherever they are, any data in such a centre: health data among them. The lawyer "
        "denies it “a priori”: that weakens the certainty and leaves the stance.",
    ),
)  # fmt: skip
REVIEWED: Final = (*PROVIDERS, *KEYS, *CLOUD_ACT)


@pytest.fixture(scope="module")
def derived(store: ox.Store) -> set[Pair]:
    """Every derived contradiction, in both directions, by the slugs of its claims."""
    return pairs(store, "?one hg:contradicts ?other")


def test_derived_pairs_are_those_reviewed(derived: set[Pair]) -> None:
    """What is derived is what was read and borne out, in both directions, and nothing else."""
    assert both_ways(listed(REVIEWED)) == derived


def test_both_claims_of_a_pair_take_a_side(store: ox.Store, derived: set[Pair]) -> None:
    """Whoever asks contradicts nobody, and neither does who is only presupposed to say it."""
    undecided = claims(store, "?claim hg:stance stance:questions")
    presupposed = claims(store, "?place hg:attests ?claim ; hg:mode mode:presupposed")
    assert {"tf1-do-data-go-to-us", "klaba-eighteen-services-missing-or-not"} <= undecided
    assert {"cnil-calls-for-european-provider", "claimants-microsoft-selected"} == presupposed
    assert not {claim for pair in derived for claim in pair} & (undecided | presupposed)


def test_nobody_contradicts_themselves(store: ox.Store, derived: set[Pair]) -> None:
    """The same speaker on both sides is a change of position, and is left to a query."""
    same = pairs(store, "?one hg:speaker ?who . ?other hg:speaker ?who")
    assert ("klaba-solution-still-exists", "klaba-no-ovh-hds-gpu-november-2018") in same
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
    later = about(store, "problem-at-development-start", "ovh-gaps-in-may-2019")
    assert {"klaba-no-problem-at-development-start", "klaba-no-ovh-gaps-in-may-2019"} == later
    dated = conceded | later
    assert not {pair for pair in derived if dated & set(pair)}


def test_preferring_is_not_deciding(store: ox.Store, derived: set[Pair]) -> None:
    """A French actor would have been preferred, Microsoft was chosen: a regret denies nothing."""
    preferred = about(store, "french-actor-would-have-been-preferred", "award-regrettable")
    decided = about(store, "microsoft-selected", "hosted-by-microsoft", "awarded-without-tender")
    assert {"combes-french-actor-preferred", "klaba-award-regrettable"} <= preferred
    assert not {pair for pair in derived if (preferred | decided) & set(pair)}


def test_storing_is_not_transferring(store: ox.Store, derived: set[Pair]) -> None:
    """Data not kept abroad, and a contract that mentions transfers: in tension, no more.

    It is the fact-check that sets the one beside the other: the CNIL disputes nothing that the hub
    says.
    """
    neighbours = ("cnil-contract-mentions-transfers", "hub-management-no-data-kept-abroad")
    assert neighbours in pairs(store, "?one hg:tensionWith ?other")
    assert neighbours not in pairs(store, "?one !(hg:tensionWith|hg:contradicts) ?other")
    about_place = about(
        store, "data-kept-abroad", "contract-mentions-transfers", "data-may-reach-us"
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
        """?claim hg:proposition <proposition/microsoft-hosting-authorised> .
           <event/cnil-decision-publication> hg:earliest ?published .
           FILTER (STR(?published) = "2024-01-31")""",
    )
    assert {"cnil-keys-sent", "cnil-contract-mentions-transfers"} <= opinion
    assert {"cnil-authorises-microsoft-hosting"} == decision
    assert not {pair for pair in derived if decision & set(pair)}
    said_by_cnil = claims(store, "?claim hg:speaker <actor/cnil>")
    assert not {pair for pair in derived if set(pair) <= said_by_cnil}


def test_reaching_some_data_abroad_is_not_reaching_these(
    store: ox.Store, derived: set[Pair]
) -> None:
    """Data on servers abroad are some data: only who says “all” denies that health data escape."""
    some = about(
        store,
        "cloud-act-reaches-providers-abroad",
        "cloud-act-courts-access-abroad",
        "us-law-applies-french-health-data",
    )
    assert {"ticsante-cloud-act-reaches-abroad", "desmarais-cloud-act-reaches-abroad"} <= some
    assert not {pair for pair in derived if some & set(pair)}


def test_handing_over_is_not_decrypting(store: ox.Store, derived: set[Pair]) -> None:
    """The law does not require decryption, the host can technically decrypt: two questions."""
    lawful = about(store, "cloud-act-requires-decryption", "cloud-act-requires-transmission")
    assert not {pair for pair in derived if lawful & set(pair)}


def test_alone_certified_is_not_one_of_few(store: ox.Store, derived: set[Pair]) -> None:
    """“One of the only firms” limits “the only firm” without denying it: no contradiction."""
    certified = about(store, "microsoft-only-hds-six", "microsoft-among-few-certified")
    assert {"desmarais-microsoft-among-few-certified", "roy-microsoft-only-hds-six"} <= certified
    assert not {pair for pair in derived if certified & set(pair)}


def test_an_answer_that_limits_captivity_does_not_deny_it(
    store: ox.Store, derived: set[Pair]
) -> None:
    """No proprietary formats: the director limits what the critics say, and replies to it."""
    assert {"critics-lock-in"} == about(store, "lock-in-risk")
    assert ("combes-no-proprietary-formats", "critics-lock-in") in pairs(
        store, "?one cito:repliesTo ?other"
    )
    assert not {pair for pair in derived if "critics-lock-in" in pair}


def test_a_counterfactual_asserts_no_more_than_its_condition(
    store: ox.Store, derived: set[Pair]
) -> None:
    """“Had there been an alternative”: neither that there was none nor that it was right."""
    conditional = about(store, "alternative-requires-tender", "tender-waived-for-sole-bidder")
    assert "combes-alternative-requires-tender" in conditional
    assert not {pair for pair in derived if conditional & set(pair)}
