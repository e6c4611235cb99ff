"""The content folder as it lies on the disk."""

from pathlib import Path

from tests.content.sample import STAFF, errors, loaded, spoil


def test_a_file_that_nothing_reads_is_named(folder: Path) -> None:
    (folder / "contact.toml").write_text("", encoding="utf-8")

    assert errors(folder) == [
        'contact.toml: no file of this name is used; did you mean "contacts.toml"?'
    ]


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / STAFF).write_bytes("# Kāinga".encode("utf-16"))

    assert errors(folder) == [f"{STAFF}: must be saved as UTF-8 text"]


def test_files_from_a_windows_editor_are_read(folder: Path) -> None:
    text = (folder / STAFF).read_text(encoding="utf-8")
    (folder / STAFF).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))

    assert loaded(folder).staff["sample"].lead == "You are not alone with this."


def test_the_version_changes_with_any_file(folder: Path) -> None:
    before = loaded(folder).version

    spoil(folder, STAFF, "Nobody yet.", "Nobody so far.")

    assert len(before) == 12
    assert loaded(folder).version != before


def test_the_version_is_the_same_for_the_same_files(folder: Path) -> None:
    assert loaded(folder).version == loaded(folder).version


def test_the_page_for_editors_is_no_content(folder: Path) -> None:
    (folder / "README.md").unlink()
    before = loaded(folder).version

    (folder / "README.md").write_text("# Kainga", encoding="utf-8")

    assert loaded(folder).version == before


def test_only_the_page_at_the_top_is_for_editors(folder: Path) -> None:
    (folder / "shared" / "README.md").write_text("# Notes", encoding="utf-8")

    (error,) = errors(folder)
    assert error.startswith("shared/README.md: no file of this name is used")
