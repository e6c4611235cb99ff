"""A content folder to spoil."""

from pathlib import Path

import pytest

from tests.content.sample import place_copy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content, with the sample scenario and the sample texts in it."""
    copy = tmp_path / "content"
    place_copy(copy)
    return copy
