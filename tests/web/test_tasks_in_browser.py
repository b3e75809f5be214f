"""Five questions of a newcomer, each answered within four clicks or one search from home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from browser import watched

from canned import solutions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox
    from playwright.sync_api import Browser, Locator, Page

MOST_CLICKS: Final = 4
PROLOGUE: Final = """
PREFIX hg: <https://w3id.org/hdhgraph/ont#>
BASE <https://w3id.org/hdhgraph/id/>
PREFIX topic: <https://w3id.org/hdhgraph/vocab/topic/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
PAIRS: Final = f"""{PROLOGUE}
SELECT DISTINCT ?one ?oneLabel ?other ?otherLabel WHERE {{
  ?one hg:contradicts ?other FILTER (STR(?one) < STR(?other))
  ?one hg:speaker/skos:prefLabel ?oneLabel . ?other hg:speaker/skos:prefLabel ?otherLabel .
  {{ ?one hg:proposition ?about }} UNION {{ ?other hg:proposition ?about }}
  ?about schema:about/^skos:narrower* topic:decryption-keys .
  FILTER (LANG(?oneLabel) = "en" && LANG(?otherLabel) = "en")
}}"""
CNIL: Final = "National commission on informatics and liberty"


class Newcomer:
    """Who sees what a page shows, clicks on it, and counts the clicks; a search is counted apart.

    Choosing from a list and putting in a date are a click each, and so is the button after them.
    """

    def __init__(self, page: Page) -> None:
        """Start at home."""
        self.page = page
        self.clicks = 0
        self.searches = 0

    def link(self, text: str) -> None:
        """Follow the first link that starts so, in the page or its header."""
        self._click(self.page.locator("a").filter(has_text=text).locator("visible=true").first)

    def button(self, text: str) -> None:
        """Press a button of the page."""
        self._click(self.page.get_by_role("button", name=text, exact=True))

    def choose(self, field: str, value: str) -> None:
        """Choose from a list of the page."""
        self.clicks += 1
        self.page.get_by_label(field).first.select_option(value)

    def put(self, field: str, value: str) -> None:
        """Put a date into a field."""
        self.clicks += 1
        self.page.get_by_label(field).first.fill(value)

    def search(self, words: str) -> None:
        """Search from home."""
        self.searches += 1
        field = self.page.get_by_role("combobox").or_(self.page.get_by_role("searchbox")).first
        field.fill(words)
        field.press("Enter")
        self.page.wait_for_url("**/search?*")

    def _click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    @property
    def claims(self) -> set[str]:
        """The claims that the page lists, without the base of their IRIs."""
        found = self.page.locator("main [data-claim]").evaluate_all(
            "all => all.map(each => each.dataset.claim)"
        )
        return {each.partition("/id/")[2] for each in found}

    @property
    def text(self) -> str:
        """What the page shows, on one line."""
        return " ".join(self.page.inner_text("main").split())


def told(store: ox.Store, pattern: str) -> set[str]:
    """Return what the graph has for `?claim` in a pattern, without the base of the IRIs."""
    found = solutions_of(store, f"{PROLOGUE} SELECT DISTINCT ?claim WHERE {{ {pattern} }}")
    return {each["claim"].removeprefix("hgid:") for each in found}


@pytest.fixture
def newcomer(browser: Browser, site: str) -> Iterator[Newcomer]:
    """Someone at home, who sees nothing but our own address."""
    with watched(browser, site) as seen:
        seen.page.goto(f"{site}/?lang=en")
        someone = Newcomer(seen.page)
        yield someone
        assert someone.searches <= 1
        assert 1 <= someone.clicks + someone.searches <= MOST_CLICKS
        assert seen.complaints("task") == []


def test_what_the_lawyer_said_about_the_cloud_act_and_its_citation(
    newcomer: Newcomer, store: ox.Store
) -> None:
    """All claims on the topic, those of the lawyer, the words to cite one."""
    on_topic = "?claim hg:proposition/schema:about/^skos:narrower* topic:cloud-act ."
    everybody = told(store, on_topic)
    lawyer = told(store, f"{on_topic} ?claim hg:speaker <actor/pierre-desmarais>")
    assert lawyer
    assert lawyer < everybody
    newcomer.link(f"All {len(everybody)} claims")
    newcomer.link("Pierre Desmarais")
    newcomer.page.wait_for_url("**actor=pierre-desmarais*")
    assert newcomer.claims == lawyer
    shown = newcomer.page.locator("ol.hits > li").all_inner_texts()
    assert all("Lawyer in digital and data law" in each for each in shown)
    newcomer.link("Cite")
    assert newcomer.page.url.partition("?")[0].endswith("/citation")
    cited = newcomer.page.locator("pre.citation").first.inner_text()
    assert "Pierre Desmarais" in cited
    assert "Cloud Act" in newcomer.text


def test_who_contradicts_whom_on_the_keys(newcomer: Newcomer, store: ox.Store) -> None:
    """The canned query, and its topic: each pair of claims that the graph has, and no other."""
    newcomer.link("Canned queries")
    newcomer.link("Who contradicts whom")
    newcomer.choose("topic", "decryption keys")
    newcomer.button("Run")
    newcomer.page.wait_for_url("**topic=*decryption-keys*")
    pairs = solutions_of(store, PAIRS)
    rows = newcomer.page.locator("main table tbody tr").all_inner_texts()
    assert pairs
    assert len(pairs) == len(rows)
    for pair in pairs:
        assert any(all(pair[name] in row for name in pair) for row in rows)


def test_what_the_data_authority_said_in_2020(newcomer: Newcomer, store: ox.Store) -> None:
    """One search finds the authority; its page tells by which year it spoke, and lists that."""
    own = "?claim hg:speaker <actor/cnil>"
    by_2020 = told(store, f"{own} ; hg:saidNoLaterThan ?day FILTER (YEAR(?day) <= 2020)")
    assert by_2020
    newcomer.search("CNIL")
    newcomer.link(CNIL)
    newcomer.page.wait_for_url("**/doc/actor/cnil*")
    assert by_2020 < newcomer.claims
    assert f"by 2020 {len(by_2020)} " in newcomer.page.inner_text("#years")
    assert "by 10 June 2020: The CNIL delivers its opinion" in newcomer.text
    newcomer.link("by 2020")
    newcomer.page.wait_for_url("**/claims?*")
    assert newcomer.claims == by_2020
    assert f"{len(by_2020)} claims" == newcomer.page.inner_text("#hits")


def test_what_the_data_authority_said_in_2024(newcomer: Newcomer, store: ox.Store) -> None:
    """No text dates a claim of it so: its page leads to the decision, and to what may be of then.

    The decision's own page tells what is said of it; a page may be of that year or the next.
    """
    own = "?claim hg:speaker <actor/cnil>"
    dated = "?claim hg:edtf|(hg:madeAt/hg:edtf) ?day FILTER (CONTAINS(?day, '2024'))"
    assert told(store, f"{own} . {dated}") == set()
    later = told(store, f"{own} ; hg:saidNoLaterThan ?day FILTER (YEAR(?day) >= 2024)")
    assert later
    newcomer.search("CNIL")
    newcomer.link(CNIL)
    newcomer.page.wait_for_url("**/doc/actor/cnil*")
    assert later < newcomer.claims
    assert newcomer.page.inner_text("#years").endswith(f"by 2025 {len(later)}")
    assert "31 January 2024: Publication of the CNIL's decision" in newcomer.text
    newcomer.link("Decision of the CNIL published on 31 January 2024")
    newcomer.page.wait_for_url("**/doc/legal-act/cnil-decision-2024*")
    about = "?claim hg:proposition/schema:about <legal-act/cnil-decision-2024>"
    assert newcomer.claims == told(store, about)


def test_everything_that_one_actor_said(newcomer: Newcomer, store: ox.Store) -> None:
    """A name in the list of claims is a filter: all that this actor said, counted."""
    said = told(store, "?claim hg:speaker <actor/stephanie-combes>")
    newcomer.link("Claims")
    newcomer.link("Stéphanie Combes")
    assert f"{len(said)} claims" == newcomer.page.inner_text("#hits")
    shown = newcomer.claims
    newcomer.link("Next")
    newcomer.page.wait_for_url("**page=2*")
    assert said == shown | newcomer.claims


def test_what_had_been_said_by_the_end_of_may_2020(newcomer: Newcomer, store: ox.Store) -> None:
    """The list of claims takes a day: what was said by then comes first, what may be after it."""
    newcomer.link("Claims")
    newcomer.put("What had been said by", "2020-05-31")
    newcomer.button("Show")
    newcomer.page.wait_for_url("**asOf=2020-05-31*")
    assert "Said by 31 May 2020" in newcomer.text
    dated = (
        "?claim a hg:Claim OPTIONAL { ?claim hg:saidNoLaterThan ?day } "
        "OPTIONAL { ?claim hg:earliest ?own } OPTIONAL { ?claim hg:madeAt/hg:earliest ?there } "
        "BIND (COALESCE(?own, ?there) AS ?first) "
    )
    said = told(store, f"{dated} FILTER (STR(?day) <= '2020-05-31')")
    later = told(
        store,
        f"{dated} FILTER (STR(?first) > '2020-05-31' && COALESCE(STR(?day) > '2020-05-31', true))",
    )
    shown, every = newcomer.claims, told(store, "?claim a hg:Claim")
    assert said
    assert said <= shown or shown < said
    assert not later & shown
    assert f"{len(every - later)} claims" in newcomer.text
    assert f"{len(said)} said" in newcomer.text
    assert f"{len(later)} not yet said" in newcomer.text
