"""Reads content files into values and collects the errors and warnings."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, field_validator

from bot.content.loading import checks
from bot.content.loading.errors import ContentRefused, Location, Model, did_you_mean, validate
from bot.content.loading.guidance.markdown import MARK
from bot.content.loading.texts import Placeholders
from bot.domain.base import Value

_KINDS = (".toml", ".md", ".j2")
_FOR_EDITORS = "README.md"
"""The page about the folder. It is no content, and does not change the version."""


class Files:
    """Every content file as bytes, and the names of those that the loader used."""

    def __init__(self, folder: Path) -> None:
        found = (path for path in sorted(folder.rglob("*")) if path.suffix in _KINDS)
        self._bytes = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in found
            if not path.name.startswith(".") and path.is_file() and path != folder / _FOR_EDITORS
        }
        self._used: set[str] = set()

    @property
    def version(self) -> str:
        """Changes when any file is changed, added, renamed or removed."""
        digest = sha256()
        for name, content in sorted(self._bytes.items()):
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()[:12]

    def text(self, location: Location) -> str | None:
        """A file's text; None, with an error noted, if it is not there or cannot be read."""
        self._used.add(location.file)
        if location.file not in self._bytes:
            location.errors.append(f"{location.file} is missing")
            return None
        try:
            # Windows editors write a byte order mark, and CR LF at the end of a line.
            text = self._bytes[location.file].decode("utf-8-sig")
        except UnicodeDecodeError:
            location.error("must be saved as UTF-8 text")
            return None
        return text.replace("\r\n", "\n")

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return name in self._bytes

    def folders_in(self, folder: str) -> list[str]:
        """The folders directly inside one folder, in alphabetical order."""
        parts = (name.split("/") for name in self._bytes)
        return sorted({part[1] for part in parts if part[0] == folder and len(part) > 2})

    def check_unused(self, errors: list[str]) -> None:
        """Adds an error for each file that the loader did not use: most likely a misspelt name."""
        for name in sorted(set(self._bytes) - self._used):
            hint = did_you_mean(name, self._used)
            Location(name, errors).error(f"no file of this name is used{hint}")


T = TypeVar("T")

_WHERE = re.compile(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)


class About(Value):
    """Who looks after a file, where its words come from, and when it is to be reviewed."""

    owner: str = Field(min_length=1)
    source: str
    review_on: Annotated[date, Field(strict=True)]

    @field_validator("source")
    @classmethod
    def _known(cls, source: str) -> str:
        if not set(source.split(" and ")) <= {"seed", "public", "design"}:
            raise ValueError('use seed, public, design, or several joined by "and"')
        return source


class ContentReader:
    """Reads files one by one and collects all errors, so that an editor sees them in one go."""

    def __init__(self, files: Files, today: date) -> None:
        self.files = files
        self.today = today
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self.placeholders: Placeholders | None = None
        """None until contacts and links have been read."""

    def location(self, file: str) -> Location:
        """The whole of a file."""
        return Location(file, self.errors)

    def need(self, value: T | None) -> T:
        """The value, unless it could not be read: then raises ContentRefused with all errors."""
        if value is None:
            raise ContentRefused(self.errors)
        return value

    def text(self, file: str) -> str | None:
        """A prose file, its wording checked; None, with an error noted, if it is not there."""
        location = self.location(file)
        text = self.files.text(location)
        if text is not None and checks.is_suspicious(text):
            for number, line in enumerate(text.splitlines(), 1):
                checks.check_wording(MARK.sub("", line), location.at(f"line {number}"))
        return text

    def model(self, file: str, model: type[Model]) -> Model | None:
        """A TOML file as a value; None, with errors noted, if it does not fit."""
        table = self.table(file)
        return None if table is None else validate(model, table, self.location(file))

    def table(self, file: str, *, has_placeholders: bool = True) -> dict[str, Any] | None:
        """A TOML file without its [about] table, wording checked and placeholders filled in."""
        location = self.location(file)
        text = self.files.text(location)
        if text is None or (table := _parse(text, location)) is None:
            return None
        if checks.is_suspicious(text):
            _map_texts(table, location, _check_words)
        self._review(table.pop("about", None), location)
        if has_placeholders and self.placeholders and ("{" in text or "}" in text):
            _map_texts(table, location, self.placeholders.fill)
        return table

    def _review(self, given: object, location: Location) -> None:
        if given is None:
            location.at("about").missing()
        elif (
            about := validate(About, given, location.at("about"))
        ) and about.review_on < self.today:
            self.warnings.append(
                f"{location.file}: the review was due on {about.review_on} (owner: {about.owner})."
            )


def _parse(text: str, location: Location) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.match(str(error))
        reason, line = where.groups() if where else (str(error), None)
        spot = location.at(f"line {line or len(text.splitlines())}")
        spot.error(reason[:1].lower() + reason[1:])
        return None


def _check_words(text: str, location: Location) -> str:
    checks.check_wording(text, location)
    return text


def item_name(location: Location, item: object, number: int) -> str | int:
    """An item of a list is counted from one; a fact has its id, because there are so many."""
    fact_id = item.get("id") if location.steps == ("facts",) and isinstance(item, dict) else None
    return fact_id if isinstance(fact_id, str) else number


def _map_texts(value: Any, location: Location, change: Callable[[str, Location], str]) -> Any:
    """Replaces every text inside by what `change` returns for it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            value[key] = _map_texts(inner, location.at(key), change)
    elif isinstance(value, list):
        value[:] = [
            _map_texts(inner, location.at(item_name(location, inner, number)), change)
            for number, inner in enumerate(value, 1)
        ]
    elif isinstance(value, str):
        return change(value, location)
    return value
