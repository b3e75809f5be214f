"""Pages of problems in a real browser: seen, read aloud, and asking again by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser import findings, watched
from problem_flood import flooded

from live_server import serving

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Route

    from hdhgraph.project.layout import Project

BUSY = "The service is busy"
ADDRESS = "/queries/who-said-what?topic=cloud-act&lang=en"


@pytest.mark.parametrize("address", ["/nothing-here", "/doc/actor/stephanie-comb", "/busy?of=/x"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_problem_can_be_read_by_everyone(
    browser: Browser, site: str, address: str, lang: str
) -> None:
    """No rule of axe is broken, no other host is asked, and a narrow screen does not scroll."""
    with watched(browser, site) as seen:
        seen.page.set_viewport_size({"width": 360, "height": 640})
        seen.page.goto(f"{site}{address}{'&' if '?' in address else '?'}lang={lang}")
        assert findings(seen.page, "problem") == []
        assert seen.foreign == []
        assert seen.complaints("problem") == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_busy_page_becomes_the_answer(browser: Browser, project: Project, tmp_path: Path) -> None:
    """Nobody touches anything: the page that says “busy” is followed by what was asked for."""
    options = ("--queue", "0", "--workers", "1", "--cache", "0")
    listener = ("--admin-port", "0")
    log = tmp_path / "server.log"
    with serving(log, "--project", str(project.root), "--unchecked", *options, *listener) as server:
        origin = f"http://127.0.0.1:{server.port}"
        with watched(browser, origin) as seen:
            with flooded(server):
                seen.page.route("**/queries/**", stand_still)
                seen.page.goto(origin + ADDRESS)
                assert seen.page.locator("h1").inner_text() == BUSY
                assert findings(seen.page, "busy") == []
                seen.page.unroute_all()
                seen.page.goto(origin + ADDRESS)
                assert seen.page.locator("h1").inner_text() == BUSY
            seen.page.wait_for_selector("main table")
            assert seen.page.url == origin + ADDRESS
            assert seen.complaints("busy") == []


def stand_still(route: Route) -> None:
    """Have a page not ask again, so that it can be looked at for as long as that takes."""
    response = route.fetch()
    page, found = re.subn(r'<meta http-equiv="refresh"[^>]*>', "", response.text())
    assert found == 1
    route.fulfill(response=response, body=page)
