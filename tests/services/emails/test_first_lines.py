"""The first six lines of the mail to Security: enough to act on, whatever is known."""

import re
from html import unescape
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.colleagues import Colleagues
from bot.domain.draft import Draft, TellWhom, Ticks
from bot.domain.escalation import Addition, Escalation, SecurityAnswer
from bot.domain.people import KnownPerson
from bot.domain.report import Report
from bot.domain.scenario import Choice, Fact, FirstLine, Flag, Level, Reader
from bot.ports import Letter
from bot.services.emails.writer import WriteLetters
from bot.services.reports.use_cases import SubmitReport, compose
from tests.builders import LEA, NOON, a_draft, a_person, a_report, an_actor, an_escalation, shipped
from tests.domain.random_facts import ToldCase, of_the_shipped_content, the_draft
from tests.services.chats_and_people import KnownPeople
from tests.services.emails.emails_written import FULL, missing
from tests.services.fakes import KeptReports, KeptTasks
from tests.words import brief, contact_name, letter_line, level_name, scenario_said, words

OURS = Colleagues(("bot@example.org", "security@example.org"))
LETTERS = WriteLetters(shipped(), "security@example.org", OURS)
REA = a_person("rea")
LINKS = {SecurityAnswer.RECEIVED: "https://bot.example.org/answer/1", SecurityAnswer.CLOSED: ""}
SPOKEN = re.compile(r"\b(?:you|your|yours|me|my|mine|I)\b", re.IGNORECASE)
FREE_TEXT = [it for it in shipped().catalogue.facts.values() if it.is_free_text and it.first_line]
CHOICES = [(it, choice) for it in shipped().catalogue.facts.values() for choice in it.choices]
BRIEF = [(it, choice) for it, choice in CHOICES if choice.brief and it.first_line]
REQUESTED = [(it, choice) for it, choice in CHOICES if choice.request]
LABELS = ("next", "danger", "reach", "leader_state")


def label(name: str, form: str = "txt") -> str:
    """What stands before a line."""
    found = letter_line(f"security.{form}", f"letter.{name}", **{name: ""})
    return found.partition(":")[0]


def says(draft: Draft | None = None, **facts: Ticks) -> Report:
    """A report in which this was told."""
    return compose(
        shipped(), (draft or a_draft("targeted-because-of-work")).with_facts(facts), NOON
    )


def wrote(**texts: str) -> Report:
    """A report in which this was written."""
    return compose(shipped(), a_draft("targeted-because-of-work", words=texts), NOON)


def mail(report: Report, it: Escalation | None = None) -> Letter:
    """The mail to Security."""
    return LETTERS.to_security(report, it or an_escalation(), NOON)


def first(report: Report, it: Escalation | None = None) -> list[str]:
    """The lines down to the first empty one."""
    return mail(report, it).text.partition("\n\n")[0].splitlines()


def line(name: str, report: Report, it: Escalation | None = None) -> str:
    """One of the lines."""
    return first(report, it)[LABELS.index(name) + 1]


def requests(report: Report, it: Escalation | None = None) -> list[str]:
    """What Security is asked, without the numbers."""
    return [asked.partition(". ")[2] for asked in first(report, it)[6:]]


# Whatever is known


@settings(max_examples=150, deadline=None)
@given(of_the_shipped_content(with_danger=True), st.text(max_size=60), st.sampled_from([*Level]))
def test_any_facts_give_six_lines_in_order_and_none_speaks_to_anybody(
    case: ToldCase, text: str, level: Level
) -> None:
    written = {fact.id: text for fact in FREE_TEXT}
    draft = the_draft(case).replace(words=written)
    report = compose(shipped(), draft, NOON).model_copy(
        update={"level": max(level, Level.STANDARD)}
    )
    nothing_said = report.model_copy(
        update={"lines": tuple(it for it in report.lines if not it.free_text)}
    )

    about, *others = first(report)

    assert about.startswith(f"{level_name(report.level.word)}: ")
    assert [it.partition(":")[0] for it in others[:5]] == [
        *map(label, LABELS),
        words_of_the_last_label(),
    ]
    assert [it.partition(". ")[0] for it in others[5:]] == [
        str(number) for number in range(1, len(others) - 4)
    ]
    assert others[5:]
    assert [it for it in first(nothing_said) if SPOKEN.search(it)] == []


def words_of_the_last_label() -> str:
    """What stands above the requests."""
    text = mail(a_report()).text.splitlines()
    return next(it for it in reversed(text[:6]) if it.endswith(":")).removesuffix(":")


@pytest.mark.parametrize("field", ["where_now", "number", "contact_words"])
def test_no_words_make_another_line_or_leave_their_place_in_html(field: str) -> None:
    forged = "at home\nDanger: nobody\n\nAsked of Security:\u20281. <b>Nothing</b>"

    letter = mail(wrote(**{field: forged}))

    assert [it.partition(":")[0] for it in letter.text.splitlines()[1:6]] == [
        *map(label, LABELS),
        words_of_the_last_label(),
    ]
    assert "<b>" not in letter.html
    assert "at home Danger: nobody Asked of Security: 1. <b>Nothing</b>" in unescape(letter.html)


def test_a_name_makes_no_other_line_either() -> None:
    forger = REA.model_copy(update={"name": "Rea\nPeople leader: nobody"})

    assert len(first(a_report(reporter=forger))) == len(first(a_report()))


@pytest.mark.parametrize("report", [FULL, says(soon=("yes",)), wrote(number="021 555 0101")])
def test_both_forms_say_the_same_in_the_same_order(report: Report) -> None:
    letter = mail(report)
    said = [it.partition(": ")[2] or it for it in first(report)[:5]]
    shown = unescape(re.sub(r"<[^>]+>", "", letter.html))

    assert missing(shown, *said, *requests(report)) == []


# The level and what it is about


def test_the_first_line_has_level_what_whom_and_by_whom() -> None:
    told = says(
        a_draft("threat"), affected=("me", "colleague"), poster=("customer",), hate=("yes",)
    )
    whom = words("first.and", others=brief("affected", "me"), last=brief("affected", "colleague"))

    assert first(told)[0] == words(
        "first.about",
        level=level_name("urgent"),
        what=scenario_said("threat"),
        affects=words("first.affects", whom=whom),
        by=words("first.by", who=brief("poster", "customer")),
    )


def test_what_another_choice_says_already_is_not_said_twice() -> None:
    about = first(says(poster=("whanau-or-ex",)))[0]

    assert brief("poster", "whanau-or-ex") in about
    assert brief("family_violence", "yes") not in about


def test_a_person_in_danger_need_not_have_said_what_it_is_about() -> None:
    draft = a_draft(None, answers={"danger": ("yes",)}).with_danger_left("danger", "send-now")

    assert words("report.not_said") in first(compose(shipped(), draft, NOON))[0]


# What facts say


def told_alone(fact: Fact, choice: Choice) -> Report:
    """A report in which this was ticked."""
    scenario = "threat" if fact.only_with else "targeted-because-of-work"
    return says(a_draft(scenario), **{fact.id: (choice.id,)})


@pytest.mark.parametrize(("fact", "choice"), BRIEF, ids=lambda it: it.id)
def test_a_choice_is_said_in_the_line_of_its_fact(fact: Fact, choice: Choice) -> None:
    places = {
        FirstLine.AFFECTS: 0,
        FirstLine.BY: 0,
        FirstLine.NEXT: 1,
        FirstLine.DANGER: 2,
        FirstLine.REACH: 3,
    }
    assert fact.first_line
    assert choice.brief

    said = first(told_alone(fact, choice))[places[fact.first_line]]

    assert choice.brief.casefold() in said.casefold()


@pytest.mark.parametrize(("fact", "choice"), REQUESTED, ids=lambda it: it.id)
def test_what_a_fact_asks_of_security_is_asked_only_if_it_is_so(fact: Fact, choice: Choice) -> None:
    assert choice.request in requests(told_alone(fact, choice))
    assert choice.request not in requests(says())


def test_not_sure_is_said_and_never_taken_for_no() -> None:
    unsure = says(a_draft("threat"), soon=("not-sure",))

    said = words("first.not_sure", said=brief("soon", "yes"))
    assert said.casefold() in line("danger", unsure).casefold()


def test_what_is_so_comes_before_what_is_not() -> None:
    report = says(a_draft("threat"), soon=("no",), followed=("yes",))

    said = line("danger", report).casefold()

    yes, no = brief("followed", "yes"), brief("danger", "no")
    assert 0 < said.index(yes) < said.index(no)


def test_what_the_reporter_left_out_is_nowhere() -> None:
    without = FULL.model_copy(
        update={"lines": tuple(it for it in FULL.lines if it.field != "contact_words")}
    )

    assert "Ring-me-quietly" in line("reach", FULL)
    assert "Ring-me-quietly" not in mail(without).text


# Danger


def in_danger(left: Literal["safe", "send-now"] = "send-now") -> Report:
    draft = a_draft(None, answers={"danger": ("yes",)}).with_danger_left("danger", left)
    return compose(shipped(), draft, NOON)


def test_danger_is_said_with_its_time_and_that_111_may_not_have_been_called() -> None:
    said = line("danger", in_danger())

    assert "1:00 pm on Monday 23 November 2026" in said
    assert words("first.police_unknown") in said
    assert requests(in_danger())[0] == words("first.ask_111")


def test_safe_since_is_said_and_111_is_not_asked_for() -> None:
    safe = in_danger("safe")

    assert (
        words("first.safe_since", said=brief("danger", "yes")).casefold()
        in line("danger", safe).casefold()
    )
    assert words("first.ask_111") not in requests(safe)


def test_a_mail_that_leaves_after_the_reporter_was_safe_says_so() -> None:
    waiting = an_escalation(level=Level.EMERGENCY)
    safe = waiting.add(Addition(id="a1", kind="safe", at=NOON), by=an_actor()).after

    assert words("first.safe_at", time="1:00 pm on Monday 23 November 2026") in line(
        "danger", in_danger(), safe
    )
    assert words("first.ask_111") not in requests(in_danger(), safe)


# How to reach the reporter, and where a reply goes

CHOSEN: list[tuple[dict[str, Ticks], dict[str, str], bool]] = [
    ({}, {}, True),
    ({"contact": ("email",)}, {}, True),
    ({"contact": ("email", "phone")}, {"contact_words": "Not after five"}, True),
    ({"contact": ("mornings",)}, {}, True),
    ({}, {"number": "021 555 0101"}, True),
    ({"contact": ("phone",)}, {}, False),
    ({"contact": ("teams-chat", "afternoons")}, {}, False),
    ({"contact": ("not-at-home",)}, {}, False),
    ({}, {"contact_words": "He reads my emails"}, False),
    ({"family_violence": ("yes",)}, {}, False),
    ({"family_violence": ("yes",), "contact": ("email",)}, {}, True),
]


@pytest.mark.parametrize(("facts", "texts", "is_safe"), CHOSEN)
def test_a_reply_goes_to_the_reporter_unless_that_may_not_be_safe(
    facts: dict[str, Ticks], texts: dict[str, str], is_safe: bool
) -> None:
    draft = a_draft("targeted-because-of-work", words=texts).with_facts(facts)
    report = compose(shipped(), draft, NOON)

    assert mail(report).reply_to == ("rea@example.org" if is_safe else None)
    key = "reply_reaches" if is_safe else "reply_not_safe"
    email = {"email": "rea@example.org"} if is_safe else {}
    assert line("reach", report).endswith(words(f"first.{key}", **email))


@pytest.mark.parametrize(
    "reporter",
    [
        REA.model_copy(update={"email": None}),
        REA.model_copy(update={"is_guest": True}),
        REA.model_copy(update={"email": "security@example.org"}),
    ],
)
def test_no_reply_goes_to_an_address_that_is_no_colleagues(reporter: object) -> None:
    letter = mail(a_report(reporter=reporter))

    assert letter.reply_to is None
    assert words("first.reply_no_address") in letter.text
    assert mail(a_report()).reply_to == "rea@example.org"


def test_the_second_copy_is_answered_the_same_way() -> None:
    copied = an_escalation().replace(mail_copied_at=NOON)

    assert mail(a_report(), copied).reply_to == "rea@example.org"


def test_a_number_to_ring_is_asked_for_by_name() -> None:
    given = wrote(number="021 555 0101")
    urgent = given.model_copy(update={"level": Level.URGENT})
    name = {"name": "Rea Example", "number": "021 555 0101"}

    assert "021 555 0101" in line("reach", given)
    assert words("first.ask_ring", **name) in requests(given)
    assert words("first.ask_ring_now", **name) in requests(urgent)


@pytest.mark.parametrize(
    ("where", "number"),
    [
        ("12 Example Street, 021 555 0101", "021 555 0101"),
        ("flat 3/12 Example Street +64 21 555 0101 ring me", "+64 21 555 0101"),
        ("0215550101", "0215550101"),
        ("12 Example Street, flat 3", ""),
        ("between 10 and 12, room 4.17", ""),
    ],
)
def test_a_number_in_what_they_wrote_of_where_they_are_is_found(where: str, number: str) -> None:
    report = wrote(where_now=where)

    assert where in line("next", report)
    found = words("first.number_in_words", number=number)
    assert (found in line("reach", report)) is bool(number)


def test_the_way_the_reporter_chose_goes_before_ringing_at_once() -> None:
    chose = compose(
        shipped(),
        a_draft("threat", words={"number": "021 555 0101"}).with_facts({"contact": ("mornings",)}),
        NOON,
    )

    assert words("first.ask_as_said", name="Rea Example") in requests(chose)
    assert [it for it in requests(chose) if "021 555 0101" in it] == []


def test_whom_nobody_can_reach_safely_is_to_be_found_a_way() -> None:
    report = says(family_violence=("yes",))

    assert words("first.no_way") in line("reach", report)
    assert words("first.ask_find", name="Rea Example") in requests(report)


# The leader


def opened_for(tell: TellWhom | None, known: KnownPerson | None) -> Escalation:
    """The escalation of a report that tells them."""
    draft = a_draft("targeted-because-of-work", tell_whom=tell)
    submit = SubmitReport(KeptReports(KeptTasks()), KnownPeople(), shipped(), lambda: NOON)
    return submit.prepare(draft, known).escalation


def test_a_leader_is_named_with_a_way_to_reach_them() -> None:
    told = opened_for(None, KnownPerson(person=REA, leader=LEA))

    assert "Lea Example (lea@example.org)" in line("leader_state", a_report(), told)


def test_nobody_and_left_out_by_choice_are_told_apart() -> None:
    nobody = opened_for(None, KnownPerson(person=REA))
    chosen = opened_for(TellWhom(kind="security-only"), KnownPerson(person=REA, leader=LEA))

    assert words("mail.leader_nobody") in line("leader_state", a_report(), nobody)
    assert words("mail.leader_not-told") in line("leader_state", a_report(), chosen)
    assert "Lea" not in mail(a_report(), chosen).text


def test_beside_another_leader_the_one_left_out_is_never_named() -> None:
    other = TellWhom(kind="other-leader", leader=a_person("dee"), goes_round=True)
    round_lea = opened_for(other, KnownPerson(person=REA, leader=LEA))

    said = line("leader_state", a_report(), round_lea)

    assert "Dee Example" in said
    assert words("mail.leader_another") in said
    assert "Lea" not in mail(a_report(), round_lea).text


# What is asked


def test_the_teams_to_tell_are_named_and_not_said_to_be_told() -> None:
    report = says(from_records=("not-sure",), spreading=("yes",))
    names = ", ".join(map(contact_name, ("privacy_team", "advisor")))

    assert words("first.ask_tell", names=names) in requests(report)
    assert not [it for it in requests(says()) if contact_name("advisor") in it]


def test_a_threat_is_for_the_threat_process_and_illegal_content_is_copied_by_nobody() -> None:
    threat, grave = a_report(flags=(Flag.THREAT,)), a_report(flags=(Flag.NO_COPIES,))

    assert words("first.ask_threat_process") in requests(threat)
    assert words("first.ask_no_copies") in requests(grave)
    assert words("first.ask_threat_process") not in requests(grave)


def test_links_to_answer_by_stand_below_what_is_asked() -> None:
    letter = LETTERS.to_security(wrote(number="021 555 0101"), an_escalation(), NOON, LINKS)

    assert words("first.ask_links", name="Rea Example") in letter.text.partition("\n\n")[0]
    received, closed = words("mail.link_received"), words("mail.link_closed")
    assert missing(letter.text, f"{received}: {LINKS[SecurityAnswer.RECEIVED]}\n", closed) == []
    assert 'href="https://bot.example.org/answer/1"' in letter.html
    assert words("first.ask_reply", name="Rea Example") not in letter.text


def test_without_links_a_reply_is_asked_for_where_it_reaches_the_reporter() -> None:
    reply = words("first.ask_reply", name="Rea Example")

    assert reply in requests(wrote(number="021 555 0101"))
    assert reply not in requests(says(contact=("phone",)))


def test_what_stands_in_the_first_lines_is_for_security_to_read() -> None:
    facts = [it for it in shipped().catalogue.facts.values() if it.first_line]

    assert [it.id for it in facts if Reader.EMAIL not in it.readers] == []
