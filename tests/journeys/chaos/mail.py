"""A leader whom no card reaches on a day of chaos, and who answers from the mails instead."""

import re
from dataclasses import dataclass, field

from aiohttp import ClientSession

from tests.journeys.over_graph import OverGraph

PUBLIC = "https://bot.example.org"
LINK = re.compile(rf'{PUBLIC}(/answer/[^\s"<]+)')
FORM = re.compile(r'name="form" value="([^"]+)"')
BUTTON = re.compile(r'name="decision" value="([^"]+)"')


@dataclass
class MailReader:
    """Opens each mail once, follows its link, and presses the first button of the page."""

    bot: OverGraph
    address: str
    _read: set[str] = field(default_factory=set)

    async def reads(self) -> None:
        """All that has come since."""
        for mail in self.bot.graph.ledger:
            if mail.to == (self.address,) and mail.key not in self._read:
                self._read.add(mail.key)
                await self._answers(mail.body)

    async def _answers(self, letter: str) -> None:
        (path,) = set(LINK.findall(letter))
        page = f"{self.bot.url}{path}"
        async with ClientSession() as session:
            async with session.get(page) as shown:
                html = await shown.text()
            form, button = FORM.search(html), BUTTON.search(html)
            if form is None or button is None:
                return  # somebody else was first
            fields = {"form": form[1], "decision": button[1]}
            async with session.post(page, data=fields) as answer:
                assert answer.status == 200
