"""Every card of a reporter after Send: status, texts to copy, additions, lists."""

from collections.abc import Iterator, Sequence

from bot.content import Content
from bot.domain.draft import LeaderSearch
from bot.domain.escalation import (
    Addition,
    CheckIn,
    CheckInAsked,
    Escalation,
    OwnLeader,
    Watcher,
)
from bot.domain.report import Report
from bot.domain.scenario import Flag, Level
from bot.services.emails.to_security import systems_for
from bot.services.emails.writer import WriteLetters
from bot.services.reports.after_care import earlier_report
from bot.services.reports.follow_ups import NEWS
from cards.gallery.samples import (
    AWKWARD,
    CHOSEN,
    DEPUTY,
    LEADER,
    MAILBOX,
    NONCE,
    NOW,
    NamedCard,
    a_report,
)
from cards.gallery.states import reachable_escalations, state_name, submitted_escalation
from cards.report.another_leader_cards import another_found_card, another_leader_card
from cards.reporter.addition_card import addition_card, ring_card, take_back_card, withdraw_card
from cards.reporter.after_care_cards import (
    ANSWERS,
    afterwards_card,
    check_in_answered_card,
    check_in_card,
    check_in_offer_card,
    watcher_card,
    watchers_card,
)
from cards.reporter.again_cards import again_card, list_for_police_card
from cards.reporter.entry_cards import entry_card, entry_reminder_card
from cards.reporter.my_reports_card import MOST_REPORTS, my_reports_card
from cards.reporter.status_cards import (
    declined_card,
    mail_text_card,
    news_card,
    status_card,
    undelivered_card,
)

LEVELS = tuple(level for level in Level if level > Level.ADVICE)


def cards(content: Content) -> Iterator[NamedCard]:
    """As the dialogs and the worker render them."""
    for scenario in content.catalogue.scenarios:
        report = a_report(content, scenario, Level.HIGH, Flag.CUSTOMER)
        yield from _entries(content, report)
        yield from _mail_texts(content, report)
    first = next(iter(content.catalogue.scenarios))
    for level in LEVELS:
        escalations = list(reachable_escalations(level))
        yield from _statuses(content, a_report(content, first, level), escalations)
        no_deputy = [escalation for escalation in escalations if escalation.deputy_state is None]
        yield from _statuses(content, a_report(content, first, level, Flag.CUSTOMER), no_deputy)
    yield from _lists(content, a_report(content, first, Level.EMERGENCY))
    yield from _additions(content, a_report(content, first, Level.EMERGENCY))
    yield from _after_care(content, a_report(content, first, Level.HIGH, Flag.CUSTOMER))
    yield from _another(content, a_report(content, first, Level.EMERGENCY))


def _entries(content: Content, report: Report) -> Iterator[NamedCard]:
    for system in systems_for(report):
        text = WriteLetters(content, MAILBOX).entry(system, report)
        for rule in (OwnLeader.MAY_HEAR, OwnLeader.LEFT_OUT):
            escalation = submitted_escalation(report.level, own_leader=rule)
            name = f"entry_card: {report.scenario_id}, {system}, own leader {rule}"
            yield name, entry_card(content, system, text, report, escalation)
            reminder = entry_reminder_card(content, report, escalation)
            yield f"entry_reminder_card: {report.scenario_id}, {system}, {rule}", reminder


def _statuses(
    content: Content, report: Report, escalations: Sequence[Escalation]
) -> Iterator[NamedCard]:
    for escalation in escalations:
        ticks = ", ".join((*report.flags, *escalation.ticked))
        state = f"{report.level.word}, {state_name(escalation)}, {ticks or 'no ticks'}"
        yield f"status_card: {state}", status_card(content, report, escalation, MAILBOX, NOW)
        if escalation.is_undelivered:
            card = undelivered_card(content, report, escalation, MAILBOX, NOW)
            yield f"undelivered_card: {state}", card
        for news in (it for it in NEWS.values() if it.is_so(escalation)):
            card = news_card(content, news.name, report, escalation, MAILBOX, NOW)
            yield f"news_card: {news.name}, {state}", card
        if escalation.is_pending:
            yield f"declined_card: {state}", declined_card(content, report, escalation)


def _after_care(content: Content, report: Report) -> Iterator[NamedCard]:
    """The page behind the status card, the check-ins, who looks, it happened again."""
    plain = submitted_escalation(Level.HIGH, own_leader=OwnLeader.LEFT_OUT, told=False)
    on_its_way = plain.send_without_waiting(by=report.reporter_actor, at=NOW).after
    yield "check_in_offer_card", check_in_offer_card(content, report, (NOW, NOW))
    yield "check_in_card", check_in_card(content, report, 1)
    wished = CheckIn(opted_in_at=NOW, due=(NOW, NOW))
    over = wished.model_copy(update={"asked": (CheckInAsked(at=NOW),) * 2})
    for it in (wished, over, wished.model_copy(update={"stopped_at": NOW}), None):
        for watcher in (None, Watcher(role="advisor", at=NOW)):
            escalation = on_its_way.model_copy(update={"check_in": it, "watcher": watcher})
            looks = watcher.role if watcher else "reporter"
            stopped = ", stopped" if it and it.stopped_at else ""
            state = f"{it.next_at if it else 'no check-in'}{stopped}, {looks} looks"
            yield f"afterwards_card: {state}", afterwards_card(content, report, escalation)
            yield f"watchers_card: {state}", watchers_card(content, report, escalation)
            name = f"status_card: after care, {state}"
            yield name, status_card(content, report, escalation, MAILBOX, NOW)
    for answer in ANSWERS:
        escalation = on_its_way.model_copy(update={"check_in": wished})
        card = check_in_answered_card(content, report, escalation, answer)
        yield f"check_in_answered_card: {answer}", card
    for role in ("leader", "colleague", "advisor"):
        watched = submitted_escalation(Level.URGENT).model_copy(
            update={"watcher": Watcher.model_validate({"role": role, "at": NOW})}
        )
        yield f"watcher_card: {role}", watcher_card(content, report, watched, MAILBOX)
        yield f"watchers_card: {role}", watchers_card(content, report, watched)
    for number in (0, 1, MOST_REPORTS + 2):
        kept = [(report.model_copy(update={"id": f"r{it}"}), on_its_way) for it in range(number)]
        yield f"again_card: {number}", again_card(content, report, kept, NONCE)
        earlier = [earlier_report(content, it) for it, _ in kept[:MOST_REPORTS]]
        yield f"list_for_police_card: {number}", list_for_police_card(content, report, earlier)


def _additions(content: Content, report: Report) -> Iterator[NamedCard]:
    yield "addition_card", addition_card(content, report, NONCE)
    for told, record in (("", ""), (AWKWARD[:100], ""), ("021 555 0101", "04 555 0101; Te Awa")):
        name = f"ring_card: {'a' if told else 'no'} number, {record or 'nothing on record'}"
        yield name, ring_card(content, report, NONCE, told, record)
    yield "withdraw_card", withdraw_card(content, report)
    yield "take_back_card", take_back_card(content, report)
    yield from _taken_back(content, report)
    yield from _in_doubt(content, report)
    on_its_way = submitted_escalation(Level.EMERGENCY)
    additions = [
        Addition(id="1", kind="where", at=NOW, words="Somewhere"),
        Addition(id="2", kind="safe", at=NOW),
    ]
    for is_sent in (False, True):
        sent_at = {"sent_at": NOW if is_sent else None}
        added = tuple(addition.model_copy(update=sent_at) for addition in additions)
        for number in (1, 2):
            escalation = on_its_way.model_copy(update={"added": added[:number]})
            name = f"status_card: {number} additions, {'sent' if is_sent else 'due'}"
            yield name, status_card(content, report, escalation, MAILBOX, NOW)


def _in_doubt(content: Content, report: Report) -> Iterator[NamedCard]:
    """What was added after Send is late, was late, or came back."""
    sent = submitted_escalation(report.level).mailed(at=NOW).after
    added = sent.say_safe(by=report.reporter_actor, at=NOW).after
    late = added.addition_late("safe", at=NOW).after
    gone = late.addition_mailed("safe", at=NOW).after
    returned = gone.addition_returned("safe", at=NOW).after
    line = sent.unseen(None, at=NOW).after.addition_mailed("no-leader", at=NOW).after
    line = line.addition_returned("no-leader", at=NOW).after
    states = {"late": late, "late, gone": gone, "came back": returned, "of the line": line}
    for state, it in states.items():
        name = f"{report.level.word}, an addition {state}"
        yield f"status_card: {name}", status_card(content, report, it, MAILBOX, NOW)
        yield f"my_reports_card: {name}", my_reports_card(content, [(report, it)])
        for news in (each for each in NEWS.values() if each.is_so(it)):
            card = news_card(content, news.name, report, it, MAILBOX, NOW)
            yield f"news_card: {news.name}, {name}", card


def _taken_back(content: Content, report: Report) -> Iterator[NamedCard]:
    """After Send: Security is to be told, is told, and the reporter has said whether it helped."""
    for level in LEVELS:
        of_level = report.model_copy(update={"level": level})
        sent = submitted_escalation(level, None, told=False).mailed(at=NOW).after
        back = sent.withdraw_sent(by=report.reporter_actor, at=NOW).after
        told = back.addition_mailed("withdrawn", at=NOW).after
        said = told.say_whether_it_helped(by=report.reporter_actor, at=NOW).after
        for state, escalation in {"due": back, "told": told, "said": said}.items():
            name = f"status_card: {level.word}, taken back after sending, {state}"
            yield name, status_card(content, of_level, escalation, MAILBOX, NOW)


def _another(content: Content, report: Report) -> Iterator[NamedCard]:
    yield "another_leader_card", another_leader_card(content, report.id)
    waiting = submitted_escalation(report.level, left_out=(CHOSEN.id or "",))
    several = (LEADER.model_copy(update={"id": "2"}), DEPUTY, CHOSEN)
    searches = [LeaderSearch(outcome=it) for it in ("nobody", "silent", "own-leader", "self")]
    searches += [
        LeaderSearch(outcome="found", people=(DEPUTY,)),
        LeaderSearch(outcome="found", people=(CHOSEN,)),
        LeaderSearch(outcome="found", people=several, has_more=True),
    ]
    for search in searches:
        name = f"another_found_card: {search.outcome}, {[it.name for it in search.people]}"
        yield name, another_found_card(content, waiting, "Hana Example", search)


def _mail_texts(content: Content, report: Report) -> Iterator[NamedCard]:
    letter = WriteLetters(content, MAILBOX).to_security(
        report, submitted_escalation(report.level), NOW
    )
    name = f"mail_text_card: {report.scenario_id}"
    yield name, mail_text_card(content, letter, report, NOW)


def _lists(content: Content, report: Report) -> Iterator[NamedCard]:
    for number in (0, 1, MOST_REPORTS, 2 * MOST_REPORTS):
        escalation = submitted_escalation(report.level)
        reports = [(report.model_copy(update={"id": f"r{it}"}), escalation) for it in range(number)]
        yield f"my_reports_card: {number}", my_reports_card(content, reports)
