"""A report: what a person told us, as it stood when they pressed Send."""

from datetime import datetime

from bot.domain.base import Value
from bot.domain.form import Reader
from bot.domain.people import Actor, Person
from bot.domain.scenario import Flag, LevelWord


class Line(Value):
    """One answer in words, with those who may read it.

    The words are copied from content when the report is made, so a later edit of a question
    never changes what an old report says.
    """

    field: str
    heading: str
    value: str
    readers: tuple[Reader, ...]
    free_text: bool = False
    """The reporter's own words: never on a card of anybody else."""


class Report(Value):
    """What a person told us. It never changes; its way to Security is the escalation."""

    id: str
    reference: str
    tenant_id: str
    reporter: Person
    submitted_at: datetime
    level: LevelWord
    reasons: tuple[str, ...]
    """Why it has this level, each a whole sentence."""
    scenario_id: str
    title: str
    flags: tuple[Flag, ...]
    lines: tuple[Line, ...]
    tell: tuple[str, ...]
    """Others to tell, by their key in contacts."""
    content_version: str

    @property
    def reporter_actor(self) -> Actor:
        """The reporter as the sender of activities."""
        return Actor(id=self.reporter.id or "", tenant_id=self.tenant_id)

    def lines_for(self, reader: Reader) -> tuple[Line, ...]:
        """The lines that this reader may see, in order."""
        return tuple(line for line in self.lines if reader in line.readers)
