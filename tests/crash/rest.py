"""Waiting until nothing is left to do, and looking at what there is then."""

import asyncio
from contextlib import suppress

from tests.crash.records import Records
from tests.crash.settled import LeftMail, Settled
from tests.crash.stage import SECURITY, CrashStage
from tests.journeys.people import said


async def settles(stage: CrashStage, seconds: float) -> None:
    """Waits until no task is near its time. What still is then, the verdict will name."""
    records = Records(stage.database_url)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while await records.near():  # noqa: ASYNC110 - a database tells nobody
                await asyncio.sleep(0.05)


async def looked_at(stage: CrashStage) -> Settled:
    """Everything that the verdict is about."""
    records = Records(stage.database_url)
    chats = {
        person.id: stage.teams.shown_to(stage.teams.person(person.name, person.id))
        for person in stage.people
    }
    return Settled(
        reports=await records.reports(),
        waiting=await records.waiting(),
        letters=[LeftMail(mail.key, mail.to, mail.body) for mail in stage.graph.ledger],
        violations=stage.graph.violations,
        chats={
            who: [tuple(map(said, message.versions)) for message in chat]
            for who, chat in chats.items()
        },
        security=SECURITY,
    )
