"""A finished draft becomes a report: facts in words for readers, copied from content."""

import re
from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import journey
from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.report import Line, Report
from bot.domain.scenario import Fact, Flag, Level, Reader
from bot.domain.triage import assess
from bot.services.reports.use_cases import compose
from tests.builders import NOON, a_draft, a_person, an_actor, shipped
from tests.random_choices import RandomChoices, built_by_picks
from tests.services.drafts import FREE_TEXT, WORDS, a_full_draft
from tests.words import fact_heading, said_text, scenario_said, scenario_title, words

CARD, DETAILS, EMAIL, NOGGIN, KOTAHI = Reader
ALL = {CARD, EMAIL, NOGGIN, KOTAHI}
LEADER = {CARD, DETAILS}
CATALOGUE = shipped().catalogue
FACTS = CATALOGUE.facts
IF_ALLOWED = [fact.id for fact in FACTS.values() if fact.leader_if_allowed]
NOT_OF_A_READER = re.compile(r"\b(?:I|me|my|mine|you|your|yours)\b", re.IGNORECASE)
"""Words of the person who reports, or to them: nobody else is meant by them."""


def composed(draft: Draft) -> Report:
    return compose(shipped(), draft, NOON)


def line(report: Report, field: str) -> Line:
    (found,) = [line for line in report.lines if line.field == field]
    return found


def fields(report: Report) -> list[str]:
    return [line.field for line in report.lines]


def drafts() -> st.SearchStrategy[Draft]:
    """Any situation, with any facts told in any order."""
    return built_by_picks(_draft)


def _draft(picks: RandomChoices) -> Draft:
    draft = a_draft(picks.pick(list(CATALOGUE.scenarios)))
    names = [name for name in FACTS if name != CATALOGUE.gate.id and picks.pick([False, True])]
    while names:
        fact = FACTS[names.pop(picks.pick(range(len(names))))]
        ticks: Ticks = (picks.pick([*(it.id for it in fact.choices), NOT_SURE]),)
        said = WORDS.get(fact.id, "1234")
        draft = draft.with_answer(fact.id, ticks if fact.choices else (), "" if ticks else said)
    return draft.with_leader_allowed(name for name in IF_ALLOWED if picks.pick([False, True]))


def test_a_report_takes_over_who_and_when_and_which_content() -> None:
    report = composed(a_draft("threat"))

    assert (report.id, report.reference, report.tenant_id) == ("d1", "OH-2026-ABCD", "kainga")
    assert (report.reporter, report.submitted_at) == (a_person("rea"), NOON)
    assert report.reporter_actor == an_actor("rea")
    assert (report.scenario_id, report.title) == ("threat", scenario_title("threat"))
    assert (report.flags, report.tell) == ((Flag.THREAT,), ("threat_process",))
    assert report.content_version == shipped().version


def test_the_preview_is_what_is_sent() -> None:
    draft = a_full_draft()

    later = compose(shipped(), draft, NOON + timedelta(minutes=3))

    assert later == composed(draft).model_copy(update={"submitted_at": later.submitted_at})


# Why it is so urgent


def test_the_reasons_are_what_was_told_that_made_the_level() -> None:
    answers = {"names": ("me",), "role": ("told",), "customer": ("yes",)}

    report = composed(a_draft("targeted-because-of-work", answers=answers))

    assert report.level is Level.HIGH
    assert report.reasons == (f"{fact_heading('names')}: {said_text('names', 'me')}",)


def test_without_such_a_fact_the_reason_is_the_situation() -> None:
    report = composed(a_draft("offensive-content", answers={"nature": ("criticism",)}))

    assert report.level is Level.STANDARD
    assert report.reasons == (f"{words('report.situation')}: {scenario_said('offensive-content')}",)


def test_the_reasons_do_not_say_yes_for_somebody_who_was_not_sure() -> None:
    report = composed(a_draft("offensive-content", answers={"threat": (NOT_SURE,)}))

    assert report.level is Level.URGENT
    assert report.reasons == (f"{fact_heading('threat')}: {words('answer.not_sure')}",)


@settings(max_examples=25, deadline=None)
@given(drafts())
def test_a_reason_is_a_fact_and_never_what_a_level_means(draft: Draft) -> None:
    report = composed(draft)

    told = {f"{fact.heading}: " for fact in FACTS.values()} | {f"{words('report.situation')}: "}
    meanings = [level.meaning for level in shipped().levels.values()]
    assert report.reasons
    for reason in report.reasons:
        assert any(reason.startswith(heading) for heading in told)
        assert not any(meaning in reason for meaning in meanings)


# In which words, and in which order


def test_every_situation_is_named_the_leading_one_first() -> None:
    answers = {"names": ("me",), "threat": ("yes",)}

    report = composed(a_draft("targeted-because-of-work", answers=answers))

    assert report.title == scenario_title("threat")
    both = (scenario_said("threat"), scenario_said("targeted-because-of-work"))
    assert line(report, "scenario").value == "; ".join(both)


@settings(max_examples=25, deadline=None)
@given(drafts())
def test_lines_come_in_the_order_of_the_facts_however_they_were_told(draft: Draft) -> None:
    first, *others = fields(composed(draft))

    assert first == "scenario"
    assert others == sorted(others, key=list(FACTS).index)


def test_what_was_skipped_is_not_there() -> None:
    answers = {"threat_how": (), "threat_said": (), "soon": ("no-such-choice",), "platform": ()}

    report = composed(a_draft("threat", answers=answers))

    assert fields(report) == ["scenario", "danger"]


def test_answers_are_in_the_words_for_readers() -> None:
    answers = {"names": ("me",), "shows": ("home", "phone"), "call_to_act": (NOT_SURE,)}

    report = composed(a_draft("identifying-content", answers=answers))

    assert line(report, "names").heading == fact_heading("names")
    assert line(report, "names").value == said_text("names", "me")
    assert line(report, "shows").value == f"{said_text('shows', 'home')}; " + said_text(
        "shows", "phone"
    )
    assert line(report, "call_to_act").value == words("answer.not_sure")


def test_what_follows_from_a_fact_is_told_too() -> None:
    report = composed(a_draft("targeted-because-of-work", answers={"names": ("me",)}))

    assert line(report, "affected").value == said_text("affected", "me")


@pytest.mark.parametrize("fact_id", FACTS)
def test_no_reader_is_addressed_or_taken_for_the_reporter(fact_id: str) -> None:
    fact = FACTS[fact_id]
    read = [fact.heading, *(choice.words for choice in fact.choices)] if fact.readers else []

    assert [text for text in read if NOT_OF_A_READER.search(text)] == []


def test_a_day_is_written_as_people_say_it() -> None:
    assert line(composed(a_full_draft()), "seen_at").value == "20 November 2026"


@pytest.mark.parametrize(
    ("left", "ending"), [({"danger": "safe"}, True), ({"danger": "send-now"}, False), ({}, False)]
)
def test_who_is_safe_since_is_said_beside_the_danger(left: dict[str, str], ending: bool) -> None:
    report = composed(a_draft("threat", answers={"danger": (NOT_SURE,)}, after_danger=left))

    said = line(report, "danger").value

    assert said.endswith(words("report.safe_since")) is ending


def test_who_is_in_danger_need_not_have_said_what_it_is_about() -> None:
    in_danger = {"answers": {"danger": ("yes",)}, "after_danger": {"danger": "send-now"}}

    report = composed(a_draft(None, **in_danger))

    assert report.level is Level.EMERGENCY
    assert line(report, "scenario").value == words("report.not_said")


# Who may read what


@settings(max_examples=25, deadline=None)
@given(drafts())
def test_each_reader_reads_the_facts_that_name_them_and_no_others(draft: Draft) -> None:
    report, found = composed(draft), assess(CATALOGUE, draft)

    def is_read(fact: Fact, reader: Reader) -> bool:
        held_back = fact.leader_if_allowed and fact.id not in draft.leader_may_read
        is_told = bool(found.facts.get(fact.id) or draft.words.get(fact.id))
        applies = journey.applies(fact, found.flags)
        return (
            is_told and applies and reader in fact.readers and not (held_back and reader in LEADER)
        )

    for reader in Reader:
        read = [it.field for it in report.lines_for(reader) if it.field != "scenario"]
        assert read == [fact.id for fact in FACTS.values() if is_read(fact, reader)]


def test_every_reader_but_show_details_learns_the_situation() -> None:
    assert set(line(composed(a_draft("threat")), "scenario").readers) == ALL


@pytest.mark.parametrize(
    ("field", "readers"),
    [
        ("danger", {CARD, EMAIL}),
        ("affected", ALL),
        ("platform", {CARD, EMAIL, NOGGIN}),
        ("link", {EMAIL, NOGGIN}),
        ("account_name", {EMAIL}),
        ("seen_at", ALL),
        ("posted_at", {EMAIL}),
        ("shows", {DETAILS, EMAIL}),
        ("threat_words", {EMAIL}),
        ("soon", {EMAIL}),
        ("threat_how", {EMAIL}),
        ("threat_said", {EMAIL}),
        ("visit_soon", {EMAIL}),
        ("repeated", {DETAILS, EMAIL}),
        ("feels_unsafe", {DETAILS, EMAIL}),
        ("evidence", {EMAIL}),
        ("done_already", {DETAILS, EMAIL, NOGGIN}),
        ("done_reference", {DETAILS, EMAIL, NOGGIN}),
        ("customer_ref", {DETAILS, EMAIL, NOGGIN, KOTAHI}),
        ("contact", {CARD, EMAIL}),
        ("contact_words", {EMAIL}),
        ("help_wanted", {CARD}),
    ],
)
def test_each_answer_has_its_readers(field: str, readers: set[Reader]) -> None:
    assert set(line(composed(a_full_draft()), field).readers) == readers


def test_who_posted_it_and_family_violence_are_facts_of_which_the_reporter_decides() -> None:
    assert set(IF_ALLOWED) == {"poster", "family_violence"}


@pytest.mark.parametrize("allowed", [(), ("poster",), ("family_violence",), tuple(IF_ALLOWED)])
def test_the_leader_reads_them_only_if_the_reporter_says_so(allowed: tuple[str, ...]) -> None:
    draft = a_draft("targeted-because-of-work", answers={"poster": ("whanau-or-ex",)})

    report = composed(draft.with_leader_allowed(allowed))

    read = {it.field for it in chain(report.lines_for(CARD), report.lines_for(DETAILS))}
    assert read & set(IF_ALLOWED) == set(allowed)
    assert set(IF_ALLOWED) <= {it.field for it in report.lines_for(EMAIL)}


def test_where_no_copies_may_be_made_the_address_is_for_security_alone() -> None:
    draft = a_full_draft("illegal-or-intimate-content", answers={"danger": ("no",)})

    assert set(line(composed(draft), "link_if_safe").readers) == {EMAIL}


@pytest.mark.parametrize("scenario_id", shipped().catalogue.scenarios)
def test_own_words_go_to_security_and_only_a_link_to_noggin_too(scenario_id: str) -> None:
    report = composed(a_full_draft(scenario_id))

    own = [line for line in report.lines if line.value in {WORDS[name] for name in FREE_TEXT}]

    assert own
    assert all(line.free_text for line in own)
    assert all(
        set(line.readers) <= ({EMAIL, NOGGIN} if line.field == "link" else {EMAIL}) for line in own
    )


# What does not fit the report


@pytest.mark.parametrize(
    ("scenario_id", "gone"),
    [
        ("illegal-or-intimate-content", {"link", "evidence", "threat_words"}),
        ("threat", {"link_if_safe"}),
        ("targeted-because-of-work", {"link_if_safe", "threat_words", "customer_ref"}),
    ],
)
def test_facts_that_do_not_fit_the_flags_are_left_out(scenario_id: str, gone: set[str]) -> None:
    answers = {"danger": ("no",), "customer": ("no",)}

    assert gone.isdisjoint(fields(composed(a_full_draft(scenario_id, answers=answers))))


def test_a_link_given_before_the_report_became_one_without_copies_is_left_out() -> None:
    asked = {"illegal_or_intimate": ("yes",)}

    before = composed(a_full_draft("about-a-colleague", answers={}))
    after = composed(a_full_draft("about-a-colleague", answers=asked))

    assert "link" in fields(before)
    assert {"link", "evidence"}.isdisjoint(fields(after))


@pytest.mark.parametrize("scenario_id", list(shipped().catalogue.scenarios))
def test_no_situation_speaks_as_the_reporter_to_its_readers(scenario_id: str) -> None:
    assert not NOT_OF_A_READER.search(scenario_said(scenario_id))
