"""A report: what a person told us, fixed when they pressed Send."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field

from bot.domain.base import SINCE_1_1, Value
from bot.domain.people import Actor, Person
from bot.domain.scenario import Flag, LevelWord, Reader

ON_RECORD = "on_record"
"""The line with the directory's number and office, which a reporter may leave out."""

TELEPHONE = re.compile(r"(?<!\w)\+?\d(?:[ ()-]{0,2}\d){6,14}(?!\w)")
"""A number to ring, in words."""


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


class ToldFacts(Value):
    """The facts that a report is made from, as they were told."""

    scenario_id: str | None = None
    """As chosen; the report says which one leads."""
    answers: Mapping[str, tuple[str, ...]] = {}
    """Ticks by fact."""
    words: Mapping[str, str] = {}
    """Free text by fact."""
    after_danger: Mapping[str, Literal["safe", "send-now"]] = {}
    """The choice on the 111 screen, by the fact that led there."""
    leader_may_read: tuple[str, ...] = ()

    @property
    def says_safe(self) -> bool:
        """Whether danger was mentioned, and they said on the 111 screen that they are safe."""
        return bool(self.after_danger) and set(self.after_danger.values()) == {"safe"}


class Report(Value):
    """What a person told us. Never changes; its way to Security is the escalation.

    Storage hands it out with what was added since, at its present level: `Escalation.as_known`.
    """

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
    told: ToldFacts | None = Field(None, json_schema_extra=SINCE_1_1)
    """None: sent by a release that did not keep them."""

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
