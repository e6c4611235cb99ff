"""A report: what a person told us, fixed when they pressed Send."""

from datetime import datetime

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value
from bot.domain.people import Actor, Person
from bot.domain.scenario import Flag, LevelWord, Reader


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
    ticks: tuple[str, ...] = Field((), json_schema_extra=SINCE_1_1)
    """The choices that it says, so that guidance can fit them."""

    @property
    def may_reach_leader(self) -> bool:
        """Whether a people leader reads it, on the card or among its details."""
        return bool({Reader.CARD, Reader.DETAILS} & set(self.readers))


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

    @property
    def situation(self) -> str:
        """What it is about, in words for readers."""
        return next((line.value for line in self.lines if line.field == "scenario"), self.title)

    def lines_for(self, reader: Reader) -> tuple[Line, ...]:
        """The lines for this reader, in order."""
        return tuple(line for line in self.lines if reader in line.readers)
