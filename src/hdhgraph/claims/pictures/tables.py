"""The content of pictures as tables, for those who read or search, and for whoever prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hdhgraph.claims.pictures.model import Cell, Table
from hdhgraph.claims.pictures.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hdhgraph.claims.pictures.model import Claim

__all__ = ["about", "claim_sentence", "claims_table", "group_words"]


def claim_sentence(claim: Claim, lang: str) -> str:
    """Return a claim as one attributed sentence: a proposition never stands alone."""
    moment, group = claim.moment.words(lang), group_words(claim, lang)
    return say(
        "claim_sentence",
        lang,
        speaker=claim.speaker.label,
        stance=claim.doing(lang),
        proposition=claim.proposition.label,
        moment=f"{moment}, {group}" if group else moment,
    )


def group_words(claim: Claim, lang: str) -> str:
    """Return in words that a claim may be later than the day of a picture; else nothing."""
    return say(f"group_{claim.group}", lang) if claim.mark else ""


def about(kind: str, claims: Iterable[Claim], lang: str) -> str:
    """Return how a picture of claims is read, with the marks of those that may be later."""
    described = say(f"{kind}_about", lang)
    if not any(each.mark for each in claims):
        return described
    return f"{described} {say('faint' if kind == 'map' else 'marked', lang)}"


def claims_table(
    claims: Iterable[Claim], lang: str, numbers: Mapping[str, int] | None = None
) -> Table:
    """Return claims as a table; with `numbers`, propositions have the numbers of a drawing."""
    head = [say(key, lang) for key in ("proposition", "actor", "stance", "date")]
    rows = []
    for claim in claims:
        known = numbers.get(claim.proposition.iri) if numbers else None
        label = claim.proposition.label
        rows.append(
            (
                Cell(f"{known}. {label}" if known else label, claim.proposition.iri),
                Cell(claim.speaker.label, claim.speaker.iri, small=claim.capacity),
                Cell(claim.doing(lang), claim.iri),
                Cell(claim.moment.words(lang), small=group_words(claim, lang)),
            )
        )
    return Table(say("claims", lang), head, rows)
