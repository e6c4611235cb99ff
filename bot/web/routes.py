"""GET and POST /answer/{token}: from a request to a page, whatever was sent. Logs no address."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import parse_qsl

from aiohttp import web

from bot.content import Content
from bot.ports import Busy, Clock, Conflict
from bot.services.reports.answer_links import PATH, link_id_of
from bot.web.answer_page import AnsweredPage, AnswerPage
from bot.web.html import drawn, security_policy
from bot.web.rate_limit import FILLS_UP_IN, Flood, LinkIndex
from bot.web.view_models import notice

LONGEST_BODY = 16 * 1024
"""The longest reason, with every letter written as the form writes it, and room to spare."""
MOST_FIELDS = 10
SLOWEST_BODY = 10.0
"""Seconds that a form may take to arrive."""

REFUSED = (400, 403, 404, 410)
"""Links and answers that are not what they should be. A flood is logged where it is counted."""

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The address is the secret: it goes to nobody else.
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

log = logging.getLogger(__name__)


class BadForm(Exception):
    """What was sent is no form of ours; the status says why."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def answer_routes(
    answering: Callable[[], AnswerPage], content: Content, clock: Clock
) -> Sequence[web.RouteDef]:
    """The page of one link. Other methods are answered with 405 by aiohttp."""
    flood = Flood(clock)
    index = LinkIndex(lambda: answering().links.links)

    def said(key: str, status: int) -> AnsweredPage:
        return AnsweredPage(notice(content, content.texts(f"answer_page.{key}")), status)

    async def guarded(
        request: web.Request, work: Callable[[str], Awaitable[AnsweredPage]]
    ) -> web.Response:
        token = request.match_info["token"]
        try:
            link_id = link_id_of(token)
            is_ours = await index.holds(link_id) if link_id else False
            if link_id is None or is_ours is False:
                shown = said("unknown", 404)
            elif is_ours is None or flood.is_over(link_id):
                shown = said("too_often", 429)
            else:
                shown = await work(token)
        except (Busy, Conflict):
            shown = said("not_now", 503)
        except BadForm as refused:
            _log_refused(refused.status)
            response = _response(content, said("look_again", refused.status))
            # How far it was read is not known, so nothing more is taken from this connection.
            response.force_close()
            return response
        except Exception as error:
            # Its text may hold what a person wrote; its class is enough to find it.
            log.error("answer page failed", extra={"failure": type(error).__name__})
            shown = said("not_now", 500)
        if shown.status in REFUSED:
            _log_refused(shown.status)
        return _response(content, shown)

    async def show(request: web.Request) -> web.Response:
        return await guarded(request, lambda token: answering().show(token))

    async def answer(request: web.Request) -> web.Response:
        async def work(token: str) -> AnsweredPage:
            return await answering().answer(token, await _fields(request))

        return await guarded(request, work)

    return [web.get(f"{PATH}/{{token}}", show), web.post(f"{PATH}/{{token}}", answer)]


def _log_refused(status: int) -> None:
    log.warning("answer page refused", extra={"status": status})


def _response(content: Content, shown: AnsweredPage) -> web.Response:
    headers = {**HEADERS, "Content-Security-Policy": security_policy()}
    if shown.status in (429, 503):
        headers["Retry-After"] = str(int(FILLS_UP_IN.total_seconds()))
    return web.Response(
        text=drawn(content, shown.page),
        status=shown.status,
        headers=headers,
        content_type="text/html",
        charset="utf-8",
    )


async def _fields(request: web.Request) -> dict[str, str]:
    """What the form sent. Raises Unreadable."""
    body = await _body(request)
    if request.content_type != "application/x-www-form-urlencoded":
        raise BadForm(415)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise BadForm(400) from None
    if len(pairs) != len(dict(pairs)):
        raise BadForm(400)
    return dict(pairs)


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > LONGEST_BODY:
                    raise BadForm(413)
    except TimeoutError:
        raise BadForm(408) from None
    except web.RequestPayloadError:
        # aiohttp 3.14 reads on behind an answer, and would log this body as an unhandled exception.
        request.content.feed_eof()
        raise BadForm(400) from None
    return bytes(body)
