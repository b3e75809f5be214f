"""Take screenshots of pages over the bundled graph, in both languages, as small PNG files.

Started by `scripts/screenshots`, which puts the tests' modules on the path.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from browser import chromium, watched
from kinds import KEY, KINDS, addressed
from PIL import Image

from hdhgraph.i18n.messages import LANGUAGES
from live_server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).resolve().parents[1]
WIDTH: Final = 1200  # pixels
HEIGHT: Final = 1000
COLOURS: Final = 64  # enough for text and for the colours of stances

HIGHEST: Final = 1800  # of a drawing, which is shown whole where that is possible
# The height of a page, and where what it is about begins and ends: the drawing, where it has one.
PLACE: Final = """() => {
  const box = document.querySelector(".drawing")?.getBoundingClientRect();
  return [document.documentElement.scrollHeight, box?.top ?? 0, box?.height ?? 0];
}"""


def main() -> None:
    """Start a server, and take what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="every kind of page, not the key ones")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        options = ("--project", str(ROOT), "--unchecked")
        with serving(Path(folder) / "server.log", *options) as server:
            origin = f"http://127.0.0.1:{server.port}"
            taken = sum(
                take(browser, origin, kind, asked.to) for kind in (KINDS if asked.all else KEY)
            )
    print(f"{taken / 1024:.0f} KB in {asked.to.name}/")


def take(browser: Browser, origin: str, kind: str, folder: Path) -> int:
    """Write the screenshots of a kind, `{kind}.{lang}.png`; return their bytes."""
    taken = 0
    for lang in LANGUAGES:
        # The browser's own words, such as those of a field for a date, are in the same language.
        with watched(browser, origin, WIDTH, locale=lang) as seen:
            seen.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
            seen.page.goto(f"{origin}{addressed(kind, lang)}", wait_until="networkidle")
            bottom, top, drawn = seen.page.evaluate(PLACE)
            height = min(HIGHEST, max(HEIGHT, drawn)) if kind.startswith("map") else HEIGHT
            top = max(0, min(top, bottom - height))
            shown = {"x": 0, "y": top, "width": WIDTH, "height": min(bottom - top, height)}
            content = smaller(seen.page.screenshot(clip=shown, full_page=True))
        (folder / f"{kind}.{lang}.png").write_bytes(content)
        taken += len(content)
    return taken


def smaller(content: bytes) -> bytes:
    """Return a PNG with few colours, a third of the bytes."""
    drawn = io.BytesIO()
    image = Image.open(io.BytesIO(content)).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


if __name__ == "__main__":
    main()
