"""`hdhgraph draw`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hdhgraph.cli.completion import complete_language, complete_picture
from hdhgraph.cli.console import ProjectOption, choose_project, say
from hdhgraph.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

    from hdhgraph.claims.pictures.questions import Asked

__all__ = ["draw"]

_PNG_SCALE = 2.0

Out = Annotated[
    Path, typer.Option(metavar="FILE", help="The file to write: its name ends in .svg, .png, .pdf.")
]
Named = Annotated[str | None, typer.Option(metavar="NAME", help="A short name, a CURIE or an IRI.")]
Day = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", help="Without what is not yet said by it."),
]
Language = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="fr|en",
        autocompletion=complete_language,
        help="The language of labels.",
    ),
]


def draw(
    kind: Annotated[
        str,
        typer.Argument(help="matrix, timeline, map or chain", autocompletion=complete_picture),
    ],
    out: Out,
    topic: Named = None,
    actor: Named = None,
    claim: Named = None,
    as_of: Day = None,
    lang: Language = "fr",
    project: ProjectOption = None,
) -> None:
    """Draw who said what: the same picture that the service shows under /pictures.

    Examples: `hdhgraph draw matrix --topic cloud-act --out matrix.svg` ·
    `hdhgraph draw chain --claim cnil-keys-sent --lang en --out chain.png`
    """
    from hdhgraph.claims.pictures.choosing import choose
    from hdhgraph.claims.pictures.drawing import draw as draw_asked
    from hdhgraph.claims.pictures.questions import Asked, choices_queries, questions
    from hdhgraph.i18n.plurals import amount
    from hdhgraph.project.loading import load_project
    from hdhgraph.rdf.namespaces import BASE
    from hdhgraph.sparql.as_of import in_words

    write = writer(out)  # before anything is loaded: it may not be possible
    choose(kind, lang, {}, {}, BASE)
    store = load_project(choose_project(project)).store
    choices = {
        name: {row[name]: row.get(f"{name}Label") or row[name] for row in rows(store, query)}
        for name, query in choices_queries(Asked(kind, lang)).items()
    }
    values = {"topic": topic, "actor": actor, "claim": claim, "asOf": as_of}
    given = {name: value for name, value in values.items() if value}
    asked: Asked = choose(kind, lang, given, choices, BASE)
    answers = {name: rows(store, query) for name, query in questions(asked).items()}
    picture = draw_asked(asked, answers)
    try:
        write(picture.svg + "\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{out} cannot be written: {reason}.") from error
    more = f"more than {picture.left_out}" if picture.is_cut else f"{picture.left_out} more"
    left_out = f", {more} found no room" if picture.left_out else ""
    say(f"hdhgraph: {out}: {amount(len(picture.claims), 'claim', 'claims')}{left_out}")
    if picture.groups:
        say(f"as of {as_of}: {in_words(picture.groups)}")


def rows(store: ox.Store, query: str) -> list[dict[str, str]]:
    """Return solutions as text by variable, the language of a variable `x` under `xLang`."""
    import pyoxigraph as ox

    from hdhgraph.rdf.files import select
    from hdhgraph.sparql.solutions import read_solutions

    content = select(store, query).serialize(format=ox.QueryResultsFormat.JSON)
    return read_solutions(content or b"")


def writer(out: Path) -> Callable[[str], object]:
    """Return what writes a drawing to a file, in the form that its name asks for.

    Raises InputError for another form, MissingExtraError where what makes pixels is not installed.
    """
    ending = out.suffix.lower()
    if ending == ".svg":
        return lambda svg: out.write_text(svg, encoding="utf-8", newline="\n")
    if ending not in {".png", ".pdf"}:
        raise InputError(f"{out}: a picture's name ends in .svg, .png or .pdf.")
    try:
        import vl_convert
    except ImportError:
        raise MissingExtraError("pictures", "What turns a picture into PNG or PDF") from None
    if ending == ".pdf":
        return lambda svg: out.write_bytes(vl_convert.svg_to_pdf(svg))
    return lambda svg: out.write_bytes(vl_convert.svg_to_png(svg, scale=_PNG_SCALE))
