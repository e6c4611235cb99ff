"""What a person says goes to those who need it and nowhere else: a marked sentence is followed."""

import logging
from collections.abc import Sequence

import pytest

from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    STANDARD,
    URGENT,
    adds,
    names_nobody_known,
    reports,
    reports_in_short,
    to_preview,
    to_telling_from_preview,
    with_app,
)
from tests.stand_ins.graph import NAMED, Graph
from tests.words import contact_name, fragment, words

SAID = "Marked-said this morning."
POSTED = "Marked-posted at nine."
THREAT = "Marked-threat, word for word."
ACCOUNT = "Marked-account"
LINK = "https://marked-link.example.org/post/1"
CONTACT = "Marked-contact, after three."
POLICE = "MARKED-POLICE-7"
CUSTOMER = "MARKED-CUSTOMER-7"
LEADER = "Marked-leader Example"
REASON = "Marked-reason: we have talked."
NUMBER = "Marked-number 021 555 0101"

REPORTED = (SAID, POSTED, THREAT, ACCOUNT, LINK, CONTACT, NUMBER, POLICE, CUSTOMER)
FILE = "application/vnd.microsoft.teams.file.download.info"
NOT_THE_STORY = ("conversations", "tasks", "events", "people", "cards")


async def tells_everything(aroha: Somebody) -> None:
    """Fills in every fact that takes words, up to the preview."""
    await to_preview(aroha, URGENT)
    await adds(aroha, "where", link=LINK, posted_at=POSTED)
    await adds(
        aroha,
        "said",
        poster="customer",
        threat_said=SAID,
        threat_words=THREAT,
        account_name=ACCOUNT,
    )
    await adds(aroha, "what", customer_ref=CUSTOMER)
    await adds(aroha, "kept", done_reference=POLICE)
    await adds(aroha, "reach", contact_words=CONTACT, number=NUMBER)


async def names_leader(aroha: Somebody) -> None:
    """Tells somebody else, whom nobody could find."""
    await to_telling_from_preview(aroha)
    await names_nobody_known(aroha, LEADER)


async def test_the_report_goes_to_security_and_to_its_own_row(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await tells_everything(aroha)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert _found(REPORTED, bot.mail()) == list(REPORTED)
    assert _found(REPORTED, _kept(bot, "reports")) == list(REPORTED)
    assert _found(REPORTED, _kept(bot, "escalations")) == []
    assert bot.rows("drafts") == []


async def test_the_draft_alone_keeps_what_is_not_sent(bot: Running, aroha: Somebody) -> None:
    await tells_everything(aroha)

    assert _found(REPORTED, _kept(bot, "drafts")) == list(REPORTED)
    assert _found(REPORTED, _kept(bot, *NOT_THE_STORY)) == []


async def test_the_leader_sees_none_of_the_words(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await tells_everything(aroha)
    await aroha.presses(words("preview.send"))
    await bot.rests()
    await wiremu.presses(words("leader.show_details"))
    await wiremu.presses(words("details.show"))
    details = wiremu.answer
    await wiremu.says("approvals")

    assert fragment("details.title") in details
    references = [POLICE, CUSTOMER]
    assert _found(REPORTED, _all_that_was_shown(wiremu)) == references
    assert _found(references, details) == references


async def test_a_notification_gives_nothing_away(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await tells_everything(aroha)
    await names_leader(aroha)
    await aroha.presses(words("preview.send"))
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    await aroha.presses(words("status.entry_text", system=contact_name("noggin")))

    summaries = " ".join(str(call.body.get("summary")) for call in bot.teams.calls)
    assert _found([*REPORTED, LEADER], summaries) == []


async def test_once_it_is_sent_nothing_but_its_row_keeps_it(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await tells_everything(aroha)
    await names_leader(aroha)
    await aroha.presses(words("preview.send"))
    await bot.rests()
    await aroha.says("my reports")
    await aroha.presses(words("stage.sent"))

    assert _found([*REPORTED, LEADER], _kept(bot, *NOT_THE_STORY)) == []


async def test_a_named_leader_stands_in_the_mail_and_with_the_report(
    bot: Running, aroha: Somebody
) -> None:
    await tells_everything(aroha)
    await names_leader(aroha)
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert LEADER in bot.mail()
    assert LEADER in _kept(bot, "escalations")
    assert LEADER not in _kept(bot, "reports")


async def test_a_reason_goes_to_the_reporter_alone(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"), reason=REASON)
    await aroha.waits_for(REASON)
    await bot.time_passes(hours=25)

    assert len(bot.mails()) == 1
    assert REASON not in str(bot.mails()[0])
    assert REASON in _kept(bot, "escalations")
    assert REASON not in _kept(bot, "reports", "drafts", *NOT_THE_STORY)


async def test_nothing_of_it_is_logged_at_any_level(
    bot: Running,
    aroha: Somebody,
    wiremu: Somebody,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    bot.post.fails = [ConnectionError()]
    await tells_everything(aroha)
    await aroha.says(f"{SAID} {POSTED}")
    await names_leader(aroha)
    await aroha.presses(words("preview.send"))
    await bot.time_passes(minutes=6)
    await reports(aroha, STANDARD)
    await bot.rests()
    await wiremu.presses(words("leader.decline"), reason=REASON)
    await bot.time_passes(hours=25)

    logged = "\n".join(str(vars(record)) + record.getMessage() for record in caplog.records)
    printed = "".join(capfd.readouterr())
    assert len(bot.report_mails()) == 2
    assert logged != ""
    assert _found([*REPORTED, LEADER, REASON, "Aroha"], logged + printed) == []


async def test_nothing_of_it_is_logged_on_its_way_through_microsoft_graph(
    graph_bot: OverGraph, graph: Graph, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    graph.answers_next("create", NAMED["unavailable_page"])
    graph.answers_next("send", NAMED["throttled"])
    priya = await with_app(graph_bot, "Priya Example")
    await tells_everything(priya)
    await names_leader(priya)
    await priya.presses(words("preview.send"))
    await graph_bot.time_passes(minutes=2)
    await graph_bot.time_passes(minutes=2)

    logged = "\n".join(str(vars(record)) + record.getMessage() for record in caplog.records)
    (mail,) = (it for it in graph.ledger if it.key.count("/") == 0)
    assert SAID in mail.body
    assert "Microsoft Graph" in logged
    assert _found([*REPORTED, LEADER, "Priya"], logged) == []


async def test_what_is_added_changed_or_passed_on_is_logged_nowhere(
    bot: Running,
    aroha: Somebody,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    texts = bot.content.texts
    hello = await aroha.says(f"hello {SAID}")
    await aroha.edits(hello, f"hello {POSTED}")
    await reports_in_short(aroha)
    bot.post.fails = [ConnectionError()]
    await aroha.says(texts("status.add_where"))
    where = await aroha.says(THREAT)
    await aroha.edits(where, "", attachments=[_html(f"<p>{CONTACT}</p>")])
    await aroha.deletes(where)
    chat = bot.teams.opens_chat(aroha.member)
    message = bot.teams.channel.activity("message", aroha.member, chat, text="")
    forward = f'<blockquote itemtype="http://schema.skype.com/Forward">{ACCOUNT}</blockquote>'
    await aroha.posts({**message, "id": "f1", "attachments": [_html(forward)]})
    await aroha.posts({**message, "id": "f2", "attachments": [_html(f"<p>{POLICE} <b")]})
    file = {"contentType": FILE, "name": CUSTOMER, "contentUrl": f"https://x.example/{CUSTOMER}"}
    await aroha.posts({**message, "id": "f3", "attachments": [file, _html(f"<p>{LINK}</p>")]})
    await aroha.sends({"verb": "add_to_report", "report_id": REASON, "nonce": "ab"})
    await bot.time_passes(minutes=6)
    await bot.time_passes(minutes=6)

    logged = "\n".join(str(vars(record)) + record.getMessage() for record in caplog.records)
    printed = "".join(capfd.readouterr())
    health = str(await bot.health())
    mailed = "".join(str(mail) for mail in bot.mails())
    assert _found([THREAT, CONTACT, ACCOUNT, CUSTOMER], mailed) == [THREAT, CONTACT]
    assert _found([*REPORTED, REASON, "Aroha"], logged + printed + health) == []
    assert _found([*REPORTED, REASON], _kept(bot, *NOT_THE_STORY)) == []


def _html(content: str) -> dict[str, str]:
    return {"contentType": "text/html", "content": content}


def _found(marks: Sequence[str], text: str) -> list[str]:
    return [mark for mark in marks if mark in text]


def _kept(bot: Running, *tables: str) -> str:
    return "\n".join(str(tuple(row)) for table in tables for row in bot.rows(table))


def _all_that_was_shown(somebody: Somebody) -> str:
    return str([shown.versions for shown in somebody.shown])
