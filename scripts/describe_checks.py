"""Write docs/checks/: a page for each code that `hdhgraph check` may report, and their list.

scripts/describe_checks.py            write the pages
scripts/describe_checks.py --check    fail where a page is not what would be written
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDFS, SH, Graph, Literal

from hdhgraph.checks.ontology.rules import PREFIX, rules
from hdhgraph.checks.project import CODES
from hdhgraph.checks.report.codes import FIXED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "checks"
# Findings that have no place in a file, or not one in Turtle.
WITHOUT_COMMENT = (
    "HG-INFERRED", "HG-Q1", "HG-Q2", "HG-UNUSED-IGNORE", "HG-D-base-unread", "HG-D-query-removed",
)  # fmt: skip
GONE = (
    "HG-D-term-removed", "HG-D-iri-removed", "HG-D-claim-lost", "HG-D-evidence-lost",
    "HG-D-shape-removed",
)  # fmt: skip
BANNER = "<!-- Written by scripts/describe_checks.py. -->"


@dataclass(frozen=True)
class Page:
    """What a page says of one code: texts by language, and files that plant the fault."""

    code: str
    severity: str
    origin: str
    titles: Mapping[str, str]
    messages: Mapping[str, str]
    hints: Mapping[str, str]
    faults: tuple[Path, ...] = ()


def built_in() -> Iterator[Page]:
    """Yield the codes that are not a project's own."""
    for code, own in CODES.items():
        origin = "`hdhgraph check` itself, in any project"
        if code in rules() and rules()[code].is_sparql:
            path = f"src/hdhgraph/checks/rules/{code.removeprefix(PREFIX)}.rq"
            origin += f", by the query [`{path}`](../../{path})"
        yield Page(
            code, own.severity.value, origin, own.titles, own.messages, own.hints,
            tuple(faults_of_rule(code)),
        )  # fmt: skip


def faults_of_rule(code: str) -> Iterator[Path]:
    """Yield the files that plant a fault of a generic rule: in Turtle, in queries, in shapes."""
    folder = ROOT / "tests" / "checks"
    for path in sorted((folder / "rules").glob(f"{code}*.ttl")):
        if re.fullmatch(rf"{code}(-\d+)?", path.stem):
            yield path
    if code.startswith(PREFIX):
        faults = (folder / "faults" / code).rglob("*.*")
        yield from sorted(each for each in faults if code in each.read_text("utf-8"))


def of_shapes() -> Iterator[Page]:
    """Yield the shapes that have a code, each with its planted faults."""
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        graph = Graph().parse(path)
        for shape, code in sorted(graph.subject_objects(DCTERMS.identifier)):
            slug = str(code).removeprefix("HG-")
            faults = sorted((ROOT / "tests" / "shapes" / "invalid").glob(f"{slug}-*.ttl"))
            severity = graph.value(shape, SH.severity) or SH.Violation
            yield Page(
                str(code), str(severity).rsplit("#", 1)[1].lower(),
                f"the shape `{shape.n3(graph.namespace_manager)}` in "
                f"[`shapes/{path.name}`](../../shapes/{path.name})",
                texts(graph, shape, RDFS.label), texts(graph, shape, SH.message),
                texts(graph, shape, RDFS.comment), tuple(faults),
            )  # fmt: skip


def texts(graph: Graph, node: Node, name: Node) -> dict[str, str]:
    """Return the texts of a node by language."""
    return {
        str(text.language): str(text)
        for text in graph.objects(node, name)
        if isinstance(text, Literal)
    }


def of_hygiene() -> Iterator[Page]:
    """Yield the hygiene queries, each with its planted fault."""
    folder = ROOT / "tests" / "hygiene"
    for path in sorted(folder.glob("*.rq")):
        header = dict(re.findall(r"^#\+ (\w+): *(.+?) *$", path.read_text("utf-8"), re.MULTILINE))
        by_language = {
            key: {
                lang: header[f"{key}_{lang}"] for lang in ("en", "fr") if f"{key}_{lang}" in header
            }
            for key in ("message", "hint")
        }
        yield Page(
            f"HG-H-{path.stem}", header.get("severity", "violation"),
            f"the query [`tests/hygiene/{path.name}`](../../tests/hygiene/{path.name})",
            {"en": header["summary"]}, by_language["message"], by_language["hint"],
            (folder / "faults" / f"{path.stem}.trig",),
        )  # fmt: skip


def pages() -> list[Page]:
    """Return a page for each code, in the order of the codes."""
    return sorted([*built_in(), *of_shapes(), *of_hygiene()], key=lambda page: page.code)


def render(page: Page) -> str:
    """Return one page."""
    title = page.titles.get("en") or page.code
    french = f"En français : {page.titles['fr']}.\n\n" if "fr" in page.titles else ""
    head = f"# {page.code}: {title}\n\n{BANNER}\n\n{french}"
    parts = [
        f"{head}Severity: {page.severity}. Found by {page.origin}.\n",
        f"## Message\n\n{both(page.messages)}",
    ]
    if page.hints:
        parts.append(f"## What to do\n\n{both(page.hints)}")
    if page.faults:
        planted = [
            f"- [`{path.name}`](../../{path.relative_to(ROOT).as_posix()})" for path in page.faults
        ]
        parts.append("## Planted faults that it finds\n\n" + "\n".join(planted) + "\n")
    parts.append(f"## To accept it\n\n{accepting(page)}")
    return "\n".join(parts)


def both(by_language: Mapping[str, str]) -> str:
    """Return a text in both languages; what stands in braces is filled in."""
    names = {"en": "English", "fr": "French"}
    return "".join(f"- {names[lang]}: {text}\n" for lang, text in sorted(by_language.items()))


def accepting(page: Page) -> str:
    """Return how a finding is accepted, or that it is not."""
    if page.code in FIXED:
        return (
            "It cannot be ignored or turned off: what it tells is that something was not checked.\n"
        )
    where = (
        ""
        if page.code in WITHOUT_COMMENT
        else f"`# hdhgraph: ignore {page.code} reason` {at_place(page.code)} accepts one. "
    )
    return (
        f"{where}`{page.code}` under `[check.levels]` in `hdhgraph.toml` sets its level: "
        "violation, warning, info or off. See [checking](../checking.md).\n"
    )


def at_place(code: str) -> str:
    """Return where the comment stands that accepts a finding."""
    if code in GONE:
        return "on a line of its own where it stood, before what stands there now,"
    if code == "HG-D-query-changed":
        return "on a line of its own in the query"
    return "behind the triple or before the subject"


def index(known: list[Page]) -> str:
    """Return the list of all codes."""
    rows = [
        f"| [{page.code}]({page.code}.md) | {page.severity} | {page.messages['en']} |"
        for page in known
    ]
    head = ["# Codes of `hdhgraph check`", "", BANNER, "", "| Code | Severity | Message |"]
    return "\n".join([*head, "|---|---|---|", *rows]) + "\n"


def main() -> None:
    """Write the pages, or with --check compare them."""
    known = pages()
    wanted = {f"{page.code}.md": render(page) for page in known} | {"README.md": index(known)}
    found = {path.name: path.read_text("utf-8") for path in PAGES.glob("*.md")}
    if "--check" in sys.argv:
        wrong = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
        if wrong:
            sys.exit(f"docs/checks is out of date, run scripts/describe_checks.py: {wrong}")
        return
    PAGES.mkdir(exist_ok=True)
    for name in found.keys() - wanted.keys():
        (PAGES / name).unlink()
    for name, text in wanted.items():
        (PAGES / name).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages")


if __name__ == "__main__":
    main()
