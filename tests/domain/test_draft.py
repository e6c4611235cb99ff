"""What a person has told us so far."""

import pytest
from pydantic import ValidationError

from bot.domain.draft import Draft, TellWhom
from bot.domain.people import Actor, Person
from tests.builders import a_draft, a_person


def test_every_step_leaves_the_draft_before_it_as_it_was() -> None:
    draft = a_draft()

    later = draft.with_answer("danger", ("no",)).with_scenario("threat")

    assert (draft.answers, draft.scenario_id, draft.trail) == ({}, None, ())
    assert later.trail == ("question:danger", "kind")


def test_answers_stand_in_the_order_they_were_given() -> None:
    draft = (
        a_draft().with_answer("one", ("yes",)).with_answer("two", ()).with_answer("one", ("no",))
    )

    assert list(draft.answers.items()) == [("two", ()), ("one", ("no",))]


def test_a_new_answer_takes_the_place_of_the_old_words() -> None:
    draft = a_draft().with_answer("said", (), "First words")

    assert draft.with_answer("said", (), "Second words").words == {"said": "Second words"}
    assert draft.with_answer("said", ()).words == {}


def test_filling_a_page_again_takes_the_place_of_its_old_words() -> None:
    draft = a_draft().with_page_filled(
        "where", {"link": (), "account": ()}, {"link": "example.org"}
    )

    again = draft.with_page_filled("where", {"link": (), "account": ()}, {"account": "Somebody"})

    assert again.words == {"account": "Somebody"}
    assert again.trail == ("page:where",)


def test_an_optional_part_can_be_taken_out_again() -> None:
    ticks, words = {"poster": ("stranger",), "link": ()}, {"link": "example.org"}
    draft = a_draft().with_page_filled("where", ticks, words)

    assert draft.without("link").words == {}
    assert draft.without("poster").form == {"poster": (), "link": ()}


@pytest.mark.parametrize(("choice", "hurry"), [("safe", False), ("send-now", True)])
def test_only_send_now_is_a_hurry(choice: str, hurry: bool) -> None:
    assert a_draft(after_danger={"danger": choice}).is_in_a_hurry is hurry


def test_the_reporter_is_known_by_object_id_and_tenant() -> None:
    assert a_draft().reporter_actor == Actor(id="rea", tenant_id="kainga")


def test_name_and_address_come_from_the_directory_and_the_id_from_the_sender() -> None:
    draft = a_draft(reporter=Person(id="rea", name="Unknown"))

    named = draft.with_reporter(Person(id="other", name="Rea Example", email="rea@example.org"))

    assert named.reporter == a_person("rea")
    assert draft.with_reporter(None) == draft


def test_a_draft_comes_back_from_the_database_as_it_went_in() -> None:
    draft = (
        a_draft()
        .with_answer("danger", ("not-sure",))
        .with_danger_left("danger", "safe")
        .with_scenario("threat")
        .with_answer("threat-said", (), "This morning")
        .with_guidance_read()
        .with_page_filled("where", {"platform": ("x",), "link": ()}, {"link": "example.org"})
        .with_tell_whom(TellWhom(kind="other-leader", leader=a_person("ari")))
    )

    assert Draft.model_validate_json(draft.model_dump_json()) == draft


def test_a_draft_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        a_draft(age=42)
