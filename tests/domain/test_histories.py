"""What stays true in whatever order things happen to a report, and whoever tries them."""

from contextlib import suppress
from itertools import pairwise, product

from hypothesis import given, settings

from bot.domain.escalation import Decision, Escalation, LeaderState, Stage, Step, System
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.scenario import Level
from bot.services.follow_ups import follow_ups
from tests.builders import LEA, a_person, an_actor, opened
from tests.domain import acts
from tests.domain.whims import Whims, made_by_whim

quickly = settings(max_examples=300)
PEOPLE = [acts.REPORTER, acts.LEADER, an_actor("ari"), an_actor("lea", tenant_id="elsewhere")]
BY_SOMEBODY: list[acts.ActOf] = [
    *(acts.deciding(decision, "A reason") for decision in Decision),
    acts.sending,
    acts.withdrawing,
    *map(acts.ticking, System),
]
BY_THE_BOT = [
    acts.find_lea,
    acts.found(a_person("rea")),
    acts.asked,
    acts.not_reached,
    acts.deadline,
    acts.mailed,
]
BY_ANYBODY = [acting(person) for acting, person in product(BY_SOMEBODY, PEOPLE)]
BY_THE_RIGHT_ONE = [
    *(acts.approve, acts.decline, acts.acknowledge, acts.not_me),
    *(acts.send, acts.withdraw, acts.withdraw, acts.tick_noggin),
]
LEADERS = [LEA, LEA, Person(name="Lea Example"), a_person("rea"), None]


def _history(whims: Whims) -> list[Step]:
    """All that happened to a report, in any order, by anybody; refusals left no trace."""
    level, told = whims.pick(list(Level)[1:]), whims.pick([True, True, False])
    steps = [opened(whims.pick(LEADERS), level=level, told=told)]
    for _ in range(whims.pick(range(12))):
        act = whims.pick(whims.pick([BY_THE_BOT, BY_THE_RIGHT_ONE, BY_ANYBODY]))
        with suppress(Refusal):
            steps.append(act(steps[-1].after))
    return steps


histories = made_by_whim(_history)


def escalations(steps: list[Step]) -> list[Escalation]:
    return [step.after for step in steps]


def due(steps: list[Step], kind: str) -> list[str]:
    """The keys of all tasks of a kind that ever fell due."""
    return [task.key for step in steps for task in follow_ups(step) if task.kind == kind]


@quickly
@given(histories)
def test_an_urgent_report_is_always_on_its_way(steps: list[Step]) -> None:
    assert all(each.is_on_its_way or not each.level.goes_at_once for each in escalations(steps))


@quickly
@given(histories)
def test_what_is_withdrawn_is_never_sent_and_what_is_sent_is_never_withdrawn(
    steps: list[Step],
) -> None:
    stages = {each.stage for each in escalations(steps)}

    assert Stage.WITHDRAWN not in stages or stages.isdisjoint({Stage.MAILING, Stage.SENT})


@quickly
@given(histories)
def test_a_stage_is_never_left_backwards(steps: list[Step]) -> None:
    order = list(Stage)
    places = [order.index(each.stage) for each in escalations(steps)]

    assert all(earlier <= later for earlier, later in pairwise(places))


@quickly
@given(histories)
def test_one_mail_falls_due_for_a_report_on_its_way_and_none_for_any_other(
    steps: list[Step],
) -> None:
    assert len(due(steps, "send_mail")) == int(steps[-1].after.is_on_its_way)


@quickly
@given(histories)
def test_no_task_falls_due_twice(steps: list[Step]) -> None:
    keys = [task.key for step in steps for task in follow_ups(step)]

    assert len(keys) == len(set(keys))


@quickly
@given(histories)
def test_every_change_is_one_version_and_one_event(steps: list[Step]) -> None:
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
def test_a_leader_left_out_never_acts_and_is_never_asked(steps: list[Step]) -> None:
    told = [each.leader_state is not LeaderState.NOT_TOLD for each in escalations(steps)]
    asked = [*due(steps, "ask_leader"), *due(steps, "find_named_leader")]
    last = steps[-1].after

    assert all(told) or not any(told)
    assert told[0] or (last.leader, last.decision, asked) == (None, None, [])


@quickly
@given(histories)
def test_an_answer_is_given_once_by_the_leader_alone(steps: list[Step]) -> None:
    answers = [event for step in steps for event in step.events if step.before and event.by]
    given_ = [event.by for event in answers if event.kind in {f"leader-{d}" for d in Decision}]

    assert given_ in ([], ["lea"])


@quickly
@given(histories)
def test_the_database_changes_nothing_about_an_escalation(steps: list[Step]) -> None:
    last = steps[-1].after

    assert Escalation.model_validate_json(last.model_dump_json()) == last
