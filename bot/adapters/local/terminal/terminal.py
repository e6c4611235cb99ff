"""Chat in a terminal, as any person of the people file."""

import unicodedata
from collections.abc import AsyncIterable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import aiohttp

from bot.adapters.local.directory import TomlDirectory
from bot.adapters.local.terminal.channel import Channel
from bot.domain.people import Person
from bot.domain.typed.names import folded

CARD = "application/vnd.microsoft.card.adaptive"
QUIET = timedelta(milliseconds=500)
"""Silence of the bot before the next line is read, so that its replies are printed first."""
HELP = """\
Type what you would say to the bot; type the number of a choice to choose it.
/as NAME   type as somebody else
/people    who is in the people file, and who leads whom
/help      these lines
/quit      the end"""


class Terminal:
    """Talks to the running bot over its HTTP endpoint, with text only."""

    def __init__(
        self,
        directory: TomlDirectory,
        bot_url: str,
        *,
        plain_text: Callable[[Mapping[str, Any]], str],
        say: Callable[[str], None],
        quiet: timedelta = QUIET,
    ) -> None:
        self._directory = directory
        self._bot_url = bot_url
        self._plain_text = plain_text
        self._say = say
        self._quiet = quiet
        self._channel = Channel(directory.people, self._show)
        self._person = directory.people[0]
        self._is_greeting_others = False

    async def run(self, lines: AsyncIterable[str]) -> None:
        """Installs the bot for every person, then handles lines until /quit or their end."""
        await self._channel.open()
        try:
            async with aiohttp.ClientSession() as session:
                await self._install(session)
                await self._talk(session, lines)
        finally:
            await self._channel.close()

    async def _install(self, session: aiohttp.ClientSession) -> None:
        """Every person gets a greeting; only that of the typing person is printed."""
        self._introduce()
        first, *others = self._directory.people
        for person in (*others, first):
            self._is_greeting_others = person is not first
            await self._post(session, person, "installationUpdate", action="add")

    async def _talk(self, session: aiohttp.ClientSession, lines: AsyncIterable[str]) -> None:
        await self._channel.settled(self._quiet)
        async for line in lines:
            words = line.strip()
            command, _, rest = words.partition(" ")
            if command == "/quit":
                return
            if words.startswith("/"):
                self._run_command(command, rest)
            elif words:
                await self._post(session, self._person, "message", text=words, textFormat="plain")
                await self._channel.settled(self._quiet)

    def _introduce(self) -> None:
        self._say(f"You type as {self._person.name}. /help lists what else you can do.")

    def _run_command(self, command: str, rest: str) -> None:
        if command == "/as":
            self._become(rest)
        elif command == "/people":
            self._list(self._directory.people)
        elif command == "/help":
            self._say(HELP)
        else:
            self._say(f"There is no {command}; /help lists what there is.")

    def _become(self, name: str) -> None:
        found = [person for person in self._directory.people if folded(person.name) == folded(name)]
        if not found:
            start = folded(name)
            found = [
                person for person in self._directory.people if folded(person.name).startswith(start)
            ]
        if len(found) == 1:
            self._person = found[0]
            return self._introduce()
        self._say("Nobody is called that." if not found else "Several people are called that.")
        return self._list(found or self._directory.people)

    def _list(self, people: Sequence[Person]) -> None:
        for person in people:
            leader = self._directory.leader(person)
            led = f"people leader: {leader.name}" if leader else "no people leader"
            self._say(f"{person.name} ({led})")

    async def _post(
        self, session: aiohttp.ClientSession, person: Person, kind: str, **fields: Any
    ) -> None:
        activity = self._channel.activity(person, kind, **fields)
        try:
            async with session.post(self._bot_url, json=activity) as response:
                if response.status >= 400:
                    self._say(f"The bot refused this with HTTP status {response.status}.")
        except (aiohttp.ClientError, TimeoutError):
            self._say(f"Nothing answers at {self._bot_url}.")

    def _show(self, person: Person, activity: Mapping[str, Any], is_update: bool) -> None:
        if self._is_greeting_others:
            return
        parts = ["(updated)"] if is_update else []
        parts += [activity["text"]] if activity.get("text") else []
        for attachment in activity.get("attachments") or ():
            if attachment.get("contentType") == CARD:
                parts.append(self._plain_text(attachment["content"]))
        lines = _without_controls("\n".join(parts)).split("\n")
        if parts:
            self._say("\n".join(("", *(f"{person.name} | {line}".rstrip() for line in lines))))


def _without_controls(words: str) -> str:
    """Text quoted on a card must not control the terminal."""
    return "".join(c for c in words if c == "\n" or unicodedata.category(c) != "Cc")
