"""Five questions of a newcomer, each answered within four clicks or one search from home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from browser import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

MOST_CLICKS: Final = 4


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
    def text(self) -> str:
        """What the page shows, on one line."""
        return " ".join(self.page.inner_text("main").split())


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


def test_what_the_lawyer_said_about_the_cloud_act_and_its_citation(newcomer: Newcomer) -> None:
    """All claims on the topic, those of the lawyer, the words to cite one."""
    newcomer.link("All 23 claims")
    newcomer.link("Pierre Desmarais")
    assert "lawyer" in newcomer.text.lower()
    newcomer.link("Cite")
    assert newcomer.page.url.partition("?")[0].endswith("/citation")
    cited = newcomer.page.locator("pre.citation").first.inner_text()
    assert "Pierre Desmarais" in cited
    assert "Cloud Act" in newcomer.text


def test_who_contradicts_whom_on_the_keys(newcomer: Newcomer) -> None:
    """The canned query, and its topic."""
    newcomer.link("Canned queries")
    newcomer.link("Who contradicts whom")
    newcomer.choose("topic", "decryption-keys")
    newcomer.button("Run")
    newcomer.page.wait_for_url("**topic=*decryption-keys*")
    rows = newcomer.page.locator("main table tbody tr").all_inner_texts()
    assert rows
    assert any("will have the encryption key" in row for row in rows)
    assert any("National commission" in row and "Stéphanie Combes" in row for row in rows)


def test_what_the_data_authority_said_in_2020_and_2024(newcomer: Newcomer) -> None:
    """One search shows its opinion and its decision; each has a page of what was said of it."""
    newcomer.search("CNIL")
    newcomer.link("Opinion of the CNIL on the Health Data Hub")
    assert "2020" in newcomer.text
    newcomer.page.go_back()
    newcomer.clicks += 1
    newcomer.link("Decision of the CNIL published on 31 January 2024")
    assert "2024" in newcomer.text


def test_everything_that_one_actor_said(newcomer: Newcomer) -> None:
    """A name in the list of claims is a filter: all that this actor said, counted."""
    newcomer.link("Claims")
    newcomer.link("Stéphanie Combes")
    counted = newcomer.page.inner_text("#hits")
    assert int(counted.split()[0]) > 20
    shown = newcomer.page.locator("ol.hits > li").all_inner_texts()
    assert shown
    assert all("Stéphanie Combes" in each for each in shown)


def test_what_had_been_said_by_the_end_of_may_2020(newcomer: Newcomer) -> None:
    """The list of claims takes a day; what only later texts date is then left out."""
    newcomer.link("Claims")
    newcomer.put("What had been said by", "2020-05-31")
    newcomer.button("Show")
    newcomer.page.wait_for_url("**asOf=2020-05-31*")
    assert "What had been said by 31 May 2020" in newcomer.text
    assert 0 < newcomer.page.locator("ol.hits > li").count() < 20
