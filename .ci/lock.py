"""Makes both locks from pyproject.toml: `python3 .ci/lock.py`; with `--upgrade` all in the newest.

`--check` changes nothing. It fails when a lock is not what pyproject.toml asks for, or when a
machine that we support would find no file of some package; where nobody can be asked, it says so.
"""

import re
import subprocess
import sys
import venv
from argparse import ArgumentParser
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

TREE = Path(__file__).resolve().parent.parent
TOOL = TREE / "build" / "lock"
UV = "uv==0.13.9"
BOT, TESTS = "requirements.txt", "tests/requirements.txt"
HEADS = {
    BOT: "# Every package the bot runs on, with the digests of its files.\n",
    TESTS: "# Every package the tests run on, those of the bot in the same versions.\n",
}
MADE = "# Made from pyproject.toml: python3 .ci/lock.py\n"
PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28")
SOURCE_ONLY = ("aiounittest", "emoji", "grapheme")
"""What botbuilder-dialogs 4.17 asks for comes without wheels."""
NO_ANSWER = 2
"""How uv ends when it could not ask; when what it was told cannot be, it ends with 1."""
OFFLINE = "the network was disabled"
SKIPPED = "lock check skipped"


class UvFailedError(Exception):
    """uv did not do it. The first argument is its exit code, the second what it said."""


def main() -> int:
    """0 when the locks were made or are good, and when that cannot be known; else 1."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    try:
        uv = _installed_uv()
        made = _locks(uv, upgrade=options.upgrade)
        if options.check:
            code, sentence = verdict({name: _kept(name) for name in HEADS}, made)
            found_for = (
                [_finds_all(uv, *it) for it in product(PYTHONS, MACHINES)] if not code else []
            )
            sys.stdout.write("".join(f"{it}\n" for it in (sentence, *found_for)))
            return code
    except UvFailedError as failed:
        code, sentence = failure(*failed.args)
        sys.stdout.write(f"{sentence}\n")
        return code if options.check else 1
    for name, text in made.items():
        (TREE / name).write_text(text, encoding="utf-8")
    return 0


def verdict(kept: Mapping[str, str], made: Mapping[str, str]) -> tuple[int, str]:
    """What to say of the locks that are kept, beside those that were made now."""
    stale = [name for name, text in made.items() if kept[name] != text]
    if stale:
        return 1, f"Not what pyproject.toml asks for: {', '.join(stale)}. Run: python3 .ci/lock.py"
    return 0, f"{' and '.join(made)} are what pyproject.toml asks for."


def failure(code: int, said: str) -> tuple[int, str]:
    """What to say when uv has failed: nobody to ask is no fault of the locks."""
    if code == NO_ANSWER or OFFLINE in said:
        return 0, f"{SKIPPED}: the packages cannot be asked for here.\n{said}"
    return 1, said


def head(name: str) -> str:
    """The first lines of a lock."""
    return HEADS[name] + MADE


def _locks(uv: Path, *, upgrade: bool) -> Mapping[str, str]:
    bot = _compiled(uv, "" if upgrade else _kept(BOT))
    ours = {_name(entry) for entry in _entries(bot)}
    others = [] if upgrade else [it for it in _entries(_kept(TESTS)) if _name(it) not in ours]
    # uv keeps the versions that it finds in its target: those of the bot are the same under test.
    tests = _compiled(uv, "".join([*_entries(bot), *others]), "--group", "tests")
    return {BOT: head(BOT) + bot, TESTS: head(TESTS) + tests}


def _compiled(uv: Path, before: str, *more: str) -> str:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "lock.txt"
        target.write_text(before, encoding="utf-8")
        words = ["pyproject.toml", *more, "--universal", "--python-version", PYTHONS[0]]
        _run(uv, "pip", "compile", *words, "--generate-hashes", "--no-header", "-o", str(target))
        return target.read_text(encoding="utf-8")


def _finds_all(uv: Path, python: str, machine: str) -> str:
    with TemporaryDirectory() as folder:
        wheels = ["--only-binary", ":all:"]
        wheels += [word for name in SOURCE_ONLY for word in ("--no-binary", name)]
        where = ["--target", folder, "--python-version", python, "--python-platform", machine]
        words = ["--dry-run", "--require-hashes", *wheels, *where, "-r", TESTS]
        _run(uv, "pip", "install", "--python", sys.executable, *words)
    return f"Python {python} on {machine} finds all of it."


def _entries(lock: str) -> list[str]:
    return re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]


def _name(entry: str) -> str:
    return entry.partition("==")[0]


def _kept(name: str) -> str:
    return (TREE / name).read_text(encoding="utf-8")


def _installed_uv() -> Path:
    venv.create(TOOL, with_pip=True, clear=True)
    try:
        _run(TOOL / "bin" / "pip", "install", "--quiet", UV)
    except UvFailedError as failed:
        raise UvFailedError(NO_ANSWER, failed.args[1]) from None
    return TOOL / "bin" / "uv"


def _run(program: Path, *words: str) -> None:
    command = [program, *words]
    done = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise UvFailedError(done.returncode, done.stderr.strip())


if __name__ == "__main__":
    sys.exit(main())
