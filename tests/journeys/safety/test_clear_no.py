"""At a question about danger or a threat only a clear no is a no; help is never a word away."""

import pytest

from bot.content import Content
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, URGENT, skip_until, to_questions
from tests.words import menu_title, question_text, words

TAKEN_OVER = menu_title("account-takeover")
LONG = "He keeps writing. " * 300

CLEAR_NO = [
    *("no", "No.", "NO!!", "n", "2", "nah", "nope", "nahhh", "kāo", "Kao", "no thanks", "Nah, ta"),
    *("no no no", "nobody", "no one", "no 👍", "No, thank you 🙏🏽", "not at all", "no, nobody"),
    *("Everyone is safe", "no one's in danger", "No, there isn’t"),
    *("nope all good", "nah mate", "no thx", "no im fine", "no1 is in danger", "everyones safe"),
    *("kāore he mōrearea", "no, I'm not", "nobody is in any danger", "no 😀"),
]
NO_CLEAR_NO = [
    *("yeah", "yes he is here", "I think so", "āe", "he has a knife", "no idea", "help", "Āwhina"),
    *("no but he is outside", "not really", "not yet", "no clue", "dunno", "I don't think so"),
    *(
        "yeah nah",
        "nah yeah",
        "yes and no",
        "no?? maybe",
        "not safe",
        "no one is safe",
        "none left",
    ),
    *("nobody safe here", "hello", "menu", "support", "report", "my reports", "kia ora", "thanks"),
    *("3", "0", "1 or 2", "22", "?", "😭", "👍", "🙏", "mo", "skip", "next", "pass", "now", "???"),
    *("he left", "no he left", "no please no", "not now", "no longer", "no problem", "no way out"),
    *(
        "no?",
        "no. 2",
        "no... maybe",
        "no I am not all good",
        "no they are not all safe",
        "im fine",
        "n/a",
    ),
    *("not that I know of", "I hope not", "nobody except my kids", "🤷", "oh no", "no one else"),
    *("on", "is it", "What do you mean?", "e", "kei te mataku au", "no 😭", "nothing works", "II"),
]


async def at_danger(aroha: Somebody, typed: str) -> str:
    """What is answered to these words at the first question."""
    await aroha.presses(words("menu.report"))
    await aroha.says(typed)
    return aroha.answer


@pytest.mark.parametrize("typed", CLEAR_NO)
async def test_a_clear_no_is_taken(typed: str, aroha: Somebody, content: Content) -> None:
    assert content.texts("kind.title") in await at_danger(aroha, typed)


@pytest.mark.parametrize("typed", NO_CLEAR_NO)
async def test_whatever_else_is_typed_shows_111(
    typed: str, aroha: Somebody, content: Content
) -> None:
    answer = await at_danger(aroha, typed)

    assert answer.startswith(content.texts("danger.call_now"))


async def test_a_long_story_at_the_danger_question_shows_111(
    aroha: Somebody, content: Content
) -> None:
    answer = await at_danger(aroha, LONG)

    assert answer.startswith(content.texts("danger.call_now"))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        *(
            (said, "yes")
            for said in ("yes", "Yeah", "yep!", "āe", "ae", "y", "1", "yes he is here")
        ),
        *(
            (said, "not-sure")
            for said in ("idk", "no idea", "help", "he is angry", "yeah nah", "yess no")
        ),
        *((said, "no") for said in ("nah", "2", "Kāo.")),
    ],
)
async def test_the_answer_is_kept_as_what_was_said(
    typed: str, answer: str, bot: Running, aroha: Somebody
) -> None:
    await at_danger(aroha, typed)

    assert bot.draft()["answers"]["danger"] == [answer]


@pytest.mark.parametrize("typed", ["stop", "Cancel", "Stop!"])
async def test_stop_stays_stop_at_the_danger_question(
    typed: str, bot: Running, aroha: Somebody, content: Content
) -> None:
    assert content.texts("stop.done") in await at_danger(aroha, typed)


async def test_go_on_shows_the_danger_question_again(aroha: Somebody, content: Content) -> None:
    assert content.catalogue.gate.text in await at_danger(aroha, "go on")


@pytest.mark.parametrize(
    "typed",
    ["he said tonight", "soon", "yeah", "āe", "not yet", "no but he might", "help", "9", "🤷"],
)
async def test_whether_it_is_soon_is_no_only_when_that_is_clear(
    typed: str, aroha: Somebody, content: Content
) -> None:
    await to_questions(aroha, URGENT)

    await aroha.says(typed)

    assert aroha.answer.startswith(content.texts("danger.call_now"))


@pytest.mark.parametrize("typed", ["no", "nah", "kāo", "skip"])
async def test_a_clear_no_or_skip_goes_on_from_whether_it_is_soon(
    typed: str, aroha: Somebody
) -> None:
    await to_questions(aroha, URGENT)

    await aroha.says(typed)

    assert words("ticks.title") in aroha.answer


async def test_back_stays_back_where_it_may_be_soon(aroha: Somebody, content: Content) -> None:
    await to_questions(aroha, URGENT)

    await aroha.says("back")

    assert content.texts("kind.title") in aroha.answer


@pytest.mark.parametrize("typed", ["unclear", "yes!", "who knows", "😟"])
async def test_a_child_in_danger_is_a_no_only_when_that_is_clear(
    typed: str, aroha: Somebody, content: Content
) -> None:
    await to_questions(aroha, menu_title("illegal-or-intimate-content"))
    await skip_until(aroha, question_text("child_danger"))

    await aroha.says(typed)

    assert aroha.answer.startswith(content.texts("danger.call_now"))


@pytest.mark.parametrize(
    "typed",
    ["sort of, it is hard to say", "yeah", "he said I would regret it", "help", "no he did", "8"],
)
async def test_what_may_be_a_threat_is_asked_about_as_one(
    typed: str, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, HIGH)
    await skip_until(aroha, question_text("threat"))

    await aroha.says(typed)
    asked = aroha.answer
    await skip_until(aroha, words("guidance.report"))
    urgent = aroha.sees

    assert question_text("soon") in asked
    assert bot.content.texts("guidance.level_urgent") in urgent


@pytest.mark.parametrize("typed", ["no", "nah", "No threat.", "kāo"])
async def test_no_threat_is_none(typed: str, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await skip_until(aroha, question_text("threat"))

    await aroha.says(typed)

    assert question_text("soon") not in aroha.answer
    assert words("again.choice") not in aroha.answer


@pytest.mark.parametrize(
    ("typed", "answer"), [("yep", ["yes"]), ("āe", ["yes"]), ("nah", ["no"]), ("kāo", ["no"])]
)
async def test_yes_and_no_are_understood_at_every_other_question(
    typed: str, answer: list[str], bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, TAKEN_OVER)
    await skip_until(aroha, question_text("still_in"))

    await aroha.says(typed)

    assert bot.draft()["answers"]["still_in"] == answer


async def test_a_yes_with_more_behind_it_is_asked_again_where_nobody_is_in_danger(
    aroha: Somebody,
) -> None:
    await to_questions(aroha, TAKEN_OVER)
    await skip_until(aroha, question_text("still_in"))

    await aroha.says("yes and two others")

    assert question_text("still_in") in aroha.answer
