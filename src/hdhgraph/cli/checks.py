"""`hdhgraph check`, `verify` and `infer`."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hdhgraph.cli.check_options import (
    BaseOption,
    BundledOption,
    ChangedOption,
    CheckedProjectOption,
    CrossCheckOption,
    FilesArgument,
    FormatOption,
    LanguageOption,
    OwlOption,
    ShapesOption,
    StrictOption,
    TextsOption,
    WatchOption,
)
from hdhgraph.cli.console import (
    COULD_NOT_RUN,
    DONE,
    FINDINGS,
    OwnProjectOption,
    ProjectOption,
    choose_own_project,
    choose_project,
    say,
)
from hdhgraph.cli.targets import Asked
from hdhgraph.cli.watch import check_on_change
from hdhgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyoxigraph as ox

    from hdhgraph.checks.report.report import Report
    from hdhgraph.checks.step import Options
    from hdhgraph.cli.targets import Target
    from hdhgraph.project.layout import Project
    from hdhgraph.project.sources.anchors import Verification

__all__ = ["check", "infer", "print_report", "run_check", "verify"]


def check(
    files: FilesArgument = None,
    project: CheckedProjectOption = None,
    bundled: BundledOption = False,
    shapes: ShapesOption = None,
    form: FormatOption = None,
    strict: StrictOption = False,
    lang: LanguageOption = "en",
    base: BaseOption = None,
    texts: TextsOption = None,
    owl: OwlOption = False,
    watch: WatchOption = False,
    changed: ChangedOption = False,
    cross_check: CrossCheckOption = False,
) -> None:
    """Check a graph project or RDF files: syntax, SHACL, OWL, hygiene, inferred graph.

    Without FILE or DIR it is the project around the current folder, else the RDF files in it.
    Exits with 1 on a violation. Example: `hdhgraph check --format human --format sarif=out.sarif`
    """
    from hdhgraph.checks.step import Options

    if lang not in ("fr", "en"):
        raise InputError(f"“{lang}” is not one of fr, en.")
    given = {
        "--shapes": shapes, "--base": base is not None, "--texts": texts is not None,
        "--changed": changed, "--cross-check": cross_check,
    }  # fmt: skip
    asked = Asked(
        tuple(files or ()), project, bundled, [name for name, is_ in given.items() if is_]
    )
    targets = read_formats(form or ["human"])
    options = Options(
        owl=owl, base=base, texts=texts, is_changed_only=changed, is_cross_checked=cross_check
    )

    def check_once() -> bool:
        report = check_target(asked.find(), options, shapes or ())
        write_reports(report, targets, lang, strict=strict)
        return report.is_green(strict=strict)

    if watch:
        read = [*asked.files, *(shapes or ()), *([texts] if texts else ())]
        written = [target for target in targets if target is not None]
        check_on_change(lambda: asked.find().watched, check_once, read, written)
    sys.exit(DONE if check_once() else FINDINGS)


def check_target(target: Target, options: Options, shapes: Sequence[Path]) -> Report:
    """Check a project, and record it if it is green; or files, against shapes or a project.

    What nobody has named is told as it was found.
    """
    from hdhgraph.checks.files import check_files
    from hdhgraph.checks.record import record
    from hdhgraph.checks.report.forms.writing import plain

    quiet_libraries()
    if target.files or target.project is None:
        report = check_files(target.files, target.project, shapes, owl=options.owl)
    else:
        report = run_check(target.project, options)
        if report.is_green():
            record(target.project)
    for note in target.notes:
        say(f"hdhgraph: {plain(' '.join(note.splitlines()))}")
    return report


def read_formats(forms: Sequence[str]) -> dict[Path | None, str]:
    """Return the name of the report that goes to each file, and to standard output under None.

    Raises InputError for a name that is none, for two reports in one place, or for a file that
    cannot be made.
    """
    from hdhgraph.checks.report.forms import FORMATS

    targets: dict[Path | None, str] = {}
    for form in forms:
        name, sign, file = form.partition("=")
        if name not in FORMATS:
            raise InputError(f"“{name}” is not one of {', '.join(FORMATS)}.")
        if sign and not file:
            raise InputError(f"“{form}” names no file; write {name}=FILE.")
        target = Path(file) if sign else None
        if target in targets:
            where = target or "standard output"
            raise InputError(f"Two reports would go to {where}; name another file for one.")
        if target is not None and (target.is_dir() or not target.parent.is_dir()):
            reason = "it is a folder" if target.is_dir() else f"there is no folder {target.parent}"
            raise InputError(f"{target} cannot be written: {reason}.")
        targets[target] = name
    return targets


def write_reports(
    report: Report, targets: Mapping[Path | None, str], lang: str, *, strict: bool
) -> None:
    """Write each report to its place; where none is for people, tell them the counts."""
    from hdhgraph.checks.report.forms import FORMATS
    from hdhgraph.checks.report.forms.human import summary
    from hdhgraph.checks.report.forms.writing import Style

    if None in targets and sys.stdout is None:
        raise InputError("The report cannot be written: standard output is closed.")
    for target, name in targets.items():
        has_color = target is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        text = FORMATS[name](report, Style(lang, has_color=has_color, is_strict=strict))
        if target is None:
            typer.echo(text.encode("utf-8", "backslashreplace"), nl=False)
            continue
        try:
            target.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise InputError(f"{target} cannot be written: {error.strerror}.") from error
    if None not in targets:
        say(f"hdhgraph: {summary(report, Style(lang))}")


def quiet_libraries() -> None:
    """Let the libraries speak in findings alone."""
    for name in ("pyshacl", "rdflib"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"rdflib\b|pyshacl\b")


def run_check(project: Project, options: Options | None = None) -> Report:
    """Check a project, showing on a terminal how it goes."""
    from dataclasses import replace

    from hdhgraph.checks.project import STEPS, check_project
    from hdhgraph.checks.step import Options
    from hdhgraph.cli.progress import Waiting

    with Waiting(1 + len(STEPS)) as waiting:
        chosen = replace(options or Options(), listener=waiting)
        return check_project(project, waiting.step, chosen)


def print_report(report: Report, lang: str) -> None:
    """Print findings for people, gravest first, and how many there are."""
    write_reports(report, {None: "human"}, lang, strict=False)


def verify(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where the source texts are.")],
    project: ProjectOption = None,
    show_coverage: Annotated[
        bool,
        typer.Option(
            "--coverage", help="Show how much of each text is anchored, and what was passed over."
        ),
    ] = False,
) -> None:
    """Hold every anchor against the source texts: verified, wrong, or cannot check.

    Exits with 1 when one is wrong, when fragments together show too much of a text, or with
    --coverage when a sentence was passed over; with 2 when a held source's file is missing or has
    changed.
    """
    from hdhgraph.i18n.plurals import amount
    from hdhgraph.project.loading import load_project
    from hdhgraph.project.sources.anchors import SourceState, Verdict, read_texts, sources
    from hdhgraph.project.sources.anchors import verify as verify_anchors

    if not directory.is_dir():
        raise InputError(f"There is no folder {directory}.")
    found = choose_project(project, any_folder=True)
    store = load_project(found).store
    texts, states = read_texts(store, directory)
    results = verify_anchors(store, texts)
    if not results:
        raise InputError(f"There is nothing to verify: the graph of {found.root} has no anchors.")
    for source in sources(store):
        if states[source.iri] is not SourceState.FOUND:
            typer.echo(f"{source.file}: {states[source.iri].value} (SHA-256 {source.sha256[:12]}…)")
    for result in results:
        if result.verdict is Verdict.WRONG:
            typer.echo(f"{result.anchor.attestation}: wrong: {result.reason}")
            for place in result.elsewhere or ("nowhere in the texts at hand",):
                typer.echo(f"    its words stand at: {place}")
    is_wrong = print_beside(found, store, results, texts)
    counts = [f"{sum(r.verdict is v for r in results)} {v.value}" for v in Verdict]
    typer.echo(f"{amount(len(results), 'anchor', 'anchors')}: {', '.join(counts)}")
    passed_over = print_coverage(store, texts) if show_coverage else 0
    if any(state is not SourceState.FOUND for state in states.values()):
        sys.exit(COULD_NOT_RUN)
    is_wrong |= bool(passed_over) or any(r.verdict is Verdict.WRONG for r in results)
    sys.exit(FINDINGS if is_wrong else DONE)


def print_beside(
    project: Project,
    store: ox.Store,
    results: Sequence[Verification],
    texts: Mapping[str, str],
) -> bool:
    """Print what is wrong with anchors beside each other, as `check` does; tell if it fails."""
    from hdhgraph.checks.own_rules.texts import of_verified
    from hdhgraph.checks.report.ignores import accept, read_ignores
    from hdhgraph.checks.report.places import Places
    from hdhgraph.checks.report.report import put_together

    files = project.rdf_files()
    places = Places(files)
    found = [places.of(finding) for finding in of_verified(store, results, texts)]
    kept, _, _ = accept(found, read_ignores(files)[0] if found else [])
    report = put_together(kept, len(store), project)
    if report.found:
        print_report(report, "en")
    return not report.is_green()


def print_coverage(store: ox.Store, texts: Mapping[str, str]) -> int:
    """Print each source's coverage and the sentences passed over; return how many those are."""
    from hdhgraph.project.sources.coverage import coverage, covered, uncovered
    from hdhgraph.rdf.iris import slug

    count = 0
    for own in coverage(store):
        shares = (covered(spans) / own.length for spans in (own.anchored, own.left_out))
        anchored, left_out = (f"{share:.1%}" for share in shares)
        typer.echo(f"{slug(own.source)}: {anchored} anchored, {left_out} left out")
        if own.source not in texts:
            continue
        for start, end in uncovered(texts[own.source], [*own.anchored, *own.left_out]):
            first = " ".join(texts[own.source][start:end].split()[:6])
            typer.echo(f"    passed over: {start}-{end} {first} …")
            count += 1
    return count


def infer(project: OwnProjectOption = None) -> None:
    """Build the inferred graph: contradictions and tensions between claims, labels, coverage.

    Every statement of the curators needs its reason; without, nothing is written.
    """
    from hdhgraph.checks.own_rules.inferred import refused
    from hdhgraph.i18n.plurals import amount
    from hdhgraph.project.inference import inference
    from hdhgraph.project.loading import load_project

    found = choose_own_project(project)
    asserted = load_project(found, without=[inference.GRAPH]).store
    if refusal := refused(found, asserted):
        told = refusal.finding
        raise InputError(f"{refusal.place}: {told.message('en')} {told.hint('en')}")
    triples = inference.infer(asserted)
    try:
        found.inferred.write_text(inference.serialize(triples), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{found.inferred} cannot be written: {error.strerror}.") from error
    typer.echo(f"{found.inferred}: {amount(len(triples), 'triple', 'triples')}")
