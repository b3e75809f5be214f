"""Write docs/broken-pull-request.md: what a check says of a small change with three faults.

`--check` tells whether the page is what would be written; `--picture` takes the picture, too, for
which the extra “browser” and chromium are needed.
"""

from __future__ import annotations

import argparse
import difflib
import html
import io
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "broken-pull-request.md"
PICTURE: Final = ROOT / "docs" / "screenshots" / "broken-pull-request.png"
FILE: Final = Path("data", "sources", "gazette-inventee.ttl")
# What the change does to the project that `hdhgraph init` writes: each is one fault.
CAPACITY: Final = "    hg:inCapacity <membership/modele-user-representative> ;\n"
DEMAND: Final = "    hg:proposition <proposition/contract-should-be-published> ;\n"
CHANGES: Final = (
    ('    hg:edtf "2021-05-04"^^', '    hg:edtf "4 May 2021"^^'),
    ('mode:indirect ;\n    hg:fragment "ils', 'mode:indirect, mode:direct ;\n    hg:fragment "ils'),
    (CAPACITY + DEMAND, DEMAND),
)
COMMAND: Final = ("check", "--format", "human", "--format", "github=github.txt",
                  "--format", "markdown=summary.md")  # fmt: skip
WIDTH: Final = 1000  # pixels
COLOURS: Final = 64


@dataclass(frozen=True, slots=True)
class Shown:
    """What a user sees: the change as a unified diff, and each report as it was written."""

    diff: str
    code: int
    human: str
    github: str
    markdown: str


def main() -> int:
    """Write the page, or tell whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--picture", action="store_true", help="take the picture, too")
    asked = parser.parse_args()
    shown = check_change()
    text = page(shown)
    if asked.check:
        if PAGE.read_text(encoding="utf-8") == text:
            return 0
        print("docs/broken-pull-request.md is out of date: scripts/show_broken_pull_request.py")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    if asked.picture:
        PICTURE.write_bytes(picture(shown))
    return 0


@contextmanager
def changed_project() -> Iterator[tuple[Path, str]]:
    """Yield the folder of a new project with the change made to it, and the change as a diff."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        run(Path(folder), "init", "project")
        path = root / FILE
        before = after = path.read_text(encoding="utf-8")
        for old, new in CHANGES:
            if after.count(old) != 1:
                raise ValueError(f"The change does not fit the template: {old!r}")
            after = after.replace(old, new)
        path.write_text(after, encoding="utf-8")
        lines = (text.splitlines(keepends=True) for text in (before, after))
        name = FILE.as_posix()
        yield root, "".join(difflib.unified_diff(*lines, f"a/{name}", f"b/{name}"))


def check_change() -> Shown:
    """Make the change in a folder that is thrown away, and check it."""
    with changed_project() as (root, diff):
        done = run(root, *COMMAND)
        github, markdown = (
            (root / name).read_text(encoding="utf-8") for name in ("github.txt", "summary.md")
        )
        return Shown(diff, done.returncode, done.stdout, github, markdown)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this checkout in a folder."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "hdhgraph", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def page(shown: Shown) -> str:
    """Return the page in Markdown."""
    return f"""# A broken pull request

<!-- Written by scripts/show_broken_pull_request.py. -->

Somebody changes three lines of the project that `hdhgraph init` writes. Nobody and nothing in it
exists. All that stands below is what the commands print, and a test runs them again.

## The change

```diff
{shown.diff}```

## In a terminal

```console
$ hdhgraph check
{shown.human}```

The exit code is {shown.code}: a violation fails the check, and a warning does so with `--strict`.

## On the pull request

`--format github` writes one command a line, which GitHub shows below the line that it names:

```text
{shown.github}```

## In the summary of the job

`--format markdown`, which [the action](ci.md#github) appends to the summary:

```markdown
{shown.markdown}```

## As a picture

Drawn from the same three texts by a page of our own; a code host has its own look.

![The change with its annotations below the lines, and the summary](screenshots/{PICTURE.name})
"""


def picture(shown: Shown) -> bytes:
    """Return a PNG of the change with its annotations, and of the summary."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "web")]
    from browser import chromium, watched  # noqa: PLC0415 - of the tests, for the picture alone
    from PIL import Image  # noqa: PLC0415 - the same

    with chromium() as browser, watched(browser, "about:blank", WIDTH) as seen:
        seen.page.set_content(as_html(shown))
        content = seen.page.locator("body").screenshot()
    image = Image.open(io.BytesIO(content)).convert("RGB")
    drawn = io.BytesIO()
    few = image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def as_html(shown: Shown) -> str:
    """Return the page that the picture is of."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - for the picture alone

    renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
    rows = "".join(diff_rows(shown.diff, annotations(shown.github)))
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><style>{STYLE}</style><body>"
        f"<h1>Files changed <small>{html.escape(FILE.as_posix())}</small></h1>"
        f"<table class=diff>{rows}</table>"
        f"<h1>Summary of the job</h1><section>{renderer.render(shown.markdown)}</section></body>"
    )


def annotations(commands: str) -> dict[int, tuple[str, str, str]]:
    """Return level, title and message by line, as GitHub reads workflow commands."""
    found = {}
    for line in commands.splitlines():
        level, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()  # type: ignore[union-attr]
        values = dict(each.split("=", 1) for each in properties.split(","))
        found[int(values["line"])] = (level, unquote(values["title"]), unquote(message))
    return found


def diff_rows(diff: str, notes: dict[int, tuple[str, str, str]]) -> Iterator[str]:
    """Yield the rows of a diff, each annotation below the line that it names."""
    old = new = 0
    for line in diff.splitlines()[2:]:
        if hunk := re.match(r"@@ -(\d+),\d+ \+(\d+)", line):
            old, new = int(hunk[1]), int(hunk[2])
            yield f"<tr class=hunk><td><td><td>{html.escape(line)}"
            continue
        kind = {"+": "added", "-": "removed"}.get(line[0], "same")
        numbers = ("" if kind == "added" else old, "" if kind == "removed" else new)
        cells = "".join(f"<td>{number}" for number in numbers)
        yield f"<tr class={kind}>{cells}<td>{html.escape(line)}"
        if kind != "removed" and new in notes:
            level, title, message = notes[new]
            text = html.escape(message).replace("\n", "<br>")
            yield (
                f"<tr><td><td><td><div class={level}><b>{level}: {html.escape(title)}</b>"
                f"<p>{text}</div>"
            )
        old += kind != "added"
        new += kind != "removed"


STYLE: Final = """
body { margin: 0; padding: 20px; font: 14px/1.5 sans-serif; color: #1f2328; background: #fff }
h1 { font-size: 18px; margin: 12px 0 } h1 small { font: 13px monospace; color: #57606a }
h2 { font-size: 16px } section { border: 1px solid #d0d7de; padding: 0 16px 12px }
section table, .diff { border-collapse: collapse; width: 100% }
section td, section th { border: 1px solid #d0d7de; padding: 6px 10px; text-align: left }
.diff { border: 1px solid #d0d7de; font: 12px/1.6 monospace }
.diff td { padding: 0 8px; white-space: pre-wrap } .diff td:nth-child(-n+2) { color: #57606a;
  text-align: right; width: 36px }
.hunk { background: #ddf4ff; color: #57606a } .added { background: #dafbe1 }
.removed { background: #ffebe9 }
.diff div { font: 14px/1.5 sans-serif; border: 1px solid; border-left-width: 5px;
  margin: 6px 0; padding: 8px 12px; background: #fff }
.diff p { margin: 2px 0 0; color: #1f2328 } .error { color: #cf222e } .warning { color: #8a5a00 }
"""


if __name__ == "__main__":
    sys.exit(main())
