"""The answer page on a port, with one report behind it in memory, and a browser of few words."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from types import TracebackType
from typing import Self

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.adapters.http_server import guarded_application
from bot.domain.escalation import Escalation, SecurityAnswer, Transition
from bot.domain.people import Actor
from bot.domain.report import Report
from bot.ports import AnswerLink, Busy, Submission
from bot.services.reports.answer_links import AnswerLinks
from bot.services.reports.security_links import SecurityLinks, TakeSecuritysAnswer
from bot.services.reports.use_cases import DecideEscalation, HandOn, UndoHandOn
from bot.web.answer_page import AnswerPage
from bot.web.routes import AnswerPages, answer_routes
from bot.web.security_page import SecurityPage
from tests.builders import LEA, opened, shipped
from tests.domain.escalation.acts import Act, not_reached
from tests.services.fakes import AClock, KeptReports, KeptTasks

PUBLIC = "https://bot.example.org"
LIVES = timedelta(days=3)
MISSED: tuple[Act, ...] = (not_reached,)


@dataclass
class KeptLinks:
    """Links in memory."""

    kept: dict[str, AnswerLink]
    secret: bytes = b"the key of these hosts"
    is_down: bool = False
    looks: int = 0
    """How often something was asked for."""

    async def make(self, report_id: str, leader: Actor, *, expires_at: datetime) -> AnswerLink:
        """A new one each time, so that a test may have several."""
        number = len(self.kept) + 1
        link = AnswerLink(f"{number:032x}", report_id, leader, expires_at)
        self.kept[link.id] = link
        return link

    async def find(self, link_id: str) -> AnswerLink | None:
        """Busy while it is down."""
        self._looked()
        return self.kept.get(link_id)

    async def ids(self) -> frozenset[str]:
        """Busy while it is down."""
        self._looked()
        return frozenset(self.kept)

    def _looked(self) -> None:
        self.looks += 1
        if self.is_down:
            raise Busy

    async def use_up(self, link_id: str, *, at: datetime) -> None:
        """The first time counts."""
        link = self.kept[link_id]
        self.kept[link_id] = replace(link, used_at=link.used_at or at)

    async def key(self) -> bytes:
        """Always the same."""
        return self.secret


@dataclass(frozen=True)
class Seen:
    """A page that came back."""

    status: int
    html: str
    headers: dict[str, str]

    @property
    def text(self) -> str:
        """Its words, as a person reads them."""
        body = self.html.partition("</style>")[2]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def buttons(self) -> list[str]:
        """The answers that can be pressed."""
        return re.findall(r'<button [^>]*value="([^"]+)"', self.html)

    @property
    def form_value(self) -> str:
        """What the page sends back with an answer."""
        found = re.search(r'name="form" value="([^"]+)"', self.html)
        return found[1] if found else ""


class Site:
    """Used as a context. The leader is Lea, whom Teams did not reach."""

    def __init__(
        self, report: Report, step: Transition | None = None, acts: tuple[Act, ...] = MISSED
    ):
        self.report, self._step, self._acts = report, step or opened(), acts
        self.clock, self.links = AClock(), KeptLinks({})
        self.reports = KeptReports(KeptTasks())
        self.answer_links = AnswerLinks(self.links, self.clock, LIVES, PUBLIC)
        security = shipped().timers.security
        self.security_links = SecurityLinks(self.links, self.clock, security, PUBLIC)

    async def __aenter__(self) -> Self:
        await self.reports.submit(Submission(self.report, self._step.after, self._step))
        await self.happens(*self._acts)
        answering = AnswerPage(
            shipped(),
            self.reports,
            self.answer_links,
            DecideEscalation(self.reports, self.clock),
            HandOn(self.reports, self.clock),
            UndoHandOn(self.reports, self.clock),
        )
        app = guarded_application()
        securing = SecurityPage(
            shipped(),
            self.reports,
            self.security_links,
            TakeSecuritysAnswer(self.reports, self.clock, shipped().timers.security),
            self.clock,
        )
        pages = AnswerPages(answering, securing)
        app.add_routes(answer_routes(lambda: pages, shipped(), self.clock))
        self._client = TestClient(TestServer(app))
        await self._client.start_server()
        self.path = await self.new_path()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.close()

    async def new_path(self, leader: Actor | None = None, report_id: str = "r1") -> str:
        """Where a mail would lead to."""
        someone = leader or Actor(id=LEA.id or "", tenant_id=self.it.tenant_id)
        address = await self.answer_links.address(report_id, someone)
        return address.removeprefix(PUBLIC)

    async def security_path(
        self,
        answer: SecurityAnswer,
        mail: str = "OH-2026-ABCD",
        *,
        is_in_report: bool = True,
        report_id: str = "r1",
    ) -> str:
        """Where a link of a mail to Security leads to."""
        links = await self.security_links.addresses(report_id, mail, is_in_report=is_in_report)
        return links[answer].removeprefix(PUBLIC)

    async def happens(self, *acts: Act) -> None:
        """The report goes on."""
        for act in acts:
            await self.reports.change("r1", act)

    async def opens(self, path: str = "", method: str = "GET") -> Seen:
        """Looks at a page."""
        return await _seen(await self._client.request(method, path or self.path))

    async def presses(self, decision: str, path: str = "", **fields: str) -> Seen:
        """Opens the page and presses one of its buttons."""
        page = await self.opens(path)
        return await self.sends(path, form=page.form_value, decision=decision, **fields)

    async def sends(self, path: str = "", **fields: str) -> Seen:
        """Sends a form, whatever stands on the page."""
        return await _seen(await self._client.post(path or self.path, data=fields))

    async def posts(
        self, body: bytes | AsyncIterator[bytes], kind: str, path: str = "", **more: str
    ) -> Seen:
        """Sends a body of that kind, with more headers."""
        headers = {"Content-Type": kind, **more}
        return await _seen(await self._client.post(path or self.path, data=body, headers=headers))

    @property
    def url(self) -> str:
        """Where a browser finds the page."""
        return str(self._client.make_url(self.path))

    @property
    def it(self) -> Escalation:
        """Where the report stands."""
        return self.reports.kept["r1"][1]

    @property
    def kinds(self) -> list[str]:
        """What has happened to it."""
        return [event.kind for event in self.reports.events]


async def _seen(response: ClientResponse) -> Seen:
    html = await response.text()
    return Seen(response.status, html, dict(response.headers))
