"""Stored values are readable by the neighbouring release, without loss."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from bot.domain.base import SINCE_1_1, Value, join_additions, split_additions
from bot.domain.draft import Draft, TellWhom
from bot.domain.escalation import Escalation
from bot.domain.people import Actor, KnownPerson, Person
from bot.domain.report import Line, Report
from bot.ports import Address
from bot.ports.tasks import KINDS
from bot.services.emails.delivery import Delivery
from bot.services.handlers.mail import Acceptance

KNOWN_TO_1_0_0 = json.loads((Path(__file__).parent / "release_1_0_0.json").read_text())
"""The JSON schemas of the stored values of release 1.0.0 (3608b1e)."""
NAMES_IN_1_0_0 = {"KnownPerson": "Known"}
"""Classes with another name there. Class names are not stored, so they may change."""

WITH_ADDITIONS = (Draft, Report, Escalation, KnownPerson)
"""Values with an extra column for what release 1.0.0 does not know."""
WITHOUT = (Actor, Address, Acceptance, Delivery)
KEPT = (*WITH_ADDITIONS, *WITHOUT)
KINDS_OF_1_0_0 = {
    *("ask_leader", "ask_deputy", "remind_leader", "pass_deadline"),
    *("look_up_leader", "find_named_leader", "call_deputy", "find_deputy"),
    *("send_mail", "send_copy", "watch_mail", "mail_leader", "confirm_mail", "confirm_copy"),
    *("refresh_cards", "tell_declined", "write_privately", "expire_draft", "purge"),
}
"""The tasks that it can do. It claims whatever is due in the lanes urgent, mail and people."""
KINDS_OF_1_1_0 = {
    *KINDS_OF_1_0_0,
    *("find_leader_by_rule", "find_deputy_by_rule", "send_addition", "send_again"),
    *("watch_returns", "tell_undelivered", "tell_caught_up", "remind_draft", "answer_again"),
}
"""The same of 1.1.0, which claims what is due in the lane care as well."""


def _any(kind: type[Value]) -> st.SearchStrategy[Value]:
    """A value of a class with all its fields filled in."""
    return st.builds(kind, **{name: st.from_type(_hint(kind, name)) for name in kind.model_fields})


def _hint(kind: type[Value], name: str) -> Any:
    return kind.model_fields[name].annotation


for _part in (Person, TellWhom, Line):
    st.register_type_strategy(_part, _any)


@pytest.mark.parametrize("kind", KEPT)
@given(data=st.data())
def test_release_1_0_0_reads_whatever_is_kept(kind: type[Value], data: st.DataObject) -> None:
    value = data.draw(_any(kind))

    document, additions = split_additions(value)

    schema = {
        "$ref": f"#/$defs/{NAMES_IN_1_0_0.get(kind.__name__, kind.__name__)}",
        "$defs": KNOWN_TO_1_0_0["$defs"],
    }
    Draft202012Validator(schema).validate(document)
    assert kind.model_validate(join_additions(document, additions)) == value


@pytest.mark.parametrize("kind", WITHOUT)
def test_what_has_no_place_for_additions_has_none(kind: type[Value]) -> None:
    assert SINCE_1_1 not in list(_marks(kind))


def _marks(kind: type[BaseModel]) -> Iterator[Any]:
    for field in kind.model_fields.values():
        yield field.json_schema_extra
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _marks(field.annotation)


def test_release_1_0_0_is_never_given_a_task_that_it_cannot_do() -> None:
    new = [kind for name, kind in KINDS.items() if name not in KINDS_OF_1_0_0]

    assert [it.name for it in new if {"urgent", "mail", "people"} & set(it.lanes)] == []


def test_release_1_1_0_is_never_given_a_task_that_it_cannot_do() -> None:
    new = {name: kind.lanes for name, kind in KINDS.items() if name not in KINDS_OF_1_1_0}

    assert set(new.values()) == {("aftercare",)}
