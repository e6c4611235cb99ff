"""Links and requests that are not what they should be: one kind sentence, and nothing changes."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.escalation import LeaderState
from bot.domain.people import Actor
from bot.web import rate_limit, routes
from tests.services.fakes import AClock
from tests.web.site import LIVES, Site
from tests.words import words

GOOD = b"decision=approve"
FORM = "application/x-www-form-urlencoded"


async def refused(site: Site, path: str, status: int, words: str) -> None:
    """By both ways in, with a form value that would be good; the report stays as it is."""
    before, form = site.it, (await site.opens()).form_value

    looked = await site.opens(path)
    answered = await site.sends(path, form=form, decision="approve")

    assert (looked.status, answered.status) == (status, status)
    assert words in looked.text
    assert words in answered.text
    assert "Rea Example" not in looked.text + answered.text
    assert site.it == before


@pytest.mark.parametrize(
    "token",
    ["x", "A" * 64, "A" * 63, "A" * 65, "é" * 64, "%00", "A" * 4000, "..%2Fhealth", "A" * 63 + "="],
)
async def test_garbage_is_an_unknown_link(site: Site, token: str) -> None:
    await refused(site, f"/answer/{token}", 404, words("answer_page.unknown"))


@pytest.mark.parametrize("place", [0, 10, 21, 22, 40, 63])
async def test_an_altered_link_is_unknown(site: Site, place: int) -> None:
    start, token = "/answer/", site.path.removeprefix("/answer/")
    other = "B" if token[place] == "A" else "A"

    altered = start + token[:place] + other + token[place + 1 :]

    await refused(site, altered, 404, words("answer_page.unknown"))


async def test_the_signature_of_another_report_or_person_opens_nothing(site: Site) -> None:
    dee = Actor(id="dee", tenant_id="kainga")
    for path in (await site.new_path(report_id="r2"), await site.new_path(dee)):
        # The id of one link with the signature of another.
        mixed = site.path[: len("/answer/") + 22] + path[len("/answer/") + 22 :]
        await refused(site, mixed, 404, words("answer_page.unknown"))


async def test_a_link_whose_row_was_given_to_somebody_else_is_unknown(site: Site) -> None:
    path = await site.new_path(Actor(id="dee", tenant_id="kainga"))
    (_, made) = site.links.kept.values()
    site.links.kept[made.id] = type(made)(
        made.id, "r1", Actor(id="lea", tenant_id="kainga"), made.expires_at
    )

    await refused(site, path, 404, words("answer_page.unknown"))


@pytest.mark.parametrize(
    "who",
    [
        Actor(id="dee", tenant_id="kainga"),
        Actor(id="rea", tenant_id="kainga"),
        Actor(id="lea", tenant_id="elsewhere"),
    ],
)
async def test_a_link_of_who_is_not_asked_takes_no_answer(site: Site, who: Actor) -> None:
    await refused(site, await site.new_path(who), 410, words("leader.not_asked"))


async def test_a_leader_who_was_left_out_since_sees_nothing(site: Site) -> None:
    report, it = site.reports.kept["r1"]
    form = (await site.opens()).form_value
    changed = it.model_copy(update={"leader_state": LeaderState.NOT_TOLD})
    site.reports.kept["r1"] = (report, changed)

    page = await site.sends(form=form, decision="approve")

    assert page.status == 410
    assert site.it == changed


async def test_a_link_of_a_report_that_is_gone_is_unknown(site: Site) -> None:
    await refused(site, await site.new_path(report_id="r2"), 404, words("answer_page.unknown"))


async def test_a_link_expires(site: Site) -> None:
    form = (await site.opens()).form_value
    site.clock.passes(LIVES - timedelta(seconds=1))
    assert (await site.opens()).status == 200
    site.clock.passes(timedelta(seconds=1))

    page = await site.sends(form=form, decision="approve")

    assert page.status == 410
    assert words("answer_page.expired") in page.text
    assert site.it.decision is None


@pytest.mark.parametrize("form", ["", "0" * 64, "māori"])
async def test_an_answer_that_does_not_come_from_the_page_is_not_taken(
    site: Site, form: str
) -> None:
    page = await site.sends(form=form, decision="approve")

    assert page.status == 403
    assert words("answer_page.look_again") in page.text
    assert site.it.decision is None


async def test_the_form_of_another_link_is_not_taken(site: Site) -> None:
    other = await site.opens(await site.new_path())

    page = await site.sends(form=other.form_value, decision="approve")

    assert page.status == 403
    assert site.it.decision is None


@pytest.mark.parametrize("decision", ["", "delete", "APPROVE"])
async def test_an_answer_that_there_is_not_is_not_taken(site: Site, decision: str) -> None:
    page = await site.presses(decision)

    assert page.status == 400
    assert site.it.decision is None


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (GOOD, "application/json", 415),
        (GOOD, "multipart/form-data; boundary=x", 415),
        (b"\xff\xfe", FORM, 400),
        (b"reason=%ff", FORM, 400),
        (b"decision=approve&decision=decline", FORM, 400),
        (b"&".join(b"a%d=1" % n for n in range(20)), FORM, 400),
        (b"reason=" + b"x" * 20_000, FORM, 413),
        (b"", FORM, 403),
    ],
)
async def test_a_body_that_is_no_form_of_ours_is_refused(
    site: Site, body: bytes, kind: str, status: int
) -> None:
    page = await site.posts(body, kind)

    assert page.status == status
    assert words("answer_page.look_again") in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert site.it.decision is None


async def test_a_body_that_does_not_come_is_not_waited_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "SLOWEST_BODY", 0.01)

    async def stuck() -> AsyncIterator[bytes]:
        yield b"decision="
        await asyncio.Event().wait()

    page = await site.posts(stuck(), FORM)

    assert page.status == 408
    assert site.it.decision is None


@pytest.mark.parametrize("body", [gzip.compress(GOOD), b"not gzip"], ids=["packed", "not packed"])
async def test_a_packed_form_is_not_taken(site: Site, body: bytes) -> None:
    page = await site.posts(body, FORM, **{"Content-Encoding": "gzip"})

    assert page.status == 400
    assert site.it.decision is None


async def test_other_methods_are_not_known(site: Site) -> None:
    assert (await site.opens(method="PUT")).status == 405
    assert (await site.opens(method="DELETE")).status == 405


async def test_one_link_is_not_asked_for_without_end(site: Site) -> None:
    form = (await site.opens()).form_value
    for _ in range(rate_limit.REQUESTS_PER_LINK):
        await site.opens()

    page = await site.sends(form=form, decision="approve")

    assert page.status == 429
    assert page.headers["Retry-After"] == "60"
    assert site.it.decision is None
    assert (await site.opens(await site.new_path())).status == 200
    site.clock.passes(rate_limit.REFILL_TIME)
    assert (await site.presses("approve")).status == 200


def test_after_a_flood_the_page_opens_again_within_seconds() -> None:
    clock = AClock()
    limit = rate_limit.LinkRateLimit(clock)
    during = [limit.exceeded("a") for _ in range(100)]
    clock.passes(rate_limit.REFILL_TIME / rate_limit.REQUESTS_PER_LINK)

    assert during.count(False) == rate_limit.REQUESTS_PER_LINK
    assert [limit.exceeded("a"), limit.exceeded("a")] == [False, True]


async def test_a_database_that_is_down_is_said_kindly(site: Site) -> None:
    form = (await site.opens()).form_value
    site.links.is_down = True

    page = await site.sends(form=form, decision="approve")

    assert page.status == 503
    assert page.headers["Retry-After"] == "60"
    assert words("answer_page.not_now") in page.text
    assert site.it.decision is None
