"""One read of the content folder: files in; values, errors and warnings out."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, field_validator

from bot.content.loading import checks
from bot.content.loading.contacts import Placeholders
from bot.content.loading.errors import ContentRefused, Location, Model, did_you_mean, read
from bot.domain.base import Value

_KINDS = (".toml", ".md", ".j2")


class Files:
    """Every content file, read once, and which of them were asked for."""

    def __init__(self, folder: Path) -> None:
        found = (path for path in sorted(folder.rglob("*")) if path.suffix in _KINDS)
        self._bytes = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in found
            if not path.name.startswith(".") and path.is_file()
        }
        self._asked: set[str] = set()

    @property
    def version(self) -> str:
        """Changes when any file is changed, added, renamed or removed."""
        summed = sha256()
        for name, content in sorted(self._bytes.items()):
            summed.update(f"{name}\0{len(content)}\0".encode())
            summed.update(content)
        return summed.hexdigest()[:12]

    def text(self, place: Location) -> str | None:
        """A file's text; None, with a complaint, if it is not there or cannot be read."""
        self._asked.add(place.file)
        if place.file not in self._bytes:
            place.complaints.append(f"{place.file} is missing")
            return None
        try:
            # Windows editors put a mark at the start of a file and end lines in two characters.
            text = self._bytes[place.file].decode("utf-8-sig")
        except UnicodeDecodeError:
            place.refuse("must be saved as UTF-8 text")
            return None
        return text.replace("\r\n", "\n")

    def folders_in(self, folder: str) -> list[str]:
        """The folders directly inside one folder, in alphabetical order."""
        parts = (name.split("/") for name in self._bytes)
        return sorted({part[1] for part in parts if part[0] == folder and len(part) > 2})

    def refuse_the_rest(self, complaints: list[str]) -> None:
        """Complains of files that nothing has asked for: most likely a slip in a name."""
        for name in sorted(set(self._bytes) - self._asked):
            hint = did_you_mean(name, self._asked)
            Location(name, complaints).refuse(f"no file of this name is used{hint}")


Wanted = TypeVar("Wanted")

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


class Reading:
    """Reads files one by one and gathers what is wrong, so that all of it is told in one go."""

    def __init__(self, files: Files, today: date) -> None:
        self.files = files
        self.today = today
        self.complaints: list[str] = []
        self.warnings: list[str] = []
        self.placeholders: Placeholders | None = None
        """Unknown until the contacts and links are read."""

    def place(self, file: str) -> Location:
        """The whole of a file."""
        return Location(file, self.complaints)

    def need(self, value: Wanted | None) -> Wanted:
        """A value that was read; ContentRefused, with all complaints, if it was not."""
        if value is None:
            raise ContentRefused(self.complaints)
        return value

    def text(self, file: str) -> str | None:
        """A file of prose, its words checked; None, with a complaint, if it is not there."""
        place = self.place(file)
        text = self.files.text(place)
        if text is not None and checks.is_suspicious(text):
            for number, line in enumerate(text.splitlines(), 1):
                checks.check_wording(line, place.at(f"line {number}"))
        return text

    def model(self, file: str, model: type[Model]) -> Model | None:
        """A TOML file as a value; None, with complaints, if it does not fit."""
        table = self.table(file)
        return None if table is None else read(model, table, self.place(file))

    def table(self, file: str, *, has_placeholders: bool = True) -> dict[str, Any] | None:
        """A TOML file without its [about] table, its words checked and placeholders filled."""
        place = self.place(file)
        text = self.files.text(place)
        if text is None or (table := _parse(text, place)) is None:
            return None
        if checks.is_suspicious(text):
            _change(table, place, _check_words)
        self._review(table.pop("about", None), place)
        if has_placeholders and self.placeholders and ("{" in text or "}" in text):
            _change(table, place, self.placeholders.fill)
        return table

    def _review(self, given: object, place: Location) -> None:
        if given is None:
            place.at("about").missing()
        elif (about := read(About, given, place.at("about"))) and about.review_on < self.today:
            self.warnings.append(
                f"{place.file}: the review was due on {about.review_on} (owner: {about.owner})."
            )


def _parse(text: str, place: Location) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.match(str(error))
        reason, line = where.groups() if where else (str(error), None)
        spot = place.at(f"line {line or len(text.splitlines())}")
        spot.refuse(reason[:1].lower() + reason[1:])
        return None


def _check_words(text: str, place: Location) -> str:
    checks.check_wording(text, place)
    return text


def _change(value: Any, place: Location, change: Callable[[str, Location], str]) -> Any:
    """Puts what `change` makes of every text inside in its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            value[key] = _change(inner, place.at(key), change)
    elif isinstance(value, list):
        value[:] = [_change(inner, place.at(i), change) for i, inner in enumerate(value, 1)]
    elif isinstance(value, str):
        return change(value, place)
    return value
