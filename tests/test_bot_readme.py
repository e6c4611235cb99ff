"""bot/README.md names files that are there, and its debugging commands run."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "bot" / "README.md").read_text()
PLACES = (ROOT, ROOT / "bot", ROOT / "bot" / "adapters", ROOT / "bot" / "services" / "reports")
MORE = ("adapters/teams/receiving", "adapters/teams/turns", "adapters/graph")
NAMED = sorted(set(re.findall(r"`([\w/.]+(?:\.py|\.toml|\.md|\.ps1|/))`", README)))


@pytest.mark.parametrize("name", NAMED)
def test_every_file_that_is_named_is_there(name: str) -> None:
    places = (*PLACES, *(ROOT / "bot" / place for place in MORE))

    assert any((place / name).exists() for place in places)


def test_a_draft_is_printed_with_its_position(tmp_path: Path) -> None:
    (script,) = re.findall(r"<<'END'\n(.*?)\nEND", README, re.DOTALL)
    (tmp_path / ".data").mkdir()
    kept = sqlite3.connect(tmp_path / ".data" / "bot.db")
    kept.execute("CREATE TABLE drafts (document TEXT)")
    kept.execute("INSERT INTO drafts VALUES (?)", [DRAFT])
    kept.commit()
    kept.close()

    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{script}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert '"reference": "EPSS-0001"' in done.stdout
    assert "AskQuestion(" in done.stdout


DRAFT = """{"id": "d1", "reference": "EPSS-0001", "tenant_id": "t1",
 "reporter": {"id": "rea", "name": "Rea Example"}, "started_at": "2026-11-27T00:00:00Z"}"""
