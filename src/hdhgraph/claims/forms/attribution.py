"""How a place is cited in words: who published it, whose words they are, through whom they came.

What no text tells is left out: a source without an author is cited by its outlet, one without both
by its title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.i18n.dates import in_words
from hdhgraph.rdf.iris import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.claims.model import Hop, Place, SourceFacts, Thing

__all__ = ["credit", "path", "where", "whose_words"]

_WORDS: Final = {
    "fr": {
        "title": "« {} »",
        "place": "caractères {} à {}",
        "direct": "dans les mots mêmes du locuteur",
        "mixed": "en partie dans les mots de la source",
        "indirect": "paraphrasé par la source",
        "own-voice": "dit par la source en son propre nom",
        "presupposed": "présupposé par la source",
        "in": "dans {}",
        "reported": "rapporté par {}",
        "quoted": "cité par {}",
        "translated": "traduit dans {}",
    },
    "en": {
        "title": "“{}”",
        "place": "characters {} to {}",
        "direct": "in the speaker's own words",
        "mixed": "partly in the source's words",
        "indirect": "in the source's paraphrase",
        "own-voice": "in the source's own voice",
        "presupposed": "presupposed by the source",
        "in": "in {}",
        "reported": "reported by {}",
        "quoted": "quoted by {}",
        "translated": "translated in {}",
    },
}
_QUOTES: Final = ("direct", "mixed")


def whose_words(mode: Thing | None, lang: str) -> str:
    """Return whose words a place has, in French ("fr") or English ("en"); empty if not known."""
    if mode is None:
        return ""
    return _WORDS[lang].get(slug(mode.iri), mode.label(lang))


def credit(source: SourceFacts, lang: str) -> str:
    """Return authors and outlet of a source; empty where no text names them."""
    named = {each.iri: each.label(lang) for each in (*source.authors, *source.outlets)}
    return ", ".join(named.values())


def where(place: Place, lang: str) -> str:
    """Return author, outlet, title and date of a source, the place in it, and whose words stand."""
    words, source = _WORDS[lang], place.source
    parts = (
        credit(source, lang),
        _title(source, lang),
        in_words(source.date.edtf, lang) if source.date.edtf else "",
        words["place"].format(place.start, place.end) if place.start is not None else "",
        words["title"].format(place.fragment) if place.fragment else "",
        whose_words(place.mode, lang),
    )
    return ", ".join(part for part in parts if part)


def path(place: Place, speaker: Thing, lang: str) -> str:
    """Return through whom a speaker's word came to a place: “reported by …, quoted by …”.

    Whoever is nearest to the speaker comes first. Empty where the place relays no other.
    """
    if not place.chain:
        return ""
    return ", ".join(_hops(place, speaker, lang))


def _hops(place: Place, speaker: Thing, lang: str) -> Iterator[str]:
    words, is_first = _WORDS[lang], True
    hops: list[Hop | Place] = [*reversed(place.chain), place]
    for hop in hops:
        source = hop.source
        title = _title(source, lang)
        by = credit(source, lang) or title
        if source.translation_of is not None:
            yield words["translated"].format(title)
        elif is_first and speaker.iri in {each.iri for each in source.authors or source.outlets}:
            when = in_words(source.date.edtf, lang) if source.date.edtf else ""
            yield words["in"].format(f"{title} ({when})" if when else title)
        else:
            yield words["quoted" if _quotes(hop, is_first=is_first) else "reported"].format(by)
        is_first = False


def _quotes(hop: Hop | Place, *, is_first: bool) -> bool:
    """Tell whether a hop has words of the speaker; where that is not known, the first has not."""
    return slug(hop.mode.iri) in _QUOTES if hop.mode else not is_first


def _title(source: SourceFacts, lang: str) -> str:
    return _WORDS[lang]["title"].format(source.thing.label(lang))
