"""The pages for readers: what they name exists, and what they list is complete."""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "bot" / "content"
FOLDERS = ("bot", "cards", "dialogs", "manifest", "tests", ".ci")


def files(*patterns: str) -> list[Path]:
    """Files of the project by the end of their name, without the schemas of others."""
    found = (
        file for top in FOLDERS for pattern in patterns for file in (ROOT / top).rglob(pattern)
    )
    return sorted(file for file in found if "schema" not in file.parts)


PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *files("*.md")]
SCRIPTS = files("*.bicep", "*.ps1", "*.yml", "Containerfile*", "*.toml", "run", "quick")
A_PATH = re.compile(
    r"(?<![\w./-])((?:bot|cards|dialogs|tests|manifest|\.ci)/[\w./<>-]*[\w>]"
    r"\.(?:py|md|toml|txt|json|j2|css|bicep|ps1|yml|png))\b"
)
A_TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
A_LINK = re.compile(r"\]\(([^)#\s]+)")
A_MODULE = re.compile(r"python3? -m (tests[\w.]*)")


@cache
def functions_in(path: str) -> frozenset[str]:
    body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    return frozenset(
        node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [*PAGES, *SCRIPTS], ids=name_of)
def test_every_file_it_names_exists(path: Path) -> None:
    named = A_PATH.findall(path.read_text(encoding="utf-8"))

    assert [name for name in named if not (ROOT / name.replace("<name>", "threat")).is_file()] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_test_it_names_exists(path: Path) -> None:
    named = A_TEST.findall(path.read_text(encoding="utf-8"))

    assert [test for file, test in named if test not in functions_in(file)] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    linked = [to for to in A_LINK.findall(path.read_text(encoding="utf-8")) if "://" not in to]

    assert [to for to in linked if not (path.parent / to).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_module_it_runs_exists(path: Path) -> None:
    named = {name.replace(".", "/") for name in A_MODULE.findall(path.read_text(encoding="utf-8"))}
    found = {name for name in named if (ROOT / f"{name}.py").is_file()} | {
        name for name in named if (ROOT / name / "__main__.py").is_file()
    }

    assert named == found


def test_no_comment_or_text_in_the_code_names_a_file_that_is_gone() -> None:
    named = {
        (name_of(file), name)
        for file in files("*.py")
        for name in A_PATH.findall(file.read_text(encoding="utf-8"))
    }

    assert sorted(f"{file}: {name}" for file, name in named if not (ROOT / name).is_file()) == []


@pytest.mark.parametrize("field", Settings.model_fields.values(), ids=lambda field: field.alias)
def test_every_setting_is_in_the_table_with_its_default(field) -> None:  # type: ignore[no-untyped-def]
    page = (ROOT / "manifest" / "deploy" / "SETTINGS.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if f"`{field.alias}`" in line)

    assert field.default is None or field.is_required() or str(field.default) in row


def test_the_commands_of_the_table_are_the_commands_there_are() -> None:
    page = (ROOT / "manifest" / "deploy" / "OPERATIONS.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `app\.py (\w+)", page, re.MULTILINE)
    helped = subprocess.run(
        [sys.executable, "app.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    (known,) = re.findall(r"\{([\w,]+)\}\s*\.\.\.", helped.stdout)

    assert named == known.split(",")


def test_each_paper_for_a_deployment_is_in_their_index() -> None:
    deploy = ROOT / "manifest" / "deploy"
    linked = A_LINK.findall((deploy / "README.md").read_text(encoding="utf-8"))

    assert {file.name for file in deploy.glob("*.md")} - {"README.md"} <= set(linked)


def test_the_statement_of_conformance_has_every_criterion_of_wcag_2_2_a_and_aa() -> None:
    page = (ROOT / "manifest" / "deploy" / "ACCESSIBILITY.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (\d\.\d\.\d+) .*\((AA?)\) \| (met|client|n/a|not met|hand \d) \|", page, re.M
    )

    assert len({number for number, _, _ in rows}) == len(rows)
    assert Counter(level for _, level, _ in rows) == {"A": 31, "AA": 24}
    assert {mark[-1] for _, _, mark in rows if mark.startswith("hand")} <= set(
        re.findall(r"^\| (\d) \| ", page, re.M)
    )
