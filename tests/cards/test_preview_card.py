"""The preview says exactly what will be sent, as far as one message can."""

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.domain.draft import Draft
from bot.services.emails.writer import WriteLetters
from bot.services.reports.use_cases import compose
from cards.elements import Card
from cards.gallery.report import preview
from cards.gallery.samples import EVERYDAY, LEADER, NONCE, NOW, full_draft
from cards.gallery.states import submitted_escalation
from cards.plain_text import MAX_MESSAGE_BYTES, TARGET_MESSAGE_BYTES, message_bytes, plain_text
from cards.report.preview_card import Preview, preview_card
from tests.builders import shipped
from tests.cards.shown import titles, words
from tests.words import choice_text

LONGEST = 2000


def with_words(text: str) -> Draft:
    """A full report of a threat with these words wherever it takes some."""
    draft = full_draft(shipped(), "threat", EVERYDAY)
    told = {
        name: text[: len(old)] for name, old in draft.words.items() if old.startswith(EVERYDAY[:9])
    }
    return draft.model_copy(update={"words": {**draft.words, **told}})


def shown(draft: Draft) -> Card:
    """Its preview for a report that a leader hears of."""
    return preview(shipped(), draft, LEADER).render(NONCE)


def mail_of(draft: Draft) -> str:
    """The text of its mail."""
    report = compose(shipped(), draft, NOW)
    return (
        WriteLetters(shipped(), "")
        .to_security(report, submitted_escalation(report.level), NOW)
        .text
    )


def cut_short() -> str:
    """What a preview says that could not show everything."""
    return shipped().texts("preview.cut_short")


def test_the_preview_is_the_mail_word_for_word() -> None:
    draft = with_words("It began *this* morning.\n\n1. First\n- then <again>")

    assert words(mail_of(draft)) in words(plain_text(shown(draft)))
    assert cut_short() not in plain_text(shown(draft))


def test_each_part_of_the_mail_is_set_apart_as_in_the_mail() -> None:
    body = "Online harm report\n\nWhat it is\n  Situation: A threat\n\n\n\nCustomer"
    mail = Preview("security@example.org", "A subject", body, ("Security",), "At once", ())
    card = preview_card(shipped(), "ab12", mail, [])

    box = next(part for part in card["body"] if part["type"] == "Container")
    assert [part["text"] for part in box["items"][2:]] == [
        "Online harm report",
        "What it is\n\nSituation: A threat",
        "Customer",
    ]


def test_an_everyday_report_stays_well_below_what_teams_can_carry() -> None:
    card = shown(with_words(EVERYDAY * 3))

    assert message_bytes(card) <= TARGET_MESSAGE_BYTES
    assert cut_short() not in plain_text(card)


def test_what_no_message_can_carry_is_cut_short_and_said_so() -> None:
    card = shown(with_words("\\" * LONGEST))

    assert message_bytes(card) <= MAX_MESSAGE_BYTES
    assert cut_short() in plain_text(card)


def test_everything_about_the_report_stays_on_a_preview_that_was_cut_short() -> None:
    draft = with_words("x" * LONGEST)
    text = plain_text(shown(draft))
    kept = [line.strip() for line in mail_of(draft).splitlines() if "xxx" not in line]

    assert [line for line in kept if line not in text] == []


def test_what_is_too_heavy_however_short_is_still_shown() -> None:
    mail = Preview(
        to="x" * MAX_MESSAGE_BYTES,
        subject="",
        body="It began today.",
        readers=("x",),
        happens="x",
        optional=(),
    )
    card = preview_card(shipped(), "ab12", mail, ["stop"])

    assert "It began today." in plain_text(card)
    assert shipped().texts("preview.send") in titles(card)


def test_send_comes_before_what_may_be_left_out() -> None:
    texts = shipped().texts

    assert titles(shown(with_words(choice_text("targeted-often", "once")))) == [
        texts("preview.send"),
        texts("preview.leave_out"),
        texts("move.back"),
        texts("move.stop"),
    ]


def test_nothing_to_leave_out_is_no_list() -> None:
    draft = reduce(Draft.without, [field.id for field in shipped().form.fields], with_words(""))

    assert shipped().texts("preview.leave_out") not in titles(shown(draft))


@settings(max_examples=40, deadline=None)
@given(some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_no_words_at_all_make_a_preview_that_teams_refuses(text: str) -> None:
    assert message_bytes(shown(with_words(text * LONGEST))) <= MAX_MESSAGE_BYTES
