"""`check --base`: attestations under other IRIs are told by source, lost evidence one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from based import PREFIXES, change, commit, differences, make

from hdhgraph.checks.base.codes import BASE_CODES
from hdhgraph.checks.project import check_project
from hdhgraph.checks.report.findings import Severity
from hdhgraph.checks.step import Options
from hdhgraph.project.layout import find_project

if TYPE_CHECKING:
    from pathlib import Path

DATA: Final = "data/example.ttl"
HEAD: Final = f"@base <https://example.org/invented/id/> .\n{PREFIXES}"
ID: Final = "https://example.org/invented/id/"
LOST, MOVED = "HG-D-evidence-lost", "HG-D-evidence-moved"
BERT: Final = "<claim/bert> a hg:Claim ; hg:speaker <person/bert> ."
BERTA: Final = "<claim/berta> a hg:Claim ; hg:speaker <person/bert> ."
STORM: Final = "<event/storm> a ex:Event ."
LEFT_OUT: Final = "<log/1-9#left-out> a oa:TextPositionSelector ; oa:start 1 ."
LOGS: Final = "<log> a hg:Source . <diary> a hg:Source ."


def at(place: str, thing: str, more: str = "") -> str:
    """Return an attestation: its IRI below that of its source, and the thing that it attests."""
    source = place.rpartition("/")[0]
    return f"<{place}> a hg:Attestation ; oa:hasSource <{source}> ; hg:attests {thing} {more}."


def replaced(old: str, *new: str) -> str:
    """Return the statement that one thing is replaced by others."""
    by = ", ".join(new)
    return f"{old} owl:deprecated true ; dcterms:isReplacedBy {by} ."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The invented project, whose data each test writes."""
    return make(tmp_path / "project")


def compared(project: Path, before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Return codes and IRIs of what differs between two states of the data."""
    change(project, DATA, HEAD + "\n".join([LOGS, *before]))
    commit(project)
    change(project, DATA, HEAD + "\n".join([LOGS, *after]))
    return sorted(
        (each.finding.code, (each.finding.focus or "").removeprefix(ID))
        for each in differences(project)
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Of a claim, of anything else: what counts is that the same source still attests it.
        ([BERT, at("log/1-9", "<claim/bert>")], [BERT, at("log/2-9", "<claim/bert>")],
         [(MOVED, "log")]),
        ([STORM, at("log/1-9", "<event/storm>")], [STORM, at("log/1-9-storm", "<event/storm>")],
         [(MOVED, "log")]),
        ([BERT, at("log/1-9", "<claim/bert>")], [BERT], [(LOST, "log/1-9")]),
        ([STORM, at("log/1-9", "<event/storm>")], [STORM], [(LOST, "log/1-9")]),
        ([BERT, at("log/1-9", "<claim/bert>")], [BERT, at("diary/1-9", "<claim/bert>")],
         [(LOST, "log/1-9")]),
        ([BERT, at("log/1-9", "<claim/bert>")],
         [BERT, at("log/2-9", "<claim/bert>", "; owl:deprecated true")], [(LOST, "log/1-9")]),
        ([BERT, at("log/1-9", "<claim/bert>"), at("diary/1-9", "<claim/bert>")],
         [BERT, at("log/2-9", "<claim/bert>"), at("diary/2-9", "<claim/bert>")],
         [(MOVED, "diary"), (MOVED, "log")]),
        ([BERT, at("log/1-9", "<claim/bert>"), at("diary/1-9", "<claim/bert>")],
         [BERT, at("log/2-9", "<claim/bert>")], [(LOST, "diary/1-9"), (MOVED, "log")]),
        # One attestation of two things becomes two, or one of them goes.
        ([BERT, STORM, at("log/1-9", "<claim/bert>, <event/storm>")],
         [BERT, STORM, at("log/1-5", "<claim/bert>"), at("log/6-9", "<event/storm>")],
         [(MOVED, "log")]),
        ([BERT, STORM, at("log/1-9", "<claim/bert>, <event/storm>")],
         [BERT, STORM, at("log/1-5", "<claim/bert>")], [(LOST, "log/1-9")]),
        # A claim that was replaced is looked for under what replaces it, at any remove.
        ([BERT, at("log/1-9", "<claim/bert>")],
         [replaced("<claim/bert>", "<claim/berta>"), BERTA, at("log/2-9", "<claim/berta>")],
         [(MOVED, "log")]),
        ([BERT, at("log/1-9", "<claim/bert>")],
         [replaced("<claim/bert>", "<claim/b>"), replaced("<claim/b>", "<claim/berta>"), BERTA,
          at("log/2-9", "<claim/berta>")], [(MOVED, "log")]),
        ([BERT, at("log/1-9", "<claim/bert>")],
         [replaced("<claim/bert>", "<claim/b>", "<claim/berta>"), BERTA,
          at("log/2-9", "<claim/berta>")], [(MOVED, "log")]),
        ([BERT, at("log/1-9", "<claim/bert>")],
         [replaced("<claim/bert>", "<claim/b>"), replaced("<claim/b>", "<claim/bert>")],
         [(LOST, "log/1-9")]),
        ([BERT, at("log/1-9", "<claim/bert>")],
         [replaced("<claim/bert>", "<claim/berta>"), BERTA, at("diary/2-9", "<claim/berta>")],
         [(LOST, "log/1-9")]),
        ([BERT, at("log/1-9", "<claim/bert>")], ["<claim/bert> owl:deprecated true ."],
         [(LOST, "log/1-9")]),
        # So is a source.
        ([BERT, "<old> a hg:Source .", at("old/1-9", "<claim/bert>")],
         [BERT, replaced("<old>", "<log>"), at("log/1-9", "<claim/bert>")], [(MOVED, "old")]),
        # A claim that is gone is told of itself, whatever still names it.
        ([BERT, at("log/1-9", "<claim/bert>")], [BERTA, at("log/1-8", "<claim/bert>")],
         [("HG-D-claim-lost", "claim/bert"), (LOST, "log/1-9")]),
        # Nothing is known of where these stood, or for what.
        ([BERT, "<log/1-9> a hg:Attestation ; hg:attests <claim/bert> ."],
         [BERT, at("log/2-9", "<claim/bert>")], [(LOST, "log/1-9")]),
        (["<log/1-9> a hg:Attestation ; oa:hasSource <log> ."], [], [(LOST, "log/1-9")]),
        # A span that is left out follows its offsets, too; it goes with its source alone.
        (["<log> hg:leavesOut <log/1-9#left-out> .", LEFT_OUT], [], [(MOVED, "log")]),
        ([BERT, at("log/1-5", "<claim/bert>"), "<log> hg:leavesOut <log/1-9#left-out> .", LEFT_OUT],
         [BERT, at("log/2-5", "<claim/bert>")], [(MOVED, "log")]),
        (["<old> hg:leavesOut <log/1-9#left-out> .", LEFT_OUT], [],
         [("HG-D-iri-removed", "log/1-9#left-out"), ("HG-D-iri-removed", "old")]),
        ([LEFT_OUT], [], [("HG-D-iri-removed", "log/1-9#left-out")]),
        # What is deprecated is neither gone nor moved.
        ([BERT, at("log/1-9", "<claim/bert>")],
         [BERT, replaced("<log/1-9>", "<log/2-9>"), at("log/2-9", "<claim/bert>")], []),
    ],
)  # fmt: skip
def test_evidence_is_lost_where_its_source_attests_it_no_more(
    project: Path, before: list[str], after: list[str], expected: list[tuple[str, str]]
) -> None:
    """What moved is one finding a source; what a source no longer bears out, one an attestation."""
    assert expected == compared(project, before, after)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("log/1-9", "log/2-9", [(MOVED, "log")]),
        ("log/1-9", "log/3-9", [("HG-D-evidence-changed", "diary/1-9"), (MOVED, "log")]),
        ("log/1-9", None, [("HG-D-evidence-changed", "diary/1-9"), (MOVED, "log")]),
        ("log/4-9", "log/2-9", [("HG-D-evidence-changed", "diary/1-9"), (MOVED, "log")]),
    ],
)
def test_what_relays_evidence_that_moved_says_what_it_said(
    project: Path, before: str, after: str | None, expected: list[tuple[str, str]]
) -> None:
    """It has to name the new IRI; to relay something else is a change, and so is to relay none."""
    common = [BERT, STORM, at("log/4-9", "<event/storm>")]
    old = [
        at("log/1-9", "<claim/bert>"),
        at("diary/1-9", "<claim/bert>", f"; hg:relays <{before}>"),
    ]
    relays = f"; hg:relays <{after}>" if after else ""
    new = [
        at("log/2-9", "<claim/bert>"),
        at("log/3-9", "<event/storm>"),
        at("diary/1-9", "<claim/bert>", relays),
    ]
    assert expected == compared(project, [*common, *old], [*common, *new])


def test_the_one_finding_tells_how_many_and_a_few(project: Path) -> None:
    """With its source and no advice to deprecate; what is lost names what is attested no more."""
    claims = [BERT, BERTA]
    compared(
        project,
        [*claims, *(at(f"log/{n}-50", "<claim/bert>, <claim/berta>") for n in range(10, 30))],
        [*claims, at("log/1-9", "<claim/bert>"), at("log/2-9", "<claim/berta>")],
    )
    (found,) = (each.finding for each in differences(project))
    assert found.severity is Severity.INFO
    for lang in ("en", "fr"):
        message = found.message(lang)
        assert f"{ID}log," in message
        assert ": 20 (" in message
        assert message.count(f"{ID}log/") == 3
        assert f"{ID}log/10-50 ({ID}claim/bert, …)" in message
        assert "isReplacedBy" not in found.hint(lang)
        assert "owl:deprecated" not in found.hint(lang)
    compared(
        project,
        [*claims, at("log/1-9", "<claim/bert>, <claim/berta>")],
        [*claims, at("log/1-8", "<claim/bert>")],
    )
    (found,) = (each.finding for each in differences(project))
    assert f"log/1-9 of {ID}claim/berta is gone" in found.message("en")
    assert BASE_CODES[LOST].severity is found.severity is Severity.VIOLATION


def test_a_comment_at_the_source_accepts_what_moved(project: Path) -> None:
    """It stands before the source, which stays where it is when places move."""
    compared(project, [BERT, at("log/1-9", "<claim/bert>")], [BERT, at("log/2-9", "<claim/bert>")])
    text = (project / DATA).read_text(encoding="utf-8")
    comment = f"# hdhgraph: ignore {MOVED} an invented reason\n"
    change(project, DATA, text.replace(LOGS, comment + LOGS))
    report = check_project(find_project(project, project), options=Options(base="HEAD"))
    assert MOVED not in {each.finding.code for each in report.found}
    assert MOVED in {each.place.finding.code for each in report.ignored}
