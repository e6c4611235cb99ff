"""Whatever an editor does: it is refused in words, or it can be drawn, answered, sent, approved.

`EDITS=300` tries that many instead of the usual few.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from bot.bootstrap.accepted_content import accepted_content
from bot.content import Content, ContentRefused
from bot.domain.draft import Draft
from bot.domain.escalation import System
from bot.services.emails.writer import WriteLetters
from bot.web.view_models import report_page
from cards import actions
from cards.gallery.samples import MAILBOX
from dialogs.turn import UserInput
from tests.builders import NOON, shipped
from tests.content.pressed_chat import Speaking
from tests.content.random_editor import copy_of_shipped, edit
from tests.content.sample import TODAY
from tests.domain.random_walks import journeys
from tests.random_choices import RandomChoices

EDITS = int(os.environ.get("EDITS", "4"))
MOST_PRESSES = 60

# A smaller failing case would cost minutes to find: an edit is read as it is.
EDITED = settings(max_examples=EDITS, deadline=None, phases=[Phase.explicit, Phase.generate])

picks = st.binary(min_size=200, max_size=200).map(RandomChoices)


def edited(picks: RandomChoices) -> Content | None:
    """Content after one to three edits; None if the loader refuses it, in sentences."""
    with TemporaryDirectory() as folder:
        content = copy_of_shipped(Path(folder) / "content")
        for _ in range(picks.pick([1, 1, 2, 3])):
            note(edit(content, picks))
        try:
            return accepted_content(content, today=TODAY, marks=Path(folder) / "marks")
        except ContentRefused as refused:
            note(str(refused.errors[:3]))
            return None


async def walks_to_the_end(chat: Speaking, picks: RandomChoices) -> None:
    """Presses until nothing is open, or for as long as anybody would."""
    for _ in range(MOST_PRESSES):
        if chat.draft is None:
            break
        await chat.presses(picks)


async def answers_everything(chat: Speaking) -> None:
    """The leader looks, approves and looks again; each text that leaves is written."""
    letters = WriteLetters(chat.content, MAILBOX)
    for report_id in list(chat.reports.kept):
        leader = Speaking(chat.content, person="lea", reports=chat.reports)
        for press in (
            actions.ShowLeaderCard(report_id=report_id),
            actions.ShowDetails(report_id=report_id, is_sure=True),
            actions.DecideOnEscalation(report_id=report_id, decision="approve"),
        ):
            await leader.hears(UserInput(press=press))
        await chat.hears(UserInput(press=actions.OpenReport(report_id=report_id)))
        report, escalation = chat.reports.kept[report_id]
        assert letters.to_security(report, escalation, NOON).text
        assert all(letters.entry(system, report) for system in System)
        assert report_page(chat.content, report, escalation, "lea").sentences


@given(picks=picks)
@EDITED
async def test_what_is_accepted_can_be_walked_sent_and_approved(picks: RandomChoices) -> None:
    if (content := edited(picks)) is None:
        return
    chat = Speaking(content)
    await chat.hears(UserInput(press=actions.StartReport()))

    await walks_to_the_end(chat, picks)

    await answers_everything(chat)


@given(picks=picks, drafts=journeys())
@EDITED
async def test_what_was_begun_before_an_edit_goes_on_after_it(
    picks: RandomChoices, drafts: list[Draft]
) -> None:
    if (content := edited(picks)) is None:
        return
    before = Speaking(shipped())
    await before.hears(UserInput(press=actions.StartReport()))
    await walks_to_the_end(before, picks)
    after = Speaking(content, reports=before.reports, draft=picks.pick(drafts))

    await after.hears(UserInput(press=actions.GoOn()))
    await walks_to_the_end(after, picks)
    back = Speaking(content, draft=picks.pick(drafts))
    for _ in range(MOST_PRESSES):
        await back.hears(UserInput(text="back"))

    await answers_everything(after)
    assert back.draft is not None
