"""What no module of the bot does, so that no words of a person can ever reach it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = [ROOT / "app.py"] + [
    file for top in ("bot", "cards", "dialogs") for file in sorted((ROOT / top).rglob("*.py"))
]
LOCAL = ROOT / "bot" / "adapters" / "local"
"""Local mode starts two chat windows on the machine of whoever works on the bot."""

RUNS_WORDS = {"eval", "exec", "compile", "__import__"}
STARTS_PROGRAMS = ("subprocess", "os.system", "os.popen", "os.exec", "os.spawn", "os.posix_spawn")
STARTS_PROGRAMS_TOO = {"create_subprocess_exec", "subprocess_exec", "fork", "forkpty"}
THROUGH_A_SHELL = {"create_subprocess_shell", "subprocess_shell", "os.system", "os.popen", "shell"}
BRINGS_OBJECTS_BACK = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
READS_XML = {"xml", "lxml", "xmlrpc", "defusedxml"}
WATCHES_NO_MEMORY = {"ctypes", "cffi", "mmap"}
TELLS_THE_TIME = {
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today", "datetime.fromtimestamp"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime"),
}
KEPT_IN_A_BROWSER = {"set_cookie", "del_cookie"}
SENT_ELSEWHERE = {"HTTPFound", "HTTPSeeOther", "HTTPMovedPermanently", "HTTPTemporaryRedirect"}


def called(tree: ast.AST) -> Iterator[str]:
    """Whatever is called by one bare name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def named(tree: ast.AST) -> Iterator[str]:
    """Modules, what is imported from them, and what is reached through a dot, in both forms."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.attr
            if isinstance(node.value, ast.Name):
                yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.keyword):
            yield node.arg or ""


def modules(tree: ast.AST) -> Iterator[str]:
    """The first name of every module that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


@cache
def parsed(file: Path) -> ast.AST:
    """Read once for all tests."""
    return ast.parse(file.read_text())


def trees(*, but: Path | None = None) -> Iterator[tuple[str, ast.AST]]:
    """Every module by its place."""
    for file in FILES:
        if but is None or not file.is_relative_to(but):
            yield str(file.relative_to(ROOT)), parsed(file)


def starts_programs(tree: ast.AST) -> bool:
    """Whether it could."""
    names = set(named(tree))
    return bool(names & STARTS_PROGRAMS_TOO) or any(it.startswith(STARTS_PROGRAMS) for it in names)


def test_words_are_never_run_as_a_program() -> None:
    assert [at for at, tree in trees() if RUNS_WORDS & set(called(tree))] == []


def test_production_starts_no_program() -> None:
    assert [at for at, tree in trees(but=LOCAL) if starts_programs(tree)] == []
    assert [at for at, tree in trees() if starts_programs(tree)] != []


def test_no_program_is_started_through_a_shell() -> None:
    assert [at for at, tree in trees() if THROUGH_A_SHELL & set(named(tree))] == []


@pytest.mark.parametrize("shunned", [BRINGS_OBJECTS_BACK, READS_XML, WATCHES_NO_MEMORY])
def test_nothing_that_is_read_can_become_more_than_data(shunned: set[str]) -> None:
    assert [at for at, tree in trees() if shunned & set(modules(tree))] == []


@pytest.mark.parametrize("shunned", [KEPT_IN_A_BROWSER, SENT_ELSEWHERE])
def test_a_browser_is_given_nothing_to_keep_and_sent_nowhere(shunned: set[str]) -> None:
    assert [at for at, tree in trees() if shunned & set(named(tree))] == []


def test_the_clock_of_the_machine_is_read_in_one_place() -> None:
    # When a line is written is the business of `logging`, which counts in seconds.
    logs = "bot/observability/logs.py"

    found = [at for at, tree in trees() if TELLS_THE_TIME & set(named(tree))]

    assert found == ["bot/adapters/clock.py", logs]
