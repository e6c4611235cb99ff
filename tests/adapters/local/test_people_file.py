"""What the people file refuses, and in which words."""

from pathlib import Path

import pytest

from bot.adapters.local.people_file import PeopleRefused, read_people
from tests.adapters.local.two_people import ONE, TWO


def _spoil(path: Path, good: str, bad: str) -> tuple[str, ...]:
    spoilt = path.read_text(encoding="utf-8").replace(good, bad)
    path.write_text(spoilt, encoding="utf-8")
    with pytest.raises(PeopleRefused) as refused:
        read_people(path)
    return refused.value.errors


FAULTS = {
    "a leader nobody knows": (
        f'leader = "{TWO}"',
        'leader = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c9999"',
        "person 1 (Aroha Example): leader is not the id of anybody in this file",
    ),
    "one's own leader": (
        f'leader = "{TWO}"',
        f'leader = "{ONE.upper()}"',
        "person 1 (Aroha Example): leader is the person's own id",
    ),
    "an id that is no object id": (
        f'id = "{TWO}"\nname = "Tāmati Example"',
        f'id = "{TWO}"\nname = "Tāmati Example"\n[[person]]\nid = "29:7"\nname = "Ari Example"',
        "person 3 (Ari Example): id is not an object id,"
        " which looks like 0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0001",
    ),
    "no name": ('name = "Tāmati Example"\n', "", "person 2 (no name): name is missing"),
    "an empty name": ("Tāmati Example", " ", "person 2 ( ): name is missing"),
    "a name that is a number": (
        'name = "Tāmati Example"',
        "name = 0",
        "person 2 (no name): name is not a line of at most 256 characters",
    ),
    "a name of two lines": (
        "Tāmati Example",
        "Tāmati\\nExample",
        "person 2 (Tāmati\nExample): name is not a line of at most 256 characters",
    ),
    "a mail address of two lines": (
        "aroha@example.org",
        "aroha@example.org\\nBcc: x@example.org",
        "person 1 (Aroha Example): email is not a mail address",
    ),
    "a misspelt key": (
        "leader =",
        "manager =",
        'person 1 (Aroha Example): there is no key "manager"; '
        "the keys are id, name, email, title, place, phone, leader, away, guest",
    ),
    "a misspelt part": (
        "[[person]]\nid",
        "[[person]]\n[[persons]]\nid",
        'there is no part "persons"; each person is a table [[person]]',
    ),
}


@pytest.mark.parametrize(("good", "bad", "complaint"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_the_person(
    people: Path, good: str, bad: str, complaint: str
) -> None:
    assert f"people.toml: {complaint}." in _spoil(people, good, bad)


def test_an_id_used_twice_is_refused(people: Path) -> None:
    problems = _spoil(people, TWO, ONE)

    assert "people.toml: person 2 (Tāmati Example): the id of person 1 is used again." in problems


def test_all_faults_are_told_in_one_go(people: Path) -> None:
    problems = _spoil(people, "example.org", "")

    more = _spoil(people, 'name = "Tāmati Example"', "nickname = 1")

    assert len(problems) == 1
    assert len(more) == 3


def test_a_slip_in_the_toml_is_told_with_its_line(people: Path) -> None:
    problems = _spoil(people, "email =", "email")

    assert len(problems) == 1
    assert problems[0].startswith("people.toml is not valid TOML: ")
    assert "(at line 5, column" in problems[0]


@pytest.mark.parametrize("content", ["", 'person = "Aroha"', "person = [1]", "[person]\nid = 1"])
def test_a_file_without_people_is_refused(people: Path, content: str) -> None:
    people.write_text(content, encoding="utf-8")

    with pytest.raises(PeopleRefused, match=r"\[\[person\]\]"):
        read_people(people)


def test_a_missing_file_and_a_file_of_bytes_are_refused_in_a_sentence(tmp_path: Path) -> None:
    bytes_file = tmp_path / "people.toml"
    bytes_file.write_bytes(b"name = '\xff'")

    with pytest.raises(PeopleRefused, match=r"people\.toml is not UTF-8 text"):
        read_people(bytes_file)
    with pytest.raises(PeopleRefused, match="cannot be read: No such file"):
        read_people(tmp_path / "absent.toml")
