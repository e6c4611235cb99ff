"""A finished draft becomes a report, in words copied from content."""

from datetime import timedelta

import pytest

from bot.domain.draft import NOT_SURE, Draft
from bot.domain.report import Line, Reader, Report
from bot.domain.scenario import Flag, Level
from bot.services.reports.use_cases import compose
from tests.builders import NOON, a_draft, a_person, an_actor, shipped
from tests.services.drafts import FREE_TEXT, WORDS, a_full_draft
from tests.words import choice_text, question_text, row, scenario_title

CARD, DETAILS, EMAIL, NOGGIN, KOTAHI = Reader
ALL = {CARD, EMAIL, NOGGIN, KOTAHI}


def composed(draft: Draft) -> Report:
    return compose(shipped(), draft, NOON)


def line(report: Report, field: str) -> Line:
    (found,) = [line for line in report.lines if line.field == field]
    return found


def fields(report: Report) -> list[str]:
    return [line.field for line in report.lines]


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


def test_a_report_on_request_is_standard_and_says_so() -> None:
    report = composed(a_draft("offensive-content", answers={"offensive-what": ("criticism",)}))

    assert report.level is Level.STANDARD
    assert report.reasons == (shipped().levels["standard"].meaning,)


def test_the_reasons_are_the_level_and_the_answers_that_made_it() -> None:
    answers = {"targeted-me": ("yes",), "targeted-often": ("once",), "customer": ("yes",)}

    report = composed(a_draft("targeted-because-of-work", answers=answers))

    assert report.reasons == (
        shipped().levels["high"].meaning,
        row(question_text("targeted-me"), choice_text("targeted-me", "yes")),
    )


def test_the_reasons_do_not_say_yes_for_somebody_who_was_not_sure() -> None:
    draft = a_draft("offensive-content", answers={"threat": (NOT_SURE,)})

    report = composed(draft)

    assert report.level is Level.URGENT
    assert row(question_text("threat"), choice_text("threat", "yes")) not in report.reasons


def test_every_situation_is_named_the_leading_one_first() -> None:
    answers = {"targeted-me": ("yes",), "threat": ("yes",)}

    report = composed(a_draft("targeted-because-of-work", answers=answers))

    assert report.title == scenario_title("threat")
    assert line(report, "scenario").value == "; ".join(
        scenario_title(it) for it in ("threat", "targeted-because-of-work")
    )


def test_lines_stand_in_the_order_they_were_given() -> None:
    answers = {"threat-visit": ("no",), "threat-soon": ("no",)}

    report = composed(a_draft("threat", answers=answers, form={"platform": ("x",)}))

    assert fields(report) == ["scenario", "danger", "threat-visit", "threat-soon", "platform"]


def test_what_was_skipped_is_not_there() -> None:
    answers = {"threat-how": (), "threat-said": (), "pattern": ("no-such-choice",)}

    report = composed(a_draft("threat", answers=answers, form={"platform": (), "poster": ()}))

    assert fields(report) == ["scenario", "danger"]


def test_answers_are_in_the_words_of_the_content() -> None:
    answers = {"identifying-kinds": ("home", "phone"), "identifying-call": (NOT_SURE,)}

    report = composed(a_draft("identifying-content", answers=answers))

    assert line(report, "identifying-kinds").heading == question_text("identifying-kinds")
    assert line(report, "identifying-kinds").value == "; ".join(
        choice_text("identifying-kinds", it) for it in ("home", "phone")
    )
    assert line(report, "identifying-call").value == shipped().texts("answer.not_sure")


def test_a_day_is_written_as_people_say_it() -> None:
    assert line(composed(a_full_draft()), "seen_at").value == "20 November 2026"


@pytest.mark.parametrize(
    ("left", "ending"), [({"danger": "safe"}, True), ({"danger": "send-now"}, False), ({}, False)]
)
def test_who_is_safe_since_is_said_beside_the_danger(left: dict[str, str], ending: bool) -> None:
    report = composed(a_draft("threat", answers={"danger": (NOT_SURE,)}, after_danger=left))

    said = line(report, "danger").value

    assert said.endswith(shipped().texts("report.safe_since")) is ending


# Who may read what


@pytest.mark.parametrize(
    ("field", "readers"),
    [
        ("danger", {CARD, EMAIL}),
        ("scenario", ALL),
        ("affected", ALL),
        ("platform", {CARD, EMAIL, NOGGIN}),
        ("link", {EMAIL, NOGGIN}),
        ("account_name", {EMAIL}),
        ("seen_at", ALL),
        ("posted_at", {EMAIL}),
        ("shows", {DETAILS, EMAIL}),
        ("threat_words", {EMAIL}),
        ("threat-soon", {EMAIL}),
        ("threat-how", {EMAIL}),
        ("threat-said", {EMAIL}),
        ("threat-visit", {EMAIL}),
        ("pattern", {DETAILS, EMAIL}),
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


def test_who_may_have_posted_it_is_for_details_and_the_email() -> None:
    draft = a_full_draft("targeted-because-of-work", answers={"danger": ("no",)})

    assert set(line(composed(draft), "poster").readers) == {DETAILS, EMAIL}


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
        ("threat", {"link_if_safe", "poster"}),
        ("targeted-because-of-work", {"link_if_safe", "threat_words", "customer_ref"}),
    ],
)
def test_fields_that_do_not_fit_the_flags_are_left_out(scenario_id: str, gone: set[str]) -> None:
    answers = {"danger": ("no",), "customer": ("no",)}

    assert gone.isdisjoint(fields(composed(a_full_draft(scenario_id, answers=answers))))


def test_a_link_given_before_the_report_became_one_without_copies_is_left_out() -> None:
    asked = {"illegal-or-intimate": ("yes",)}

    before = composed(a_full_draft("about-a-colleague", answers={}))
    after = composed(a_full_draft("about-a-colleague", answers=asked))

    assert "link" in fields(before)
    assert {"link", "evidence"}.isdisjoint(fields(after))
