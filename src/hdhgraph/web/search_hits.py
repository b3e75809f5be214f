"""Hits as a page and as JSON show them: with what was looked for marked, claims with their facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from hdhgraph.iris import is_absolute, page_path, slug
from hdhgraph.namespaces import PREFIXES, hg
from hdhgraph.words import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hdhgraph.search import Hit, SearchIndex
    from hdhgraph.web.service import Service
    from hdhgraph.words import Part

__all__ = ["ClaimFacts", "Named", "Text", "View", "address", "claims_query", "facts_of"]

_LONGEST_SNIPPET: Final = 240
_BEFORE: Final = 60
_MOST_ROWS: Final = 1000
_DIRECTNESS: Final = ("direct", "mixed", "indirect")
_NAMED: Final = ("speaker", "capacity", "stance", "certainty", "proposition", "source")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a language, parted into what was looked for and the rest."""

    parts: Sequence[Part]
    lang: str

    @property
    def is_marked(self) -> bool:
        """Whether something in it was looked for."""
        return any(each.is_marked for each in self.parts)

    @property
    def plain(self) -> str:
        """The text."""
        return "".join(each.text for each in self.parts)


@dataclass(frozen=True, slots=True)
class Named:
    """Another entity: its IRI, what it is called, and where it is shown (empty for nowhere)."""

    iri: str
    label: Text
    href: str


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What a claim is: named entities by what they are to it, its date (EDTF) and its fragment."""

    named: Mapping[str, Named]
    date: str
    fragment: Text | None


@dataclass(frozen=True, slots=True)
class View:
    """One hit as it is shown."""

    hit: Hit
    label: Text
    href: str
    variants: Sequence[Text]
    snippet: Text | None
    claim: ClaimFacts | None

    def as_json(self, path: str | None) -> dict[str, Any]:
        """Return it as JSON; `path` is where it is shown here."""
        known: dict[str, Any] = {
            "iri": self.hit.iri,
            "kind": self.hit.kind,
            "label": self.label.plain,
            "lang": self.hit.lang,
            "path": path,
            "variants": [each.plain for each in self.variants],
            "snippet": _json(self.snippet),
        }
        if self.claim is None:
            return known
        named = {name: _entity(each) for name, each in self.claim.named.items()}
        said = {"date": self.claim.date or None, "fragment": _json(self.claim.fragment)}
        return {**known, "claim": {**named, **said}}


def _entity(named: Named) -> dict[str, str]:
    return {"iri": named.iri, "label": named.label.plain}


def _json(text: Text | None) -> dict[str, Any] | None:
    if text is None:
        return None
    spans, at = [], 0
    for part in text.parts:
        if part.is_marked:
            spans.append([at, at + len(part.text)])
        at += len(part.text)
    return {"text": text.plain, "lang": text.lang, "marked": spans}


def address(iri: str, base: str, lang: str) -> str:
    """Return where an IRI is shown: here, or where it is itself if by HTTP; else nothing."""
    path = page_path(iri, base)
    if path is None:
        return iri if iri.startswith(("http://", "https://")) else ""
    page, mark, fragment = path.partition("#")
    return f"{page}?lang={lang}{mark}{fragment}"


def claims_query(iris: Iterable[str]) -> str:
    """Return the SELECT of what claims are: IRIs, dates, and the fragments of each attestation."""
    values = " ".join(str(ox.NamedNode(iri)) for iri in iris if is_absolute(iri))
    oa = PREFIXES["oa"]
    return f"""SELECT * WHERE {{
  VALUES ?claim {{ {values} }}
  ?claim <{hg("speaker")}> ?speaker ; <{hg("stance")}> ?stance ;
    <{hg("proposition")}> ?proposition .
  OPTIONAL {{ ?claim <{hg("inCapacity")}> ?capacity }}
  OPTIONAL {{ ?claim <{hg("certainty")}> ?certainty }}
  OPTIONAL {{ ?claim <{hg("edtf")}> ?said }}
  OPTIONAL {{ ?claim <{hg("madeAt")}> ?event . ?event <{hg("edtf")}> ?happened }}
  OPTIONAL {{
    ?place <{hg("attests")}> ?claim ; <{oa}hasSource> ?source ; <{hg("mode")}> ?mode .
    OPTIONAL {{ ?place <{hg("fragment")}> ?fragment }}
  }}
}} ORDER BY ?claim ?source ?place LIMIT {_MOST_ROWS}"""


def facts_of(
    rows: Iterable[Mapping[str, str]],
    labels: Mapping[str, str],
    service: Service,
    words: Sequence[str],
    lang: str,
) -> dict[str, ClaimFacts]:
    """Return the facts of claims: of its attestations, one with the words, else the most direct."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        found.setdefault(row["claim"], []).append(row)
    facts = {}
    for claim, places in found.items():
        best = min(places, key=lambda row: _preference(row, words))
        named = {
            name: Named(
                best[name],
                Text(marked(labels.get(best[name]) or slug(best[name]), words), lang),
                address(best[name], service.base, lang),
            )
            for name in _NAMED
            if name in best
        }
        text = best.get("fragment")
        fragment = Text(marked(text, words), best.get("fragmentLang", "")) if text else None
        facts[claim] = ClaimFacts(named, best.get("said") or best.get("happened", ""), fragment)
    return facts


def _preference(row: Mapping[str, str], words: Sequence[str]) -> tuple[int, int]:
    parts = marked(row.get("fragment", ""), words)
    mode = slug(row.get("mode", ""))
    rank = _DIRECTNESS.index(mode) if mode in _DIRECTNESS else len(_DIRECTNESS)
    return -len({each.text.casefold() for each in parts if each.is_marked}), rank


def labels_of(rows: Iterable[Mapping[str, str]], lang: str) -> Callable[[SearchIndex], Any]:
    """Return the question for what the entities of claims are called."""
    iris = {row[name] for row in rows for name in _NAMED if name in row}
    return lambda index: index.labels(sorted(iris), lang)


def view(
    hit: Hit, words: Sequence[str], service: Service, lang: str, claim: ClaimFacts | None
) -> View:
    """Return a hit as it is shown; a claim is called by its speaker, stance and proposition."""
    name = hit.label
    if not name and claim is not None:
        parts = [claim.named[each].label.plain for each in ("speaker", "stance", "proposition")]
        name = " · ".join(parts)
    texts = [Text(_window(marked(each, words)), hit.lang) for each in hit.body]
    variants = [Text(marked(each, words), hit.lang) for each in hit.variants]
    return View(
        hit,
        Text(marked(name or slug(hit.iri), words), hit.lang),
        address(hit.iri, service.base, lang),
        [each for each in variants if each.is_marked],
        next((each for each in texts if each.is_marked), texts[0] if texts else None),
        claim,
    )


def _window(parts: list[Part]) -> list[Part]:
    """Cut a long text to what is around the first word that was looked for."""
    if sum(len(each.text) for each in parts) <= _LONGEST_SNIPPET:
        return parts
    first = next((n for n, each in enumerate(parts) if each.is_marked), 0)
    cut, left = [], _LONGEST_SNIPPET
    for number, part in enumerate(parts[max(first - 1, 0) :], start=max(first - 1, 0)):
        text = part.text
        if number < first and len(text) > _BEFORE:
            text = "…" + text[-_BEFORE:]
        if len(text) > left:
            text = text[:left] + "…"
        cut.append(type(part)(text, part.is_marked))
        left -= len(text)
        if left <= 0:
            break
    return cut
