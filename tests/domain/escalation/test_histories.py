"""What stays true in whatever order things happen to a report, and whoever tries them."""

from itertools import pairwise

from hypothesis import given, settings

from bot.domain.escalation import Decision, Escalation, EscalationStatus, LeaderState, Transition
from bot.services.reports.follow_ups import FollowUps
from tests.builders import shipped
from tests.domain.escalation import acts
from tests.domain.escalation.histories import histories

FOLLOW_UPS = FollowUps(shipped().timers)
quickly = settings(max_examples=300)


def escalations(steps: list[Transition]) -> list[Escalation]:
    return [step.after for step in steps]


def due(steps: list[Transition], kind: str) -> list[str]:
    """The keys of all tasks of a kind that ever fell due."""
    return [task.key for step in steps for task in FOLLOW_UPS(step) if task.kind == kind]


SEARCHES = (
    *("find_deputy", "find_deputy_by_rule"),
    *("find_named_leader", "find_leader_by_rule", "find_own_leader", "find_next_in_line"),
)


@quickly
@given(histories)
def test_an_urgent_report_is_always_on_its_way(steps: list[Transition]) -> None:
    assert all(each.is_on_its_way or not each.level.goes_at_once for each in escalations(steps))


@quickly
@given(histories)
def test_what_is_withdrawn_is_never_sent_and_what_is_sent_is_never_withdrawn(
    steps: list[Transition],
) -> None:
    stages = {each.stage for each in escalations(steps)}

    assert EscalationStatus.WITHDRAWN not in stages or stages.isdisjoint(
        {EscalationStatus.MAILING, EscalationStatus.SENT}
    )


@quickly
@given(histories)
def test_what_is_on_its_way_stays_on_its_way(steps: list[Transition]) -> None:
    """It is never held back again.

    Sent becomes mailing again while nobody can see the mail, and of a report that was declined the
    leader is asked anew once its level is raised.
    """
    order = {
        EscalationStatus.SENT: EscalationStatus.MAILING,
        EscalationStatus.DECLINED: EscalationStatus.AWAITING_LEADER,
    }
    places = [
        list(EscalationStatus).index(order.get(each.stage, each.stage))
        for each in escalations(steps)
    ]

    assert all(earlier <= later for earlier, later in pairwise(places))


@quickly
@given(histories)
def test_no_report_is_lost(steps: list[Transition]) -> None:
    """It is on its way or taken back, or there is a time at which it goes."""
    last = steps[-1].after
    deadlines = due(steps, "pass_deadline")
    gone = acts.after(last, acts.deadline)

    assert last.is_on_its_way or last.stage is EscalationStatus.WITHDRAWN or deadlines
    assert gone.is_on_its_way or gone.stage is EscalationStatus.WITHDRAWN


@quickly
@given(histories)
def test_a_report_that_nobody_can_be_asked_about_waits_for_nobody(steps: list[Transition]) -> None:
    last = steps[-1].after
    asks = [task for kind in SEARCHES for task in due(steps, kind)]
    is_searched = LeaderState.LOOKUP_PENDING in (last.leader_state, last.deputy_state) and asks

    assert (
        last.stage is not EscalationStatus.AWAITING_LEADER
        or last.is_waiting_for_leader
        or is_searched
    )


@quickly
@given(histories)
def test_one_mail_falls_due_for_a_report_on_its_way_and_none_for_any_other(
    steps: list[Transition],
) -> None:
    assert len(set(due(steps, "send_mail"))) == int(steps[-1].after.is_on_its_way)


@quickly
@given(histories)
def test_no_task_falls_due_twice_but_one_that_finds_the_first(steps: list[Transition]) -> None:
    """Whatever asks for a mail again finds the task that is there already, by its key."""
    keys = [task.key for step in steps for task in FOLLOW_UPS(step)]
    # One trouble of the mail often follows another, and is told again once.
    again = {key.split(":")[1] for key in keys if keys.count(key) > 1 and key[-6:] != ":again"}

    of_the_mail = {"send_mail", "watch_mail", "mail_leader", "watch_returns"}

    assert again <= of_the_mail | {"remind_entries", "prompt_leader"}


@quickly
@given(histories)
def test_every_change_is_one_version_and_one_event(steps: list[Transition]) -> None:
    versions = [each.version for each in escalations(steps)]

    assert versions[-1] == sum(len(step.events) for step in steps)
    assert all(
        later.version == earlier.version + later_step.is_change
        for (earlier, later), later_step in zip(
            pairwise(escalations(steps)), steps[1:], strict=True
        )
    )


@quickly
@given(histories)
def test_a_leader_left_out_never_acts_and_is_never_asked(steps: list[Transition]) -> None:
    told = [each.leader_state is not LeaderState.NOT_TOLD for each in escalations(steps)]
    asked = [task for kind in ("ask_leader", *SEARCHES) for task in due(steps, kind)]
    last = steps[-1].after

    assert all(told) or not any(told)
    assert told[0] or (last.leader, last.decision, asked) == (None, None, [])


def since_raised(steps: list[Transition]) -> list[Transition]:
    """What happened since a raised level asked anew whoever had answered."""
    raised = [
        number
        for number, step in enumerate(steps)
        if step.before is not None
        and step.after.level > step.before.level
        and step.after.decision is None
    ]
    return steps[raised[-1] :] if raised else steps


@quickly
@given(histories)
def test_an_answer_is_given_once_by_the_leader_or_the_deputy(steps: list[Transition]) -> None:
    steps = since_raised(steps)
    answers = [event for step in steps for event in step.events if step.before and event.by]
    given_ = [event.by for event in answers if event.kind in {f"leader-{d}" for d in Decision}]

    assert given_ in ([], ["lea"], ["dee"], ["ari"])
    assert given_ == [by for by in [steps[-1].after.decided_by] if by]


@quickly
@given(histories)
def test_an_answer_is_never_taken_back(steps: list[Transition]) -> None:
    standing = escalations(since_raised(steps))
    answers = [(it.decision, it.decided_by, it.decided_at, it.reason) for it in standing]
    given_ = [answer for answer in answers if answer[0] is not None]

    assert set(given_) == set(given_[:1])
    assert answers[len(answers) - len(given_) :] == given_


@quickly
@given(histories)
def test_who_was_left_out_never_holds_the_card(steps: list[Transition]) -> None:
    card_recipients = {person.id for each in escalations(steps) for person in each.card_recipients}

    assert card_recipients.isdisjoint(steps[-1].after.left_out)


@quickly
@given(histories)
def test_nobody_is_leader_and_deputy_and_no_deputy_reports(steps: list[Transition]) -> None:
    last = steps[-1].after

    assert last.deputy is None or last.deputy.id not in ("rea", last.leader and last.leader.id)


@quickly
@given(histories)
def test_the_database_changes_nothing_about_an_escalation(steps: list[Transition]) -> None:
    last = steps[-1].after

    assert Escalation.model_validate_json(last.model_dump_json()) == last


@quickly
@given(histories)
def test_nobody_who_said_not_me_holds_the_card_or_decides(steps: list[Transition]) -> None:
    for each in escalations(steps):
        said = {it.person.id for it in each.passed_on if it.was_said}

        assert said.isdisjoint(person.id for person in each.card_recipients)
        assert each.decision is None or each.decided_by not in said


@quickly
@given(histories)
def test_nobody_is_asked_twice(steps: list[Transition]) -> None:
    last = steps[-1].after
    passed = [it.person.id for it in last.passed_on]
    deputies = [it for it in passed if last.leader is None or it != last.leader.id]
    deputies += [last.deputy.id] if last.deputy else []

    assert len(set(deputies)) == len(deputies)
    assert len(set(passed)) == len(passed)
    assert "rea" not in deputies


@quickly
@given(histories)
def test_every_line_ends_with_an_answer_or_with_everybody_told(steps: list[Transition]) -> None:
    last = steps[-1].after
    ended = acts.after(last, acts.deadline, acts.called, *[acts.nobody_next] * 2, acts.unseen)
    is_told = ended.leader_state is not LeaderState.NOT_TOLD

    if is_told and ended.is_open and ended.level.goes_at_once and not ended.line_ended_at:
        assert ended.leader_state is LeaderState.LOOKUP_PENDING
        assert acts.after(ended, lambda it: it.unseen(None, at=acts.LATER)).line_ended_at


NOBODY_AT_FIRST = ("handed-back", "leader-not-reached", "security-only")


@quickly
@given(histories)
def test_security_hears_once_that_no_leader_is_with_them(steps: list[Transition]) -> None:
    """In the first mail where it is mailed for that, in one follow-up where it has left."""
    last = steps[-1].after
    told = ["no-leader"] if last.mailing_because in NOBODY_AT_FIRST else []
    told += [it.about for it in last.added if it.about in ("no-leader", "leader")]
    ever_ended = any(each.line_ended_at for each in escalations(steps))

    assert ("no-leader" in told) == (ever_ended or last.mailing_because in NOBODY_AT_FIRST)
    assert told == (["no-leader", "leader"] * len(told))[: len(told)]


@quickly
@given(histories)
def test_security_hears_once_that_a_leader_took_it_on_after_all(steps: list[Transition]) -> None:
    for step in steps:
        if step.is_change and step.after.decision and not step.after.is_closed:
            assert step.after.was_taken_back or not step.after.says_no_leader


@quickly
@given(histories)
def test_what_can_be_taken_back_was_asked_of_nobody_else(steps: list[Transition]) -> None:
    for each in escalations(steps):
        said = [it for it in each.passed_on if each.may_take_back(it.person.id)]
        searches = [it for it in said if it.began_search]

        assert not searches or (each.deputy, each.deputy_asked_at) == (None, None)
