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


def test_telling_details_again_takes_the_place_of_their_old_words() -> None:
    draft = a_draft().with_facts({"link": (), "account": ()}, {"link": "example.org"})

    again = draft.with_facts({"link": (), "account": ()}, {"account": "Somebody"})

    assert again.words == {"account": "Somebody"}
    assert again.trail == ()


def test_details_leave_every_other_fact_as_it_was() -> None:
    draft = a_draft().with_answer("said", ("yes",), "This morning")

    told = draft.with_facts({"platform": ("x",)}, {"link": "example.org"})

    assert told.answers == {"said": ("yes",), "platform": ("x",)}
    assert told.words == {"said": "This morning", "link": "example.org"}


def test_the_card_of_ticks_says_yes_or_nothing_of_each_fact_on_it() -> None:
    draft = a_draft().with_answer("who", ("me",)).with_ticks(["hate", "followed"], ["followed"])

    assert draft.answers == {"who": ("me",), "hate": (), "followed": ("yes",)}
    assert draft.trail[-1] == "ticks:hate,followed"


def test_a_tick_that_was_not_shown_changes_nothing() -> None:
    assert a_draft().with_ticks(["hate"], ["hate", "followed"]).answers == {"hate": ("yes",)}


def test_an_optional_part_can_be_taken_out_again() -> None:
    ticks, words = {"poster": ("stranger",), "link": ()}, {"link": "example.org"}
    draft = a_draft().with_facts(ticks, words)

    assert draft.without("link").words == {}
    assert draft.without("poster").answers == {"poster": (), "link": ()}


def test_whoever_changes_whom_to_tell_chooses_anew_and_the_choice_closes_the_question() -> None:
    told = TellWhom(kind="security-only")

    asked = a_draft(tell_whom=told).with_whom_asked()
    chosen = asked.with_tell_whom(told)

    assert (asked.asks_whom, asked.tell_whom) == (True, None)
    assert (chosen.asks_whom, chosen.tell_whom) == (False, told)


def test_who_sends_now_from_the_111_screen_has_no_page_of_details_open() -> None:
    draft = a_draft(page="where", answers={"danger": ("yes",)})

    assert draft.with_danger_left("danger", "send-now").page is None
    assert draft.with_danger_left("danger", "safe").page == "where"


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
        .with_ticks(["hate", "repeated"], ["hate"])
        .with_facts({"platform": ("x",), "link": ()}, {"link": "example.org"})
        .with_page("where", 1)
        .with_leader_allowed(["poster"])
        .with_tell_whom(TellWhom(kind="other-leader", leader=a_person("ari")))
    )

    assert Draft.model_validate_json(draft.model_dump_json()) == draft


def test_a_draft_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        a_draft(age=42)
