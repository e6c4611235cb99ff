"""What check refuses, no start accepts; what was once found good is not drawn again."""

from argparse import Namespace
from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from bot import commands
from bot.bootstrap.accepted_content import accepted_content
from bot.content import Content, ContentRefused
from bot.content.loading.loader import SHIPPED
from tests.content.sample import spoil

TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content."""
    return copytree(SHIPPED, tmp_path / "content", ignore=ignore_patterns("*.py", "__pycache__"))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions whose cards were drawn, all of them found good."""
    versions: list[str] = []

    def draws(content: Content) -> list[str]:
        versions.append(content.version)
        return []

    monkeypatch.setattr("cards.gallery.gallery.gallery_faults", draws)
    return versions


def test_what_was_found_good_is_not_drawn_again(
    folder: Path, tmp_path: Path, drawn: list[str]
) -> None:
    first = accepted_content(folder, today=TODAY, marks=tmp_path / "marks")

    second = accepted_content(folder, today=TODAY, marks=tmp_path / "marks")

    assert second.version == first.version
    assert drawn == [first.version]


def test_edited_content_is_drawn_again(
    folder: Path, tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted_content(folder, today=TODAY, marks=tmp_path / "marks")
    spoil(folder, "texts.toml", "", "\n# edited\n")
    monkeypatch.setattr("cards.gallery.gallery.gallery_faults", lambda _: ["menu_card: a fault"])

    with pytest.raises(ContentRefused) as refused:
        accepted_content(folder, today=TODAY, marks=tmp_path / "marks")

    assert refused.value.errors == ["menu_card: a fault"]


def test_a_read_only_disk_only_means_to_draw_again(
    folder: Path, tmp_path: Path, drawn: list[str]
) -> None:
    nowhere = tmp_path / "a file"
    nowhere.touch()

    found = [accepted_content(folder, today=TODAY, marks=nowhere).version for _ in range(2)]

    assert drawn == found


@pytest.mark.parametrize("command", ["check", "local", "package"])
def test_a_card_that_cannot_be_drawn_stops_the_command_in_one_sentence(
    command: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(folder))
    monkeypatch.setattr("bot.bootstrap.accepted_content.MARKS", tmp_path / "marks")
    monkeypatch.setattr("cards.gallery.gallery.gallery_faults", lambda _: ["menu_card: a fault"])
    options = Namespace(port=0, data=tmp_path, people=None, playground=False, terminal=False)

    code = getattr(commands, command)(options)

    assert code == 1
    assert capsys.readouterr().err == "menu_card: a fault\n"


def test_a_text_with_other_placeholders_than_the_program_fills_in_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(folder, "texts.toml", "{name}", "{nam}")
    # An edit of the shipped content has no other texts to be compared with.
    monkeypatch.setattr("bot.content.loading.loader.SHIPPED", folder)

    with pytest.raises(ContentRefused) as refused:
        accepted_content(folder, today=TODAY, marks=tmp_path / "marks")

    assert refused.value.errors == [
        "texts.toml: welcome > title: the placeholder {name} is missing",
        'texts.toml: welcome > title: there is no placeholder "{nam}"; did you mean "{name}"?',
    ]
