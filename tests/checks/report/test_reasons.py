"""Why something does not parse, in French too: what the parsers really say is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.project import check_project
from hdhgraph.checks.report.reasons import in_languages
from hdhgraph.checks.syntax.step import of_file, of_query
from hdhgraph.project.layout import Project

if TYPE_CHECKING:
    from pathlib import Path

S = "<http://example.org/a> <http://example.org/b> "
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://example.org/">%s</rdf:RDF>'
HEADER = "#+ summary: a\n#+ summary_fr: a\n#+ description: a\n#+ description_fr: a\n"
FAULTS = {
    "a.ttl": (f'{S}"x', "le fichier s'arrête trop tôt."),
    "b.ttl": ("ex:a ex:b ex:c .", "le préfixe ex: n'est pas déclaré."),
    "c.ttl": (f"{S}.", "« . » ne peut être l'objet d'un triplet."),
    "d.nt": (f"{S}<c> .", "cet IRI est relatif, et il n'y a pas de base."),
    "e.ttl": (f'{S}"a"@1 .', "une étiquette de langue commence par une lettre."),
    "f.ttl": (f'{S}"\\q" .', "l'échappement « \\q » n'existe pas."),
    "g.ttl": ("} ", "« } » ne peut être ni un sujet ni un nom de graphe."),
    "h.ttl": ('<http://example.org/a> "b" 1 .', '« "b" » ne peut être un prédicat.'),
    "i.ttl": ("@prefix a <http://example.org/> .", "PREFIX est suivi d'un préfixe comme « ex: »."),
    "j.ttl": (f'{S}"a"^^1 .', "un IRI de type est attendu après ^^, et non « 1 »."),
    "k.ttl": (f"{S}<http://[/> .", "le caractère « [ » est exclu d'un IRI."),
    "l.ttl": (f"{S}<http://e\\u00zz/> .", "l'échappement « \\u00zz » n'est pas hexadécimal."),
    "m.ttl": (f"{S}'\udce9' .", "ce n'est pas de l'UTF-8."),
    "n.trig": ("GRAPH { }", "« { » ne peut être un nom de graphe."),
    "o.nt": ("ex:a ex:b ex:c .", "le sujet d'un triplet est un IRI ou un nœud anonyme."),
    "p.nt": (f'{S}"c"', "un triplet se termine par un point."),
    "q.rdf": ("<a", "une balise n'est pas fermée."),
    "r.rdf": ("<a/>", "RDF/XML demande des espaces de noms déclarés."),
    "t.rdf": (XML % '<e:A rdf:ID="1"/>', "« 1 » n'est pas une valeur de rdf:ID."),
    "u.jsonld": ("{", "les clés d'un objet JSON sont des chaînes."),
    "v.jsonld": ('{"@id": 1}', "la valeur de @id est une chaîne."),
    "w.jsonld": ('{"@context": "http://e/"}', "un contexte distant n'est pas téléchargé."),
    "x.jsonld": ('{"@context": {"a": 3}}', "« Term definition value must be null"),
    "a.rq": ("ASK {}", "il manque un en-tête « #+ »."),
    "b.rq": ("#+ tags: [a]\nASK {}", "il manque « summary » à l'en-tête."),
    "c.rq": (f"{HEADER}#+ colour: red\nASK {{}}", "« colour » est inconnu dans l'en-tête ; "),
    "d.rq": (f"{HEADER}#+ params: []\nASK {{ ?s }}", "autre chose est attendu ici."),
    "e.rq": (f"{HEADER}#+ params: a\nASK {{}}", "« params » n'associe pas des noms à "),
    "f.rq": (f"{HEADER}#+ params: {{a: b}}\nASK {{}}", "le paramètre « a » n'a pas de clés."),
    "g.rq": (f"{HEADER}#+ params: {{a: {{type: b}}}}\nASK {{}}",
             "le paramètre « a » demande un type : "),
    "h.rq": (f"{HEADER}SELECT (1 AS ?x) (2 AS ?x) {{}}", "une variable est deux fois dans SELECT."),
    "i.rq": (f"{HEADER}SELECT ?x {{ ?x a ?y }} GROUP BY ?y",
             "une variable de SELECT n'est pas liée."),
    "j.rq": (f"{HEADER}ASK {'{' * 5000}", "elle est trop longue ou trop imbriquée."),
    "k.rq": ("\udce9", "le fichier n'est pas de l'UTF-8 ("),
    "l.rq": ("#+ a: ]\nASK {}", "l'en-tête n'est pas du YAML ("),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_reason_is_told_in_french(tmp_path: Path, name: str) -> None:
    """What is known is translated; other words of a parser are quoted."""
    text, french = FAULTS[name]
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    (place,) = of_query(path) if path.suffix == ".rq" else of_file(path)
    messages = place.finding.messages
    assert french in messages["fr"]
    assert not messages["en"].endswith("..")
    assert messages["en"] != messages["fr"]


def test_a_hygiene_query_without_its_header_is_told_in_french(tmp_path: Path) -> None:
    """The same for the rules of a project."""
    rules = tmp_path / "tests" / "hygiene"
    rules.mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.nt").write_text(f"{S}<http://example.org/c> .\n", encoding="utf-8")
    (rules / "a.rq").write_text("#+ message_fr: a\nSELECT ?focus {}", encoding="utf-8")
    (rules / "b.rq").write_text("#+ message_fr: a\n#+ message_en: a\nASK {}", encoding="utf-8")
    told = {each.finding.message("fr").partition(" : ")[2]
            for each in check_project(Project(tmp_path)).found}  # fmt: skip
    assert told == {
        "il manque message_en à l'en-tête de la requête « a ».",
        "la requête « b » n'est pas un SELECT.",
    }


def test_unknown_words_are_quoted() -> None:
    """Nobody takes a parser's English for French."""
    assert in_languages("Something new.") == {"en": "Something new.", "fr": "« Something new »."}
