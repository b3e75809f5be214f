"""What claims and attestations are called, in English and French, as an editor would print it.

A claim is called by its speaker, what the speaker does and the proposition: “Camille Exemple
denies, with reservation: the sensors track readers”. An attestation is called by what it attests,
then in parentheses its source and place, and before them whatever a reader must know of the place:
that the event is only planned, on whose word it is told, or that the claim is only presupposed.

Nothing is made up: without a label of its speaker, proposition or source in a language, a thing has
none in it. Two claims of one speaker who takes one stance on one proposition twice are told apart
by when or where they were made, as far as a text tells.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.i18n.dates import in_words
from hdhgraph.i18n.illocutions import VERBS, behind
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import PREFIXES, hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["WORDS", "has_own_name", "inferred_labels"]

_LANGUAGES: Final = ("en", "fr")
_LABEL: Final = ox.NamedNode(PREFIXES["rdfs"] + "label")
_SKOS: Final = PREFIXES["skos"]
_OA: Final = PREFIXES["oa"]
_FOAF: Final = PREFIXES["foaf"]

# What a speaker does: one, then several. An act of speech takes the place of “asserts”.
_VERBS: Final = {
    "en": {
        "asserts": ("asserts", "assert"),
        "denies": ("denies", "deny"),
        "qualifies": ("qualifies", "qualify"),
        "questions": ("asks", "ask"),
        **VERBS["en"],
    },
    "fr": {
        "asserts": ("affirme", "affirment"),
        "denies": ("nie", "nient"),
        "qualifies": ("nuance", "nuancent"),
        "questions": ("demande", "demandent"),
        **VERBS["fr"],
    },
}
_HOW: Final = {
    "en": {
        "hedged": "with reservation",
        "conditional": "conditionally",
        "and": " and ",
    },
    "fr": {
        "hedged": "avec réserve",
        "conditional": "au conditionnel",
        "and": " et ",
    },
}
_WHETHER: Final = {"en": "whether", "fr": "si"}
_COLON: Final = {"en": ": ", "fr": " : "}
_SEMICOLON: Final = {"en": "; ", "fr": " ; "}
# In which words it is told on whose word something is known, and that it is only planned.
WORDS: Final = {
    "fr": {"planned": "prévu", "according": "selon {}", "and": " et "},
    "en": {"planned": "planned", "according": "according to {}", "and": " and "},
}
_PLACE: Final = {
    "en": {**WORDS["en"], "presupposed": "presupposed", "at": "{}, characters {} to {}"},
    "fr": {**WORDS["fr"], "presupposed": "présupposé", "at": "{}, caractères {} à {}"},
}
# The noun that tells whether a group is one or several: in English the last word before whatever
# says more of it, in French the first, be it a determiner.
_NOUN: Final = {
    "en": re.compile(
        r"(\S+?)(?=\s(?:at|before|by|for|from|in|of|on|that|to|who|with|heard|\w+ed)\b|\s?[(,]|$)"
    ),
    "fr": re.compile(r"(\S+)"),
}
_SEVERAL: Final = {
    "en": re.compile(r"people|.*[^'\u2019s]s", re.IGNORECASE),
    "fr": re.compile(r"(?!corps$|voix$).*[sx]", re.IGNORECASE),
}
_WORD: Final = re.compile(r"[^\W\d_]+")

_CLAIMS: Final = f"""
SELECT ?claim ?speaker ?proposition ?stance ?illocution ?certainty ?date ?event WHERE {{
  ?claim <{hg("speaker")}> ?speaker ; <{hg("proposition")}> ?proposition ; <{hg("stance")}> ?stance
  OPTIONAL {{ ?claim <{hg("illocution")}> ?illocution }}
  OPTIONAL {{ ?claim <{hg("certainty")}> ?certainty }}
  OPTIONAL {{ ?claim <{hg("edtf")}> ?date }}
  OPTIONAL {{ ?claim <{hg("madeAt")}> ?event }}
}}"""
_ATTESTATIONS: Final = f"""
SELECT ?place ?thing ?source ?mode ?status ?actor ?start ?end WHERE {{
  ?place <{hg("attests")}> ?thing ; <{_OA}hasSource> ?source
  OPTIONAL {{ ?place <{hg("mode")}> ?mode }}
  OPTIONAL {{ ?place <{hg("eventStatus")}> ?status }}
  OPTIONAL {{ ?place <{hg("accordingTo")}> ?actor }}
  OPTIONAL {{
    ?place <{_OA}hasSelector> ?selector . ?selector <{_OA}start> ?start ; <{_OA}end> ?end
  }}
}}"""
_NAMES: Final = f"SELECT ?thing ?name WHERE {{ ?thing <{_SKOS}prefLabel> ?name }}"
_GROUPS: Final = f"SELECT ?group WHERE {{ ?group a <{_FOAF}Group> }}"
_PROPOSITIONS: Final = f"""
SELECT DISTINCT ?name WHERE {{ ?claim <{hg("proposition")}>/<{_SKOS}prefLabel> ?name }}"""
# Whoever and whatever has a name of its own; a group is told of by a description.
_NAMED: Final = f"""
SELECT DISTINCT ?name ?of WHERE {{
  VALUES ?kind {{
    <{hg("Actor")}> <{hg("Organisation")}> <{hg("Pseudonym")}> <{hg("LegalAct")}> <{hg("System")}>
    <{hg("Certification")}> <{hg("Source")}>
  }}
  VALUES ?of {{ <{_SKOS}prefLabel> <{_SKOS}altLabel> <{_SKOS}hiddenLabel> }}
  ?thing a ?kind ; ?of ?name
  FILTER NOT EXISTS {{ ?thing a <{_FOAF}Group> }}
}}"""


def has_own_name(variable: str) -> str:
    """Return the SPARQL expression that a thing, such as "?thing", has no label from here.

    Who looks for the names of things, or of terms, does not want each claim and place as well.
    """
    return f"NOT EXISTS {{ {variable} <{hg('proposition')}>|<{hg('attests')}> ?told }}"


def inferred_labels(store: ox.Store) -> Iterator[ox.Triple]:
    """Yield the labels of the claims and attestations of a store."""
    words = _Words(store)
    claims = _first(select(store, _CLAIMS), "claim")
    told: dict[_Term, dict[str, str]] = defaultdict(dict)
    for lang in _LANGUAGES:
        for claim, label in _claims(claims, words, lang):
            told[claim][lang] = label
    for place, row in _first(select(store, _ATTESTATIONS), "place").items():
        for lang in _LANGUAGES:
            thing = told.get(row["thing"], {}).get(lang) or words.name(row["thing"], lang)
            if label := _place(row, thing, words, lang):
                told[place][lang] = label
    for labelled, labels in told.items():
        for lang, label in labels.items():
            yield ox.Triple(labelled, _LABEL, ox.Literal(label, language=lang))  # type: ignore[arg-type]


_Term = ox.NamedNode | ox.Literal
_Row = dict[str, _Term]


def _first(solutions: ox.QuerySolutions, key: str) -> dict[_Term, _Row]:
    """Return one solution for each thing: where there are several, always the same one."""
    names = [each.value for each in solutions.variables]
    rows = [{n: each[n] for n in names if each[n] is not None} for each in solutions]
    rows.sort(key=lambda row: [(name, str(row[name])) for name in names if name in row])
    return {row[key]: row for row in reversed(rows)}


def _claims(claims: Mapping[_Term, _Row], words: _Words, lang: str) -> Iterator[tuple[_Term, str]]:
    """Yield each claim with its label; what would be called alike has its date or event besides."""
    labels = {claim: label for claim, row in claims.items() if (label := _claim(row, words, lang))}
    count = Counter(labels.values())
    for claim, label in labels.items():
        row = claims[claim]
        when = in_words(row["date"].value, lang) if "date" in row else ""
        where = words.name(row["event"], lang) if "event" in row else ""
        apart = (when or where) if count[label] > 1 else ""
        yield claim, f"{label} ({apart})" if apart else label


def _claim(row: _Row, words: _Words, lang: str) -> str:
    """Return what a claim is called; nothing where its stance or a label is not known."""
    speaker, proposition = words.name(row["speaker"], lang), words.name(row["proposition"], lang)
    stance, illocution = _slug(row["stance"]), _slug(row.get("illocution"))
    if not (speaker and proposition and stance in ("asserts", "denies", "qualifies", "questions")):
        return ""
    act = illocution if stance != "questions" and illocution in _VERBS[lang] else ""
    verb = _VERBS[lang][act or stance][words.is_plural(row["speaker"], lang)]
    how = [behind(stance, act, lang)] if act and stance == "qualifies" else []
    how += [_HOW[lang][each] for each in (_slug(row.get("certainty")),) if each in _HOW[lang]]
    sentence = words.inside(proposition, lang)
    is_open = stance == "questions"
    rest = _whether(sentence, lang) if is_open else ""
    if act and stance == "denies":
        rest = behind(stance, act, lang)
    said = ", ".join([verb, *([_HOW[lang]["and"].join(how)] if how else [])])
    said += (", " if how else " ") + rest if rest else ""
    return f"{speaker} {said}" if is_open else f"{speaker} {said}{_COLON[lang]}{sentence}"


def _whether(sentence: str, lang: str) -> str:
    """Return an indirect question: French “si” is elided before “il” and “ils”."""
    if lang == "fr" and re.match(r"ils?\b", sentence):
        return f"s'{sentence}"
    return f"{_WHETHER[lang]} {sentence}"


def _place(row: _Row, thing: str, words: _Words, lang: str) -> str:
    """Return what an attestation is called; nothing where what it attests or its source is not."""
    source, own = words.name(row["source"], lang), _PLACE[lang]
    if not (thing and source):
        return ""
    notes = [
        own[each] for each in (_slug(row.get("mode")), _slug(row.get("status"))) if each in own
    ]
    if "actor" in row and (actor := words.name(row["actor"], lang)):
        notes.append(own["according"].format(actor))
    if "start" in row:
        source = own["at"].format(source, row["start"].value, row["end"].value)
    return f"{thing} ({_SEMICOLON[lang].join([*notes, source])})"


def _slug(concept: _Term | None) -> str:
    """Return the name of a concept of a closed scheme."""
    return "" if concept is None else concept.value.rpartition("/")[2]


class _Words:
    """What things are called, and how that stands inside a sentence."""

    def __init__(self, store: ox.Store) -> None:
        self._names: dict[_Term, dict[str, str]] = defaultdict(dict)
        for thing, name in sorted(select(store, _NAMES), key=str, reverse=True):
            self._names[thing][name.language or ""] = name.value
        self._groups = {group for (group,) in select(store, _GROUPS)}
        sentences = [name for (name,) in select(store, _PROPOSITIONS)]
        self._proper = {
            lang: _proper(each.value for each in sentences if each.language == lang)
            for lang in _LANGUAGES
        }
        self._starts = {
            name.value
            for name, of in select(store, _NAMED)
            if _is_name(name.value, is_given=of.value != _SKOS + "hiddenLabel")
        }

    def name(self, thing: _Term, lang: str) -> str:
        """Return the preferred label of a thing in a language; nothing without one."""
        return self._names.get(thing, {}).get(lang, "")

    def is_plural(self, speaker: _Term, lang: str) -> bool:
        """Tell whether a group is several by its name: “critics of the plan”, not “a committee”."""
        if speaker not in self._groups:
            return False
        noun = _NOUN[lang].search(self.name(speaker, lang))
        return noun is not None and _SEVERAL[lang].fullmatch(noun[1]) is not None

    def inside(self, sentence: str, lang: str) -> str:
        """Return a sentence as it goes on behind a colon: its capital goes, unless a name has it.

        A name is of the graph, or a word that the propositions never write without its capital.
        """
        first = re.match(r"\w*", sentence)
        word = first[0] if first else ""
        is_abbreviation = len(word) > 1 and not word[1:].islower()
        if is_abbreviation or word in self._proper[lang] or self._begins_with_name(sentence):
            return sentence
        return sentence[:1].lower() + sentence[1:]

    def _begins_with_name(self, sentence: str) -> bool:
        ends = (match.end() for match in re.finditer(r"\w(?!\w)", sentence))
        return any(sentence[:end] in self._starts for end in ends)


def _proper(sentences: Iterable[str]) -> set[str]:
    """Return the words that have a capital wherever they stand inside sentences."""
    inside = {word for each in sentences for word in _WORD.findall(each)[1:]}
    return {word for word in inside if word[0].isupper() and word.lower() not in inside}


def _is_name(text: str, *, is_given: bool) -> bool:
    """Tell whether a label is a name: one word, or given as a name with more than one capital."""
    if not text[:1].isupper():
        return False
    return " " not in text or (is_given and any(each.isupper() for each in text[1:]))
