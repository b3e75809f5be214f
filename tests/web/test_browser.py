"""What watches pages in a browser sees what it is there to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browser import EXCUSED, findings, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_request_to_another_host_is_seen(browser: Browser, site: str) -> None:
    """Whoever is asked, and whether or not it answers."""
    with watched(browser, site) as seen:
        seen.page.set_content('<img src="http://other.invalid/x.png" alt="">')
        assert seen.foreign == ["http://other.invalid/x.png"]


def test_the_policy_stops_what_is_not_ours(browser: Browser, site: str) -> None:
    """Inline style and script, and a picture of another host: each is stopped, and noted."""
    with watched(browser, site) as seen:
        seen.page.goto(f"{site}/")
        assert seen.console == []
        for markup in (
            '<p style="color: red">x</p>',
            '<img src="http://other.invalid/x.png" alt="">',
        ):
            seen.console.clear()
            seen.page.evaluate(
                "html => document.body.insertAdjacentHTML('beforeend', html)", markup
            )
            seen.wait_until(lambda: seen.console, "a complaint")
            assert "Content Security Policy" in seen.console[0]
        seen.console.clear()
        seen.page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
            " document.body.append(s); }"
        )
        assert "Content Security Policy" in seen.console[0]
        assert seen.page.evaluate("window.ran") is None


def test_an_exception_is_seen(browser: Browser, site: str) -> None:
    """A script that fails is noted as well as what it writes to the console."""
    with watched(browser, site) as seen:
        seen.page.set_content("<script>console.error('said'); missing()</script>")
        seen.wait_until(lambda: len(seen.console) > 1, "both complaints")
        assert seen.console[0] == "error: said"
        assert seen.console[1].startswith("exception: missing is not defined")


def test_what_nobody_can_read_is_found(browser: Browser, site: str) -> None:
    """A picture without words and a field without a label are findings."""
    with watched(browser, site) as seen:
        seen.page.set_content('<html lang="en"><title>x</title><img src="data:,"><input></html>')
        found = {each.partition(":")[0] for each in findings(seen.page, "none")}
        assert {"image-alt", "label"} <= found


def test_every_excuse_has_a_reason() -> None:
    """Each entry names a kind of page, what is let pass, and why."""
    entries = EXCUSED.read_text(encoding="utf-8").split("[[excused]]")[1:]
    assert entries
    for entry in entries:
        for key in ("kind", "about", "what", "reason"):
            assert f"{key} = " in entry
