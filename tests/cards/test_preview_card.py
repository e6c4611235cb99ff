"""The preview shows everything that leaves, as it leaves, and Send comes first."""

from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.domain.draft import Draft, TellWhom
from bot.domain.people import KnownPerson
from bot.services.emails.writer import WriteLetters
from bot.services.reports.use_cases import SubmitReport
from cards.actions import INPUT, LEADER_MAY_READ, LEAVE_OUT
from cards.elements import Card
from cards.gallery.samples import EVERYDAY, MAILBOX, NONCE, NOW, full_draft
from cards.leader.approval_cards import details_card, leader_card
from cards.plain_text import MAX_MESSAGE_BYTES, message_bytes, plain_text
from cards.report.preview_card import Preview, preview_card, preview_of
from tests.builders import LEA, a_draft, a_person, shipped, walk
from tests.cards.shown import Node, buttons, elements, every_card, nodes, titles, words
from tests.services.chats_and_people import KnownPeople
from tests.services.drafts import FREE_TEXT, a_full_draft
from tests.services.fakes import KeptReports, KeptTasks
from tests.words import fact_heading, menu_title, question_text
from tests.words import words as text_of

LONGEST = 2000
MOST_ACTIONS = 6
KNOWN = KnownPerson(leader=LEA)
HELD_BACK = {"poster": ("whanau-or-ex",)}
PREVIEWS = [name for name in every_card() if name.startswith("preview_card: ")]


def with_words(text: str) -> Draft:
    """A report of a threat with all details, and these words wherever it takes some."""
    draft, facts = a_full_draft(), shipped().catalogue.facts
    told = {name: text[: facts[name].max_length] for name in FREE_TEXT}
    return draft.replace(words={**draft.words, **told})


def shown(draft: Draft) -> Card:
    """Its preview for a report that a leader hears of."""
    return drawn(prepared(draft))


def prepared(draft: Draft, known: KnownPerson | None = KNOWN) -> Preview:
    """The preview of this draft, when the directory has said this."""
    submit = SubmitReport(KeptReports(KeptTasks()), KnownPeople(), shipped(), lambda: NOW)
    sent = submit.prepare(draft, known)
    letter = WriteLetters(shipped(), MAILBOX).to_security(sent.report, sent.escalation, NOW)
    return preview_of(shipped(), draft, sent.report, sent.escalation, letter, known)


def drawn(it: Preview) -> Card:
    """Its card."""
    return preview_card(shipped(), NONCE, it, ("back", "stop"))


def reads(draft: Draft, known: KnownPerson | None = KNOWN) -> str:
    """What somebody reads at this preview."""
    return plain_text(drawn(prepared(draft, known)))


def personal_details(**says: Any) -> Draft:
    """A report of personal details online, with nothing left to ask."""
    draft = walk(shipped().catalogue, "identifying-content", {"shows": ("home",)})
    return draft.with_guidance_read().with_facts(says.pop("told", {})).replace(**says)


def in_danger(**says: Any) -> Draft:
    """A report of somebody who was on the 111 screen and sends at once."""
    asked = a_draft(None, answers={"danger": ("yes",)}, **says)
    return asked.with_danger_left("danger", "send-now")


def inputs(card: Node) -> list[str]:
    """The names of its inputs, in order."""
    found = [str(it["id"]) for it in nodes(card) if str(it.get("type")).startswith("Input.")]
    return [name.removeprefix(INPUT) for name in found]


def offered(card: Node, name: str) -> set[str]:
    """The choices of its input of that name."""
    lists = [node for node in nodes(card) if node.get("id") == f"{INPUT}{name}"]
    return {choice["value"] for node in lists for choice in node["choices"]}


# What Security gets


def mail_of(draft: Draft) -> str:
    """The text of its mail."""
    return prepared(draft).letter.text


@pytest.mark.parametrize(
    "draft",
    [with_words("It began *this* morning.\n\n1. First\n- then <again>"), personal_details()],
    ids=["full", "short"],
)
def test_the_preview_holds_the_mail_word_for_word(draft: Draft) -> None:
    assert words(mail_of(draft)) in words(reads(draft))
    assert text_of("preview.cut_short") not in reads(draft)


def test_each_part_of_the_mail_is_set_apart_as_in_the_mail() -> None:
    it = prepared(personal_details())
    body = "Online harm report\n\nWhat it is\n  Situation: A threat\n\n\n\nCustomer"
    letter = it.letter.__class__(**{**vars(it.letter), "text": body})
    card = drawn(it.__class__(**{**vars(it), "letter": letter}))

    box = next(part for part in elements(card, "Container") if part.get("style") == "emphasis")
    assert [part["text"] for part in box["items"][2:]] == [
        "Online harm report",
        "What it is\n\nSituation: A threat",
        "Customer",
    ]


# What the leader gets


def texts_of(card: Node) -> list[str]:
    """Every text and every row of facts on a card, without buttons."""
    body = {"body": card["body"]}
    rows = [f"{it['title']}: {it['value']}" for node in nodes(body) for it in node.get("facts", ())]
    return [*(str(node["text"]) for node in nodes(body) if node.get("type") == "TextBlock"), *rows]


@pytest.mark.parametrize("scenario_id", shipped().catalogue.scenarios)
@pytest.mark.parametrize("allowed", [(), ("poster", "family_violence")])
def test_the_preview_holds_the_leaders_card_with_its_details(
    scenario_id: str, allowed: tuple[str, ...]
) -> None:
    draft = full_draft(shipped(), scenario_id, EVERYDAY).with_leader_allowed(allowed)
    it = prepared(draft)
    theirs = leader_card(shipped(), it.report, it.escalation, LEA.id, NOW)
    details = details_card(shipped(), it.report)["body"][1]["facts"]

    said = words(plain_text(drawn(it)))

    assert [text for text in texts_of(theirs) if words(text) not in said] == []
    rows = [f"{row['title']}: {row['value']}" for row in details]
    assert [row for row in rows if words(row) not in said] == []


def test_the_leaders_card_is_shown_with_nothing_to_press() -> None:
    card = drawn(prepared(personal_details()))

    assert text_of("leader.heading", name="Rea Example") in plain_text(card)
    assert {text_of("leader.acknowledge"), text_of("leader.show_details")}.isdisjoint(titles(card))
    assert "leader" not in " ".join(inputs(card))


def test_the_preview_changes_when_the_leader_may_read_more() -> None:
    draft = personal_details(told=HELD_BACK)
    held_back = leader_part(reads(draft))
    allowed = leader_part(reads(draft.with_leader_allowed(["poster"])))

    assert fact_heading("poster") not in held_back
    assert fact_heading("poster") in allowed
    assert fact_heading("family_violence") not in allowed
    assert mail_of(draft) == mail_of(draft.with_leader_allowed(["poster"]))


def leader_part(text: str) -> str:
    """What the leader sees, of all that is read."""
    return text.partition(text_of("preview.the_leaders_card"))[2]


def test_what_the_leader_may_read_is_asked_only_of_what_was_told() -> None:
    asked = offered(drawn(prepared(personal_details(told=HELD_BACK))), LEADER_MAY_READ)

    assert asked == {"poster", "family_violence"}
    assert offered(drawn(prepared(personal_details())), LEADER_MAY_READ) == set()


def test_what_the_leader_may_read_is_ticked() -> None:
    draft = personal_details(told=HELD_BACK, leader_may_read=("poster",))
    card = drawn(prepared(draft))

    (ticks,) = [node for node in nodes(card) if node.get("id") == f"{INPUT}{LEADER_MAY_READ}"]
    assert ticks["value"] == "poster"


# Whom to tell


def test_the_leader_on_record_is_told_unless_the_reporter_says_otherwise() -> None:
    text = reads(personal_details())

    assert text_of("preview.leader_reads", name=LEA.described) in text
    assert text_of("preview.the_leaders_card") in text


def test_a_leader_who_was_not_looked_up_yet_gets_the_same_card_later() -> None:
    text = reads(personal_details(), None)

    assert text_of("preview.leader_not_known_yet") in text
    assert text_of("leader.heading", name="Rea Example") in leader_part(text)


def test_where_the_directory_names_none_no_leader_is_told() -> None:
    text = reads(personal_details(), KnownPerson())

    assert text_of("preview.no_leader_found") in text
    assert text_of("preview.the_leaders_card") not in text


def test_another_leader_who_was_chosen_is_named() -> None:
    ari = a_person("ari")
    text = reads(personal_details(tell_whom=TellWhom(kind="other-leader", leader=ari)))

    assert text_of("preview.leader_reads", name=ari.described) in text
    assert text_of("preview.never_left_out") in text
    assert LEA.name not in text


@pytest.mark.parametrize("known", [KNOWN, KnownPerson(), None])
def test_a_leader_who_was_left_out_gets_nothing(known: KnownPerson | None) -> None:
    text = reads(personal_details(tell_whom=TellWhom(kind="security-only")), known)

    assert text_of("preview.no_leader_reads") in text
    assert text_of("preview.the_leaders_card") not in text
    assert LEA.name not in text


# What can be pressed


@pytest.mark.parametrize("name", PREVIEWS)
def test_send_is_the_first_button_and_there_are_at_most_six_with_the_fold(name: str) -> None:
    card = every_card()[name]

    assert titles(card)[0] == text_of("preview.send")
    assert len(buttons(card)) <= MOST_ACTIONS


def test_details_and_whom_to_tell_stand_beside_send() -> None:
    assert titles(shown(with_words(EVERYDAY))) == [
        text_of("preview.send"),
        text_of("preview.details"),
        text_of("preview.whom"),
        text_of("preview.whole"),
        text_of("move.back"),
        text_of("move.stop"),
    ]


def test_what_may_be_left_out_stands_after_send() -> None:
    card = drawn(prepared(with_words(EVERYDAY)))
    kinds = [str(node.get("id") or node.get("type")) for node in card["body"]]

    assert kinds.index(f"{INPUT}{LEAVE_OUT}") > kinds.index("ActionSet")
    assert {"account_name", "threat_words"} <= offered(card, LEAVE_OUT)


def test_what_raises_the_level_cannot_be_left_out_by_a_tick() -> None:
    assert offered(drawn(prepared(personal_details())), LEAVE_OUT).isdisjoint({"shows", "danger"})


def test_nothing_to_leave_out_is_no_list() -> None:
    told = shipped().catalogue.details.facts
    draft = reduce(Draft.without, told, with_words(""))

    assert LEAVE_OUT not in inputs(shown(draft))


# In danger


def test_in_danger_it_asks_where_they_are_and_nothing_has_to_be_told() -> None:
    card = drawn(prepared(in_danger()))

    assert inputs(card) == ["where_now"]
    assert question_text("where_now") in plain_text(card)
    assert [node for node in nodes(card) if node.get("isRequired")] == []
    assert inputs(drawn(prepared(personal_details()))) == []


def test_what_they_told_before_is_filled_in() -> None:
    card = drawn(prepared(in_danger(words={"where_now": "12 Kea Street"})))

    (where,) = [node for node in nodes(card) if node.get("id") == f"{INPUT}where_now"]
    assert where["value"] == "12 Kea Street"
    assert "12 Kea Street" in mail_of(in_danger(words={"where_now": "12 Kea Street"}))


def test_in_danger_what_it_is_about_can_be_said_after_send_comes_first() -> None:
    assert titles(drawn(prepared(in_danger())))[:2] == [
        text_of("preview.send"),
        text_of("preview.kind"),
    ]
    assert text_of("report.not_said") in reads(in_danger())
    assert menu_title("threat") not in titles(drawn(prepared(in_danger())))


# How much one message can carry


def test_an_everyday_report_is_not_cut_short() -> None:
    card = shown(with_words(EVERYDAY * 2))

    assert message_bytes(card) <= MAX_MESSAGE_BYTES
    assert text_of("preview.cut_short") not in plain_text(card)


@pytest.mark.parametrize("name", PREVIEWS)
def test_no_preview_is_too_heavy_for_teams(name: str) -> None:
    assert message_bytes(every_card()[name]) <= MAX_MESSAGE_BYTES


def test_what_no_message_can_carry_is_cut_short_and_said_so() -> None:
    card = shown(with_words("\\" * LONGEST))

    assert message_bytes(card) <= MAX_MESSAGE_BYTES
    assert text_of("preview.cut_short") in plain_text(card)


def test_everything_about_the_report_stays_on_a_preview_that_was_cut_short() -> None:
    draft = with_words("x" * LONGEST)
    text = plain_text(shown(draft))
    kept = [line for line in mail_of(draft).splitlines() if line.strip() and "xxx" not in line]

    assert text_of("preview.cut_short") in text
    assert [line for line in kept if words(line) not in words(text)] == []


@settings(max_examples=25, deadline=None)
@given(some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_no_words_at_all_make_a_preview_that_teams_refuses(text: str) -> None:
    assert message_bytes(shown(with_words(text * LONGEST))) <= MAX_MESSAGE_BYTES
