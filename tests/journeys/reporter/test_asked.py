"""What people ask about the bot itself has an answer: who reads it, and where a person is."""

import pytest

from bot.content import Content
from bot.content.loading.texts import unlinked
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, URGENT, to_detail, to_questions
from tests.words import choice_text, menu_title, question_text, words


@pytest.mark.parametrize(
    "typed",
    [
        *("privacy", "who sees this", "delete my data", "is this anonymous", "Is it confidential?"),
        *("will my boss see this", "how long do you keep it", "Who reads what I write here?"),
    ],
)
async def test_a_question_about_privacy_is_answered(
    typed: str, aroha: Somebody, content: Content
) -> None:
    await aroha.says(typed)

    assert content.texts("privacy.title") in aroha.answer
    assert content.texts("privacy.limits") in aroha.answer
    assert content.texts("privacy.kept_undecided") in aroha.answer
    assert words("duration.hours", number=24) in aroha.answer


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "I want to talk to a human",
            "can I speak to someone",
            "human please",
            "are you a robot?",
        ),
        *("talk to a person", "can someone call me", "kōrero ki te tangata"),
    ],
)
async def test_who_wants_a_person_hears_whom_to_call_or_write_to(
    typed: str, aroha: Somebody, content: Content
) -> None:
    await aroha.says(typed)

    named = ("emergency", "police_105", "eap", "need_to_talk")
    assert all(unlinked(content.contacts.line(name)) in aroha.answer for name in named)
    assert "security@example.org" in aroha.answer


@pytest.mark.parametrize(
    ("typed", "title"), [("who sees this", "privacy.title"), ("human please", "people.title")]
)
async def test_the_open_question_stays_open(
    typed: str, title: str, aroha: Somebody, content: Content
) -> None:
    await to_questions(aroha, HIGH)
    await aroha.says(typed)
    asked = aroha.answer

    await aroha.says("go on")

    assert content.texts(title) in asked
    assert content.texts("again.still_open") in asked
    assert question_text("shows") in aroha.answer


async def test_an_answer_in_words_is_kept_though_it_speaks_of_a_person(
    bot: Running, aroha: Somebody
) -> None:
    await to_detail(aroha, URGENT, "threat_said")

    await aroha.says("By phone. I want to talk to a human at Security.")

    said = "By phone. I want to talk to a human at Security."
    assert bot.draft()["words"]["threat_said"] == said


async def test_an_answer_on_the_card_is_that_answer(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, menu_title("support-or-not-sure"))

    await aroha.says(choice_text("would_help", "talk"))

    assert bot.draft()["answers"]["would_help"] == ["talk"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        *(
            ("hipa", question_text("threat")),
            ("tīpokahia", question_text("threat")),
        ),
        *(("hoki", words("kind.title")), ("haere tonu", question_text("shows"))),
        *(("tautoko", "0800 327 669"), ("āwhina", words("menu.lead"))),
    ],
)
async def test_the_small_words_are_understood_in_te_reo_too(
    typed: str, shown: str, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)

    await aroha.says(typed)

    assert shown in aroha.answer
