"""Pages in a real browser: Debian's Chromium, headless, with all that it asks and says noted."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

__all__ = ["Watched", "chromium", "excuses", "findings", "watched"]

REQUIRED: Final = "HDHGRAPH_REQUIRE_BROWSER"
EXCUSED: Final = Path(__file__).with_name("excused.toml")
# What Chromium would ask of other hosts by itself is off; it runs as root in containers.
_ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_WCAG: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Details of what passes are left out: gathering them takes most of the time.
_AXE: Final = {"runOnly": {"type": "tag", "values": _WCAG}, "resultTypes": ["violations"]}
_OF_OURS: Final = ("data:", "blob:", "about:")


@dataclass
class Watched:
    """A page, with the requests that left its origin and what it complained of so far.

    `console` holds errors and warnings of the console, violations of the Content-Security-Policy
    and exceptions of scripts; `requests` every address that was asked for.
    """

    page: Page
    origin: str
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    @property
    def foreign(self) -> list[str]:
        """The requests to other hosts."""
        return [each for each in self.requests if not each.startswith((self.origin, *_OF_OURS))]

    def wait_until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until something is true, while the page goes on and what it says is heard."""
        wait_until(condition, what, lambda seconds: self.page.wait_for_timeout(seconds * 1000))

    def complaints(self, kind: str) -> list[str]:
        """Return what was complained of, less what `excused.toml` excuses for this kind of page."""
        patterns = excuses(kind, "console")
        return [each for each in self.console if not any(re.search(p, each) for p in patterns)]


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser; where it or its driver is missing, skip, or fail where it is required."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra
    except ImportError:
        _missing("The extra “browser” is not installed.")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        _missing("There is no chromium on the PATH.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def _missing(what: str) -> None:
    if REQUIRED in os.environ:
        pytest.fail(f"{what} It is required here.")
    pytest.skip(what)


@contextlib.contextmanager
def watched(browser: Browser, origin: str, width: int = 1400, **options: Any) -> Iterator[Watched]:  # noqa: ANN401 - those of a context
    """Open an empty page of a context of its own; `options` are a context's, such as `locale`."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    seen = Watched(page, origin)

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            seen.console.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: seen.console.append(f"exception: {error}"))
    page.on("request", lambda request: seen.requests.append(request.url))
    try:
        yield seen
    finally:
        context.close()


def findings(page: Page, kind: str) -> list[str]:
    """Return what axe-core finds by WCAG 2.2 AA, less what `excused.toml` excuses."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - an extra

    result = Axe().run(page, options=_AXE)
    excused = excuses(kind, "axe")
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in result.response["violations"]
        if violation["id"] not in excused
        for node in violation["nodes"]
    ]


def excuses(kind: str, about: str) -> list[str]:
    """Return what is excused on a kind of page: patterns of the console, or rules of axe."""
    entries = tomllib.loads(EXCUSED.read_text(encoding="utf-8")).get("excused", [])
    return [each["what"] for each in entries if (each["kind"], each["about"]) == (kind, about)]
