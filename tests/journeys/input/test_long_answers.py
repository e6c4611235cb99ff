"""Answers too long for a button stand in a list to tick, and are taken like any other."""

from pathlib import Path
from shutil import copytree

import pytest

from bot.content import Content, load
from bot.content.loading.loader import SHIPPED
from tests.content.sample import TODAY
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import to_questions
from tests.words import choice_text, menu_title, question_text, words

FAKE = menu_title("impersonation")
LONG = "Kāinga Ora as a whole, or any of its pages and listings"
NEXT_QUESTION = question_text("threat")


@pytest.fixture
def content(tmp_path: Path) -> Content:
    """The shipped content with one answer that an editor made long."""
    folder = tmp_path / "content"
    copytree(SHIPPED, folder)
    file = folder / "facts.toml"
    words = file.read_text(encoding="utf-8")
    short = f'text = "{choice_text("copied", "kainga-ora")}"'
    file.write_text(words.replace(short, f'text = "{LONG}"'), encoding="utf-8")
    return load(folder, today=TODAY)


async def test_the_answer_that_is_ticked_is_taken(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, FAKE)
    assert LONG in aroha.sees

    await aroha.presses(words("question.next"), choice="kainga-ora")

    assert NEXT_QUESTION in aroha.answer
    assert bot.draft()["answers"]["copied"] == ["kainga-ora"]


@pytest.mark.parametrize("ticked", ["", "nonsense", "me,kainga-ora"])
async def test_what_is_no_answer_asks_again(ticked: str, bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, FAKE)

    await aroha.presses(words("question.next"), choice=ticked)

    assert question_text("copied") in aroha.answer
    assert "copied" not in bot.draft()["answers"]
