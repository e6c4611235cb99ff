"""A card that one release made is pressed, and a host of the other takes the press."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cards.actions import INPUT, CardAction, Id, Press, StopReport, parse_press

KNOWN_TO_1_0_0 = json.loads((Path(__file__).parent / "presses_of_1_0_0.json").read_text())
"""The JSON schemas of the presses that release 1.0.0 (3608b1e) takes, by their verbs."""
IDS = st.from_regex(r"[A-Za-z0-9-]{1,64}", fullmatch=True)
PRESSES: tuple[type[CardAction], ...] = get_args(Press)


def _any(kind: type[CardAction]) -> st.SearchStrategy[CardAction]:
    hints: dict[str, Any] = {name: field.annotation for name, field in kind.model_fields.items()}
    of_text: dict[Any, st.SearchStrategy[str | None]] = {str: IDS, Id | None: st.none() | IDS}
    return st.builds(
        kind, **{name: of_text.get(it, st.from_type(it)) for name, it in hints.items()}
    )


def _verb(kind: type[CardAction]) -> str:
    return str(kind.model_fields["verb"].default)


@pytest.mark.parametrize("kind", PRESSES, ids=_verb)
@given(data=st.data())
def test_a_press_comes_back_whole(kind: type[CardAction], data: st.DataObject) -> None:
    press = data.draw(_any(kind))

    assert parse_press(press.data) == (press, {})


@pytest.mark.parametrize("kind", [it for it in PRESSES if _verb(it) in KNOWN_TO_1_0_0], ids=_verb)
@given(data=st.data())
def test_release_1_0_0_takes_it_too(kind: type[CardAction], data: st.DataObject) -> None:
    press = data.draw(_any(kind))

    read_by_1_0_0 = {key: it for key, it in press.data.items() if not key.startswith(INPUT)}
    schema = {**KNOWN_TO_1_0_0[_verb(kind)], "$defs": KNOWN_TO_1_0_0["$defs"]}
    Draft202012Validator(schema).validate(read_by_1_0_0)


@pytest.mark.parametrize("given", [{"draft_id": "d1"}, {"input.draft_id": "d1"}])
def test_a_card_of_either_kind_is_read(given: dict[str, Any]) -> None:
    assert parse_press({"verb": "stop_report", **given}) == (StopReport(draft_id="d1"), {})
