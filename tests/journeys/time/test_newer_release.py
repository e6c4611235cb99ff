"""A newer release kept more than this one knows: everything goes on, and nothing of it is lost."""

import json
from typing import Any

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, URGENT, WIREMU, reports, skip_until, to_questions
from tests.words import email_state, fragment, words

NEWER = ("from_a_newer_release", "x")


async def test_a_report_is_looked_at_and_approved(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    await add_unknown(bot, "reports", "document", "", ".reporter", ".lines[0]", ".lines[1]")
    await add_unknown(bot, "escalations", "document", "", ".leader")
    await add_unknown(bot, "cards", "address", "")

    await aroha.says("my reports")
    await aroha.presses(words("stage.awaiting-leader"))
    status = aroha.answer
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    assert email_state("awaiting-leader") in status
    assert fragment("leader.answered_approve") in wiremu.chat
    assert len(bot.mails()) == 1
    (report,), (escalation,) = kept(bot, "reports"), kept(bot, "escalations")
    assert escalation["stage"] == "sent"
    parts = (report, report["reporter"], *report["lines"][:2], escalation, escalation["leader"])
    assert [part for part in parts if NEWER not in part.items()] == []


async def test_a_draft_is_gone_on_with_and_sent(bot: Running, aroha: Somebody) -> None:
    await to_questions(aroha, HIGH)
    await bot.rests()
    await add_unknown(bot, "drafts", "document", "", ".reporter")
    await add_unknown(bot, "conversations", "document", "", ".stack[0].state")
    await add_unknown(bot, "people", "known", "", ".leader", ".person")
    await add_unknown(bot, "people", "address", "")

    await aroha.presses(words("question.next"), choice="name")
    draft, chats = bot.draft(), kept(bot, "conversations")
    await skip_until(aroha, words("guidance.report"))
    await aroha.presses(words("guidance.report"))
    await aroha.presses(words("preview.send"))
    await bot.time_passes(hours=3)
    await bot.rests()

    assert [part for part in (draft, draft["reporter"]) if NEWER not in part.items()] == []
    assert NEWER in chats[0].items()
    assert kept(bot, "people", "known")[0]["leader"]["from_a_newer_release"] == "x"
    assert len(bot.mails()) == 1


async def test_what_is_due_is_done(bot: Running, aroha: Somebody, wiremu: Somebody) -> None:
    bot.post.is_unplugged = True
    await reports(aroha, URGENT, WIREMU)
    await bot.rests()
    await add_unknown(bot, "tasks", "payload", "", ".delivery")
    bot.post.is_unplugged = False

    await bot.time_passes(minutes=10)

    assert len(bot.mails()) == 1
    sent = [json.loads(row["payload"]) for row in bot.rows("tasks") if row["kind"] == "send_mail"]
    assert [payload for payload in sent if NEWER not in payload.items()] == []


async def add_unknown(bot: Running, table: str, column: str, *parts: str) -> None:
    """As a newer release would have written it, in these parts of every row."""
    name, said = NEWER
    for part in parts:
        changed = f"json_set({column}, '${part}.{name}', '{said}')"
        await bot.rewrites(f"update {table} set {column} = {changed}")  # noqa: S608


def kept(bot: Running, table: str, column: str = "document") -> list[dict[str, Any]]:
    """What stands in every row that says something."""
    return [json.loads(row[column]) for row in bot.rows(table) if row[column]]
