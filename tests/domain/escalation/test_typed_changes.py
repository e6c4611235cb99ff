"""A change names a field that exists and brings a value of its type, or it is refused."""

from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest

from bot.domain import draft as drafts
from bot.domain.base import Value
from bot.domain.draft import Draft
from bot.domain.escalation import Escalation, EscalationStatus, LeaderState, model
from bot.domain.people import Actor, Person
from bot.domain.scenario import Level
from tests.builders import a_draft

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def an_escalation() -> Escalation:
    return Escalation.opened(
        report_id="r1",
        reference="4HMD-E37R",
        level=Level.HIGH,
        reporter=Actor(id="aroha", tenant_id="t1"),
        leader=Person(id="wiremu", name="Wiremu Example"),
        leader_is_told=True,
        at=NOW,
    ).after


def test_a_transition_with_a_misspelt_field_is_an_error_in_types_and_at_run_time() -> None:
    escalation = an_escalation()

    with pytest.raises(TypeError, match="leder_state"):
        escalation.replace(leder_state=LeaderState.ASKED)  # type: ignore[call-arg]


def test_a_transition_with_a_value_of_another_type_is_an_error_in_types_and_at_run_time() -> None:
    escalation = an_escalation()

    with pytest.raises(TypeError, match="leader_state"):
        escalation.replace(leader_state="gone")  # type: ignore[arg-type]


def test_a_transition_with_a_right_field_is_taken() -> None:
    changed = an_escalation().replace(stage=EscalationStatus.MAILING)

    assert changed.stage is EscalationStatus.MAILING


def test_a_change_of_a_draft_with_a_misspelt_field_is_an_error_in_types_and_at_run_time() -> None:
    draft = a_draft()

    with pytest.raises(TypeError, match="anwsers"):
        draft.replace(anwsers={})  # type: ignore[call-arg]


def test_a_copy_with_a_misspelt_field_is_refused_by_every_value() -> None:
    person = Person(id="wiremu", name="Wiremu Example")

    with pytest.raises(TypeError, match="nmae"):
        person.model_copy(update={"nmae": "Wiremu"})


def test_a_refused_value_is_not_quoted() -> None:
    person = Person(id="wiremu", name="Wiremu Example")

    with pytest.raises(TypeError) as refusal:
        person.model_copy(update={"name": ["what somebody said"]})

    assert "what somebody said" not in str(refusal.value)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    ("value", "changes"), [(Escalation, model.EscalationChanges), (Draft, drafts.DraftChanges)]
)
def test_the_typed_changes_are_fields_with_the_types_they_have(
    value: type[Value], changes: type[Any]
) -> None:
    declared = get_type_hints(changes)

    fields = get_type_hints(value)
    assert declared == {name: fields[name] for name in declared}
