"""dialogs/README.md names files and functions that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "dialogs" / "README.md").read_text()
FILES = sorted(set(re.findall(r"`([\w/.]+(?:\.py|\.toml|\.md|/))`", README)))
NAMES = set(re.findall(r"`(?:\w+\.)*(_?\w+)(?:\(\w*\))?`", README))
NOT_OURS = {"AskToPhone", "mypy", "py", "title", "yes", "no"}
CODE = "\n".join(
    path.read_text()
    for folder in ("bot/domain", "cards/report", "cards/gallery", "dialogs")
    for path in (ROOT / folder).rglob("*.py")
)


@pytest.mark.parametrize("name", FILES)
def test_every_file_that_is_named_is_there(name: str) -> None:
    assert (ROOT / name).exists() or (ROOT / "dialogs" / name).exists()


@pytest.mark.parametrize("name", sorted(NAMES - NOT_OURS))
def test_every_name_is_in_the_code(name: str) -> None:
    assert re.search(rf"\b{re.escape(name)}\b", CODE)
