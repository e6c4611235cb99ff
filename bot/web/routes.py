"""GET and POST /answer/{token}: every request is answered with a page. No URL is logged."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from aiohttp import web

from bot.content import Content
from bot.ports import Busy, Clock, Conflict
from bot.services.reports.answer_links import PATH, link_id_of
from bot.services.reports.security_links import is_for_security
from bot.web.answer_page import AnswerPage, PageResponse
from bot.web.html import render_page, security_policy
from bot.web.rate_limit import REFILL_TIME, LinkIndex, LinkRateLimit
from bot.web.security_page import SecurityPage, SecurityResponse, security_notice
from bot.web.view_models import notice

LONGEST_BODY = 16 * 1024
"""Bytes of a form; the longest reason, percent-encoded, is smaller."""
MOST_FIELDS = 10
SLOWEST_BODY = 10.0
"""Seconds in which a form must arrive."""

REFUSED = (400, 403, 404, 410)
"""Statuses that are logged here; the rate limits log 429."""

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The URL is a secret: it is sent to no other site.
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

log = logging.getLogger(__name__)


class BadForm(Exception):
    """The request body is not a form of the answer page; `status` is the HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True)
class AnswerPages:
    """The pages behind the links of leaders and of Security."""

    leaders: AnswerPage
    security: SecurityPage


Answered = PageResponse | SecurityResponse


def answer_routes(
    pages: Callable[[], AnswerPages], content: Content, clock: Clock
) -> Sequence[web.RouteDef]:
    """GET and POST; aiohttp answers other methods with 405."""
    rate_limit = LinkRateLimit(clock)
    index = LinkIndex(lambda: pages().leaders.links.links)

    async def handle(
        request: web.Request, work: Callable[[AnswerPage | SecurityPage], Awaitable[Answered]]
    ) -> web.Response:
        token = request.match_info["token"]
        is_security = is_for_security(token)

        def notice_page(key: str, status: int) -> Answered:
            if is_security:
                known = "security_page" if key in ("unknown", "not_now") else "answer_page"
                return SecurityResponse(security_notice(content, f"{known}.{key}"), status)
            return PageResponse(notice(content, content.texts(f"answer_page.{key}")), status)

        try:
            if is_security:
                # The signature alone tells a link that is made up: that costs no query.
                link_id = await pages().security.links.id_of(token)
                exists: bool | None = link_id is not None
            else:
                link_id = link_id_of(token)
                exists = await index.exists(link_id) if link_id else False
            if link_id is None or exists is False:
                result = notice_page("unknown", 404)
            elif exists is None or rate_limit.exceeded(link_id):
                result = notice_page("too_often", 429)
            else:
                result = await work(pages().security if is_security else pages().leaders)
        except (Busy, Conflict):
            result = notice_page("not_now", 503)
        except BadForm as refused:
            _log_refused(refused.status)
            response = _response(content, notice_page("look_again", refused.status))
            # The rest of the body is unread, so the connection cannot be used again.
            response.force_close()
            return response
        except Exception as error:
            # Only the class: the message may quote what a person wrote.
            log.error("answer page failed", extra={"failure": type(error).__name__})
            result = notice_page("not_now", 500)
        if result.status in REFUSED:
            _log_refused(result.status)
        return _response(content, result)

    async def show(request: web.Request) -> web.Response:
        return await handle(request, lambda page: page.show(request.match_info["token"]))

    async def answer(request: web.Request) -> web.Response:
        async def work(page: AnswerPage | SecurityPage) -> Answered:
            return await page.answer(request.match_info["token"], await _fields(request))

        return await handle(request, work)

    return [web.get(f"{PATH}/{{token}}", show), web.post(f"{PATH}/{{token}}", answer)]


def _log_refused(status: int) -> None:
    log.warning("answer page refused", extra={"status": status})


def _response(content: Content, result: Answered) -> web.Response:
    headers = {**HEADERS, "Content-Security-Policy": security_policy()}
    if result.status in (429, 503):
        headers["Retry-After"] = str(int(REFILL_TIME.total_seconds()))
    return web.Response(
        text=render_page(content, result.page),
        status=result.status,
        headers=headers,
        content_type="text/html",
        charset="utf-8",
    )


async def _fields(request: web.Request) -> dict[str, str]:
    """The fields of the form. Raises BadForm."""
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
        # aiohttp 3.14 reads the rest after the response and would log this as unhandled exception.
        request.content.feed_eof()
        raise BadForm(400) from None
    return bytes(body)
