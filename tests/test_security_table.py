"""The security page: every requirement once, and every test that it names exists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "manifest" / "deploy" / "SECURITY.md").read_text(encoding="utf-8")
REQUIRED = (
    "3.1.1, 3.2.1-4, 3.3.1-4, 3.4.1-5, 3.5.1-3, 3.7.1, "
    "4.1.1-3, 4.1.5, 4.2.1-2, 4.3.1-3, "
    "5.1.1-5, 5.2.1-8, 5.3.1-10, 5.4.1-3, 5.5.1-4, "
    "7.1.1-4, 7.2.1-2, 7.3.1, 7.3.3-4, 7.4.1-3"
)
"""Levels 1 and 2 of ASVS 4.0.3. It withdrew 4.1.4 and 7.3.2; all of 3.6 is of level 3."""
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
UNPROVEN = ("Does not apply: ", "Not fulfilled: ")
LONGEST_LINE = 140


def entries() -> list[tuple[str, str]]:
    """The numbers of each entry, and what is said of them in its own row and those that follow."""
    found: list[tuple[str, str]] = []
    for line in PAGE.splitlines():
        if not line.startswith("| "):
            continue
        numbers, asked, said = (cell.strip() for cell in line.strip("|").split("|"))
        if numbers:
            found.append((numbers, said))
        else:
            assert asked == ""
            found[-1] = (found[-1][0], f"{found[-1][1]} {said}")
    return found[1:]


def single(numbers: str) -> Iterator[str]:
    """Each number of "3.2.3, 3.4.1-5"."""
    for part in numbers.split(", "):
        section, _, span = part.rpartition(".")
        first, _, last = span.partition("-")
        yield from (f"{section}.{number}" for number in range(int(first), int(last or first) + 1))


@cache
def defined_in(path: str) -> frozenset[str]:
    """What pytest would find in the file."""
    body = ast.parse((ROOT / path).read_text()).body
    return frozenset(
        it.name for it in body if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def test_every_requirement_of_levels_1_and_2_stands_in_it_once() -> None:
    told = [number for numbers, _ in entries() for number in single(numbers)]

    assert len(told) == 69
    assert sorted(told) == sorted(single(REQUIRED))


@pytest.mark.parametrize(("numbers", "said"), entries())
def test_each_is_proven_or_says_why_not(numbers: str, said: str) -> None:
    assert NAMED.search(said) or said.startswith(UNPROVEN)


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED.findall(PAGE))))
def test_each_test_it_names_is_there(path: str, name: str) -> None:
    assert name in defined_in(path)


def test_nothing_else_passes_for_a_proof() -> None:
    assert len(re.findall(r"::test_", PAGE)) == len(NAMED.findall(PAGE))


def test_it_can_be_read_in_a_terminal() -> None:
    assert [line for line in PAGE.splitlines() if len(line) > LONGEST_LINE] == []
