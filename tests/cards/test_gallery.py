"""Every card the bot can show is one that Teams takes, draws and sends back."""

import re
from dataclasses import replace
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import walk_packages

import pytest
from markdown_it import MarkdownIt

import cards
from bot.domain.base import without_invisible
from bot.domain.escalation import Decision, EscalationStatus, LeaderState, MailTrouble
from bot.domain.scenario import Level
from cards import elements
from cards.gallery.gallery import gallery_faults
from cards.gallery.samples import DEPUTY, LEADER
from cards.lint.lint import card_faults
from cards.menu_cards import before_posting_card
from cards.plain_text import MAX_MESSAGE_BYTES, TARGET_MESSAGE_BYTES, message_bytes
from tests.builders import shipped
from tests.cards.shown import Node, drawn, drawn_as_markdown, every_card
from tests.cards.shown import elements as elements_of

FULL_MAILS = ("awkward", "everyday", "mail_text_card", "addition_preview_card")
"""Cards with the mail of a report whose every field is filled to its end."""
OF_DEPUTIES = set(LeaderState) - {LeaderState.NOT_TOLD, LeaderState.LOOKUP_PENDING}
OF_DEPUTY = set(Decision) - {Decision.NOT_ME}
"""A deputy who hands it back leaves the decision to the leader."""


def functions() -> set[str]:
    """Every function that draws a card."""
    modules = [import_module(it.name) for it in walk_packages(cards.__path__, "cards.")]
    found = [pair for module in modules for pair in getmembers(module, isfunction)]
    return {name for name, _ in found if name.endswith("_card") and not name.startswith("_")}


def names(function: str) -> list[str]:
    """The states in which the gallery shows this function's cards."""
    begun = f"{function}: "
    return [name.removeprefix(begun) for name in every_card() if name.startswith(begun)]


def test_no_card_of_the_shipped_content_has_a_fault() -> None:
    assert gallery_faults(shipped()) == []


def test_every_function_that_draws_a_card_is_in_the_gallery() -> None:
    assert {name.split(":")[0] for name in every_card()} == functions() | {
        "notice",
        "with_banner",
        "with_outage_line",
    }


def test_no_card_takes_the_name_of_another() -> None:
    assert len(every_card()) == len(drawn())


def test_every_question_is_shown_as_first_and_later_as_required_and_optional() -> None:
    catalogue = shipped().catalogue
    asked = {ask.fact for it in catalogue.scenarios.values() for ask in it.asks}
    states = [
        f"{place}, {kind}" for place in ("first", "later") for kind in ("required", "optional")
    ]

    assert set(names("question_card")) == {
        f"{fact}, {state}" for fact in {catalogue.gate.id, *asked} for state in states
    }


def test_the_guidance_of_every_situation_is_shown_at_every_level() -> None:
    shown = {tuple(name.split(", ")[:2]) for name in names("guidance_card")}
    leads = ["offer", *(f"level_{level.word}" for level in Level)]

    assert shown == {
        (scenario, lead) for scenario in shipped().catalogue.scenarios for lead in leads
    }


def test_the_ticks_of_every_situation_are_shown() -> None:
    assert set(names("ticks_card")) == set(shipped().catalogue.scenarios)


def test_every_page_of_details_is_shown_empty_and_filled_with_each_of_its_facts() -> None:
    shown = [name.split(", ") for name in names("form_card")]
    pages = shipped().catalogue.details.pages

    for state in ("empty", "filled"):
        there = {(page, fact) for page, *facts, last in shown if last == state for fact in facts}
        assert there == {(page.id, fact) for page in pages for fact in page.facts}


def test_a_report_is_shown_to_its_reporter_in_every_state() -> None:
    shown = " ".join(names("status_card")).replace(LEADER.name, "")

    assert [stage for stage in EscalationStatus if f", {stage} no trouble " not in shown] == []
    assert [bad for bad in MailTrouble if f", mailing {bad} " not in shown] == []
    assert [state for state in LeaderState if f" {state}, " not in shown] == []
    assert [state for state in OF_DEPUTIES if f"{DEPUTY.name} {state}, " not in shown] == []
    assert [it for it in Decision if f", {it} by {LEADER.id}, " not in shown] == []
    assert [it for it in OF_DEPUTY if f", {it} by {DEPUTY.id}, " not in shown] == []


def test_a_leader_sees_every_situation_at_every_level_of_a_report() -> None:
    shown = {tuple(name.split(", ")[:2]) for name in names("leader_card")}
    levels = [level.word for level in Level if level > Level.ADVICE]

    assert shown == {(level, name) for level in levels for name in shipped().catalogue.scenarios}


def test_no_card_has_more_markdown_than_its_content() -> None:
    """The samples are full of links, headings, code and HTML; the shipped texts are not."""
    texts = {text for card in every_card().values() for text in drawn_as_markdown(card)}
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render
    marks = {mark for text in texts for mark in re.findall(r"</?(\w+)", html(text))}

    assert marks <= {"p", "ul", "ol", "li", "strong", "a"}
    assert [text for text in texts if 'href="https://bad' in html(text)] == []


def test_no_message_is_too_heavy_for_teams() -> None:
    assert {
        name for name, card in every_card().items() if message_bytes(card) > MAX_MESSAGE_BYTES
    } == set()


def test_everything_but_a_full_mail_stays_well_below_that() -> None:
    heavy = [
        name for name, card in every_card().items() if message_bytes(card) > TARGET_MESSAGE_BYTES
    ]

    assert [name for name in heavy if not any(word in name for word in FULL_MAILS)] == []


def test_a_fault_is_told_once_by_the_name_of_the_first_card_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good, bad = elements.card(elements.heading("One")), elements.card(elements.heading(" "))
    cards_shown = {"one_card": good, "two_card: a": bad, "two_card: b": bad}
    monkeypatch.setattr("cards.gallery.gallery.gallery", lambda _: iter(cards_shown.items()))

    assert gallery_faults(shipped()) == ["two_card: a: card.body[1]: a text without words"]


def test_a_fault_in_the_content_is_found_where_it_shows() -> None:
    page = shipped().before_posting
    # Unchecked, as no content that loads could be.
    page = page.model_construct(**{**dict(page), "title": " "})
    spoilt = replace(shipped(), before_posting=page)

    assert card_faults(before_posting_card(spoilt)) == ["card.body[1]: a text without words"]


TO_COPY = [(name, run) for name, card in drawn() for run in elements_of(card, "TextRun")]


def test_texts_to_copy_are_on_the_cards_that_promise_them() -> None:
    names = {name.partition(":")[0] for name, _ in TO_COPY}

    assert {"entry_card", "mail_text_card", "leader_entry_card"} <= names


@pytest.mark.parametrize(("name", "run"), TO_COPY, ids=lambda it: str(it)[:60])
def test_what_is_copied_holds_no_sign_that_nobody_sees(name: str, run: Node) -> None:
    assert without_invisible(run["text"]) == run["text"]
    assert set(run) == {"type", "text"}, "a run with a style or an action is no plain text"
