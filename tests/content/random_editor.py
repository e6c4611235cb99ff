"""A random editor: changes a copy of the shipped content as people do, sometimes wrongly."""

import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

from bot.content.loading.loader import SHIPPED
from tests.random_choices import RandomChoices

IDS = [
    *("a_link", "l", "link-2", "x" * 64, "no", "yes", "not-sure", "skip", "back", "stop", "choice"),
    *("words", "leave-out", "leave_out", "danger", "customer", "report", "security-only"),
    *("names", "shows", "soon", "threat", "hate", "call_to_act"),
    *("x" * 65, "Upper", "two words", "", "1st", "ā", 'q\\"q', "a,b", "input.x"),
]
TEXTS = [
    *("A", "Yes", "no", "1", "12", "Back", "Stop", "Ko wai?", "  ", "", "\\u200b", "…", "😭🩷"),
    *("**bold** _and_ `code`", "[a link](https://example.org)", "<b>bold</b> & more", "# Heading"),
    *("- a list", "a, b and c", "{contact.eap}", "{nobody}", "{", "}", "{}", "%s %(x)d", "{{ x }}"),
    *(
        "{% if x %}",
        "one\\ntwo",
        'he said \\"no\\"',
        "\\u202etext",
        "A" * 41,
        "word " * 60,
        "w" * 600,
    ),
]
_ID, _TEXT = r'\bid = "([^"\n]*)"', r'\b(?:text|said|tick|title|heading|hint|lead)\s*= "([^"\n]*)"'


def copy_of_shipped(folder: Path) -> Path:
    """The content as it ships, to be edited."""
    return copytree(
        SHIPPED, folder, ignore=ignore_patterns("*.py", "__pycache__", "loading", "README.md")
    )


def edit(folder: Path, picks: RandomChoices) -> str:
    """One edit; what was done, in words."""
    return picks.pick(_EDITS)(folder, picks)


def _rename_an_id(folder: Path, picks: RandomChoices) -> str:
    return _replace_one(folder, picks, _ID, IDS, everywhere=picks.pick([True, False]))


def _rewrite_a_text(folder: Path, picks: RandomChoices) -> str:
    return _replace_one(folder, picks, _TEXT, TEXTS, everywhere=False)


def _remove_a_situation(folder: Path, picks: RandomChoices) -> str:
    name = _a_situation(folder, picks).name
    rmtree(folder / "scenarios" / name)
    _forget(folder, name)
    return f"removed {name}"


def _rename_a_situation(folder: Path, picks: RandomChoices) -> str:
    old, new = _a_situation(folder, picks), picks.pick(IDS[:8])
    if (old.parent / new).exists():
        # An edit before this one has taken the name; a file manager would not overwrite either.
        return f"left {old.name} as it is"
    old.rename(old.parent / new)
    for file in _editable(folder):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(f'"{old.name}"', f'"{new}"'), encoding="utf-8")
    return f"renamed {old.name} to {new}"


def _add_a_situation(folder: Path, picks: RandomChoices) -> str:
    old, new = _a_situation(folder, picks), picks.pick(["another", "a_nother", "another-one"])
    copytree(old, old.parent / new, dirs_exist_ok=True)
    file = old.parent / new / "scenario.toml"
    text = file.read_text(encoding="utf-8").replace(f'id = "{old.name}"', f'id = "{new}"')
    text = re.sub(r'^(title|menu_title) = "', r'\1 = "2 ', text, flags=re.M)
    file.write_text(text, encoding="utf-8")
    return f"added {new} like {old.name}"


def _remove_a_line(folder: Path, picks: RandomChoices) -> str:
    file = _a_file(folder, picks, "*.toml")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    number = _number(picks, len(lines))
    file.write_text("".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
    return f"removed line {number + 1} of {file.name}"


def _remove_a_block(folder: Path, picks: RandomChoices) -> str:
    file = _a_file(folder, picks, "*.toml")
    blocks = re.split(r"(?m)^(?=\s*\[)", file.read_text(encoding="utf-8"))
    number = _number(picks, len(blocks))
    file.write_text("".join(blocks[:number] + blocks[number + 1 :]), encoding="utf-8")
    return f"removed block {number + 1} of {file.name}"


def _rewrite_guidance(folder: Path, picks: RandomChoices) -> str:
    file = _a_file(folder, picks, "*.md")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    number = _number(picks, len(lines))
    lines[number] = f"- {picks.pick(TEXTS)}\n"
    file.write_text("".join(lines), encoding="utf-8")
    return f"rewrote line {number + 1} of {file.parent.name}/{file.name}"


_EDITS: list[Callable[[Path, RandomChoices], str]] = [
    _rename_an_id,
    _rewrite_a_text,
    _remove_a_situation,
    _rename_a_situation,
    _add_a_situation,
    _remove_a_line,
    _remove_a_block,
    _rewrite_guidance,
]


def _replace_one(
    folder: Path, picks: RandomChoices, pattern: str, by: list[str], *, everywhere: bool
) -> str:
    file = _a_file(folder, picks, "*.toml")
    text = file.read_text(encoding="utf-8")
    found = list(re.finditer(pattern, text))
    if not found:
        return "nothing"
    match, new = found[_number(picks, len(found))], picks.pick(by)
    if everywhere:
        text = text.replace(f'"{match[1]}"', f'"{new}"')
    else:
        text = text[: match.start(1)] + new + text[match.end(1) :]
    file.write_text(text, encoding="utf-8")
    return f"{file.parent.name}/{file.name}: {match[0]!r} became {new!r}"


def _forget(folder: Path, name: str) -> None:
    """What leads to a situation that is gone goes too, as a careful editor would have it."""
    for file in _editable(folder):
        text = file.read_text(encoding="utf-8")
        text = re.sub(rf'^\s*\{{ id = "{name}", .*\}},\n', "", text, flags=re.M)
        text = re.sub(rf'^\s*jump = "{name}"\n|^\s*"{name}",\n', "", text, flags=re.M)
        text = re.sub(rf', jump = "{name}"|, \w+ = "{name}"|\w+ = "{name}", ', "", text)
        text = re.sub(rf', "{name}"|"{name}", ', "", text)
        file.write_text(text, encoding="utf-8")
    _forget_facts(folder)


def _forget_facts(folder: Path) -> None:
    """Facts that nothing asks for any more go as well."""
    files = [*folder.glob("scenarios/*/scenario.toml"), folder / "details.toml"]
    asking = "".join(file.read_text(encoding="utf-8") for file in files)
    asking += (folder / "catalogue.toml").read_text(encoding="utf-8") + '"danger"'
    file = folder / "facts.toml"
    head, *facts = file.read_text(encoding="utf-8").split("[[facts]]")
    kept = [fact for fact in facts if f'"{fact.split(chr(34))[1]}"' in asking]
    file.write_text("[[facts]]".join([head, *kept]), encoding="utf-8")


def _editable(folder: Path) -> list[Path]:
    """Every file of a careful editor, who leaves the safety rules alone."""
    return [file for file in sorted(folder.rglob("*.toml")) if file.name != "safety.toml"]


def _a_situation(folder: Path, picks: RandomChoices) -> Path:
    return picks.pick(sorted((folder / "scenarios").iterdir()))


def _a_file(folder: Path, picks: RandomChoices, kind: str) -> Path:
    return picks.pick(sorted(folder.rglob(kind)))


def _number(picks: RandomChoices, below: int) -> int:
    """Any number below, from two bytes: a file may have more lines than a byte has values."""
    return (picks.pick(range(256)) * 256 + picks.pick(range(256))) % below
