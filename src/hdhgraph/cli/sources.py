"""`hdhgraph new-source` and `hdhgraph anchor`: how the graph grows by hand."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hdhgraph.cli.completion import complete_source
from hdhgraph.cli.console import (
    FINDINGS,
    OwnProjectOption,
    ProjectOption,
    choose_own_project,
    choose_project,
    say,
)
from hdhgraph.errors import InputError, nearest
from hdhgraph.rdf.iris import compact
from hdhgraph.rdf.iris import slug as slug_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from hdhgraph.project.sources.anchors import Source
    from hdhgraph.project.sources.worklist import Neighbours

__all__ = ["anchor", "new_source"]


def new_source(
    file: Annotated[Path, typer.Argument(help="The text, as it will be kept.")],
    slug: Annotated[str | None, typer.Option(help="Its slug; by default from its name.")] = None,
    lang: Annotated[str, typer.Option(help="Its language, as a tag.")] = "fr",
    project: OwnProjectOption = None,
) -> None:
    """Start a source: its digest, a proposed slug, and a Turtle file with a worklist to fill in.

    Example: `hdhgraph new-source article.txt --slug le-journal --lang fr`
    """
    from hdhgraph.project.sources.worklist import propose_slug, skeleton

    found = choose_own_project(project)
    chosen = slug or propose_slug(file.stem)
    if chosen != propose_slug(chosen):
        raise InputError(f"“{chosen}” is no slug; “{propose_slug(chosen)}” would be one.")
    target = found.folder("data") / "sources" / f"{chosen}.ttl"
    content = skeleton(file, chosen, lang)
    if target.exists():
        raise InputError(f"{target} is there already; choose another --slug.")
    try:
        target.parent.mkdir(exist_ok=True)
        target.write_text(content, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}.") from error
    typer.echo(str(target))


def anchor(
    source: Annotated[
        str,
        typer.Argument(
            help="A source's slug, or the file of its text.", autocompletion=complete_source
        ),
    ],
    words: Annotated[str, typer.Argument(help="Words as they stand in the text.")],
    texts: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the texts are, for a slug.")
    ] = Path(),
    project: ProjectOption = None,
) -> None:
    """Print a ready attestation for words of a source: start, end, digest, fragment.

    Where they are attested already, or lie in a quotation, that is told. Exits with 1 when the
    words do not stand there, or stand more than once. Example:
    `hdhgraph anchor ticsante "choix idéal" --texts ../texts`
    """
    from hdhgraph.project.loading import load_project
    from hdhgraph.project.sources.worklist import find, near, neighbours, read_text

    store = load_project(choose_project(project)).store
    held, path = locate(store, source, texts)
    name = slug_of(held.iri)
    text = read_text(path)
    found = find(text, words, name)
    for each in found:
        beside = neighbours(store, held.iri, each.span)
        typer.echo(each.turtle(held.language, is_shared=bool(beside.alike)))
        print_notes(beside)
    if len(found) == 1:
        return
    if found:
        say(f"hdhgraph: these words stand {len(found)} times in {path.name}; keep the one you mean")
    else:
        say(f"hdhgraph: these words do not stand in {path.name}")
        for each in near(text, words, name):
            start, end = each.span
            say(f"    but for case, accents or spaces, at {start}-{end}: {each.words}")
    sys.exit(FINDINGS)


def print_notes(beside: Neighbours) -> None:
    """Tell what the graph has at these characters, where that bears on what is to be filled in."""
    if beside.alike:
        names = ", ".join(map(compact, beside.alike))
        say(
            f"hdhgraph: these characters are attested already ({names}); each attestation of them "
            "has an IRI that ends in the slug of what it attests"
        )
    if beside.speakers:
        names = ", ".join(map(compact, beside.speakers))
        say(
            f"hdhgraph: these words are quoted ({names}); what they tell that is not a claim needs "
            "hg:accordingTo"
        )


def locate(store: ox.Store, source: str, texts: Path) -> tuple[Source, Path]:
    """Return a held source and its text file, by its slug or by the file itself.

    Raises InputError naming the nearest slugs, or where the text was looked for.
    """
    from hdhgraph.project.sources.anchors import sources

    held = sources(store)
    path = Path(source)
    if path.is_file():
        own = hashlib.sha256(path.read_bytes()).hexdigest()
        matches = [each for each in held if each.sha256 == own]
        if not matches:
            raise InputError(f"{path} is no source that the graph holds: see new-source.")
        return matches[0], path
    by_slug = {slug_of(each.iri): each for each in held}
    if source not in by_slug:
        near = ", ".join(nearest(source, by_slug) or sorted(by_slug))
        raise InputError(f"There is no held source “{source}”; there are: {near}.")
    path = texts / by_slug[source].file
    if not path.is_file():
        raise InputError(f"There is no file {path}; say with --texts where the texts are.")
    return by_slug[source], path
