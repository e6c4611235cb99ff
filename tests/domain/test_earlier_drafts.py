"""A draft of release 1.1.0 is read as facts: every answer, and at least its level."""

from collections.abc import Iterator, Mapping

import pytest

from bot.domain import journey
from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.earlier_drafts import with_facts
from bot.domain.journey import AskTicks, CheckPreview, ShowDanger
from bot.domain.scenario import Level
from bot.domain.triage import assess
from tests.builders import a_draft, shipped

TOLD = """
[targeted-because-of-work]
targeted-me: yes | high | names=me
targeted-me: no | standard |
targeted-often: once | standard | repeated=no
targeted-often: several | high | repeated=yes
private-details: yes | high | private_details=yes
private-details: no | standard | private_details=no
threat: yes | urgent | threat=yes
threat: no | standard | threat=no
threat: not-sure | urgent | threat=not-sure
customer: yes | standard | customer=yes
customer: no | standard | customer=no
pattern: several-posters | high | several_posters=yes
pattern: repeated | high | repeated=yes
pattern: known-customer | high | known_customer=yes
pattern: ex-partner | high | family_violence=yes
pattern: hate | high | hate=yes
pattern: feels-unsafe | urgent | feels_unsafe=yes
pattern: followed | urgent | followed=yes
pattern: knows-where | urgent | knows_where=yes
pattern: none | standard |
[offensive-content]
offensive-what: illegal-or-intimate | urgent | nature=illegal-or-intimate
offensive-what: hate | high | nature=hate
offensive-what: abusive | standard | nature=abusive
offensive-what: criticism | advice | nature=criticism
offensive-who: me | standard | names=me
offensive-who: colleague | standard | names=colleague
offensive-who: customer | advice | names=customer
offensive-who: nobody | advice | names=nobody
offensive-spreading: yes | high | spreading=yes
offensive-spreading: no | advice | spreading=no
[identifying-content]
identifying-kinds: name | high | shows=name
identifying-kinds: photo | high | shows=photo
identifying-kinds: workplace | high | shows=workplace
identifying-kinds: home | urgent | shows=home
identifying-kinds: whanau | urgent | shows=whanau
identifying-kinds: vehicle | urgent | shows=vehicle
identifying-kinds: phone | urgent | shows=phone
identifying-kinds: routine | urgent | shows=routine
identifying-call: yes | urgent | call_to_act=yes
identifying-call: no | high | call_to_act=no
identifying-place: yes | urgent | place_24h=yes
identifying-place: no | high | place_24h=no
identifying-records: yes | high | from_records=yes
identifying-records: no | high | from_records=no
identifying-records: not-sure | high | from_records=not-sure
[threat]
threat-soon: yes | emergency | soon=yes
threat-soon: no | urgent | soon=no
threat-soon: not-sure | emergency | soon=not-sure
threat-how: words | urgent | threat_how=words
threat-how: link | urgent | threat_how=link
threat-how: show | urgent | threat_how=show
threat-visit: yes | urgent | visit_soon=yes
threat-visit: no | urgent | visit_soon=no
threat-poster: customer | urgent | poster=customer
threat-poster: ex-partner | urgent | poster=whanau-or-ex
threat-poster: other | urgent | poster=other
[customer-related]
customer-what: child-or-self-harm | urgent | life_at_risk=yes
customer-what: identified-or-harmed | high | names=customer
customer-what: abusive | standard | nature=abusive
customer-what: complaint | advice | nature=complaint
customer-reference: yes | advice |
customer-reference: no | advice |
[joining-or-watching-groups]
groups-why: own-life | advice | group_reason=own-life
groups-why: watch | advice | group_reason=watch
groups-why: asked | advice | group_reason=asked
groups-already-in: yes | advice | in_group=yes
groups-already-in: no | advice | in_group=no
groups-harm: threat | urgent | group_harm=threat
groups-harm: about-me | standard | group_harm=about-me
groups-harm: offensive | advice | group_harm=offensive
groups-harm: no | advice | group_harm=no
[asked-to-post-or-reply]
post-aimed: yes | standard | aimed_at_me=yes
post-aimed: no | advice | aimed_at_me=no
post-who: colleague | advice | asked_by=colleague
post-who: media | advice | asked_by=media
post-who: customer | advice | asked_by=customer
post-who: friend | advice | asked_by=friend
post-as: myself | advice | speaks_as=myself
post-as: kainga-ora | advice | speaks_as=kainga-ora
post-already: no | advice | posted_already=no
post-already: quiet | advice | posted_already=quiet
post-already: backlash | standard | posted_already=backlash
[impersonation]
impersonation-who: me | high | copied=me
impersonation-who: colleague | high | copied=colleague
impersonation-who: kainga-ora | high | copied=kainga-ora
impersonation-sexual: yes | urgent | illegal_or_intimate=yes
impersonation-sexual: no | high | illegal_or_intimate=no
impersonation-customers: yes | urgent | fake_reaches_customers=yes
impersonation-customers: no | high | fake_reaches_customers=no
impersonation-money: yes | urgent | wants_money_or_data=yes
impersonation-money: no | high | wants_money_or_data=no
impersonation-lost: yes | high | account_lost=yes
impersonation-lost: no | high | account_lost=no
[account-takeover]
takeover-which: work | urgent | account=work
takeover-which: personal | high | account=personal
takeover-data: yes | urgent | work_data_inside=yes
takeover-data: no | high | work_data_inside=no
takeover-reused: yes | high | password_reused=yes
takeover-reused: no | high | password_reused=no
takeover-ex: yes | urgent | family_violence=yes
takeover-ex: no | high | family_violence=no
takeover-still-in: yes | high | still_in=yes
takeover-still-in: no | high | still_in=no
[illegal-or-intimate-content]
illegal-kind: child | urgent | illegal_kind=child
illegal-kind: extremist | urgent | illegal_kind=extremist
illegal-kind: intimate | urgent | illegal_kind=intimate
illegal-kind: other | urgent | illegal_kind=other
illegal-child-danger: yes | emergency | child_danger=yes
illegal-child-danger: no | urgent | child_danger=no
illegal-child-danger: not-sure | emergency | child_danger=not-sure
illegal-where: public | urgent | illegal_where=public
illegal-where: group | urgent | illegal_where=group
illegal-where: message | urgent | illegal_where=message
illegal-where: website | urgent | illegal_where=website
illegal-where: shown | urgent | illegal_where=shown
illegal-known: yes | urgent | known_people=yes
illegal-known: no | urgent | known_people=no
illegal-copy: yes | urgent | copy_exists=yes
illegal-copy: no | urgent | copy_exists=no
[about-a-colleague]
colleague-role: witness | standard | role=witness
colleague-role: told | standard | role=told
colleague-role: leader | standard | role=leader
colleague-knows: agrees | standard | agrees=agrees
colleague-knows: not-agreed | standard | agrees=not-agreed
colleague-knows: unaware | standard | agrees=unaware
illegal-or-intimate: yes | urgent | illegal_or_intimate=yes
illegal-or-intimate: no | standard | illegal_or_intimate=no
colleague-named: yes | high | names=colleague
colleague-named: no | standard |
[support-or-not-sure]
support-what: talk | advice | would_help=talk
support-what: time-off | advice | would_help=time-off
support-what: information | advice | would_help=information
support-what: later | advice | would_help=later
support-what: find | advice | would_help=find
support-what: too-bad | urgent | would_help=too-bad
support-what: person | advice | would_help=person
support-which: targeted-because-of-work | standard | closest=targeted-because-of-work
support-which: offensive-content | advice | closest=offensive-content
support-which: identifying-content | high | closest=identifying-content
support-which: threat | urgent | closest=threat
support-which: customer-related | advice | closest=customer-related
support-which: joining-or-watching-groups | advice | closest=joining-or-watching-groups
support-which: asked-to-post-or-reply | advice | closest=asked-to-post-or-reply
support-which: impersonation | high | closest=impersonation
support-which: account-takeover | high | closest=account-takeover
support-which: illegal-or-intimate-content | urgent | closest=illegal-or-intimate-content
support-which: about-a-colleague | standard | closest=about-a-colleague
"""
"""Every answer of release 1.1.0, its level beside "no" to danger, and the facts it is read as."""

LEVELS = {level.word: level for level in Level}
PATTERN = shipped().catalogue.pattern


def rows() -> Iterator[tuple[str, str, str, str, Mapping[str, Ticks]]]:
    situation = ""
    for line in TOLD.split("\n"):
        if line.startswith("["):
            situation = line.strip("[]")
        elif line:
            told, level, facts = (part.strip() for part in line.split("|"))
            question, choice = told.split(": ")
            read = dict(fact.split("=") for fact in facts.split())
            yield situation, question, choice, level, {name: (it,) for name, it in read.items()}


ROWS = list(rows())
QUESTIONS = sorted({(situation, question) for situation, question, *_ in ROWS})


def an_earlier_draft(situation: str, answers: Mapping[str, Ticks]) -> Draft:
    """Where release 1.1.0 left it: each answer a step, and nothing in facts."""
    draft = a_draft().with_answer("danger", ("no",)).with_scenario(situation)
    for question, ticks in answers.items():
        draft = draft.with_answer(question, ticks)
    return draft


def with_form(draft: Draft, **filled: Ticks) -> Draft:
    """With fields of the form of release 1.1.0."""
    return draft.model_copy(update={"form": {**draft.form, **filled}})


def told(draft: Draft) -> dict[str, Ticks]:
    return {name: ticks for name, ticks in draft.answers.items() if ticks}


@pytest.mark.parametrize(("situation", "question", "choice", "level", "facts"), ROWS)
def test_an_answer_is_read_as_facts_with_at_least_its_level(
    situation: str, question: str, choice: str, level: str, facts: Mapping[str, Ticks]
) -> None:
    read = with_facts(an_earlier_draft(situation, {question: (choice,)}))

    assert told(read) == {"danger": ("no",), **facts}
    assert assess(shipped().catalogue, read).level >= LEVELS[level]


@pytest.mark.parametrize(("situation", "question"), QUESTIONS)
@pytest.mark.parametrize("ticks", [(), (NOT_SURE,)])
def test_a_question_that_was_skipped_or_not_sure_lowers_nothing(
    situation: str, question: str, ticks: Ticks
) -> None:
    read = with_facts(an_earlier_draft(situation, {question: ticks}))

    assert read.answers.keys() <= {*shipped().catalogue.facts}
    base = shipped().catalogue.scenario(situation).base
    assert assess(shipped().catalogue, read).level >= base


@pytest.mark.parametrize(("situation", "question", "choice"), [row[:3] for row in ROWS])
def test_reading_twice_is_reading_once(situation: str, question: str, choice: str) -> None:
    read = with_facts(an_earlier_draft(situation, {question: (choice,)}))

    assert with_facts(read) is read


def test_a_draft_in_facts_stays_as_it_is() -> None:
    draft = a_draft().with_answer("danger", ("no",)).with_scenario("threat")
    draft = draft.with_answer("soon", ("no",)).with_ticks(PATTERN, ["hate"]).with_guidance_read()

    assert with_facts(draft) is draft


def test_the_form_is_read_as_facts_with_its_words() -> None:
    before = with_form(a_draft(), platform=("x",), link=(), poster=(NOT_SURE,), shows=())
    before = before.replace(words={"link": "https://example.org/post"})

    read = with_facts(before)

    assert told(read) == {"platform": ("x",), "poster": (NOT_SURE,)}
    assert read.answers["link"] == read.answers["shows"] == ()
    assert (read.words, read.form) == ({"link": "https://example.org/post"}, {})


def test_what_was_told_twice_is_known_once_by_its_gravest() -> None:
    answers = {
        "offensive-who": ("nobody",),
        "targeted-me": ("yes",),
        "targeted-often": ("once",),
        "identifying-kinds": ("name",),
        "threat-poster": ("other",),
        "takeover-ex": ("no",),
        "pattern": ("repeated", "ex-partner"),
    }
    before = with_form(an_earlier_draft("offensive-content", answers), shows=("home", "none"))

    read = with_facts(with_form(before, poster=("customer",)))

    assert read.answers["names"] == ("me",)
    assert read.answers["repeated"] == read.answers["family_violence"] == ("yes",)
    assert read.answers["poster"] == ("customer",)
    assert set(read.answers["shows"]) == {"name", "home"}


def test_words_of_a_question_go_with_its_fact() -> None:
    before = an_earlier_draft("threat", {"threat-said": ()})

    read = with_facts(before.replace(words={"threat-said": "This morning"}))

    assert read.words == {"threat_said": "This morning"}


def test_the_choice_on_the_111_screen_stays() -> None:
    before = an_earlier_draft("threat", {"threat-soon": (NOT_SURE,)})

    left = with_facts(before.with_danger_left("threat-soon", "safe"))
    open_still = journey.position(shipped().catalogue, with_facts(before))

    assert left.after_danger == {"soon": "safe"}
    assert assess(shipped().catalogue, left).level is Level.URGENT
    assert isinstance(open_still, ShowDanger)


@pytest.mark.parametrize("order", [("soon", "threat-soon"), ("threat-soon", "soon")])
def test_who_chose_to_send_from_the_111_screen_is_still_in_a_hurry(order: tuple[str, str]) -> None:
    before = an_earlier_draft("threat", {"threat-soon": ("yes",)})
    left = {name: "send-now" if name == "threat-soon" else "safe" for name in order}

    read = with_facts(before.model_copy(update={"after_danger": left}))

    assert read.after_danger == {"soon": "send-now"}
    assert read.is_in_a_hurry


def test_the_steps_are_kept_with_the_guidance_after_what_is_asked_before_it() -> None:
    before = an_earlier_draft("threat", {"threat-soon": ("no",)}).with_guidance_read()
    before = before.with_answer("pattern", ("none",)).with_answer("customer-reference", ())
    before = before.replace(trail=(*before.trail, "page:where", "tell", "named"))

    steps = with_facts(before).trail

    assert steps[:3] == ("question:danger", "kind", "question:soon")
    assert set(steps[3].removeprefix("ticks:").split(",")) == set(PATTERN)
    assert steps[4:] == ("guidance", "page:where", "tell", "named")


def test_the_tick_that_said_one_of_two_things_asks_for_the_second() -> None:
    before = an_earlier_draft("threat", {"threat-soon": ("no",), "pattern": ("several-posters",)})

    read = with_facts(before.with_guidance_read())
    position = journey.position(shipped().catalogue, read)

    assert isinstance(position, AskTicks)
    assert "call_to_act" in [fact.id for fact in position.facts]


def test_back_asks_what_was_ticked_again_and_not_only_the_guidance() -> None:
    before = an_earlier_draft("threat", {"threat-soon": ("no",)}).with_guidance_read()
    before = before.with_answer("pattern", ("feels-unsafe",))

    read = with_facts(before)
    back = journey.back(journey.back(read))

    assert isinstance(journey.position(shipped().catalogue, read), CheckPreview)
    assert isinstance(journey.position(shipped().catalogue, back), AskTicks)
    assert "feels_unsafe" not in back.answers


def test_who_read_the_guidance_before_the_pattern_is_asked_for_it() -> None:
    before = an_earlier_draft("threat", {"threat-soon": ("no",)}).with_guidance_read()

    position = journey.position(shipped().catalogue, with_facts(before))

    assert isinstance(position, AskTicks)


def test_a_question_of_other_content_is_kept() -> None:
    before = an_earlier_draft("threat", {"threat-weapon": ("yes",), "threat-soon": ("no",)})

    assert with_facts(before).answers["threat-weapon"] == ("yes",)
