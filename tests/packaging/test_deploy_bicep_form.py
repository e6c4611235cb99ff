"""The Bicep files agree with one another and hold no secret; only Azure can say more."""

import re
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "manifest" / "deploy"
FILES = sorted(DEPLOY.glob("**/*.bicep"))
MAIN = (DEPLOY / "main.bicep").read_text()

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def code(path: Path) -> str:
    """A file without its comments, and without what its decorators say in words."""
    text = re.sub(r"^\s*(//|#disable).*\n", "", path.read_text(), flags=re.MULTILINE)
    return re.sub(r"@description\('(?:[^'\\]|\\.)*'\)", "@description()", text)


def parameters(path: Path) -> dict[str, str]:
    """The parameters of a file by name, each with its decorators, type and default."""
    found = re.findall(r"^((?:@.*\n)*)param (\w+) (.*)$", code(path), re.MULTILINE)
    return {name: decorators + rest for decorators, name, rest in found}


def balanced(text: str) -> bool:
    """Whether every bracket outside words is closed by its own kind."""
    bare = re.sub(r"'(?:[^'\\$]|\\.|\$(?!\{)|\$\{[^}]*\})*'", "", text)
    brackets = re.sub(r"[^][(){}]", "", bare)
    while brackets != (brackets := re.sub(r"\(\)|\[\]|\{\}", "", brackets)):
        pass
    return not brackets


@every_file
def test_no_secret_is_written_down_or_given_out(path: Path) -> None:
    text = code(path)

    assert not re.search(r"listKeys|listCredentials|AccountKey=|SharedAccess", text)
    assert not re.search(r"(?i)(password|secret|key)\s*[:=]\s*'[^'$@]+'", text)
    assert not re.search(r"(?im)^output .*password", text)


@every_file
def test_every_resource_type_says_its_version(path: Path) -> None:
    named = re.findall(r"^\s*resource \w+ '(Microsoft\.[^']*)'", code(path), re.MULTILINE)

    assert named
    assert [
        it for it in named if not re.fullmatch(r"[\w./]+@20\d\d-\d\d-\d\d(-preview)?", it)
    ] == []


@every_file
def test_every_parameter_is_described_and_used(path: Path) -> None:
    said = parameters(path)
    used = re.sub(r"^param .*$", "", code(path), flags=re.MULTILINE)

    assert [name for name, it in said.items() if "@description()" not in it] == []
    assert [name for name in said if not re.search(rf"\b{name}\b", used)] == []


@pytest.mark.parametrize("path", [it for it in FILES if it.stem != "main"], ids=lambda it: it.stem)
def test_every_module_is_given_what_it_asks_for(path: Path) -> None:
    call = MAIN.split(f"'modules/{path.name}' = {{\n")[1].split("\n}\n")[0]
    inline = re.findall(r"(\w+): ", call.split("params: {")[1].split("settings: {")[0])
    given = {*inline, *(["settings"] if "settings: {" in call else [])}

    assert given == parameters(path).keys()


@every_file
def test_every_bracket_is_closed(path: Path) -> None:
    assert balanced(code(path))
    assert not balanced(code(path) + "{")
