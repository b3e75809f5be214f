"""The exception tree: one root, a sentence in each, every class exported."""

from __future__ import annotations

import inspect
from pathlib import Path

from hdhgraph import errors
from hdhgraph.errors import (
    DataSyntaxError,
    HdhgraphError,
    InputError,
    NotAcceptableError,
    QueryHeaderError,
    QueryRefusedError,
    QueryStoppedError,
    QuerySyntaxError,
    UnknownQueryError,
    nearest,
)

CLASSES = {
    name: value
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, Exception)
}


def test_every_error_has_the_one_root() -> None:
    """Whoever catches HdhgraphError catches all that goes wrong on purpose."""
    assert CLASSES
    assert [] == [name for name, each in CLASSES.items() if not issubclass(each, HdhgraphError)]


def test_every_error_is_exported_and_drawn_in_the_tree() -> None:
    """The tree at the top of the module, `__all__` and the classes are the same."""
    assert sorted([*CLASSES, "PASSING_LIMITS", "nearest"]) == sorted(errors.__all__)
    assert [] == [name for name in CLASSES if name not in (errors.__doc__ or "")]


def test_every_error_says_when_it_is_raised() -> None:
    """Each class has a docstring of its own."""
    assert [] == [name for name, each in CLASSES.items() if not each.__dict__.get("__doc__")]


def test_query_syntax_error_names_the_place() -> None:
    """Line and column stand in the sentence, and beside it."""
    error = QuerySyntaxError("expected ASK.", 3, 14)
    assert str(error) == "The query does not parse: line 3, column 14: expected ASK."
    assert (error.line, error.column) == (3, 14)


def test_query_syntax_error_without_a_place_names_none() -> None:
    """What is not known is not made up."""
    assert str(QuerySyntaxError("odd.")) == "The query does not parse: odd."


def test_data_syntax_error_puts_the_place_first_as_compilers_do() -> None:
    """An editor that reads file:line:column opens the place."""
    error = DataSyntaxError(Path("a.ttl"), "a dot is missing.", 2, 5)
    assert str(error) == "a.ttl:2:5: a dot is missing."
    assert str(DataSyntaxError(Path("a.ttl"), "odd.")) == "a.ttl: odd."


def test_query_header_error_names_file_and_line() -> None:
    """A canned query's header is found by its line."""
    error = QueryHeaderError(Path("a.rq"), "there is no header.", 4)
    assert isinstance(error, InputError)
    assert str(error) == "a.rq:4: there is no header."


def test_unknown_query_names_the_nearest() -> None:
    """A slip of the finger is answered with what was meant."""
    error = UnknownQueryError("timelin", ["actor", "timeline"])
    assert str(error) == "There is no canned query named “timelin”. Did you mean timeline?"


def test_unknown_query_far_from_all_lists_all() -> None:
    """Where nothing is near, everything is named."""
    error = UnknownQueryError("zzz", ["actor", "timeline"])
    assert str(error) == "There is no canned query named “zzz”. There are: actor, timeline."


def test_not_acceptable_names_what_can_be_had() -> None:
    """The refusal of an Accept header says what would do."""
    error = NotAcceptableError("image/png", ["text/csv", "text/turtle"])
    assert str(error) == "Nothing here matches “image/png”. Available: text/csv, text/turtle."
    assert error.offered == ("text/csv", "text/turtle")


def test_a_stopped_query_keeps_its_limit() -> None:
    """Which limit ended a query can be read by a program."""
    error = QueryStoppedError("timeout", "1 s", "The query took longer than 1 s.")
    assert (error.limit, error.value) == ("timeout", "1 s")
    assert not isinstance(error, InputError)


def test_a_refused_query_keeps_its_reason() -> None:
    """Why a query was refused can be read by a program."""
    assert QueryRefusedError("service", "No.").reason == "service"


def test_nearest_is_ordered_and_bounded() -> None:
    """The best name comes first, and no more than three are given."""
    known = ["claim", "claims", "claimed", "claimer", "zebra"]
    assert nearest("claim", known)[0] == "claim"
    assert len(nearest("claim", known)) == 3
    assert nearest("qqqq", known) == []
