"""The report form with the readers of each answer, and a report as it was sent."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field as Limit

from bot.domain.base import Key, Value
from bot.domain.people import Actor, Person
from bot.domain.scenario import Flag, LevelWord


class Reader(StrEnum):
    """A place where a field is shown, besides the reporter's preview."""

    CARD = "card"
    DETAILS = "details"
    EMAIL = "email"
    NOGGIN = "noggin"
    KOTAHI = "kotahi"


class Option(Value):
    """A choice of a field."""

    id: Key
    text: str = Limit(min_length=1, max_length=80)
    alone: bool = False


class Field(Value):
    """A field of the form."""

    id: Key
    label: str = Limit(min_length=1, max_length=120)
    heading: str = Limit(min_length=1, max_length=40)
    """The field's name in the mail and the preview."""
    kind: Literal["one", "many", "text", "long", "date", "link", "reference"]
    """A reference: letters, digits, hyphens and slashes, with at least one digit."""
    hint: str | None = None
    options: tuple[Option, ...] = ()
    readers: tuple[Reader, ...]
    max_length: int = Limit(default=200, ge=1, le=2000)
    only_with: tuple[Flag, ...] = ()
    """Asked only if the report has one of these flags."""
    not_with: tuple[Flag, ...] = ()
    """Not asked if the report has one of these flags."""

    @property
    def is_free_text(self) -> bool:
        """Whether the field holds the reporter's own words."""
        return self.kind in ("text", "long", "link")

    def option(self, option_id: str) -> Option | None:
        """The option with this id, or None."""
        return next((option for option in self.options if option.id == option_id), None)


class Page(Value):
    """The fields on one card."""

    id: Key
    title: str = Limit(min_length=1, max_length=80)
    intro: str | None = None
    in_a_hurry: bool = False
    """Whether it is one of the pages of a person in danger, who is shown no others."""
    fields: tuple[Field, ...]


class Form(Value):
    """All pages, in the order asked."""

    pages: tuple[Page, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of all pages."""
        return tuple(field for page in self.pages for field in page.fields)

    def field(self, field_id: str) -> Field | None:
        """The field with this id, or None."""
        return next((field for field in self.fields if field.id == field_id), None)


class Line(Value):
    """An answer in words, with its readers.

    The words are a snapshot of content, so that a later edit of a question changes no report.
    """

    field: str
    heading: str
    value: str
    readers: tuple[Reader, ...]
    free_text: bool = False
    """Whether these are the reporter's own words, which are on no card but their own."""


class Report(Value):
    """What a person told us. Never changes; its way to Security is the escalation."""

    id: str
    reference: str
    tenant_id: str
    reporter: Person
    submitted_at: datetime
    level: LevelWord
    reasons: tuple[str, ...]
    """Why it has this level, in whole sentences."""
    scenario_id: str
    title: str
    flags: tuple[Flag, ...]
    lines: tuple[Line, ...]
    tell: tuple[str, ...]
    """Others to tell, by key in contacts."""
    content_version: str

    @property
    def reporter_actor(self) -> Actor:
        """The reporter as the sender of activities."""
        return Actor(id=self.reporter.id or "", tenant_id=self.tenant_id)

    def lines_for(self, reader: Reader) -> tuple[Line, ...]:
        """The lines for this reader, in order."""
        return tuple(line for line in self.lines if reader in line.readers)
