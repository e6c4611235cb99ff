"""The last question: everything that will be sent, and Send."""

from bot.domain.draft import Draft
from bot.ports import Submission
from cards.choices import Offer
from cards.report.preview_card import Preview, happens, preview_card, readers
from dialogs.ask import BACK_OR_STOP, LEAVE_OUT, Ask
from dialogs.talk import Talk


async def ask_to_send(talk: Talk, draft: Draft) -> Ask:
    """Send it, or leave out a part that is optional."""
    content, texts = talk.content, talk.content.texts
    known = await talk.services.people.known(draft.reporter_actor)
    preview = _preview(talk, talk.services.submit.prepare(draft, known))
    offers = [Offer("send", texts("preview.send"), primary=True)]
    offers += [Offer(LEAVE_OUT, texts("preview.leave_out"))] if preview.optional else []
    return Ask(
        lambda nonce: preview_card(content, preview, nonce, BACK_OR_STOP),
        offers,
        moves=BACK_OR_STOP,
        parts=preview.optional,
    )


def _preview(talk: Talk, submission: Submission) -> Preview:
    content, report = talk.content, submission.report
    letter = talk.services.letters.to_security(report, submission.escalation, report.submitted_at)
    return Preview(
        to=letter.to,
        subject=letter.subject,
        body=letter.text,
        readers=readers(content, submission.escalation),
        happens=happens(content, submission.escalation),
        optional=tuple(
            Offer(line.field, line.heading)
            for line in report.lines
            if content.form.field(line.field)
        ),
    )
