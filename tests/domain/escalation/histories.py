"""Histories of reports: whatever can happen, in any order, tried by anybody."""

from contextlib import suppress
from itertools import product

from bot.domain.errors import Refusal
from bot.domain.escalation import Decision, MailTrouble, System, Transition
from bot.domain.people import Person
from bot.domain.scenario import Level
from tests.builders import DEE, LEA, a_person, an_actor, opened
from tests.domain.escalation import acts
from tests.random_choices import RandomChoices, built_by_picks

PEOPLE = [
    *(acts.REPORTER, acts.LEADER, acts.DEPUTY),
    *(an_actor("ari"), an_actor("lea", tenant_id="elsewhere")),
]
ARI = a_person("ari")
"""Leads Rea too, and is the one she left out, if anybody."""
SEF = a_person("sef")
BY_SOMEBODY: list[acts.ActOf] = [
    *(acts.saying_not_me("leads-others"), acts.undoing, acts.naming(SEF)),
    *(acts.deciding(decision, "A reason") for decision in Decision),
    acts.sending,
    *(acts.withdrawing, acts.withdrawing_sent, acts.rating),
    *map(acts.ticking, System),
]
BY_THE_BOT = [
    acts.find_lea,
    acts.found(a_person("rea")),
    acts.asked,
    acts.not_reached,
    acts.deadline,
    acts.reminded,
]
AROUND_A_DEPUTY = [
    *(acts.called, acts.not_reached, acts.find_dee, acts.find_dee),
    *(acts.standing_in(person) for person in (LEA, ARI, a_person("rea"))),
    *(acts.deputy_asked, acts.no_deputy),
    *(acts.deputy_approves, acts.deputy_declines, acts.deputy_hands_on),
]
ALONG_THE_LINE = [
    *(acts.hand_on, acts.deputy_hands_on, acts.undoing(acts.LEADER), acts.undoing(acts.DEPUTY)),
    *(acts.nobody_next, acts.nobody_next, acts.unseen, acts.settled),
    *(acts.next_in_line(person) for person in (DEE, ARI, SEF, a_person("rea"))),
    *(acts.handing_on(an_actor(it)) for it in ("sef", "ari")),
    *(acts.naming(person)(acts.REPORTER) for person in (SEF, ARI, LEA)),
]
AROUND_THE_MAIL = [
    *(acts.mailed, acts.unconfirmed, acts.confirmed, acts.came_back),
    *map(acts.troubled, MailTrouble),
]
BY_SECURITY = [
    *(acts.received, acts.receiving(acts.a_link("z", is_in_report=False))),
    *(acts.needs_number, acts.closed, acts.closing(acts.a_link("d")), acts.reopened),
]
BY_THE_REPORTER = [
    *(acts.adding_facts(addition, level) for addition, level in product("abc", list(Level)[1:])),
    *(acts.says_safe, acts.asks_to_be_rung),
]
BY_ANYBODY = [acting(person) for acting, person in product(BY_SOMEBODY, PEOPLE)]
BY_THE_RIGHT_ONE = [
    *(acts.approve, acts.decline, acts.acknowledge, acts.hand_on),
    *(acts.send, acts.withdraw, acts.withdraw, acts.tick_noggin),
]
LEADERS = [LEA, LEA, LEA, Person(name="Lea Example"), a_person("rea"), None]


def _history(picks: RandomChoices) -> list[Transition]:
    """All that happened to a report, in any order, by anybody; refusals left no trace."""
    level, told = picks.pick(list(Level)[1:]), picks.pick([True, True, False])
    left_out = picks.pick([(), ("ari",)])
    steps = [opened(picks.pick(LEADERS), level=level, told=told, left_out=left_out)]
    everything = [
        *(BY_THE_BOT, AROUND_A_DEPUTY, ALONG_THE_LINE, ALONG_THE_LINE),
        *(AROUND_THE_MAIL, BY_THE_RIGHT_ONE, BY_ANYBODY),
    ]
    everything += [BY_SECURITY, BY_THE_REPORTER]
    for _ in range(picks.pick(range(16))):
        act = picks.pick(picks.pick(everything))
        with suppress(Refusal):
            steps.append(act(steps[-1].after))
    return steps


histories = built_by_picks(_history)
