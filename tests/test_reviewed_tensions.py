"""The derived tensions, one by one: what can be true together and weighs against each other here.

As for contradictions, a pair that is derived and not listed fails, and so does the reverse. The
rules themselves are tested in `test_tensions.py`; why a link between two propositions was made is
said in the curation, this is why its pairs of claims may be shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reviewed_pairs import Group, both_ways, claims, listed, pairs

if TYPE_CHECKING:
    import pyoxigraph as ox

ONLY_ABLE: Final = ("authorities-microsoft-only-able", "combes-microsoft-only-able")
NONE_FRENCH: Final = ("cedric-o-no-french-provider-able", "combes-no-french-provider-able")
CRIME: Final = (
    "combes-cloud-act-crime-terror",
    "microsoft-officials-cloud-act-crime-terror",
    "desmarais-order-crime-terror",
)

# Why Microsoft, and was there anybody else?
CHOICE: Final = (
    Group(
        ONLY_ABLE,
        ("critics-american-company-reproached", "column-choice-criticised"),
        "The answer to the reproach: but what was the only choice may be open to criticism.",
    ),
    Group(
        ONLY_ABLE,
        ("klaba-fear-drives-decisions",),
        "Fear of trusting French players, or nobody else able: two causes, which may add up.",
    ),
    Group(
        ("cedric-o-evaluation-clear", "cedric-o-microsoft-best-technology"),
        ("klaba-fear-drives-decisions",),
        "The same, of a clear evaluation and of the best technology.",
    ),
    Group(
        (*ONLY_ABLE, *NONE_FRENCH),
        ("klaba-solution-still-exists",),
        "What “still” exists was there before; but he names no need, and speaks of 2020.",
    ),
    Group(
        NONE_FRENCH,
        ("klaba-french-players-up-to-task", "morin-dessailly-ovh-could-apply"),
        "Up to “this kind of task”, free to apply under other specifications: not the same need.",
    ),
    Group(
        ("cedric-o-french-infrastructure-ai", "cedric-o-sovereignty-less-effective"),
        ("klaba-french-players-up-to-task", "morin-dessailly-french-provider-able"),
        "Whoever is able runs the algorithms and costs less effectiveness, if not as advanced.",
    ),
    Group(
        ("cedric-o-no-research-with-french-solution",),
        ("morin-dessailly-french-provider-able",),
        "The French solution that was weighed may not be the one that she means.",
    ),
    Group(
        ("cedric-o-sovereignty-less-effective",),
        ("surcouf1-compatible",),
        "If cloud and sovereignty go together, little is given up for the latter.",
    ),
    Group(
        ("cedric-o-europe-behind",),
        ("klaba-french-players-up-to-task", "morin-dessailly-european-provider-able",
         "morin-dessailly-field-under-construction"),
        "A continent that lags behind can have one able firm, and be building.",
    ),
    Group(
        ("cedric-o-microsoft-best-technology",),
        ("morin-dessailly-microsoft-also-building",),
        "“Microsoft does the same”: the best placed may be building too.",
    ),
    Group(
        ("klaba-french-players-up-to-task",),
        ("stardeath-cannot-compete", "stardeath-french-cloud-failure"),
        "One task, and competing with many American firms.",
    ),
)  # fmt: skip
# What OVH had, and when.
OVH: Final = (
    Group(
        ("hub-teams-eighteen-services-missing",),
        ("klaba-french-players-up-to-task", "klaba-solution-still-exists",
         "klaba-no-ovh-gaps-in-may-2019", "klaba-no-problem-at-development-start"),
        "Eighteen services missing at one firm at the end of 2019: another time, or not only OVH.",
    ),
    Group(
        ("klaba-no-ovh-hds-gpu-november-2018",),
        ("morin-dessailly-ovh-could-apply",),
        "It could have applied, had the specifications been others; he concedes the gap.",
    ),
)  # fmt: skip
TENDER: Final = (
    Group(
        ONLY_ABLE,
        ("free-software-no-tender-not-justified",),
        "A tender with one possible bidder has little purpose; unjustified is another question.",
    ),
    Group(
        ("tf1-no-tender-lawful", "hub-defenders-no-tender-saves-time",
         "desmarais-microsoft-among-few-certified"),
        ("free-software-no-tender-not-justified",),
        "Lawful, quick, few candidates: grounds for the waiver, which need not justify it.",
    ),
    Group(
        ("tf1-no-tender-lawful",),
        ("claimants-favouritism-inquiry",),
        "An inquiry for favouritism supposes a suspicion that something was unlawful.",
    ),
    Group(
        ("combes-alternative-requires-tender", "desmarais-no-tender-not-inconsistent"),
        ("morin-dessailly-alternative-existed",),
        "With an alternative a tender was due, or its waiver illogical; neither says there was.",
    ),
    Group(
        ("combes-microsoft-only-hds-six", "roy-microsoft-only-hds-six"),
        ("desmarais-microsoft-among-few-certified",),
        "“One of the only ones” suggests others, though perhaps not on all six activities.",
    ),
)  # fmt: skip
CLOUD_ACT: Final = (
    Group(
        CRIME,
        ("marsupial-cloud-act-reaches-all-data", "critics-cloud-act-source-of-risk",
         "devtroglodyte-cloud-act-reaches-us-owned-datacentres"),
        "A law can reach everything and serve for crime and terrorism alone.",
    ),
    Group(
        ("roy-no-cloud-act-problem",),
        ("ticsante-cloud-act-reaches-abroad", "desmarais-cloud-act-reaches-abroad",
         "marsupial-cloud-act-reaches-all-data", "critics-cloud-act-source-of-risk",
         "devtroglodyte-cloud-act-reaches-us-owned-datacentres"),
        "No problem “on our side”, which may mean more or less than that the law does not reach.",
    ),
    Group(
        ("desmarais-health-data-not-reached",),
        ("ticsante-cloud-act-reaches-abroad", "critics-cloud-act-source-of-risk",
         "choses-a-savoir-tech-us-law"),
        "Some data, a risk, American laws: health data may be among them, and nobody says “all”.",
    ),
)  # fmt: skip
SECURITY: Final = (
    Group(
        ("cnil-keys-sent", "cnil-keys-kept-by-host"),
        ("schlosser-microsoft-cannot-decrypt",),
        "Who has the keys can use them, unless the device they lie in prevents it.",
    ),
    Group(
        ("cnil-microsoft-can-access-data",),
        ("hub-management-keys-without-human",),
        "The answer to it: a machine may use the keys, and access be possible all the same.",
    ),
    Group(
        ("cnil-keys-sent", "cnil-keys-kept-by-host", "cnil-microsoft-can-access-data",
         "mediapart-keys-more-worrying", "tf1-host-access-problem",
         "critics-american-company-security-risk"),
        ("hub-management-all-secured",),
        "Keys in the host's hands, a worry, a risk: hard to square with “all is secured”.",
    ),
    Group(
        ("ticsante-audit-positive", "hub-management-security-measures-taken",
         "cedric-o-technical-guarantees"),
        ("cnil-security-reservations",),
        "What speaks for full security, and falls short of saying so.",
    ),
    Group(
        ("ticsante-audit-positive", "combes-defence-in-depth",
         "combes-microsoft-one-security-brick"),
        ("critics-american-company-security-risk",),
        "What protects against a risk leaves room for it.",
    ),
    Group(
        ("combes-centralisation-only-way", "verhoeven-centralisation-raises-security"),
        ("column-centralisation-risk",),
        "What carries a risk may be unavoidable, and raise security in another respect.",
    ),
)  # fmt: skip
# Where the data are, and what the contract says.
PLACE: Final = (
    Group(
        ("cnil-contract-mentions-transfers", "cnil-data-may-reach-us",
         "grigric-data-may-be-copied-for-audit", "grigric-data-may-be-copied-for-backup"),
        ("hub-management-no-data-kept-abroad",),
        "Transfers and copies may leave data abroad; none of them says that the hub's are kept.",
    ),
    Group(
        ("claimants-no-guarantee-against-export", "cnil-contract-mentions-transfers"),
        ("cedric-o-legal-guarantees",),
        "Legal guarantees, of which it is not told whether they cover exports.",
    ),
    Group(
        ("cnil-government-relies-on-microsoft", "developpez-government-relies-on-microsoft"),
        ("combes-azure-one-brick",),
        "To store all the health data is one component, and no small one.",
    ),
    Group(
        ("critics-lock-in",),
        ("combes-no-proprietary-formats",),
        "Proprietary formats are the first cause of lock-in, and not the only one.",
    ),
)  # fmt: skip
DEPLOYMENT: Final = (
    Group(
        ("cnil-acceleration-debatable",),
        ("hub-management-not-forced-through",),
        "A debatable speeding up is not yet a forcing through.",
    ),
)
# The decision of the CNIL on EMC2, and those who are against it.
EMC2: Final = (
    Group(
        ("cnil-authorises-microsoft-hosting", "cnil-approves-emc2"),
        ("opponents-annul-decision",),
        "That it is decided, and that it should not be, can both be true.",
    ),
    Group(
        ("cnil-authorises-microsoft-hosting",),
        ("choses-a-savoir-tech-us-law", "choses-a-savoir-tech-secnumcloud-should-host"),
        "An argument against an authorisation, and a standard that it passes over.",
    ),
    Group(
        ("cnil-no-french-provider-emc2",),
        ("choses-a-savoir-tech-firms-french", "choses-a-savoir-tech-hosts-uninvited"),
        "The certified are French, and some were not heard: they may have been able.",
    ),
    Group(
        ("cnil-emc2-consultation-held",),
        ("choses-a-savoir-tech-hosts-uninvited",),
        "A consultation without several of them was held, and is worth less.",
    ),
)
REVIEWED: Final = (
    *CHOICE, *OVH, *TENDER, *CLOUD_ACT, *SECURITY, *PLACE, *DEPLOYMENT, *EMC2,
)  # fmt: skip


def test_derived_pairs_are_those_reviewed(store: ox.Store) -> None:
    """What is derived is what was read and borne out, in both directions, and nothing else."""
    assert both_ways(listed(REVIEWED)) == pairs(store, "?one hg:tensionWith ?other")


def test_no_pair_is_both(store: ox.Store) -> None:
    """What cannot be true together is a contradiction, and is not called a tension as well."""
    contradictions = pairs(store, "?one hg:contradicts ?other")
    assert contradictions
    assert not contradictions & both_ways(listed(REVIEWED))


def test_both_claims_of_a_pair_are_said_by_two(store: ox.Store) -> None:
    """Nobody is in tension with oneself, and no question with anybody."""
    derived = pairs(store, "?one hg:tensionWith ?other")
    assert not derived & pairs(store, "?one hg:speaker ?who . ?other hg:speaker ?who")
    asked = claims(store, "?claim hg:stance stance:questions")
    assert not {claim for pair in derived for claim in pair} & asked
