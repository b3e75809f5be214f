"""From the answers of the questions to a picture: one entry for pages and command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hdhgraph.claims.pictures.kinds.chain import draw_chain, read_places
from hdhgraph.claims.pictures.kinds.map import Conflicts, draw_map
from hdhgraph.claims.pictures.kinds.matrix import draw_matrix
from hdhgraph.claims.pictures.kinds.timeline import draw_timeline
from hdhgraph.claims.pictures.lettering import clean
from hdhgraph.claims.pictures.model import read_claims, read_events
from hdhgraph.claims.pictures.questions import MOST_CLAIMS
from hdhgraph.claims.pictures.words import say
from hdhgraph.claims.told import words_of
from hdhgraph.errors import UnknownEntityError
from hdhgraph.i18n.dates import in_words
from hdhgraph.rdf.iris import slug
from hdhgraph.sparql.as_of import read_counts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hdhgraph.claims.pictures.model import Linker, Picture
    from hdhgraph.claims.pictures.questions import Asked

__all__ = ["draw", "heading", "iri_itself"]

_SAFE: Final = ("http://", "https://")


def iri_itself(iri: str) -> str | None:
    """Return an IRI as its own address, for a picture that stands alone; None if it is no page's.

    Nothing but http and https is ever a link.
    """
    return iri if iri.startswith(_SAFE) else None


def heading(asked: Asked) -> str:
    """Return the title of a picture: what it is, about what, and as of which day."""
    title = say(asked.kind, asked.lang)
    if asked.subject:
        title = say("about_subject", asked.lang, title=title, subject=clean(asked.subject))
    if asked.as_of:
        day = in_words(asked.as_of.isoformat(), asked.lang)
        title = say("by_day", asked.lang, title=title, day=day)
    return title


def draw(
    asked: Asked,
    answers: Mapping[str, Sequence[Mapping[str, str]]],
    linker: Linker = iri_itself,
) -> Picture:
    """Draw what was asked, from the solutions of `questions` by the same names.

    What is more than a picture reads is said to be cut.

    Raises UnknownEntityError for the chain of a claim that the graph does not have.
    """
    is_cut = any(len(answers.get(name, ())) > MOST_CLAIMS for name in ("claims", "events"))
    groups = read_counts(answers["groups"]) if "groups" in answers else None
    return replace(_drawn(asked, answers, linker), is_cut=is_cut, groups=groups)


def _notes(rows: Sequence[Mapping[str, str]], lang: str) -> dict[str, str]:
    """Return by event on whose word alone it is known, and whether it is planned, in words."""
    cleaned = [
        row | {"name": clean(row["name"])} if "name" in row else row for row in map(dict, rows)
    ]
    return words_of(cleaned, lang)


def _drawn(
    asked: Asked, answers: Mapping[str, Sequence[Mapping[str, str]]], linker: Linker
) -> Picture:
    day = asked.as_of.isoformat() if asked.as_of else ""
    claims, title = read_claims(answers["claims"], day)[:MOST_CLAIMS], heading(asked)
    match asked.kind:
        case "timeline":
            notes = _notes(answers.get("told", ()), asked.lang)
            events = read_events(answers["events"], notes)[:MOST_CLAIMS]
            return draw_timeline(claims, events, title, asked.lang, linker)
        case "map":
            contradicted = [(row["claim"], row["other"]) for row in answers["contradicted"]]
            incompatible = [(row["proposition"], row["other"]) for row in answers["incompatible"]]
            return draw_map(
                claims, Conflicts(contradicted, incompatible), title, asked.lang, linker
            )
        case "chain":
            if not claims:
                name = slug(asked.claim)
                raise UnknownEntityError(f"There is no claim “{name}” here, or not yet.")
            title = heading(replace(asked, subject=claims[0].speaker.label))
            return draw_chain(claims, read_places(answers["places"]), title, asked.lang, linker)
        case _:
            return draw_matrix(claims, title, asked.lang, linker)
