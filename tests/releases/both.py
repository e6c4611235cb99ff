"""One database, one Teams and one Graph, with hosts of two releases between them."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp

from tests.crash.nursery import Host, Nursery
from tests.crash.office import Office
from tests.crash.stage import IN_FLIGHT, CrashStage, SharedByStages, hurried_content
from tests.journeys.people import said
from tests.stand_ins.activities import Activity, Chat
from tests.stand_ins.entra import Entra
from tests.stand_ins.graph import SENDER, Graph
from tests.stand_ins.signing import Signing
from tests.stand_ins.teams import Delivered, Teams

APOLOGIES = ("went wrong here", "don't know that one")
"""What each release says when a turn has failed, and of a press that it cannot read."""
QUIET = ("DEBUG", "INFO")
LONGEST_ANSWER = 15.0
"""Seconds after which Teams tells the person that the bot did not answer."""


class Strict(Office):
    """Posts to any host that serves, and writes down each turn that was not as it should be."""

    def __init__(self, sign: Callable[[str], str], takes_token: Callable[[str | None], bool]):
        super().__init__(sign=sign, takes_token=takes_token)
        self.turns = 0
        self.faults: list[str] = []
        self._which = random.Random(0)
        self._under_way: dict[Host, int] = {}

    async def delivers(self, activity: Activity) -> Delivered:
        """One turn, with one host."""
        await self.is_served()
        host = self._which.choice([it for it in self.hosts if it.serves])
        self.bot_url = host.url
        before = self._versions(activity)
        self._under_way[host] = self._under_way.get(host, 0) + 1
        self.turns += 1
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                delivered = await Teams.delivers(self, activity)
        except (aiohttp.ClientError, TimeoutError) as error:
            self.faults.append(f"{_named(activity)} had no answer: {error!r}")
            return Delivered(503, "", activity)
        finally:
            self._under_way[host] -= 1
        if delivered.status >= 400:
            self.faults.append(f"{_named(activity)} was answered with {delivered.status}")
        elif activity["type"] == "message" and self._versions(activity) == before:
            self.faults.append(f"{_named(activity)} was answered with silence")
        return delivered

    async def sends_no_more_to(self, host: Host) -> None:
        """Takes a host out, as a rolling upgrade does, and waits until its turns have ended."""
        self.hosts.remove(host)
        async with asyncio.timeout(LONGEST_ANSWER):
            while self._under_way.get(host):  # noqa: ASYNC110 - a count tells nobody
                await asyncio.sleep(0.01)

    def _versions(self, activity: Activity) -> int:
        chat = Chat(activity["conversation"]["id"], activity["conversation"]["conversationType"])
        return sum(len(shown.versions) for shown in self.shown_in(chat))


@dataclass(frozen=True)
class Both:
    """The same stage twice, once for each release."""

    new: CrashStage
    old: CrashStage
    teams: Strict

    async def joins(self, stage: CrashStage) -> Host:
        """A host of this release starts on whatever is there. Fails if it will not."""
        host = await stage.starts()
        self.teams.hosts.remove(host)
        await host.comes_up()
        assert host.serves, f"a start was refused: {_last_words(stage.folder / 'log')}"
        self.teams.hosts.append(host)
        return host

    async def leaves(self, host: Host) -> None:
        """A host goes, after its turns have ended; what its worker holds falls due again."""
        await self.teams.sends_no_more_to(host)
        await host.kill()

    def faults(self) -> list[str]:
        """Turns without a good answer, apologies, and whatever either log asks to be looked at."""
        lines = [*_lines(self.new.folder / "log"), *_lines(self.old.folder / "log")]
        troubles = [it for it in lines if it["level"] not in QUIET and not _waits_for_a_card(it)]
        return [*self.teams.faults, *self._apologies(), *map(str, troubles)]

    def _apologies(self) -> list[str]:
        chats = [self.teams.shown_in(Chat(it, "personal")) for it in self.teams.chats()]
        told = [said(text) for chat in chats for shown in chat for text in shown.versions]
        return [text for text in told if any(it in text for it in APOLOGIES)]


@asynccontextmanager
async def both(
    folder: Path, old_tree: Path, database_url: str, timers: dict[str, str]
) -> AsyncIterator[Both]:
    """No host is up yet; none outlives the block."""
    (folder / "old").mkdir()
    async with (
        Entra(folder) as entra,
        Signing() as signing,
        Nursery(entra.ca_file) as of_new,
        Nursery(entra.ca_file, root=old_tree) as of_old,
        Graph(entra, mailboxes=[SENDER]) as graph,
        Strict(
            signing.header, lambda it: (it or "").removeprefix("Bearer ") in entra.given_for
        ) as teams,
    ):
        graph.habits.delay = IN_FLIGHT
        new = CrashStage(
            folder, SharedByStages(of_new, entra, signing), teams, graph, database_url=database_url
        )
        new.content = hurried_content(folder / "content", timers)
        old = replace(new, folder=folder / "old", around=SharedByStages(of_old, entra, signing))
        old.content = hurried_content(
            folder / "old" / "content", timers, shipped=old_tree / "bot" / "content"
        )
        yield Both(new, old, teams)


def _named(activity: Activity) -> str:
    """What somebody did: the words they typed, or the keys of what they pressed."""
    value = activity.get("value")
    did = activity.get("text") or (sorted(value.items()) if isinstance(value, dict) else value)
    return f"{activity['type']} {did}"


def _lines(log: Path) -> Sequence[dict[str, Any]]:
    texts = log.read_text("utf-8").splitlines() if log.exists() else []
    return [
        json.loads(text) if text.startswith("{") else {"level": "ERROR", "said": text}
        for text in texts
    ]


def _waits_for_a_card(line: Mapping[str, Any]) -> bool:
    """Whether a card was about to be placed when somebody wanted to renew it: nothing is wrong."""
    return (line.get("kind"), line.get("attempts"), line.get("reason")) == (
        "refresh_cards",
        1,
        "Busy",
    )


def _last_words(log: Path) -> str:
    return log.read_text("utf-8")[-2000:] if log.exists() else ""
