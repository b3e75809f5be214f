"""Measure the code: its lines, its lint exceptions, and how far one answer walks through it.

A walk is counted over one answer that no cache holds: the modules of ours that are entered, and
the pairs of different modules of which one calls the other. Lines are those with code on them,
without comments, docstrings and blank lines.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import sys
import threading
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.project.config import Settings
from hdhgraph.project.layout import bundled
from hdhgraph.web.serving.app import Content, create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "hdhgraph"
# What is asked, and what is asked before: the same way through the code, so that nothing is built.
WALKS = {
    "an actor's page": ("/doc/actor/cnil?lang=en", "/doc/actor/octave-klaba?lang=en"),
    "a canned query": (
        "/queries/who-said-what?lang=en&topic=cloud-act",
        "/queries/who-said-what?lang=en&topic=domestic-providers",
    ),
    "/claims": ("/claims?lang=en&topic=cloud-act", "/claims?lang=en&topic=domestic-providers"),
}
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


class Walk:
    """The calls between modules of ours, noted in every thread while it `is_on`."""

    def __init__(self) -> None:
        """Listen in all threads that begin from now on."""
        self.is_on = False
        self.modules: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        threading.setprofile(self.note)

    def note(self, frame: FrameType, event: str, _: object) -> None:
        """Take one event of the interpreter."""
        if not self.is_on or event != "call":
            return
        module = module_of(frame)
        if module is None:
            return
        self.modules.add(module)
        caller = module_of(frame.f_back) if frame.f_back else None
        if caller is not None and caller != module:
            self.pairs.add((caller, module))


def module_of(frame: FrameType) -> str | None:
    """Return the module of ours that a frame runs in."""
    path = Path(frame.f_code.co_filename)
    return path.relative_to(SOURCE).as_posix() if path.is_relative_to(SOURCE) else None


def walks() -> Iterator[tuple[str, dict[str, int]]]:
    """Yield what is asked, with the numbers of modules entered and of pairs that call."""
    walk, page = Walk(), {"Accept": "text/html"}
    project = bundled()
    source = Source(str(project.root))
    engine = Engine.start(source, Limits())
    content = Content(source, project.queries, project.version(), project.modified())
    with TestClient(create_app(Settings(), content, engine)) as client:
        client.get("/claims", headers=page)  # which waits for the index
        for name, (address, before) in WALKS.items():
            client.get(before, headers=page)
            walk.modules, walk.pairs = set(), set()
            walk.is_on = True
            answer = client.get(address, headers=page)
            walk.is_on = False
            answer.raise_for_status()
            yield name, {"modules": len(walk.modules), "pairs": len(walk.pairs)}
    engine.close()


def code_lines(text: str) -> int:
    """Return the number of lines with code on them."""
    tree = ast.parse(text)
    docs: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            docs.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines - docs)


def measured() -> dict[str, Any]:
    """Return all figures."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py"))]
    return {
        "modules": len(texts),
        "code lines": sum(map(code_lines, texts)),
        "noqa": sum(text.count("# noqa") for text in texts),
        "longest module": max(text.count("\n") for text in texts),
        "walks": dict(walks()),
    }


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    sys.stdout.write(json.dumps(measured(), indent=2) + "\n")
