"""All that a description says of one entity, as a page shows it: the triples of every format."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.i18n.dates import in_words
from hdhgraph.i18n.illocutions import doing
from hdhgraph.i18n.messages import message
from hdhgraph.i18n.typography import counted
from hdhgraph.rdf.iris import compact, page_path, slug
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, hg
from hdhgraph.sparql.as_of import GROUPS, SAID, group_of, interval_order
from hdhgraph.web.entities.messages import PROPERTY_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hdhgraph.web.service.service import Service

__all__ = ["Given", "Group", "Item", "Place", "Row", "Value", "View", "kind_of"]

_SKOS: Final = PREFIXES["skos"]
_OA: Final = PREFIXES["oa"]
_LABELS: Final = (_SKOS + "prefLabel", PREFIXES["rdfs"] + "label")
_SAID_BY: Final = hg("saidNoLaterThan")
_DOCUMENT: Final = PREFIXES["foaf"] + "primaryTopic"
# Prose that stands in each language: a page shows the one in its own.
_COMMENT: Final = PREFIXES["rdfs"] + "comment"
_PROSE: Final = (*_LABELS, _SKOS + "definition", _COMMENT)
_ANNOTATED: Final = tuple(
    PREFIXES["owl"] + f"annotated{n}" for n in ("Source", "Property", "Target")
)
_EDTF: Final = hg("edtf")
_DATE: Final = PREFIXES["xsd"] + "date"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_KIND_KEYS: Final = {
    "actor": "about_kind_actor",
    "certification": "about_kind_certification",
    "event": "about_kind_event",
    "legal-act": "about_kind_legal-act",
    "organisation": "about_kind_organisation",
    "system": "about_kind_system",
    "topic": "about_kind_topic",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value as text; `href` is empty for what is no link, `lang` for what is in no language."""

    text: str
    href: str = ""
    is_foreign: bool = False
    lang: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One property and its values."""

    name: str
    iri: str
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim is voiced: the place, its source, how, and in which words."""

    at: Value
    source: Value | None
    mode: str
    fragment: Value | None


@dataclass(frozen=True, slots=True)
class Item:
    """Something that points at the entity, its short facts and the places behind it.

    `span` is the interval of a claim, empty texts for what is not known or no claim.
    """

    name: Value
    rows: list[Row]
    places: list[Place]
    is_claim: bool
    span: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """What points at the entity by one property, in parts.

    A part has the group of its claims as of a day, empty for the rest.
    """

    name: str
    iri: str
    parts: list[tuple[str, list[Item]]]


@dataclass(frozen=True, slots=True)
class Given:
    """A reason of the curators, and what it is given for: names of properties, and values."""

    why: list[Value]
    statements: list[tuple[str, Value]]


class View:
    """Triples of a description in the words of a language."""

    def __init__(self, triples: Iterable[ox.Triple], service: Service, lang: str) -> None:
        """Take them in."""
        self._service, self._lang = service, lang
        self._facts: dict[Term, dict[str, list[Term]]] = {}
        self._pointing: dict[str, dict[str, list[ox.NamedNode]]] = {}
        for each in triples:
            predicate, value = each.predicate.value, each.object
            if predicate == _DOCUMENT:
                continue
            self._facts.setdefault(each.subject, {}).setdefault(predicate, []).append(value)
            if isinstance(value, ox.NamedNode) and isinstance(each.subject, ox.NamedNode):
                found = self._pointing.setdefault(value.value, {})
                found.setdefault(predicate, []).append(each.subject)

    def _objects(self, subject: Term, predicate: str) -> list[Term]:
        return self._facts.get(subject, {}).get(predicate, [])

    def _first(self, subject: Term, predicate: str) -> Term | None:
        return next(iter(self._objects(subject, predicate)), None)

    def _own(self, literals: list[Term]) -> list[ox.Literal]:
        """Return the literals in the page's language, else all of them."""
        found = [each for each in literals if isinstance(each, ox.Literal)]
        return [each for each in found if each.language == self._lang] or found

    def label(self, node: ox.NamedNode) -> str:
        """Return an entity's label: in the page's language, else in any; empty where it has none.

        A claim is called by its speaker, stance and proposition, a place by its source and
        characters, a reason by the statement that it is given for.
        """
        for predicate in _LABELS:
            if found := self._own(self._objects(node, predicate)):
                return found[0].value
        if labels := self._service.labels.get(node.value) or PROPERTY_LABELS.get(node.value):
            return labels.get(self._lang) or next(iter(labels.values()))
        if said := self._said(node):
            return said
        stated = [self._first(node, each) for each in _ANNOTATED]
        if all(stated):
            return " · ".join(self.value(each).text for each in stated if each)
        source, selector = (
            self._first(node, _OA + "hasSource"),
            self._first(node, _OA + "hasSelector"),
        )
        start, end = (
            self._first(selector, _OA + n) if selector else None for n in ("start", "end")
        )
        if isinstance(source, ox.NamedNode) and start and end:
            at = counted({"start": _text(start), "end": _text(end)}, self._lang)
            return f"{self.name(source)}, {at['start']}–{at['end']}"  # noqa: RUF001 - a range
        return ""

    def _said(self, node: ox.NamedNode) -> str:
        """Return what a claim says in short; empty for what is none."""
        names = ("speaker", "stance", "proposition", "illocution")
        found = [self._first(node, hg(name)) for name in names]
        *parts, act = ((each.value, self.name(each)) if isinstance(each, ox.NamedNode) else ("", "")
                       for each in found)  # fmt: skip
        if not all(iri for iri, _ in parts):
            return ""
        (_, speaker), stance, (_, proposition) = parts
        return f"{speaker} · {doing(*stance, *act, self._lang)} · {proposition}"

    def name(self, node: ox.NamedNode) -> str:
        """Return an entity's label, else its short IRI."""
        return self.label(node) or compact(node.value, self._service.prefixes)

    def value(self, term: Term) -> Value:
        """Return a term as a page shows it; only http and https IRIs are links."""
        if isinstance(term, ox.Literal):
            if term.datatype.value == _DATE:
                return Value(in_words(term.value, self._lang), title=term.value)
            if term.datatype.value == PREFIXES["xsd"] + "anyURI":
                return self._linked(term.value, term.value)
            return Value(term.value, lang=term.language or "")
        if isinstance(term, ox.NamedNode):
            return self._linked(term.value, self.name(term))
        return Value("…" if isinstance(term, ox.Triple) else f"_:{term.value}")

    def _linked(self, iri: str, text: str) -> Value:
        path = page_path(iri, self._service.base)
        if path is not None:
            return Value(text, f"{path}", title=iri)
        is_web = iri.startswith(("http://", "https://"))
        return Value(text, iri if is_web else "", is_foreign=True, title=iri)

    def property_name(self, iri: str) -> str:
        """Return what a property is called."""
        labels = self._service.labels.get(iri) or PROPERTY_LABELS.get(iri, {})
        return labels.get(self._lang) or compact(iri, self._service.prefixes)

    def types(self, iri: str) -> set[str]:
        """Return the IRIs of the classes that an entity is said to be of."""
        found = self._objects(ox.NamedNode(iri), RDF_TYPE)
        return {each.value for each in found if isinstance(each, ox.NamedNode)}

    def kinds(self, subject: Term) -> list[Value]:
        """Return what kinds of thing a subject is."""
        return [self.value(each) for each in self._objects(subject, RDF_TYPE)]

    def rows(self, subject: Term, *, without: Iterable[str] = ()) -> list[Row]:
        """Return what is said of a subject, by property in the order of their IRIs."""
        rows = []
        for predicate, objects in sorted(self._facts.get(subject, {}).items()):
            if predicate not in without:
                shown = self._own(objects) if predicate in _PROSE else objects
                # A name that is the same in both languages is one.
                told = (self._told(predicate, each) for each in shown)
                once = {(each.text, each.href): each for each in told}
                values = self._told_apart(sorted(once.values(), key=_text_of))
                rows.append(Row(self.property_name(predicate), predicate, values))
        return rows

    def _told_apart(self, values: list[Value]) -> list[Value]:
        """Return values, those of one text with what kind of thing each is."""
        texts = [each.text for each in values]
        kinds = [kind_of(each.title, self._lang) if each.href else "" for each in values]
        return [
            replace(each, text=f"{each.text} ({kind})")
            if kind and texts.count(each.text) > 1
            else each
            for each, kind in zip(values, kinds, strict=True)
        ]

    def _told(self, predicate: str, term: Term) -> Value:
        """Return a value as people write it: a date of EDTF in words."""
        if predicate == _EDTF and isinstance(term, ox.Literal):
            return Value(in_words(term.value, self._lang), title=term.value)
        return self.value(term)

    def reasons(self, iri: str) -> list[Given]:
        """Return what curators state of an entity, by reason: one may be given for several."""
        found: dict[str, Given] = {}
        axioms = self._pointing.get(iri, {}).get(_ANNOTATED[0], [])
        for axiom in sorted(axioms, key=str):
            relation, target = (self._first(axiom, each) for each in _ANNOTATED[1:])
            own = self._own(self._objects(axiom, _COMMENT))
            if isinstance(relation, ox.NamedNode) and target is not None and own:
                why = [self.value(each) for each in own]
                given = found.setdefault(" ".join(each.text for each in why), Given(why, []))
                given.statements.append((self.property_name(relation.value), self.value(target)))
        return list(found.values())

    def parts(self, iri: str) -> list[tuple[str, list[Row]]]:
        """Return the blank nodes and the parts of an entity, by fragment, with their facts."""
        parts = [
            each
            for each in self._facts
            if isinstance(each, ox.BlankNode)
            or (isinstance(each, ox.NamedNode) and each.value.startswith(f"{iri}#"))
        ]
        return [(_part_name(each), self.rows(each)) for each in sorted(parts, key=str)]

    def groups(self, iri: str, day: str = "", *, is_brief: bool = False) -> list[Group]:
        """Return what points at an entity, by property, claims by their group as of a day.

        With `is_brief` they have their names and days only.
        """
        groups = []
        for predicate, subjects in sorted(self._pointing.get(iri, {}).items()):
            # A reason stands in full among those of the curators.
            is_short = is_brief or predicate == _ANNOTATED[0]
            found = (self._item(each, predicate, is_brief=is_short) for each in subjects)
            parts: dict[str, list[Item]] = {}
            for item in sorted(found, key=_in_time):
                group = group_of(*item.span, day) if day and item.is_claim else SAID
                parts.setdefault(group, []).append(item)
            listed = [(group, parts[group]) for group in GROUPS if group in parts]
            groups.append(Group(self.property_name(predicate), predicate, listed))
        return groups

    def _item(self, node: ox.NamedNode, predicate: str, *, is_brief: bool) -> Item:
        hidden = (RDF_TYPE, predicate, *_LABELS, _OA + "hasSelector")
        pointing = {} if is_brief else self._pointing.get(node.value, {})
        places = pointing.get(hg("attests"), [])
        return Item(
            self.value(node),
            [] if is_brief else self.rows(node, without=hidden),
            [self._place(each) for each in sorted(places, key=str)],
            ox.NamedNode(hg("Claim")) in self._objects(node, RDF_TYPE),
            (self._earliest(node), self._plain(node, _SAID_BY)),
        )

    def _plain(self, node: Term, predicate: str) -> str:
        found = self._first(node, predicate)
        return _text(found) if found else ""

    def _earliest(self, node: ox.NamedNode) -> str:
        """Return the first day on which a claim can have been made: its own, else its event's."""
        event = self._first(node, hg("madeAt"))
        there = self._plain(event, hg("earliest")) if event else ""
        return self._plain(node, hg("earliest")) or there

    def _place(self, node: ox.NamedNode) -> Place:
        source, mode = self._first(node, _OA + "hasSource"), self._first(node, hg("mode"))
        fragment = self._first(node, hg("fragment"))
        return Place(
            self.value(node),
            self.value(source) if source else None,
            self.value(mode).text if mode else "",
            self.value(fragment) if fragment else None,
        )


def kind_of(iri: str, lang: str) -> str:
    """Return what kind of thing an IRI of ours is of, by its path; empty where none is known."""
    key = _KIND_KEYS.get(slug(iri.rpartition("/")[0]))
    return message(key, lang) if key else ""


def _text_of(value: Value) -> str:
    return value.text


def _text(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _part_name(node: Term) -> str:
    text = _text(node)
    return text.rpartition("#")[2] if "#" in text else f"_:{text}"


def _in_time(item: Item) -> tuple[tuple[bool, str, bool, str], str]:
    return interval_order(*item.span), item.name.text
