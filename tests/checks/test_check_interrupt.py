"""Who interrupts `hdhgraph check` does not wait for the shapes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Each of many invented things has a query of its own to be asked.
SHAPES = """\
@prefix ex: <https://example.org/invented/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:slow a sh:NodeShape ; sh:targetClass ex:Thing ;
    sh:sparql [ sh:message "m" ; sh:select \"""SELECT $this { $this ?p ?o . ?o ?q ?r .
        FILTER (REGEX(STR(?r), "^[a-z]*x[0-9]+$")) }\""" ] .
"""
THINGS = 20_000
SECONDS = 2.0


def test_an_interrupt_ends_a_check_at_once(tmp_path: Path) -> None:
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
    with subprocess.Popen(
        [sys.executable, "-m", "hdhgraph", "check", "--project", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        time.sleep(5)
        assert process.poll() is None
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
        took = time.monotonic() - began
    assert (process.returncode, out, err) == (130, "", "")
    assert took < SECONDS
