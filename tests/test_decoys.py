"""Decoys: pairs of claims that look like a contradiction or a tension, and are neither.

Each was read against the texts. A new link between propositions that makes one of them a pair has
missed what tells the two apart: that there are two projects, two times, two senses of a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from reviewed_pairs import Group, Pair, both_ways, claims, listed, pairs

if TYPE_CHECKING:
    import pyoxigraph as ox

# Another project or perimeter.
PERIMETER: Final = (
    Group(
        ("cnil-no-french-provider-emc2",),
        ("morin-dessailly-french-provider-able",),
        "The EMC2 project of 2024, and the choice of the hub's host in 2018-19.",
    ),
    Group(
        ("cnil-no-french-provider-emc2",),
        ("klaba-solution-still-exists",),
        "EMC2 in 2024, and the hub in June 2020.",
    ),
    Group(
        ("cnil-no-french-provider-emc2",),
        ("klaba-french-players-up-to-task",),
        "EMC2 in 2024; “this kind of task” is the hub's.",
    ),
    Group(
        ("cnil-microsoft-by-default",),
        ("cedric-o-microsoft-best-technology",),
        "Selected by default for EMC2, best placed for the hub years before.",
    ),
    Group(
        ("choses-a-savoir-tech-hosts-uninvited",),
        ("combes-all-players-met",),
        "Talks with the CNIL on EMC2, and the hub's meetings of autumn 2018.",
    ),
    Group(
        ("cnil-authorises-microsoft-hosting",),
        ("claimants-american-host-infringes-privacy",),
        "A decision of 2024 and a petition of 2020.",
    ),
    Group(
        ("cnil-authorises-microsoft-hosting",),
        ("darklinux-no-non-eu-approach",),
        "A decision of 2024 and a remark of 2020 on the hub's first choice.",
    ),
    Group(
        ("choses-a-savoir-tech-hub-access-secure",),
        ("cnil-security-reservations",),
        "The access as told in 2024, and reservations of 2020 on the security of the data.",
    ),
    Group(
        ("choses-a-savoir-tech-azure-quality",),
        ("combes-not-ideal",),
        "The quality of a product, and a choice that is not ideal for another reason.",
    ),
    Group(
        ("klaba-ovh-hds-private-cloud-2018",),
        ("roy-microsoft-only-hds-six",),
        "One certified offer, and certification on all six activities: neither touches the other.",
    ),
    Group(
        ("cedric-o-no-french-provider-able",),
        ("hub-obstacles-not-technical",),
        "What holds back the use of health data in general, and what a French host could not do.",
    ),
    Group(
        ("desmarais-order-targeted",),
        ("marsupial-cloud-act-reaches-all-data",),
        "What an order must name, and which data lie within reach.",
    ),
)
# Another time.
TIME: Final = (
    Group(
        (
            "combes-no-french-provider-able",
            "combes-microsoft-only-able",
        ),
        ("klaba-no-ovh-gaps-in-may-2019",),
        "Autumn 2018 and May 2019; Klaba concedes the first.",
    ),
    Group(
        ("commitment-list-will-be-public",),
        ("klaba-services-list-not-public",),
        "Not public now, public soon.",
    ),
    Group(
        ("choses-a-savoir-tech-hub-moves-local",),
        ("claimants-hub-hosted-on-microsoft-cloud",),
        "Hosted in 2020, to move after 2024.",
    ),
    Group(
        ("cnil-acceleration-debatable",),
        ("combes-speed-preferred",),
        "The speeding up of spring 2020, and the speed preferred at the choice.",
    ),
    Group(
        ("bermingham-monolithic-cloud-temporary",),
        ("cedric-o-microsoft-best-technology",),
        "What will not last, and who was best placed at the choice.",
    ),
    Group(
        ("combes-all-players-met",),
        ("klaba-project-born-end-2018",),
        "A launch in autumn and a birth at the end of 2018 are no two dates.",
    ),
    Group(
        ("developpez-order-accelerates-hub",),
        ("tf1-order-accelerates-hub",),
        "“late April” and 21 April are one order.",
    ),
)
# Another meaning of a word.
MEANING: Final = (
    Group(
        ("choses-a-savoir-tech-hub-access-transparent",),
        ("klaba-needs-not-transparent",),
        "Transparent access to data, transparency about the technical needs.",
    ),
    Group(
        ("bermingham-monolithic-cloud-temporary",),
        ("combes-centralisation-only-way",),
        "A monolithic cloud market, data in one place.",
    ),
    Group(
        ("cnil-microsoft-can-access-data",),
        ("roy-microsoft-need-not-know-data",),
        "What it is able to do, and what concerns it: ability speaks for neither need nor right.",
    ),
    Group(
        ("claimants-medical-secrecy",),
        ("combes-data-not-under-security-requirements",),
        "Protected by law, and processed without security requirements in practice.",
    ),
    Group(
        ("claimants-medical-secrecy",),
        ("khelfaoui-free-use",),
        "The law as it is, and what a bill would allow.",
    ),
    Group(
        ("devtroglodyte-cloud-act-reaches-us-owned-datacentres",),
        ("hub-management-no-data-kept-abroad",),
        "Where data are kept, and which law reaches them.",
    ),
    Group(
        ("cnil-microsoft-can-access-data",),
        ("desmarais-cloud-act-no-decryption",),
        "What is technically possible, and what the law demands.",
    ),
    Group(
        ("combes-microsoft-only-able",),
        ("desmarais-microsoft-among-few-certified",),
        "Able, and certified.",
    ),
    Group(
        ("developpez-government-relies-on-microsoft",),
        ("tanaka59-2-social-security-data",),
        "All the health data, and social security data.",
    ),
)
# A demand and a statement that can both stand.
DEMAND: Final = (
    Group(
        ("cedric-o-sovereignty-less-effective",),
        (
            "stardeath-provider-should-be-french",
            "darklinux-provider-should-have-been-french",
        ),
        "Who wants a French provider does not say that it costs nothing.",
    ),
    Group(
        ("combes-no-french-provider-able",),
        ("tanaka59-2-provider-should-be-french",),
        "Stardeath, whom he seconds, holds the wish and the inability at once.",
    ),
    Group(
        ("cedric-o-no-french-provider-able",),
        ("darklinux-provider-should-have-been-french",),
        "The minister himself regrets that there was none.",
    ),
    Group(
        ("combes-google-aws-microsoft-met-next",),
        ("darklinux-no-non-eu-approach",),
        "That it happened, and that it should not have.",
    ),
    Group(
        ("cnil-no-french-provider-emc2",),
        ("opponents-own-storage",),
        "The demand agrees that something is missing.",
    ),
    Group(
        ("darklinux-european-provider-from-specifications",),
        ("klaba-no-specifications",),
        "Says when a choice was due, not that specifications exist.",
    ),
    Group(
        ("cedric-o-sovereignty-less-effective",),
        ("surcouf1-sovereignty-may-outrank",),
        "A ranking that one may choose, and its price.",
    ),
    Group(
        ("cnil-calls-for-european-provider",),
        ("combes-microsoft-only-able",),
        "Presupposed by a question only, never a witness.",
    ),
)
# Narrower, wider, or merely beside.
BESIDE: Final = (
    Group(
        ("combes-no-french-provider-able",),
        ("morin-dessailly-european-provider-able",),
        "No French provider is not no European one (microsoft-only-able is what excludes it).",
    ),
    Group(
        ("cedric-o-no-french-provider-able",),
        ("morin-dessailly-alternative-existed",),
        "An alternative need not be French.",
    ),
    Group(
        ("cedric-o-french-solution-weighed",),
        ("combes-microsoft-only-able",),
        "An option that was weighed and found short is no able provider.",
    ),
    Group(
        ("cedric-o-microsoft-best-technology",),
        ("combes-microsoft-only-able",),
        "The only one able is also the best placed.",
    ),
    Group(
        ("cedric-o-microsoft-best-technology",),
        ("combes-not-ideal",),
        "Best in technology, not ideal for being American.",
    ),
    Group(
        ("cedric-o-microsoft-best-technology",),
        ("combes-choice-of-opportunity",),
        "Two reasons that add up; the director gives both kinds herself.",
    ),
    Group(
        ("combes-no-french-provider-able",),
        ("klaba-ovh-only-gap-2018",),
        "One gap is a gap: it bears out that OVH could not.",
    ),
    Group(
        ("combes-data-not-under-security-requirements",),
        ("verhoeven-security-level-low",),
        "Both find today's practice weak.",
    ),
    Group(
        ("column-centralisation-risk",),
        ("verhoeven-rationalisation-reasonable",),
        "Of the sector's systems; what he says of centralising has its own tension.",
    ),
    Group(
        ("column-centralisation-risk",),
        ("combes-data-not-under-security-requirements",),
        "How things are today does not say what centralising does.",
    ),
    Group(
        ("cnil-keys-sent",),
        ("combes-data-encrypted",),
        "The CNIL grants the encryption; the contradiction is about the key.",
    ),
    Group(
        ("klaba-solution-still-exists",),
        ("tanaka59-not-all-equivalents",),
        "One solution for one need, and equivalents for all American products.",
    ),
    Group(
        ("klaba-french-players-up-to-task",),
        ("tanaka59-microsoft-ahead",),
        "Who is behind may be up to the task; he does not say otherwise.",
    ),
    Group(
        ("klaba-ovh-bare-metal-gpu-2018",),
        ("tanaka59-ovh-focuses-on-storage",),
        "To concentrate on storage is not to have nothing else.",
    ),
    Group(
        ("desmarais-order-crime-terror",),
        ("ticsante-cloud-act-reaches-abroad",),
        "The lawyer grants such a reach himself, and adds its limit.",
    ),
    Group(
        ("hub-management-not-forced-through",),
        ("tf1-government-accelerates-hub",),
        "Speed alone is not force.",
    ),
    Group(
        ("combes-illegitimate-requests-refused",),
        ("marsupial-cloud-act-reaches-all-data",),
        "Whose requests are meant is not told, and the order would go to Microsoft.",
    ),
    Group(
        ("claimants-privacy-rights-infringed",),
        ("hub-management-all-secured",),
        "The answer is about the keys; security is not privacy.",
    ),
    Group(
        ("claimants-privacy-infringed",),
        ("john94-gain-welcome",),
        "A benefit does not bear on whether privacy is infringed.",
    ),
)
# Questions.
QUESTIONS: Final = (
    Group(
        ("hub-management-no-data-kept-abroad",),
        ("tf1-do-data-go-to-us",),
        "The outlet asks.",
    ),
    Group(
        ("hub-teams-eighteen-services-missing",),
        ("klaba-eighteen-services-missing-or-not",),
        "He will tell whether it is so.",
    ),
)
DECOYS: Final = (*PERIMETER, *TIME, *MEANING, *DEMAND, *BESIDE, *QUESTIONS)


@pytest.fixture(scope="module")
def found(store: ox.Store) -> set[Pair]:
    """Every derived pair, of either relation, in both directions."""
    return pairs(store, "?one hg:contradicts|hg:tensionWith ?other")


@pytest.fixture(scope="module")
def known(store: ox.Store) -> set[str]:
    """All claims: a decoy whose claim is renamed would hold of nothing."""
    return claims(store, "?claim a hg:Claim")


@pytest.mark.parametrize("pair", listed(DECOYS), ids=" x ".join)
def test_decoy_is_neither(pair: Pair, found: set[Pair], known: set[str]) -> None:
    """Two claims of the graph that neither contradict nor weigh against each other."""
    assert set(pair) <= known
    assert pair not in found


def test_no_decoy_is_listed_twice() -> None:
    """One reason a pair."""
    assert both_ways(listed(DECOYS))
