"""A value is kept whole, and release 1.0.0 sees only what it knows of it."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from bot.domain.base import SINCE_1_1, Value, join_additions, split_additions


class Mark(Value):
    """A part that has no name."""

    text: str
    colour: str | None = Field(None, json_schema_extra=SINCE_1_1)


class Leaf(Value):
    """A part that has a name."""

    id: str | None = None
    text: str
    colour: str | None = Field(None, json_schema_extra=SINCE_1_1)
    marks: tuple[Mark, ...] = ()


class Tree(Value):
    """Parts at every depth."""

    id: str
    height: int = 1
    first: Leaf | None = None
    leaves: tuple[Leaf, ...] = ()
    by_name: Mapping[str, Leaf] = Field(default_factory=dict)
    names: tuple[str, ...] = ()
    planted: tuple[str, ...] = Field((), json_schema_extra=SINCE_1_1)
    newest: Leaf | None = Field(None, json_schema_extra=SINCE_1_1)


SECRETS = {"colour", "planted", "newest"}

texts = st.text(max_size=4).map(str.strip)
marks = st.builds(Mark, text=texts, colour=st.none() | texts)
leaves = st.builds(
    Leaf,
    id=st.none() | texts,
    text=texts,
    colour=st.none() | texts,
    marks=st.lists(marks, max_size=2).map(tuple),
)
trees = st.builds(
    Tree,
    id=texts,
    first=st.none() | leaves,
    leaves=st.lists(leaves, max_size=3).map(tuple),
    by_name=st.dictionaries(st.sampled_from(["", "a", "/", "~1", "~0/~", "0"]), leaves, max_size=3),
    names=st.lists(texts, max_size=2).map(tuple),
    planted=st.lists(texts, max_size=2).map(tuple),
    newest=st.none() | leaves,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
unknown = st.dictionaries(st.from_regex(r"zz_[a-z]{1,3}", fullmatch=True), json_values, max_size=2)


@given(trees)
def test_a_value_comes_back_whole(tree: Tree) -> None:
    document, additions = split_additions(tree)

    assert (
        Tree.model_validate(join_additions(_through_json(document), _through_json(additions)))
        == tree
    )


@given(trees)
def test_the_document_has_no_key_that_release_1_0_0_does_not_know(tree: Tree) -> None:
    document, _ = split_additions(tree)

    assert not _keys(document) & SECRETS


@given(trees, unknown, unknown)
def test_unknown_keys_are_written_back_where_they_were(
    tree: Tree, at_the_root: dict[str, Any], in_a_part: dict[str, Any]
) -> None:
    written = {**tree.model_dump(mode="json"), **at_the_root}
    written["leaves"] = [{**leaf, **in_a_part} for leaf in written["leaves"]]
    read = Tree.model_validate(written, extra="allow")

    changed = read.model_copy(update={"height": 2})
    parts = split_additions(changed)

    assert Tree.model_validate(join_additions(*parts), extra="allow") == changed
    assert at_the_root.items() <= parts.document.items()
    assert all(in_a_part.items() <= leaf.items() for leaf in parts.document["leaves"])


def test_unknown_keys_inside_what_was_added_are_kept_too() -> None:
    document, additions = split_additions(Tree(id="t", newest=Leaf(text="x")))
    additions[""]["fields"]["newest"]["zz"] = [1]

    read = Tree.model_validate(join_additions(document, additions), extra="allow")

    assert split_additions(read) == (document, additions)


def test_a_value_made_in_code_refuses_a_key_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        Mark.model_validate({"text": "x", "colr": "red"})


def test_nothing_is_added_where_nothing_is_said() -> None:
    assert split_additions(Tree(id="t", first=Leaf(text="x"))).additions == {}


def test_what_release_1_0_0_changes_keeps_what_was_added() -> None:
    document, additions = split_additions(
        Tree(id="t", planted=("today",), first=Leaf(id="lea", text="x", colour="red"))
    )
    document["height"], document["first"]["text"] = 7, "y"

    read = Tree.model_validate(join_additions(document, additions))

    assert read == Tree(
        id="t", height=7, planted=("today",), first=Leaf(id="lea", text="y", colour="red")
    )


@pytest.mark.parametrize(
    "instead",
    [
        {"first": {"id": "ana", "text": "x", "marks": []}},
        {"first": {"id": None, "text": "x", "marks": []}},
        {"first": None},
        {"id": "another"},
        {"leaves": []},
        {"leaves": [{"text": "another"}]},
        {"leaves": "?"},
    ],
)
def test_what_was_added_to_one_part_is_never_said_of_another(instead: dict[str, Any]) -> None:
    tree = Tree(
        id="t",
        planted=("today",),
        first=Leaf(id="lea", text="x", colour="red"),
        leaves=(Leaf(text="y", colour="red"),),
    )
    document, additions = split_additions(tree)

    whole = join_additions({**document, **instead}, additions)

    gone = {name: whole.get(name) for name in instead}
    assert gone == instead
    assert ("planted" in whole) is ("id" not in instead)


def test_what_a_document_says_itself_counts_more_than_what_was_added() -> None:
    document, additions = split_additions(Tree(id="t", planted=("today",)))

    whole = join_additions({**document, "planted": ["later"]}, additions)

    assert whole["planted"] == ["later"]


def _through_json(said: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(said))
    return found


def _keys(said: Any) -> set[str]:
    if isinstance(said, dict):
        return set(said).union(*map(_keys, said.values()))
    return set().union(*map(_keys, said)) if isinstance(said, list) else set()
