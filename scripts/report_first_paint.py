"""Report after how long each kind of page shows its first content in headless Chromium.

Started by `scripts/first-paint`, which puts the tests' modules on the path. The server is on the
same machine: what is told is the time of server, transfer without a network, and browser together.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from browser import chromium, watched
from kinds import KINDS, addressed

from live_server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).resolve().parents[1]
GOAL: Final = 500  # milliseconds
# The entry may come after the page has loaded: it is waited for.
PAINTED: Final = """() => new Promise(tell => new PerformanceObserver(list => {
  for (const each of list.getEntries())
    if (each.name === "first-contentful-paint") tell(each.startTime);
}).observe({type: "paint", buffered: true}))"""


def main() -> None:
    """Print a line for each kind of page: its first visit after the start, with an empty cache."""
    late = 0
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        options = ("--project", str(ROOT), "--unchecked")
        with serving(Path(folder) / "server.log", *options) as server:
            origin = f"http://127.0.0.1:{server.port}"
            # The first page of all pays for the browser's own start.
            first_paint(browser, origin, "home")
            for kind in KINDS:
                milliseconds = first_paint(browser, origin, kind)
                late += milliseconds > GOAL
                print(f"{milliseconds:6.0f} ms  {kind}")
    print(f"{len(KINDS) - late} of {len(KINDS)} kinds of pages within {GOAL} ms")


def first_paint(browser: Browser, origin: str, kind: str) -> float:
    """Return the milliseconds from asking for a page to its first content."""
    with watched(browser, origin) as seen:
        seen.page.goto(f"{origin}{addressed(kind, 'fr')}")
        painted: float = seen.page.evaluate(PAINTED)
        return painted


if __name__ == "__main__":
    main()
