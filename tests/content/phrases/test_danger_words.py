"""The list of danger: what people in danger type on a phone is heard, and other answers are not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.typed.phrases import Phrases
from tests.builders import shipped
from tests.content.sample import errors, numberless, spoil

HERE = Path(__file__).parent
SAID = (HERE / "danger_said.txt").read_text(encoding="utf-8").splitlines()
NOT_SAID = (HERE / "danger_not_said.txt").read_text(encoding="utf-8").splitlines()
CRIES = shipped().danger.model_copy(update={"words": ("nothing of this",)})
"""What counts only where nothing else is said."""
FILE = "danger.toml"


@pytest.fixture(scope="module")
def danger() -> Phrases:
    """The list as it is shipped."""
    return shipped().danger


TYPED: dict[str, Callable[[str], str]] = {
    "as it stands": lambda said: said,
    "loudly": lambda said: said.upper() + "!!!",
    "with curly apostrophes": lambda said: said.replace("'", "’"),
    "without apostrophes": lambda said: said.replace("'", ""),
    "with a face": lambda said: f"  {said} 😭 ",
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=list(TYPED))
def test_danger_is_heard_however_it_is_typed(typed: Callable[[str], str], danger: Phrases) -> None:
    assert [said for said in SAID if not danger.is_said_in(typed(said))] == []


def test_danger_is_heard_inside_a_longer_message(danger: Phrases) -> None:
    message = "Kia ora. I saw a post about my work today.\n{}\nWhat now?"

    missed = [said for said in SAID if not danger.is_said_in(message.format(said))]

    assert [said for said in missed if not CRIES.is_said_in(said)] == []


def test_what_is_no_danger_now_is_not_heard(danger: Phrases) -> None:
    assert [said for said in NOT_SAID if danger.is_said_in(said)] == []


def test_no_button_or_command_of_the_bot_is_heard_but_the_one_for_danger(danger: Phrases) -> None:
    content = shipped()
    titles = [scenario.menu_title for scenario in content.catalogue.scenarios.values()]
    titles += [content.texts(key) for key in content.texts.placeholders if key.startswith("menu.")]
    words = [
        content.texts(f"words.{name}") for name in ("menu", "report", "support", "skip", "not-sure")
    ]
    commands = [command for listed in words for command in listed.split(",")]

    heard = [said for said in (*titles, *commands) if danger.is_said_in(said)]

    assert heard == [content.texts("menu.danger")]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('"<who> outside",', '"<whom> outside",', 'words > N: there is no group "whom"'),
        ('"active shooter",', '"Active shooter",', 'words > N: "Active shooter" must be in small'),
        ('"active shooter",', '"...",', "words > N: has no word in it"),
        ('"active shooter",', '"<very?>",', "words > N: has no word in it"),
        ('"active shooter",', '"report",', 'words: "report" is an ordinary answer'),
        ('"active shooter",', '"no",', 'words: "no" is an ordinary answer'),
        ('"not in <any?> danger",', "", 'words: "i am not in danger" is an ordinary answer'),
        ('"<who> ... <is> ... following <me>",', "", 'words: "someone is following me" is not'),
        ('  "emergency",\n', "", 'words: "emergency" is not heard any more'),
        ('"kei waho <ia>",', "", 'words: "kei waho ia" is not heard any more'),
        ('"naihi", "māripi"', '"<ia>", "<patu>"', 'groups > patu > N: there is no group "patu"'),
    ],
)
def test_a_list_that_would_not_hear_is_refused(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, FILE, old, new)

    assert any(it.startswith(f"{FILE}: {error}") for it in numberless(errors(folder)))


def test_an_empty_list_is_refused(folder: Path) -> None:
    (folder / FILE).write_text("words = []\n", encoding="utf-8")

    assert f"{FILE}: words: is empty" in errors(folder)


def test_a_missing_list_is_refused(folder: Path) -> None:
    (folder / FILE).unlink()

    assert [it for it in errors(folder) if it.startswith(FILE)]
