"""Who interrupts `hdhgraph check` does not wait for the shapes."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

# Nobody sees the end of this: each thing is put beside all pairs of triples.
SHAPES = """\
@prefix ex: <https://example.org/invented/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:slow a sh:NodeShape ; sh:targetClass ex:Thing ;
    sh:sparql [ sh:message "m" ; sh:select \"""SELECT $this { $this ?p ?o . ?a ?b ?c . ?d ?e ?f .
        FILTER (REGEX(STR(?f), "^[a-z]*x[0-9]+$")) }\""" ] .
"""
THINGS = 2_000


def test_an_interrupt_ends_a_check(tmp_path: Path) -> None:
    """While shapes are validated SIGINT ends it with 130, and without a traceback."""
    for name in ("data", "shapes", "ontology"):
        (tmp_path / name).mkdir()
    (tmp_path / "shapes/s.ttl").write_text(SHAPES, encoding="utf-8")
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    lines = (
        f"<https://example.org/invented/{n}> {kind} <https://example.org/invented/Thing> .\n"
        for n in range(THINGS)
    )
    (tmp_path / "data/d.nt").write_text("".join(lines), encoding="utf-8")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "check", "--project", tmp_path],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm"},
    ) as process:
        os.close(theirs)
        try:
            # The bar says what is waited for.
            shown = read_terminal(ours, until="check: shapes")
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            shown += read_terminal(ours)
            out, _ = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
            os.close(ours)
    assert (process.returncode, out) == (130, b"")
    assert "check: shapes" in shown
    assert "Traceback" not in shown
    assert shown.rstrip().endswith("\x1b[2K")  # nothing is said where the bar was


def read_terminal(terminal: int, until: str = "") -> str:
    """Return what is shown on a terminal until it has a text, or nobody writes there any more."""
    shown = b""
    while not until or until.encode() not in shown:
        assert select.select([terminal], [], [], PATIENCE)[0]
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
    return shown.decode(errors="replace")
