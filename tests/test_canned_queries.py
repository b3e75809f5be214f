"""The canned queries: their form, and their parameters."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
import pytest

from canned import QUERIES, ask, bind, pick, solutions_of
from hdhgraph.engine.explanation import find_planner
from hdhgraph.errors import ParameterError, QueryHeaderError
from hdhgraph.rdf.files import select
from hdhgraph.rdf.iris import expand
from hdhgraph.rdf.namespaces import PREFIXES
from hdhgraph.sparql.canned import read_query
from invented import with_examples
from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from hdhgraph.sparql.canned import CannedQuery

NAMES: Final = {
    "about-organisation", "actor", "before-and-after", "certifications", "changes-of-position",
    "claims-by-month", "claims-by-source", "contradictions", "demands-and-promises",
    "discrepancies", "events", "first-hand-and-second-hand", "hearsay-by-source",
    "independent-witnesses", "legal-act", "never-speaking", "organisation", "participants",
    "procurement", "relay-chains", "shared-quotes", "single-source-actors", "source",
    "source-coverage", "sources-naming-topic", "speaking-capacities", "stances-by-proposition",
    "tensions", "timeline", "translation-and-original", "who-answers-whom", "who-said-what",
    "who-talks-about-whom",
}  # fmt: skip
# Those that answer with claims or dated items, which need the evidence beside them.
WITH_EVIDENCE: Final = {
    "about-organisation", "actor", "before-and-after", "certifications", "changes-of-position",
    "contradictions", "demands-and-promises", "first-hand-and-second-hand", "independent-witnesses",
    "legal-act", "organisation", "procurement", "relay-chains", "shared-quotes", "source",
    "tensions", "timeline", "who-answers-whom", "who-said-what",
}  # fmt: skip
PARAMETERS: Final = [
    (slug, parameter.name) for slug, query in QUERIES.items() for parameter in query.parameters
]
# A value for each optional parameter that leaves some solutions, and leaves some out.
NARROWING: Final[dict[tuple[str, str], str]] = {
    ("about-organisation", "illocution"): "demand",
    ("about-organisation", "speakerKind"): "organisation",
    ("certifications", "certification"): "hds",
    ("before-and-after", "actor"): "cnil",
    ("before-and-after", "topic"): "cloud-act",
    ("certifications", "about"): "microsoft",
    ("certifications", "organisation"): "health-data-hub",
    ("changes-of-position", "actor"): "cnil",
    ("contradictions", "topic"): "cloud-act",
    ("demands-and-promises", "about"): "council-exempleville",
    ("demands-and-promises", "actor"): "dominique-modele",
    ("demands-and-promises", "organisation"): "council-exempleville",
    ("demands-and-promises", "speakerKind"): "public-authority",
    ("demands-and-promises", "topic"): "procurement",
    ("discrepancies", "kind"): "omission",
    ("discrepancies", "source"): "gazette",
    ("events", "kind"): "hearing",
    ("first-hand-and-second-hand", "hand"): "3",
    ("first-hand-and-second-hand", "topic"): "cloud-act",
    ("hearsay-by-source", "source"): "tf1-a-la-loupe",
    ("independent-witnesses", "claim"): "combes-not-ideal",
    ("independent-witnesses", "topic"): "cloud-act",
    ("legal-act", "illocution"): "promise",
    ("legal-act", "speakerKind"): "organisation",
    ("participants", "act"): "cnil-decision-2024",
    ("participants", "event"): "petition-conseil-etat",
    ("procurement", "about"): "microsoft",
    ("procurement", "illocution"): "demand",
    ("procurement", "organisation"): "ovh",
    ("procurement", "speakerKind"): "person",
    ("procurement", "stance"): "denies",
    ("relay-chains", "claim"): "roy-no-cloud-act-problem",
    ("relay-chains", "topic"): "extraterritorial-law",
    ("speaking-capacities", "event"): "hearing-roy-mecss",
    ("speaking-capacities", "organisation"): "anssi",
    ("stances-by-proposition", "topic"): "hds",
    ("tensions", "topic"): "transparency",
    ("timeline", "since"): "2019-01-01",
    ("timeline", "until"): "2018-12-01",
    ("translation-and-original", "translation"): "ticsante-en",
    ("who-answers-whom", "actor"): "hub-management",
    ("who-answers-whom", "topic"): "decryption-keys",
    ("who-said-what", "about"): "microsoft",
    ("who-said-what", "actor"): "pierre-desmarais",
    ("who-said-what", "illocution"): "demand",
    ("who-said-what", "organisation"): "microsoft-france",
    ("who-said-what", "source"): "ticsante-en",
    ("who-said-what", "speakerKind"): "organisation",
    ("who-said-what", "stance"): "denies",
    ("who-talks-about-whom", "actor"): "google",
    ("who-talks-about-whom", "speaker"): "octave-klaba",
    ("who-talks-about-whom", "topic"): "hds",
}
# What is asked beside some of these, where the default has nothing that a value would leave in.
BESIDE: Final = {
    ("about-organisation", "illocution"): {"organisation": "council-exempleville"},
    ("legal-act", "illocution"): {"act": "by-law-exempleville"},
    ("who-said-what", "illocution"): {"topic": "transparency"},
}
# Tests of `asOf` have it, on claims of each group.
AS_OF: Final = {(slug, name) for slug, name in PARAMETERS if name == "asOf"}
# For each required parameter but the language, a value that has another answer than the default.
OTHER: Final = {
    ("about-organisation", "organisation"): "cnil",
    ("actor", "actor"): "google",
    ("before-and-after", "day"): "2019-01-01",
    ("demands-and-promises", "illocution"): "promise",
    ("legal-act", "act"): "gdpr",
    ("organisation", "organisation"): "anssi",
    ("source", "source"): "ticsante-en",
    ("sources-naming-topic", "topic"): "hds",
    ("who-said-what", "topic"): "hds",
}
# What a query that does not answer with claims is about.
SUBJECTS: Final = {
    "claims-by-month": "month",
    "claims-by-source": "source",
    "discrepancies": "discrepancy",
    "events": "event",
    "hearsay-by-source": "source",
    "participants": "participant",
    "sources-naming-topic": "source",
    "speaking-capacities": "speaker",
    "stances-by-proposition": "proposition",
    "timeline": "item",
    "who-talks-about-whom": "actor",
}
HOSTILE: Final = ('"} . ?s ?p ?o', "x> . <y", "\n", '"@en) } #', "UNDEF", "\\u0022")
# Solutions of all steps of a plan; ten times what any of them takes, so that a cliff is seen.
MOST_SOLUTIONS: Final = 500_000


@pytest.fixture(scope="module")
def store(store: ox.Store) -> ox.Store:
    """The bundled graph, with an example of what no source of it has."""
    return with_examples(store)


# Form


def test_queries_are_discovered() -> None:
    """There is a canned query for each question that the graph is made for."""
    assert set() == NAMES - set(QUERIES)


@pytest.mark.parametrize("slug", QUERIES)
def test_query_says_everything_in_two_languages(slug: str) -> None:
    """Summary, description and parameters are told in French and in English, and differ."""
    query = QUERIES[slug]
    texts = [query.summaries, query.descriptions]
    texts += [parameter.descriptions for parameter in query.parameters]
    assert all({"en", "fr"} == set(text) for text in texts)
    assert all(text["en"] != text["fr"] for text in texts)
    assert query.tags


@pytest.mark.parametrize("slug", QUERIES)
def test_last_parameter_is_the_language(slug: str) -> None:
    """Every query takes the language of its labels last, French by default."""
    language = QUERIES[slug].parameters[-1]
    assert ("lang", "fr", ("fr", "en")) == (language.name, language.default, language.choices)


@pytest.mark.parametrize("slug", QUERIES)
def test_file_runs_as_it_stands(slug: str, store: ox.Store) -> None:
    """The file answers in any editor, and as when its defaults are put in."""
    query = QUERIES[slug]
    as_it_stands = solutions_of(store, query.text)
    assert as_it_stands
    assert as_it_stands == ask(store, slug)


def code_of(query: CannedQuery) -> str:
    """Return a query's text without comments, texts, IRIs and variables."""
    lines = [line for line in query.text.splitlines() if not line.lstrip().startswith("#")]
    return re.sub(r'"[^"]*"(@\w+)?|<[^>\s]*>|[?]\w+', " ", "\n".join(lines))


@pytest.mark.parametrize("slug", QUERIES)
def test_prefixes_are_in_order_and_used(slug: str) -> None:
    """Prefixes are ours first, then alphabetical, each used, each with its namespace."""
    query = QUERIES[slug]
    declared = re.findall(r"^PREFIX ([\w-]+): <(\S+)>$", query.text, re.MULTILINE)
    names = [name for name, _ in declared]
    assert [name for name in PREFIXES if name in names] == names
    assert all(PREFIXES[name] == namespace for name, namespace in declared)
    body = re.sub(r"^PREFIX.*$", "", code_of(query), flags=re.MULTILINE)
    assert set(names) == set(re.findall(r"([\w-]+):[\w-]", body))


@pytest.mark.parametrize("slug", QUERIES)
def test_keywords_are_in_upper_case(slug: str) -> None:
    """What is no variable, text, IRI or short name is a keyword, in upper case."""
    words = re.sub(r"[\w-]+:[\w-]*", " ", code_of(QUERIES[slug])).split()
    letters = {word for text in words for word in re.findall(r"[A-Za-z]\w*", text)}
    assert "SELECT" in letters
    assert {"a"} >= {word for word in letters if word != word.upper()}


@pytest.mark.parametrize("slug", QUERIES)
def test_layout_is_the_house_form(slug: str) -> None:
    """Two-space indent, 100 columns, whole words as variables, the answer in an order."""
    text = QUERIES[slug].text
    assert all(len(line) <= 100 for line in text.splitlines())
    body = [line for line in text.splitlines() if not line.startswith("#+")]
    indents = [len(line) - len(line.lstrip(" ")) for line in body]
    assert not any(indent % 2 for indent in indents)
    assert "\t" not in text
    assert re.search(r"\n}\nORDER BY .+\n(  .+\n)*$", text)
    assert all(len(name) > 2 for name in re.findall(r"[?](\w+)", text))


@pytest.mark.parametrize("slug", QUERIES)
def test_label_stands_beside_what_it_labels(slug: str, store: ox.Store) -> None:
    """A column of labels follows the column of what it labels, bound wherever that one is."""
    names = [v.value for v in select(store, QUERIES[slug].text).variables]
    labels = [name for name in names if name.endswith("Label")]
    assert labels
    assert all(names[names.index(name) - 1] + "Label" == name for name in labels)
    for solution in ask(store, slug):
        missing = {name for name in labels if name.removesuffix("Label") in solution}
        assert set() == missing - set(solution)


@pytest.mark.parametrize("slug", QUERIES)
def test_language_changes_labels_only(slug: str, store: ox.Store) -> None:
    """In English the solutions are the same ones, with other labels."""
    told = {"definition", "capacities", "note", "otherPerimeter", "perimeter", "reason"}
    answers = [
        pick(
            ask(store, slug, lang=lang),
            *(
                variable.value
                for variable in select(store, QUERIES[slug].text).variables
                if not variable.value.endswith("Label") and variable.value not in told
            ),
        )
        for lang in ("fr", "en")
    ]
    assert answers[0] == answers[1]
    assert ask(store, slug, lang="fr") != ask(store, slug, lang="en")


@pytest.fixture(scope="module")
def on_disk(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled graph as the `oxigraph` command reads it."""
    path = tmp_path_factory.mktemp("oxigraph") / "store"
    ox.Store(str(path)).bulk_extend(store)
    return path


def solutions_on_the_way(store: Path, text: str) -> int:
    """Return how many solutions all steps of a query's plan have, counted while it is evaluated."""
    query, plan = store.with_name("query.rq"), store.with_name("plan.json")
    query.write_text(text, encoding="utf-8")
    subprocess.run(
        [str(find_planner()), "query", "--location", store, "--union-default-graph", "--stats",
         "--query-file", query, "--explain-file", plan, "--results-format", "csv"],
        check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE,
    )  # fmt: skip

    def count(step: dict[str, Any]) -> int:
        return int(step["number of results"]) + sum(map(count, step["children"]))

    return count(json.loads(plan.read_text(encoding="utf-8"))["plan"])


@pytest.mark.parametrize("slug", QUERIES)
def test_an_answer_takes_few_steps(slug: str, store: ox.Store, on_disk: Path) -> None:
    """No query falls off a cliff of the planner."""
    assert ask(store, slug)
    assert 0 < solutions_on_the_way(on_disk, QUERIES[slug].text) < MOST_SOLUTIONS


def test_what_a_cliff_has_is_counted(on_disk: Path) -> None:
    """All triples beside all triples: what is put together counts, and what is kept of it."""
    cliff = "SELECT ?a { ?a ?b ?c . ?d ?e ?f } LIMIT 10000"
    assert solutions_on_the_way(on_disk, cliff) > 20_000


@pytest.fixture(scope="module")
def shown(store: ox.Store) -> dict[tuple[str, ...], set[str]]:
    """The fragments that each thing shows in a source from a start to an end, if any there."""
    query = f"""
        PREFIX hg: <{PREFIXES["hg"]}>
        PREFIX oa: <{PREFIXES["oa"]}>
        SELECT ?thing ?source ?start ?end ?fragment WHERE {{
          ?place hg:attests ?thing ; oa:hasSource ?source ; oa:hasSelector ?selector .
          ?selector oa:start ?start ; oa:end ?end .
          OPTIONAL {{ ?place hg:fragment ?fragment }}
        }}"""
    found: dict[tuple[str, ...], set[str]] = {}
    for each in solutions_of(store, query):
        place = tuple(each[name] for name in ("thing", "source", "start", "end"))
        found.setdefault(place, set()).update({each["fragment"]} if "fragment" in each else set())
    assert {True, False} == {bool(fragments) for fragments in found.values()}
    return found


@pytest.mark.parametrize("slug", sorted(WITH_EVIDENCE))
def test_answers_about_claims_carry_the_evidence(
    slug: str, store: ox.Store, shown: dict[tuple[str, ...], set[str]]
) -> None:
    """A claim comes with its speaker and with the place that voices it, where that is held.

    What the place shows comes too; a place may show nothing, so that not too much of a text does.
    """
    solutions = [each for each in ask(store, slug) if each.get("claim") or each.get("item")]
    speaker = "actor" if slug == "actor" else "speaker"
    assert solutions
    for solution in solutions:
        assert "source" in solution
        assert speaker in solution or solution["item"].startswith("event/")
        if solution.get("held") == "false":
            continue
        thing = solution.get("claim") or solution["item"]
        place = (thing, *(solution[name] for name in ("source", "start", "end")))
        assert ({solution["fragment"]} if "fragment" in solution else set()) == shown[place]


@pytest.mark.parametrize(
    ("slug", "side", "claim"),
    [("changes-of-position", "other", "other"), ("contradictions", "opponent", "against"),
     ("shared-quotes", "other", "claim"), ("tensions", "opponent", "against"),
     ("who-answers-whom", "other", "other")],
)  # fmt: skip
def test_both_sides_of_a_pair_carry_the_evidence(
    slug: str, side: str, claim: str, store: ox.Store, shown: dict[tuple[str, ...], set[str]]
) -> None:
    """The second claim or place of a pair has a source, a place and a fragment of its own."""
    solutions = ask(store, slug)
    assert solutions
    for each in solutions:
        place = (each[claim], *(each[f"{side}{name}"] for name in ("Source", "Start", "End")))
        fragment = each.get(f"{side}Fragment")
        assert ({fragment} if fragment else set()) == shown[place]


# Parameters


def test_every_parameter_is_tried() -> None:
    """Each parameter but the language has a value below, optional and required ones apart."""
    tried = {
        required: {
            (slug, parameter.name)
            for slug, query in QUERIES.items()
            for parameter in query.parameters
            if parameter.name != "lang" and parameter.required == required
        }
        for required in (False, True)
    }
    assert tried == {False: set(NARROWING) | AS_OF, True: set(OTHER)}


@pytest.mark.parametrize(("slug", "name"), NARROWING)
def test_value_of_an_optional_parameter_leaves_solutions_out(
    slug: str, name: str, store: ox.Store
) -> None:
    """A value removes solutions and brings no new ones; an absent or empty value removes none."""
    beside = BESIDE.get((slug, name), {})
    everything = ask(store, slug, **beside)
    narrowed = ask(store, slug, **beside, **{name: NARROWING[slug, name]})
    assert 0 < len(narrowed) < len(everything)
    subject = SUBJECTS.get(slug, "claim")
    assert pick(narrowed, subject) <= pick(everything, subject)
    assert everything == ask(store, slug, **beside, **{name: ""})


@pytest.mark.parametrize(("slug", "name"), OTHER)
def test_value_of_a_required_parameter_decides(slug: str, name: str, store: ox.Store) -> None:
    """Another value has another answer; an empty one means the default."""
    default = ask(store, slug)
    other = ask(store, slug, **{name: OTHER[slug, name]})
    assert other
    assert other != default
    assert default == ask(store, slug, **{name: ""})


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(("slug", "name"), PARAMETERS)
def test_hostile_value_never_gets_into_the_text(
    slug: str, name: str, value: str, store: ox.Store
) -> None:
    """What the graph does not offer as a value is refused, by the parameter's name."""
    with pytest.raises(ParameterError, match=name):
        bind(store, QUERIES[slug], {name: value})


@pytest.mark.parametrize("slug", QUERIES)
def test_unknown_parameter_is_told(slug: str, store: ox.Store) -> None:
    """A parameter that the query lacks is refused, with the names of those it has."""
    with pytest.raises(ParameterError, match="lang"):
        bind(store, QUERIES[slug], {"author": "stephanie-combes"})


def test_slug_of_two_values_is_told() -> None:
    """A slug that two values end in is refused, with the two."""
    both = [PREFIXES["hgid"] + path for path in ("legal-act/gdpr", "claim/gdpr")]
    with pytest.raises(ParameterError, match=r"legal-act/gdpr|claim/gdpr"):
        QUERIES["legal-act"].bind({"act": "gdpr"}, lambda _: both)


@pytest.mark.parametrize(("slug", "name"), OTHER)
def test_missing_required_value_is_told(
    slug: str, name: str, store: ox.Store, tmp_path: Path
) -> None:
    """Without its default, a required parameter must be given."""
    text = re.sub(rf"(#\+   {name}:\s+#\+\s+.*?) default: [^,]+,", r"\1", QUERIES[slug].text)
    path = tmp_path / f"{slug}.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=name):
        bind(store, read_query(path), {})


FAULTS: Final = {
    "bad YAML": ("#+ tags: [", "#+ tags: [[", "not YAML"),
    "an unknown key": ("#+ tags: ", "#+ labels: ", "labels"),
    "no French summary": ("#+ summary_fr: ", "#+ tags: ", "summary_fr"),
    "no French description": ("#+ description_fr: |", "#+ tags: |", "description_fr"),
    "no VALUES row": ("VALUES (?", "VALUES (?lang ?", "VALUES"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("slug", QUERIES)
def test_fault_in_a_header_is_told(slug: str, fault: str, tmp_path: Path) -> None:
    """A fault planted in a query's header is told with the file, and what is wrong."""
    before, after, told = FAULTS[fault]
    text = QUERIES[slug].text
    assert before in text
    path = tmp_path / f"{slug}.rq"
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(QueryHeaderError, match=told) as caught:
        read_query(path)
    assert path == caught.value.path


def test_line_of_bad_yaml_is_told(tmp_path: Path) -> None:
    """Bad YAML is told with its line in the file."""
    lines = QUERIES["actor"].text.splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("#+ summary_fr"))
    lines[number - 1] = "#+ summary_fr: one: two"
    path = tmp_path / "actor.rq"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(QueryHeaderError) as caught:
        read_query(path)
    assert number == caught.value.line


def test_default_values_are_those_of_the_file() -> None:
    """The defaults of the header name entities by what the file's own row writes out."""
    for query in QUERIES.values():
        for parameter in query.parameters:
            if parameter.default and parameter.default.startswith("hgid:"):
                assert f"<{expand(parameter.default)}>" in query.text
