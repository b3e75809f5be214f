"""Every kind of page in a real browser: both languages, with scripts and without, three widths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest
from browser import findings, watched
from kinds import HEAVY, KINDS, REFUSED, addressed

from hdhgraph.i18n.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser import Watched
    from playwright.sync_api import Browser, Page, Response

WIDTHS: Final = (360, 800, 1400)
MOST_BYTES: Final = 150 * 1024
# One language is looked at light, wide and less so, the other dark and narrow.
LOOKS: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    "fr": ("light", (1400, 800)),
    "en": ("dark", (360,)),
}
# Notes down each element that the focus comes to.
LISTEN: Final = """() => {
  window.reached = new Set();
  document.addEventListener("focusin", event => window.reached.add(event.target));
}"""
# What Tab is to come to: what has a place on the page and takes the focus, once a group of radios.
TO_REACH: Final = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")]
  .filter(each => each.tabIndex >= 0 && !each.disabled && each.checkVisibility(
    {visibilityProperty: true, contentVisibilityAuto: true}))"""
# A page of more is walked at its beginning and its end; what lies between comes in the order of
# the page, since nothing in it has an order of its own.
MOST_TABS: Final = 300
ENDS: Final = 100
ORDERED: Final = f"""() => ({TO_REACH})().filter(each => each.tabIndex > 0)
  .map(each => each.outerHTML.slice(0, 120))"""
MISSED: Final = f"""() => ({TO_REACH})().filter(each => !window.reached.has(each))
  .map(each => each.outerHTML.slice(0, 120))"""
SKIP: Final = f"""([first, last]) => {{
  const all = ({TO_REACH})();
  for (const each of all.slice(first, -last)) window.reached.add(each);
  all.at(-last - 1).focus();
}}"""
# The element that sticks out furthest, to name what is to be mended.
OVERFLOW: Final = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return "";
  const all = [...document.body.querySelectorAll("*")];
  const right = each => each.getBoundingClientRect().right;
  const worst = all.reduce((a, b) => (right(b) > right(a) ? b : a));
  return `${page.scrollWidth} of ${page.clientWidth}: ${worst.outerHTML.slice(0, 120)}`;
}"""


class Weighed:
    """The bytes that a page and what it loads took on the wire, heads of answers included."""

    def __init__(self, page: Page) -> None:
        """Weigh what this page asks for from now on."""
        self.bytes = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._add)
        session.send("Network.enable")

    def _add(self, event: dict[str, Any]) -> None:
        self.bytes += round(event["encodedDataLength"])


def visit(seen: Watched, kind: str, lang: str) -> None:
    """Open the page of a kind in one language, and see that it is one."""
    response = seen.page.goto(f"{seen.origin}{addressed(kind, lang)}")
    assert response is not None
    check_answer(response, kind)
    assert seen.page.get_attribute("html", "lang") == lang


def check_answer(response: Response, kind: str) -> None:
    """See that an answer is a page, with the status that its kind has."""
    assert REFUSED.get(kind, 200) == response.status
    assert response.headers["content-type"].startswith("text/html")


def overflows(page: Page) -> dict[int, str]:
    """Return the widths at which a page is wider than the window, each with what sticks out."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if what := page.evaluate(OVERFLOW):
            found[width] = what
    return found


def press_tab(page: Page, times: int) -> None:
    """Press Tab, and hold it until it has come so many times."""
    for _ in range(times):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")


def missed_by_tab(page: Page) -> list[str]:
    """Press Tab from the top until the focus has been everywhere; return where it never came."""
    count = len(page.evaluate(f"({TO_REACH})().map(each => each.tagName)"))
    page.evaluate(LISTEN)
    for _ in range(2):
        if count > MOST_TABS:
            press_tab(page, ENDS + 5)
            page.evaluate(SKIP, [ENDS, ENDS])
            press_tab(page, ENDS + 5)
        else:
            press_tab(page, count + 5)
        missed: list[str] = page.evaluate(MISSED)
        # The focus may have begun in the middle, and an element may have come to be on the way.
        if not missed:
            break
    return missed


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page(browser: Browser, site: str, kind: str, lang: str) -> None:
    """Nothing foreign, no complaint, nobody shut out, no overflow, at most 150 KB.

    Tab comes to each link, field and region of it, in the order of the page, and stays in none.
    """
    scheme, widths = LOOKS[lang]
    with watched(browser, site, widths[0], color_scheme=scheme) as seen:
        weighed = Weighed(seen.page)
        visit(seen, kind, lang)
        if kind not in HEAVY:
            assert 0 < weighed.bytes <= MOST_BYTES
        assert missed_by_tab(seen.page) == []
        assert seen.page.evaluate(ORDERED) == []
        for width in widths:
            seen.page.set_viewport_size({"width": width, "height": 900})
            assert (width, findings(seen.page, kind)) == (width, [])
        assert overflows(seen.page) == {}
        assert seen.foreign == []
        assert seen.complaints(kind) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_without_scripts(browser: Browser, site: str, kind: str, lang: str) -> None:
    """It has its heading and its text, fits every width, and asks nobody else for anything."""
    with watched(browser, site, java_script_enabled=False) as seen:
        visit(seen, kind, lang)
        assert seen.page.locator("h1").count() == 1
        assert len(seen.page.inner_text("main")) > 20
        assert overflows(seen.page) == {}
        assert seen.foreign == []
        assert not any(each.endswith(".js") for each in map(path_of, seen.requests))
        assert seen.complaints(kind) == []


def path_of(address: str) -> str:
    """Return the path of an address."""
    return urlsplit(address).path


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """An empty page, for what the checks above must find."""
    with watched(browser, site, 360) as seen:
        yield seen.page


def test_what_is_too_wide_is_found(page: Page) -> None:
    """A block of 500 pixels is too wide for a phone only."""
    page.set_content("<svg width=500 height=10></svg>")
    assert [360] == list(overflows(page))


def test_a_trap_is_found(page: Page) -> None:
    """A field that takes Tab for itself keeps the focus from what follows."""
    page.set_content(
        "<a href=/>x</a><input onkeydown=\"event.key === 'Tab' && event.preventDefault()\">"
        "<button>after</button>"
    )
    assert ["<button>after</button>"] == missed_by_tab(page)


def test_an_order_of_its_own_is_found(page: Page) -> None:
    """An element that asks to come first is named: a walk in parts relies on none."""
    page.set_content("<a href=/>x</a><button tabindex=1>first</button><input tabindex=0>")
    assert ['<button tabindex="1">first</button>'] == page.evaluate(ORDERED)


def test_a_trap_at_the_end_of_a_long_page_is_found(page: Page) -> None:
    """Where the middle is skipped, the last elements are walked all the same."""
    links = "".join(f"<a href=/{n}>{n}</a> " for n in range(MOST_TABS))
    trap = "<input onkeydown=\"event.key === 'Tab' && event.preventDefault()\">"
    page.set_content(f"{links}{trap}<button>after</button>")
    assert ["<button>after</button>"] == missed_by_tab(page)


def test_bytes_are_counted(browser: Browser, site: str) -> None:
    """The editor, which has no budget, is above that of the others."""
    with watched(browser, site) as seen:
        weighed = Weighed(seen.page)
        seen.page.goto(f"{site}{addressed('editor', 'en')}", wait_until="networkidle")
        assert weighed.bytes > MOST_BYTES
