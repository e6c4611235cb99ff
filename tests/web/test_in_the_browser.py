"""What a browser keeps of the page, and what it is told when something fails here."""

import logging

import pytest

from tests.web.site import Site
from tests.words import words


async def test_no_answer_sets_a_cookie(site: Site) -> None:
    pages = [
        await site.opens(),
        await site.opens("/answer/x"),
        await site.presses("decline"),
        await site.presses("approve"),
        await site.opens(),
    ]

    assert [page.status for page in pages] == [200, 404, 422, 200, 410]
    assert [page.headers for page in pages if "Set-Cookie" in page.headers] == []
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store"}


async def test_whatever_fails_is_one_calm_sentence_and_no_word_of_it(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form, path = (await site.opens()).form_value, site.path

    async def fails(link_id: str) -> None:
        raise ValueError("the marked sentence")

    monkeypatch.setattr(site.links, "find", fails)
    page = await site.sends(form=form, decision="approve")

    logged = str([vars(record) for record in caplog.records if record.name.startswith("bot")])
    assert page.status == 500
    assert words("answer_page.not_now") in page.text
    assert "111" in page.text
    assert "marked" not in page.html + logged
    assert "ValueError" in logged
    assert path.removeprefix("/answer/") not in logged
    assert site.it.decision is None
