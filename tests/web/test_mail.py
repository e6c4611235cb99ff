"""The mail to a leader whom Teams does not reach carries the link, and says what it is."""

import pytest

from bot.services.emails.writer import WriteLetters
from bot.services.reports.answer_links import PATH, AnswerLinks
from tests.builders import a_report, an_escalation, opened, shipped
from tests.domain.escalation.acts import Act, after, asked, deadline, not_reached
from tests.services.fake_mailbox import FakeMailbox
from tests.services.mail_tasks import Post, post
from tests.web.site import LIVES, KeptLinks

ADDRESS = "https://bot.example.org/answer/token"


def with_links(it: Post, links: KeptLinks) -> Post:
    """The same, with a page to answer on."""
    answer_links = AnswerLinks(links, it.clock, LIVES, "https://bot.example.org")
    object.__setattr__(it.mailing, "answer_links", answer_links)
    return it


def written(mailbox: FakeMailbox) -> str:
    """The text of the one mail that left."""
    (draft_id,) = mailbox.left
    return mailbox.items[draft_id].letter.text


@pytest.mark.parametrize("acts", [(not_reached,), (asked, deadline)])
async def test_the_mail_leads_to_the_page_of_this_leader_and_report(acts: tuple[Act, ...]) -> None:
    links = KeptLinks({})
    it = with_links(await post(opened()), links)
    await it.happens(*acts)

    await it.does("mail_leader")

    (link,) = links.kept.values()
    assert (link.report_id, link.leader.id, link.leader.tenant_id) == ("r1", "lea", "kainga")
    assert link.expires_at == it.clock() + LIVES
    token = written(it.mailbox).partition(f"https://bot.example.org{PATH}/")[2].split()[0]
    assert it.mailing.answer_links is not None
    assert await it.mailing.answer_links.opened(token) == link


async def test_without_a_public_address_the_mail_has_no_link() -> None:
    it = await post(opened())
    await it.happens(not_reached)

    await it.does("mail_leader")

    assert "http" not in written(it.mailbox)
    assert "without Teams" not in written(it.mailbox)


def test_both_forms_of_the_letter_have_the_link() -> None:
    letters = WriteLetters(shipped(), "security@example.org")

    letter = letters.to_leader(a_report(), after(an_escalation(), not_reached), ADDRESS)

    assert f":\n{ADDRESS}\n" in letter.text
    assert f'<a href="{ADDRESS}"' in letter.html
