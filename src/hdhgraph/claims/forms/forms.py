"""One claim as a sentence, a citation, a Web Annotation and a schema.org Claim.

All are made of the same facts. None says of a speaker more than the graph does: what is asserted is
that a source, at a place, attributes a stance on a proposition of ours. There is no ClaimReview,
since the graph holds no rating: a source's verdict on a statement is its own claim.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.claims.forms.attribution import path, where
from hdhgraph.claims.forms.citation import Citation
from hdhgraph.i18n.dates import in_words
from hdhgraph.rdf.iris import dataset_iri, slug
from hdhgraph.rdf.namespaces import BASE, PREFIXES, hg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hdhgraph.claims.model import ClaimFacts, Dated, Discrepancy, Place, SourceFacts, Thing
    from hdhgraph.project.about import About

__all__ = [
    "ANNOTATION_PROFILE",
    "Edition",
    "annotation",
    "citation",
    "credit_line",
    "export_iri",
    "in_script",
    "reference",
    "schema_claim",
    "sentence",
]

ANNOTATION_PROFILE: Final = "http://www.w3.org/ns/anno.jsonld"
_WORDS: Final = {
    "fr": {"quoted": "{} : « {} »", "in": "En qualité de : {}.",
           "certainty": "Certitude : {}.", "date": "Date : {}.", "undated": "non dite",
           "source": "Source : {}.", "others": "{} attestations"},
    "en": {"quoted": "{}: “{}”", "in": "In the capacity of: {}.",
           "certainty": "Certainty: {}.", "date": "Date: {}.", "undated": "not stated",
           "source": "Source: {}.", "others": "{} attestations"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edition:
    """Which dataset speaks: what it says of itself, its digest, its IRI, and the base of IRIs."""

    about: About
    digest: str
    base: str = BASE

    @property
    def dataset(self) -> str:
        """The IRI of the dataset."""
        return dataset_iri(self.base)


def export_iri(facts: ClaimFacts, form: str, base: str) -> str:
    """Return the IRI of a form of a claim, which its address here follows."""
    return f"{base}claim/{slug(facts.iri)}/{form}"


def sentence(facts: ClaimFacts, lang: str) -> str:
    """Return who takes which stance on what, in French ("fr") or English ("en")."""
    who = f"{facts.speaker.label(lang)} {facts.doing(lang)}"
    return _WORDS[lang]["quoted"].format(who, facts.proposition.label(lang))


def reference(facts: ClaimFacts, lang: str) -> str:
    """Return capacity, certainty, date and place of a claim in words, and how it came there."""
    words = _WORDS[lang]
    date = in_words(facts.date, lang) if facts.date else words["undated"]
    parts = [
        words["in"].format(_noted(facts, facts.capacity, lang)) if facts.capacity else "",
        words["certainty"].format(facts.certainty.label(lang)) if facts.certainty else "",
        words["date"].format(date),
    ]
    if facts.places:
        parts.append(words["source"].format(_where(facts.places, lang)))
        came = path(facts.places[0], facts.speaker, lang)
        parts.append(f"{came[:1].upper()}{came[1:]}." if came else "")
    return " ".join(part for part in parts if part)


def _where(places: Sequence[Place], lang: str) -> str:
    place, count = places[0], len(places)
    others = _WORDS[lang]["others"].format(count) if count > 1 else ""
    told = ", ".join(part for part in (where(place, lang), others) if part)
    wrong = "; ".join(each.in_words(lang) for each in place.discrepancies)
    return f"{told} ({wrong})" if wrong else told


def credit_line(place: Place, speaker: Thing, lang: str) -> str:
    """Return in words where a place is, whose words it has, and how they came there."""
    parts = (where(place, lang), path(place, speaker, lang))
    return ("\u00a0; " if lang == "fr" else "; ").join(part for part in parts if part)


def _noted(facts: ClaimFacts, thing: Thing, lang: str) -> str:
    """Return what something is called, with on whose word alone it is known."""
    note = facts.word_of(thing, lang)
    return f"{thing.label(lang)} ({note})" if note else thing.label(lang)


def citation(facts: ClaimFacts, edition: Edition, lang: str) -> Citation:
    """Return the citation of a claim's record; the speaker is no author of our wording."""
    about = edition.about
    return Citation(
        key=f"{about.name}-{slug(facts.iri)}",
        title=sentence(facts, lang),
        url=facts.iri,
        lang=lang,
        author=about.publisher,
        container=about.title(lang),
        issued=about.edition,
        version=about.edition or edition.digest[:12],
        event_date=facts.date,
        note=reference(facts, lang),
    )


def annotation(facts: ClaimFacts, edition: Edition) -> dict[str, Any]:
    """Return the claim as a Web Annotation (W3C, 2017): each place is a target, told apart.

    The body describes what stands there. There is no TextQuoteSelector: it would have to hold all
    the words of the place, which are the source's.
    """
    spoken = [
        {"type": "TextualBody", "value": sentence(facts, lang), "language": lang,
         "format": "text/plain"}
        for lang in _WORDS
    ]  # fmt: skip
    return {
        "@context": [ANNOTATION_PROFILE, _prefixes("dcterms", "hg", "rdfs", "skos")],
        "id": export_iri(facts, "annotation", edition.base),
        "type": "Annotation",
        "motivation": "describing",
        "body": [{"id": facts.iri, "type": "hg:Claim", **_members(facts)}, *spoken],
        "target": [_target(place, facts.speaker) for place in facts.places],
        **_stated(rights=edition.about.licence),
    }


def _target(place: Place, speaker: Thing) -> dict[str, Any]:
    selector = {
        "id": place.selector,
        "type": "TextPositionSelector",
        "start": place.start,
        "end": place.end,
        **_stated(**{"hg:sha256": place.sha256}),
    }
    return {
        "id": place.iri,
        "type": "SpecificResource",
        "source": place.source.thing.iri,
        **({"selector": selector} if place.start is not None else {}),
        **_place_members(place, speaker),
    }


def schema_claim(facts: ClaimFacts, edition: Edition) -> dict[str, Any]:
    """Return the claim as JSON-LD of schema.org: a Claim whose text is ours, stance included.

    Stance, certainty and dates that schema.org cannot say are in our own terms. The context is
    written out, so that a reader needs no other host.
    """
    return {
        "@context": {
            "@vocab": PREFIXES["schema"],
            **_prefixes("dcterms", "hg", "oa", "rdfs", "skos"),
        },
        "@id": facts.iri,
        "@type": ["Claim", "hg:Claim"],
        "text": [{"@language": lang, "@value": sentence(facts, lang)} for lang in _WORDS],
        "author": _agent(facts.speaker),
        "about": _named(facts.proposition),
        "appearance": [_appearance(place, facts.speaker) for place in facts.places],
        **_stated(dateCreated=_iso(facts.date)),
        **_members(facts),
        "isPartOf": {
            "@type": "Dataset",
            "@id": edition.dataset,
            "name": edition.about.name,
            **_stated(version=edition.about.edition),
            **({"license": {"@id": edition.about.licence}} if edition.about.licence else {}),
        },
    }


def _appearance(place: Place, speaker: Thing) -> dict[str, Any]:
    selector = {
        "@id": place.selector,
        "@type": "oa:TextPositionSelector",
        "oa:start": place.start,
        "oa:end": place.end,
        **_stated(**{"hg:sha256": place.sha256}),
    }
    return {
        "@type": ["CreativeWork", "hg:Attestation"],
        "@id": place.iri,
        "isPartOf": _work(place.source),
        **({"oa:hasSelector": selector} if place.start is not None else {}),
        **_place_members(place, speaker),
    }


def _work(source: SourceFacts) -> dict[str, Any]:
    """Return a source as a work of schema.org, by whom and when as far as a text tells."""
    part_of = source.part_of
    return {
        **_named(source.thing),
        "@type": ["CreativeWork", *_schema_types(source.thing)],
        **_stated(
            author=[_agent(each) for each in source.authors],
            publisher=[_agent(each) for each in source.publishers],
            inLanguage=source.language,
            datePublished=_iso(source.date.edtf),
            url=source.url,
        ),
        **_dates(source.date),
        **({"isPartOf": {"@id": part_of.iri}} if part_of else {}),
    }


def _members(facts: ClaimFacts) -> dict[str, Any]:
    """Return the claim in our own terms, as both JSON-LD forms have it."""
    single = {
        "speaker": facts.speaker,
        "inCapacity": facts.capacity,
        "proposition": facts.proposition,
        "stance": facts.stance,
        "illocution": facts.illocution,
        "certainty": facts.certainty,
    }
    event = {**_known(facts, facts.event), **_dates(facts.happened)} if facts.event else None
    return {
        **{f"hg:{name}": _known(facts, thing) for name, thing in single.items() if thing},
        **_stated(
            **{
                "hg:addressee": [_named(each) for each in facts.addressees],
                "hg:madeAt": event,
            }
        ),
        **_dates(facts.said),
    }


def _known(facts: ClaimFacts, thing: Thing) -> dict[str, Any]:
    """Return a thing by name, with those on whose word alone it is known."""
    told = facts.told.get(thing.iri, ())
    return {**_named(thing), **_stated(**{"hg:accordingTo": [_named(each) for each in told]})}


def _place_members(place: Place, speaker: Thing) -> dict[str, Any]:
    """Return a place in our own terms, and in words as citations have it."""
    fragment = {"@value": place.fragment, "@language": place.fragment_lang}
    if not place.fragment_lang:
        del fragment["@language"]
    return _stated(
        **{
            "hg:mode": _named(place.mode) if place.mode else None,
            "hg:fragment": fragment if place.fragment else None,
            "hg:relays": [{"@id": iri} for iri in place.relays],
            "hg:discrepancy": [_discrepancy(each) for each in place.discrepancies],
            "rdfs:comment": [
                {"@language": lang, "@value": credit_line(place, speaker, lang)} for lang in _WORDS
            ],
        }
    )


def _discrepancy(found: Discrepancy) -> dict[str, Any]:
    """Return what a place gets wrong: its kind, and what the curators say of it."""
    notes = [
        {"@language": lang, "@value": text} if lang else text
        for lang, text in sorted(found.notes.items())
    ]
    kind = {"dcterms:type": _named(found.kind)} if found.kind else {}
    return {
        "@id": found.iri,
        "@type": "hg:Discrepancy",
        **kind,
        **_stated(**{"rdfs:comment": notes}),
    }


def _dates(date: Dated) -> dict[str, Any]:
    days = {"hg:earliest": date.earliest, "hg:latest": date.latest}
    return {
        **_stated(**{"hg:edtf": date.edtf}),
        **{
            name: {"@type": f"{PREFIXES['xsd']}date", "@value": day}
            for name, day in days.items()
            if day
        },
    }


def _iso(edtf: str) -> str:
    """Return an EDTF date that is also one of ISO 8601: a year, a month or a day; else nothing."""
    parts = edtf.split("-")
    is_plain = all(part.isascii() and part.isdecimal() for part in parts) and len(parts[0]) == 4  # noqa: PLR2004 - YYYY
    is_season = len(parts) > 1 and not "01" <= parts[1] <= "12"
    return edtf if is_plain and not is_season else ""


def _named(thing: Thing) -> dict[str, Any]:
    labels = [
        {"@language": lang, "@value": text} if lang else text
        for lang, text in sorted(thing.labels.items())
    ]
    return {"@id": thing.iri, **_stated(**{"skos:prefLabel": labels})}


def _agent(thing: Thing) -> dict[str, Any]:
    """Return an agent of schema.org; a group or a pseudonym is neither person nor organisation."""
    if PREFIXES["foaf"] + "Person" in thing.types:
        return {**_named(thing), "@type": "Person", "name": thing.label("fr")}
    if hg("Organisation") in thing.types:
        return {**_named(thing), "@type": "Organization", "name": thing.label("fr")}
    return {**_named(thing), "name": thing.label("fr")}


def _schema_types(thing: Thing) -> list[str]:
    schema = PREFIXES["schema"]
    return sorted(iri.removeprefix(schema) for iri in thing.types if iri.startswith(schema))


def _prefixes(*names: str) -> dict[str, str]:
    return {name: PREFIXES[name] for name in names}


def _stated(**members: object) -> dict[str, Any]:
    """Return the members that say something."""
    return {name: value for name, value in members.items() if value}


_NOT_IN_SCRIPT: Final = "<>&\u2028\u2029"


def in_script(document: object) -> str:
    r"""Return JSON for a `script` element: no text in it can end the element (HTML 5, 4.12.1.3).

    >>> in_script("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(document, ensure_ascii=False)
    for character in _NOT_IN_SCRIPT:  # a hundred times as fast as one translation
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
