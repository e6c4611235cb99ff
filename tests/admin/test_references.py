"""However somebody copies a reference, the report is found; what is none is refused in words."""

import re

import pytest

from bot.admin.commands import REFERENCE_FORMAT, normalized_reference
from dialogs.report.new_draft import REFERENCE_LENGTH, REFERENCE_LETTERS


@pytest.mark.parametrize(
    "typed",
    [
        "7KQ2-M9TX",
        "7kq2-m9tx",
        " 7KQ2-M9TX\n",
        "7KQ2 M9TX",
        "7KQ2M9TX",
        "7KQ2–M9TX",
        "7KQ2 - m9tx.",
    ],
)
def test_it_is_found_however_it_is_written(typed: str) -> None:
    assert normalized_reference(typed) == "7KQ2-M9TX"


@pytest.mark.parametrize(("typed", "kept"), [("7kq2-m9t", "7KQ2-M9T"), ("", ""), (" ?? ", "??")])
def test_what_is_none_stays_what_was_typed(typed: str, kept: str) -> None:
    assert normalized_reference(typed) == kept


def test_what_is_said_of_its_looks_is_so() -> None:
    (example,) = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", REFERENCE_FORMAT)
    signs = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    assert set(example) - {"-"} <= set(REFERENCE_LETTERS)
    assert signs - set(REFERENCE_LETTERS) == set("01ILOU")
    assert len(example) == REFERENCE_LENGTH + 1
