"""`hdhgraph fmt`: the looks of Turtle change, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from itertools import cycle
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hdhgraph.errors import DataSyntaxError, FormatError, InputError
from hdhgraph.project.inference.inference import serialize
from hdhgraph.project.sources.worklist import skeleton
from hdhgraph.rdf.turtle.fingerprint import fingerprint
from hdhgraph.rdf.turtle.formatting import (
    _compare_comments,
    _compare_graphs,
    format_file,
    format_text,
    turtle_files,
)
from hdhgraph.rdf.turtle.layout import WIDTH
from hdhgraph.rdf.turtle.order import PREDICATES
from hdhgraph.rdf.turtle.tokens import tokenize
from waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = [ROOT / name for name in ("ontology", "data", "shapes")]
TEMPLATE = ROOT / "src" / "hdhgraph" / "project_template"
OURS = turtle_files([*FOLDERS, TEMPLATE])
EX = "@prefix ex: <https://example.org/invented/> .\n"
MESSY = """\
# What this example states: nothing true.
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
@prefix unused: <https://example.org/unused/>.
@prefix ex: <https://example.org/invented/> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@base <https://w3id.org/hdhgraph/id/> .
# Above the claim.
<claim/x>   hg:stance ex:s;   # which stance
  hg:speaker <actor/e> ; a hg:Claim .
<actor/e> skos:prefLabel 'Example'@en,
   "Exemple"@fr ; a hg:Actor.
# At the end.
"""
NEAT = """\
# What this example states: nothing true.

@base <https://w3id.org/hdhgraph/id/> .
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix ex: <https://example.org/invented/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

# Above the claim.
<claim/x> a hg:Claim ;
    hg:speaker <actor/e> ;
    hg:stance ex:s . # which stance

<actor/e> a hg:Actor ;
    skos:prefLabel 'Example'@en, "Exemple"@fr .

# At the end.
"""


def graph_of(text: str) -> set[ox.Quad]:
    """Return what a text states, blank nodes under canonical names."""
    quads = ox.Dataset(ox.parse(text.encode(), format=ox.RdfFormat.TRIG))
    quads.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(quads)


def comments_of(text: str) -> Counter[str]:
    """Return the comments of a text."""
    tokens = tokenize(text)
    return Counter(c for token in tokens for c in (*token.before, token.after) if c)


def fmt(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `hdhgraph fmt` as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "hdhgraph", "fmt", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, check=False, timeout=PATIENCE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


def written(folder: Path, text: str | bytes, name: str = "example.ttl") -> Path:
    """Write an example file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# The house style


def test_our_files_are_found() -> None:
    """The rule below looks at our ontology, data, shapes and template."""
    assert {"hdhgraph.ttl", "ticsante.ttl", "claims.ttl", "left-out.ttl"} <= {p.name for p in OURS}


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_our_own_files_are_in_the_house_style(path: Path) -> None:
    """Each Turtle file of ours is as `fmt` writes it."""
    assert format_file(path).is_house_style


EXAMPLES = [
    text
    for path in sorted(ROOT.glob("docs/*.md"))
    for text in re.findall(r"```turtle\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
]


def test_examples_of_the_docs_are_found() -> None:
    """The rule below looks at more than the page on formatting."""
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.splitlines()[0])
def test_the_examples_of_the_docs_are_in_the_house_style(text: str) -> None:
    """Whoever copies an example has nothing to format."""
    assert format_text(text) == text


def test_what_other_commands_write_is_in_the_house_style(tmp_path: Path) -> None:
    """The inferred graph, and a new source, but for the prefixes that nothing uses yet."""
    inferred = (ROOT / "data" / "inferred.ttl").read_text(encoding="utf-8")
    triples = {quad.triple for quad in ox.parse(inferred.encode(), format=ox.RdfFormat.TURTLE)}
    assert inferred == serialize(triples)
    text = written(tmp_path, "An example. Another example.\n", "example.txt")
    begun = skeleton(text, "example", "en")
    unused = r"^@prefix (?:stance|certainty|illocution|mode|edtf|oa): .*\n"
    assert format_text(begun) == re.sub(unused, "", begun, flags=re.MULTILINE)


def test_a_messy_file_becomes_neat() -> None:
    """Directives, predicates and blank lines come in order; comments stay where they were."""
    assert format_text(MESSY) == NEAT


def test_what_fits_stands_on_one_line_and_what_does_not_is_broken() -> None:
    """100 columns are the limit for objects; one more, and each has a line of its own."""
    fits = f'{EX}ex:s a ex:C ;\n    ex:p "{"x" * 40}", "{"y" * 43}" .\n'
    assert len(fits.splitlines()[-1]) == WIDTH
    assert format_text(fits).splitlines()[-1] == fits.splitlines()[-1]
    longer = fits.replace("yy", "yyy", 1)
    assert format_text(longer).splitlines()[-3:] == [
        "    ex:p",
        f'        "{"x" * 40}",',
        f'        "{"y" * 44}" .',
    ]


def test_brackets_open_on_the_line_of_their_predicate() -> None:
    """A blank node of one short property stays on the line; of several, it has a line for each."""
    text = f"{EX}ex:s ex:one [ ex:p 1 ] ; ex:two [ ex:p 1 ; ex:q ( ) ], [] ; ex:l (1 [ex:p ex:o]) ."
    assert format_text(text).splitlines()[2:] == [
        "ex:s",
        "    ex:l ( 1 [ ex:p ex:o ] ) ;",
        "    ex:one [ ex:p 1 ] ;",
        "    ex:two [",
        "        ex:p 1 ;",
        "        ex:q ( )",
        "    ], [] .",
    ]


def test_a_text_of_many_lines_is_not_touched() -> None:
    """Nothing inside a literal moves, also where it looks like Turtle."""
    text = f'{EX}ex:s ex:p """a\n  # no comment ;\n\n\tb .""" .\n'
    assert '"""a\n  # no comment ;\n\n\tb ."""' in format_text(text)


def test_comments_keep_their_predicates_in_place() -> None:
    """Where a comment stands above a predicate, the author's order stays, for it may lead more."""
    text = f"{EX}\nex:s\n    # Both of these.\n    ex:z 1 ;\n    ex:a 2 .\n"
    assert format_text(text) == text


@pytest.mark.parametrize(
    "head",
    [
        EX + "ex:s ex:p 1 .\n@prefix ex: <https://example.org/other/> .\n",
        EX + "@prefix ex: <https://example.org/other/> .\n",
        "@base <https://example.org/> .\n@prefix ex: <#> .\n@prefix b: <https://example.org/b> .\n",
        "# Banner.\n\n" + EX + "# For later.\n@prefix b: <https://example.org/b> .\n",
    ],
    ids=["twice, after a statement", "twice", "relative", "comment"],
)
def test_directives_stay_where_moving_them_could_matter(head: str) -> None:
    """Redefined, relative and commented prefixes keep their order and place, used or not."""
    text = head + "ex:s ex:p 2 .\n"
    directives = [line for line in text.splitlines() if line.startswith("@")]
    after = format_text(text)
    assert [line for line in after.splitlines() if line.startswith("@")] == directives
    assert graph_of(after) == graph_of(text)


def test_the_type_may_be_written_out() -> None:
    """`rdf:type` becomes `a`, and its prefix goes where nothing else uses it."""
    rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    assert format_text(f"{rdf}{EX}ex:s rdf:type ex:C .") == f"{EX}\nex:s a ex:C .\n"
    kept = format_text(f"{rdf}{EX}ex:s rdf:type rdf:Property .")
    assert rdf in kept


def test_what_is_exotic_is_left_as_it_is_written() -> None:
    """A statement of RDF 1.2 stays to the letter; its neighbours are formatted."""
    exotic = "ex:s   ex:p <<( ex:a ex:b   ex:c )>> . # kept"
    text = f"{EX}ex:t ex:p   1.\n\n\n{exotic}\nex:u ex:p   2 ."
    after = format_text(text)
    assert after == f"{EX}\nex:t ex:p 1 .\n\n{exotic}\n\nex:u ex:p 2 .\n"
    assert graph_of(after) == graph_of(text)


def test_the_order_names_each_predicate_once() -> None:
    """The fixed order is one."""
    assert len(PREDICATES) > 100
    assert len(set(PREDICATES)) == len(PREDICATES)


# Any Turtle or TriG, with comments in any place

NAMES = st.sampled_from(
    ["ex:s", "ex:a.b", "ex:é", "<https://example.org/x>", "_:b", "ex:a\\,b", "ex:", "ex:%41-:c"]
)
LITERALS = st.sampled_from(
    ['"x"@fr', "'y'", '"1"^^ex:t', "1", "-1.5", "+2e3", "true", '"""m\n#n"""@en-GB', ".5", "1.0E-2"]
)
LITERALS |= st.sampled_from(
    ["'''q'q'''", f'"{"long " * 30}"@en', '"\\"."', '"# no"', '"\\u0022"', '"http://x"^^<x:y>']
)
VERBS = st.sampled_from(["a", "ex:p", "ex:q", "<https://example.org/v>", "rdf:type"])
VERBS |= st.sampled_from(["skos:prefLabel", "hg:speaker", "rdfs:comment"])
HEAD = [
    ["@prefix", "ex:", "<https://example.org/invented/>", "."],
    ["PREFIX", "hg:", "<https://w3id.org/hdhgraph/ont#>"],
    ["@prefix", "skos:", "<http://www.w3.org/2004/02/skos/core#>", "."],
    ["@prefix", "rdf:", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#>", "."],
    ["prefix", "rdfs:", "<http://www.w3.org/2000/01/rdf-schema#>"],
]
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n\n", "\t", "\r\n", "\n  "])
NOTES = st.sampled_from(["#", "# é « x » .", "# a ; b [", '# "open', "#; <x> ."])
COMMENTS = st.tuples(SPACES, NOTES, st.sampled_from(["\n", "\r\n", "\n\n"])).map("".join)
Tokens = list[str]


def _stated(statements: list[Tokens], *, has_stop: bool) -> Tokens:
    """Put the statements of a graph together; the last full stop may be left out."""
    tokens = [token for each in statements for token in each]
    return tokens if has_stop else tokens[:-1]


def joined(parts: list[Tokens], mark: str) -> Tokens:
    """Put a mark between parts."""
    return [token for part in parts for token in (mark, *part)][1:]


def predicates(objects: st.SearchStrategy[Tokens]) -> st.SearchStrategy[Tokens]:
    """Give one to four predicates, each with one to three objects."""
    several = st.lists(objects, min_size=1, max_size=3).map(lambda parts: joined(parts, ","))
    group = st.tuples(VERBS, several).map(lambda pair: [pair[0], *pair[1]])
    return st.tuples(st.lists(group, min_size=1, max_size=4), st.integers(0, 2)).map(
        lambda pair: joined(pair[0], ";") + [";"] * pair[1]
    )


OBJECTS: st.SearchStrategy[Tokens] = st.recursive(
    (NAMES | LITERALS).map(lambda text: [text]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda p: ["(", *(t for each in p for t in each), ")"]),
        predicates(inner).map(lambda tokens: ["[", *tokens, "]"]),
        st.just(["[", "]"]),
    ),
    max_leaves=6,
)
STATEMENTS = st.one_of(
    st.tuples(NAMES, predicates(OBJECTS)).map(lambda pair: [pair[0], *pair[1], "."]),
    predicates(OBJECTS).map(lambda tokens: ["[", *tokens, "]", "."]),
    predicates(OBJECTS).map(lambda tokens: ["(", "1", ")", *tokens, "."]),
)
GRAPH_NAMES = st.sampled_from(
    [[], ["ex:g"], ["GRAPH", "<https://example.org/g>"], ["graph", "_:g"], ["[", "]"]]
)
GRAPHS = st.tuples(GRAPH_NAMES, st.lists(STATEMENTS, max_size=3), st.booleans()).map(
    lambda parts: [*parts[0], "{", *_stated(parts[1], has_stop=parts[2]), "}"]
)
DOCUMENTS = st.tuples(st.permutations(HEAD), st.lists(STATEMENTS | GRAPHS, max_size=4)).map(
    lambda pair: [token for part in (*pair[0], *pair[1]) for token in part]
)


def spaced(tokens: Tokens, between: list[str]) -> str:
    """Put what is between tokens before each, over and over, and at the end."""
    pairs = zip(cycle(between), [*tokens, ""], strict=False)
    return "".join(space + token for space, token in pairs)


def turtle(between: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Tokens, str]]:
    """Give a document's tokens, and a text of them with that between any two."""
    return st.tuples(DOCUMENTS, st.lists(between, min_size=1, max_size=11)).map(
        lambda pair: (pair[0], spaced(*pair))
    )


@given(turtle(SPACES | COMMENTS))
@example((["x"], MESSY))
@example((["x"], f"{EX}ex:s ex:p 1 # one\n ; # two\n . # three\n# four"))
@example((["x"], f"{EX}ex:s # one\n ex:p # two\n [ # three\n ] # four\n # five\n . # six\n"))
@example(
    (["x"], f"{EX}# one\nGRAPH # two\n ex:g # three\n {{ # four\n # five\n ex:s ex:p 1 }} # six")
)
@example(
    (["x"], f"{EX}{{ ex:s ex:p 1 # one\n # two\n\n }} # three\n ex:g {{ # four\n\n # five\n }}")
)
@example(
    (["x"], f"{EX}{{ ex:s ex:p << ex:a ex:b 1 >> # one\n . ex:t ex:p << ex:a ex:b 1 >> # two\n }}")
)
@example(
    (["x"], f"{EX}ex:s ex:p ( # one\n 1 # two\n # three\n ), ( # four\n ) ;\n# five\n ; . # six")
)
def test_graph_and_comments_stay_and_twice_is_once(document: tuple[Tokens, str]) -> None:
    """Any Turtle: the same graph, every comment, nothing to change the second time."""
    text = document[1]
    after = format_text(text)
    assert graph_of(after) == graph_of(text)
    assert comments_of(after) == comments_of(text)
    assert format_text(after) == after


@given(turtle(SPACES))
def test_white_space_does_not_matter(document: tuple[Tokens, str]) -> None:
    """Any Turtle without comments: however it was spaced, the result is the same."""
    tokens, text = document
    assert format_text(text) == format_text(" ".join(tokens))


@given(st.permutations(["a ex:C", "ex:z 1", 'skos:prefLabel "x"@en', "hg:speaker ex:e", "ex:b 2"]))
def test_the_order_of_predicates_does_not_matter(groups: list[str]) -> None:
    """A description comes out the same from any order of its predicates."""
    head = "".join(f"{' '.join(part)}\n" for part in HEAD)
    after = format_text(f"{head}ex:s {' ; '.join(groups)} .")
    verbs = re.findall(r"^(?:ex:s|   ) (\S+)", after, re.MULTILINE)
    assert verbs == ["a", "skos:prefLabel", "hg:speaker", "ex:b", "ex:z"]


# Safe


@given(turtle(SPACES))
def test_the_fingerprint_is_that_of_the_canonical_graph(document: tuple[Tokens, str]) -> None:
    """Any Turtle: the formatted text has the same fingerprint, and without a statement another."""
    text = document[1]
    assert fingerprint(text) == fingerprint(format_text(text))
    fewer = text + "\nex:one-more ex:p [ ex:q ( [] [] ) ] ."
    assert fingerprint(fewer) != fingerprint(text)


def test_many_blank_nodes_that_look_alike_take_no_time(tmp_path: Path) -> None:
    """What would take a general comparison hours is compared at once."""
    links = "".join(f"_:a{i} ex:p _:a{j} .\n" for i in range(12) for j in range(12) if i != j)
    alike = f"ex:s ex:p {', '.join(['[ ex:p [] ]'] * 200)} .\n"
    path = written(tmp_path, EX + links + alike + f"ex:l ex:p ( {'1 ' * 5000}) .")
    assert format_file(path).after.count("[ ex:p [] ]") == 200


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (EX + "ex:s ex:p 2 .", "its graph would not be the same"),
        (EX + "ex:s ex:p 1 , .", "it would no longer parse"),
    ],
)
def test_a_graph_that_differs_is_found(after: str, reason: str) -> None:
    """The guard of the graph can fail."""
    with pytest.raises(FormatError, match=reason):
        _compare_graphs(EX + "ex:s ex:p 1 .", after)


def test_a_comment_that_is_lost_is_found() -> None:
    """The guard of the comments can fail."""
    with pytest.raises(FormatError, match="a comment would be lost"):
        _compare_comments("# one\n# two\n", "# one\n")


def test_blank_nodes_may_be_named_otherwise(tmp_path: Path) -> None:
    """Two files are one graph where only blank nodes' names differ."""
    path = written(tmp_path, f"{EX}[] ex:p [ ex:q [] ], [ ex:q [] ] ; ex:r _:x . _:x ex:p _:y .")
    assert graph_of(format_file(path).after) == graph_of(path.read_text(encoding="utf-8"))


def test_line_ends_and_a_byte_order_mark_go_and_what_is_quoted_stays(tmp_path: Path) -> None:
    """A file of Windows gets LF and no mark; CR LF inside a literal is part of what it says."""
    path = written(
        tmp_path,
        b"\xef\xbb\xbf"
        + (EX + '\nex:s ex:p """a\r\nb""" .\n# c\n')
        .replace("\n", "\r\n")
        .encode()
        .replace(b"\r\r", b"\r"),
    )
    formatted = format_file(path)
    assert not formatted.is_house_style
    formatted.write()
    assert path.read_bytes() == (EX + '\nex:s\n    ex:p """a\r\nb""" .\n\n# c\n').encode()


def test_what_does_not_parse_is_told_with_its_place(tmp_path: Path) -> None:
    """The place is the one that `check` gives."""
    path = written(tmp_path, EX + "ex:s ex:p 1 ;; .\nex:t ex:p 1 2 .\n")
    with pytest.raises(DataSyntaxError) as caught:
        format_file(path)
    assert (caught.value.line, caught.value.column) == (3, 13)


def test_what_is_nested_too_deeply_is_left(tmp_path: Path) -> None:
    """A file that is all brackets is refused, without a traceback."""
    path = written(tmp_path, EX + "ex:s ex:p " + "( " * 5000 + ") " * 5000 + ".\n")
    with pytest.raises(InputError):
        format_file(path)


def test_an_empty_file_and_one_of_comments_alone_are_fine(tmp_path: Path) -> None:
    """Nothing is added to nothing."""
    assert format_file(written(tmp_path, "")).after == ""
    assert format_file(written(tmp_path, "\n\n# One.\n\n\n# Two.\n")).after == "# One.\n\n# Two.\n"


def test_only_turtle_and_trig_are_taken(tmp_path: Path) -> None:
    """A name that ends otherwise is refused; a folder stands for its Turtle and TriG files."""
    trig = written(tmp_path, "", "example.trig")
    path = written(tmp_path, EX)
    other = written(tmp_path, "", "example.nq")
    assert turtle_files([tmp_path]) == [trig, path]
    with pytest.raises(InputError, match="only Turtle and TriG"):
        turtle_files([other])


NAMED = """\
@prefix ex: <https://example.org/invented/> .

# A banner.
ex:g { # of whom
ex:s   ex:p 1,2
# Before the end.
}

GRAPH <https://example.org/h> {
    ex:s ex:said '''two
lines'''; a ex:C . ex:t ex:p [ ex:q ex:o; ex:r ex:o ]. # behind
}
{ ex:s ex:p "LONG" . }
ex:s ex:p 1 .
ex:empty{}
""".replace("LONG", "long " * 18)
NEATLY_NAMED = """\
@prefix ex: <https://example.org/invented/> .

# A banner.
GRAPH ex:g { # of whom
    ex:s ex:p 1, 2 .

    # Before the end.
}

GRAPH <https://example.org/h> {
    ex:s a ex:C ;
        ex:said '''two
lines''' .

    ex:t
        ex:p [
            ex:q ex:o ;
            ex:r ex:o
        ] . # behind
}

{
    ex:s
        ex:p
            "LONG" .
}

ex:s ex:p 1 .

GRAPH ex:empty { }
""".replace("LONG", "long " * 18)


def test_graphs_of_trig_are_indented(tmp_path: Path) -> None:
    """Each graph has its braces, and what it states is one step from the margin."""
    assert format_file(written(tmp_path, NAMED, "example.trig")).after == NEATLY_NAMED
    assert format_text(NEATLY_NAMED) == NEATLY_NAMED


def test_a_statement_in_another_graph_is_another() -> None:
    """The same triples in another graph are told from those that were there."""
    assert fingerprint(EX + "ex:g { ex:s ex:p 1 }") != fingerprint(EX + "ex:h { ex:s ex:p 1 }")


# The command


def test_fmt_writes_and_then_has_nothing_to_do(tmp_path: Path) -> None:
    """The files that change are listed; permissions stay, and nothing is left beside them."""
    path = written(tmp_path, MESSY)
    path.chmod(0o640)
    first = fmt(path)
    assert (first.returncode, first.stdout) == (0, f"{path}\n")
    assert path.read_text(encoding="utf-8") == NEAT
    assert path.stat().st_mode & 0o777 == 0o640
    second = fmt(tmp_path)
    assert (second.returncode, second.stdout) == (0, "")
    assert list(tmp_path.iterdir()) == [path]


def test_check_lists_and_diff_shows_and_neither_writes(tmp_path: Path) -> None:
    """--check and --diff end with 1 where a file would change, with 0 where none would."""
    path = written(tmp_path, MESSY)
    checked, shown = fmt("--check", path), fmt("--diff", path)
    assert (checked.returncode, checked.stdout) == (1, f"{path}\n")
    assert shown.returncode == 1
    assert "+@base <https://w3id.org/hdhgraph/id/> ." in shown.stdout.splitlines()
    assert path.read_text(encoding="utf-8") == MESSY
    path.write_text(NEAT, encoding="utf-8")
    assert fmt("--check", "--diff", path).returncode == 0


def test_a_file_that_does_not_parse_does_not_hide_the_others(tmp_path: Path) -> None:
    """It is named with its place and left; the others are formatted; the code is 1."""
    broken = written(tmp_path, "<x", "a.ttl")
    path = written(tmp_path, MESSY, "b.ttl")
    result = fmt(tmp_path)
    assert result.returncode == 1
    assert f"{broken}:1:" in result.stderr
    assert broken.read_text(encoding="utf-8") == "<x"
    assert path.read_text(encoding="utf-8") == NEAT


def test_a_link_is_followed(tmp_path: Path) -> None:
    """The file that a symbolic link leads to is written; the link stays one."""
    (tmp_path / "real").mkdir()
    path = written(tmp_path / "real", MESSY)
    link = tmp_path / "link.ttl"
    link.symlink_to(path)
    assert fmt(link).returncode == 0
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == NEAT


def test_the_bundled_graph_is_not_formatted(tmp_path: Path) -> None:
    """Where there is neither a file nor a project, nothing is written; the code is 2."""
    result = fmt(cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert "There is no graph project here" in result.stderr


def test_files_and_a_project_exclude_each_other(tmp_path: Path) -> None:
    """One of them is to be given."""
    result = fmt("--project", tmp_path, written(tmp_path, NEAT))
    assert result.returncode == 2
    assert "exclude each other" in result.stderr


def test_what_cannot_be_written_is_told_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the new file cannot take the old one's place, the old one is there, and alone."""
    path = written(tmp_path, MESSY)
    formatted = format_file(path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        formatted.write()
    assert path.read_text(encoding="utf-8") == MESSY
    assert list(tmp_path.iterdir()) == [path]


def test_a_directive_that_is_not_known_leaves_the_file(tmp_path: Path) -> None:
    """A file with a directive of RDF 1.2 without a full stop is left, and the sentence says so."""
    path = written(tmp_path, f'VERSION "1.2"\n{EX}ex:s   ex:p 1 .\n')
    result = fmt(path)
    assert result.returncode == 1
    assert f"{path}: left as it is: the directive VERSION is not known" in result.stderr
    assert path.read_text(encoding="utf-8").startswith("VERSION")


@pytest.mark.parametrize(
    ("arguments", "given", "code", "out"),
    [
        (
            [],
            "PREFIX e: <http://e/>\ne:a  e:b e:c.",
            0,
            "@prefix e: <http://e/> .\n\ne:a e:b e:c .\n",
        ),
        ([], "e:a ", 1, "e:a "),
        (["--check"], "PREFIX e: <http://e/>\ne:a  e:b e:c.", 1, "stdin.ttl\n"),
        (["--check"], "@prefix e: <http://e/> .\n\ne:a e:b e:c .\n", 0, ""),
        (["--check"], "e:a ", 1, ""),
        (["other.ttl"], "", 2, ""),
    ],
)
def test_standard_input_goes_to_standard_output(
    arguments: list[str], given: str, code: int, out: str
) -> None:
    """An editor gets back what it can put in place: the house style, or just what it gave."""
    done = subprocess.run(
        [sys.executable, "-m", "hdhgraph", "fmt", *arguments, "-"],
        input=given, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (code, out)
    assert bool(done.stderr) is (code == 2 or given == "e:a ")
