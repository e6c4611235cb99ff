"""Every part of the bot, made once and given what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

from bot.adapters.storage.answer_links import SqlAnswerLinks
from bot.adapters.storage.conversations import SqlConversations, SqlDrafts
from bot.adapters.storage.engine.database import Database
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.reports import SqlReports
from bot.adapters.storage.retention import SqlRetention
from bot.adapters.storage.tasks import SqlTasks
from bot.adapters.teams.sending.text_fallback import TextFallbackMessenger
from bot.adapters.teams.turns.dialog_runner import DialogRunner
from bot.adapters.teams.turns.late_replies import LateReplies, SendLateReplies
from bot.adapters.teams.turns.replies import ReplySender
from bot.adapters.teams.turns.transaction import TurnTransaction
from bot.adapters.teams.turns.turns import Turns
from bot.bootstrap.environment import Environment, Gateways
from bot.domain.colleagues import Colleagues
from bot.metrics.counted import CountedReports
from bot.ports import Messenger, Reports
from bot.services.emails.writer import WriteLetters
from bot.services.handlers.ask_leader import AskLeaderTasks
from bot.services.handlers.confirm_mail import ConfirmMailTasks
from bot.services.handlers.find_leader import FindLeaderTasks
from bot.services.handlers.find_returned_mail import FindReturnedMailTasks
from bot.services.handlers.refresh_cards import RefreshCardsTasks
from bot.services.handlers.registry import all_handlers
from bot.services.handlers.remind_of_draft import RemindOfDraftTasks
from bot.services.handlers.retention import RetentionTasks
from bot.services.handlers.send_mail import SendMailTasks
from bot.services.messaging import Messaging
from bot.services.reports.answer_links import AnswerLinks
from bot.services.reports.follow_ups import FollowUps
from bot.services.reports.leader_search import SearchForLeader
from bot.services.reports.use_cases import (
    DecideEscalation,
    SendNow,
    SubmitReport,
    TellSecurityMore,
    TickOffEntry,
    WithdrawReport,
)
from bot.services.worker.alarms import Alarms
from bot.services.worker.attempt import TaskHandler
from bot.services.worker.worker import Worker
from bot.web.answer_page import AnswerPage
from cards.messages import CardMessages
from dialogs.turn import Services


@dataclass(frozen=True)
class Bot:
    """What an application runs."""

    turns: Turns
    worker: Worker
    tasks: SqlTasks
    alarms: Alarms
    answering: AnswerPage | None
    """None where a leader cannot answer from a mail."""


@dataclass(frozen=True)
class Shared:
    """What several parts of the bot share."""

    outside: Environment
    partners: Gateways
    database: Database
    wake: Callable[[], None]
    tasks: SqlTasks
    alarms: Alarms
    reports: Reports
    people: SqlPeople
    letters: WriteLetters
    messages: CardMessages
    messenger: Messenger
    chats: Messaging
    decide: DecideEscalation
    ours: Colleagues


def build_bot(
    outside: Environment, partners: Gateways, database: Database, wake: Callable[[], None]
) -> Bot:
    """All of it. The worker is to be woken by whatever keeps a task."""
    core = _core(outside, partners, database, wake)
    links, late = _answer_links(core), LateReplies()
    turns = _turns(core, late)
    again = SendLateReplies(
        turns.transaction,
        turns.transaction.conversations,
        core.people,
        core.tasks,
        core.chats,
        late,
    )
    return Bot(
        turns=turns,
        worker=Worker(
            core.tasks,
            _handlers(core, links, again),
            outside.clock,
            core.alarms,
            lease=outside.lease,
            counts=outside.counts,
        ),
        tasks=core.tasks,
        alarms=core.alarms,
        answering=_answering(core, links) if links else None,
    )


def _core(
    outside: Environment, partners: Gateways, database: Database, wake: Callable[[], None]
) -> Shared:
    clock, content = outside.clock, outside.content
    follow_ups = FollowUps(content.timers)
    reports = CountedReports(SqlReports(database, follow_ups, clock, wake), outside.counts)
    people = SqlPeople(database, clock)
    messages = CardMessages(content, outside.security_mailbox)
    outdated = messages.notice(content.texts("status.outdated"))
    alarms = Alarms(clock)
    messenger = TextFallbackMessenger(partners.messenger, alarms)
    return Shared(
        outside=outside,
        partners=partners,
        database=database,
        wake=wake,
        tasks=SqlTasks(database, clock, wake),
        alarms=alarms,
        reports=reports,
        people=people,
        letters=WriteLetters(content, outside.security_mailbox),
        messages=messages,
        messenger=messenger,
        chats=Messaging(reports, people, messenger, outdated, partners.installer),
        decide=DecideEscalation(reports, clock),
        ours=Colleagues((outside.mail_sender, outside.security_mailbox)),
    )


def _handlers(
    it: Shared, links: AnswerLinks | None, again: SendLateReplies
) -> Mapping[str, TaskHandler]:
    clock, timers, partners = it.outside.clock, it.outside.content.timers, it.partners
    drafts, retention = SqlDrafts(it.database), SqlRetention(it.database)
    reports, tasks, mail, alarms = it.reports, it.tasks, partners.mail, it.alarms
    return all_handlers(
        FindLeaderTasks(reports, clock, tasks, it.people, partners.directory, it.ours),
        AskLeaderTasks(reports, clock, tasks, it.chats, it.messages),
        SendMailTasks(reports, clock, tasks, mail, it.letters, timers.mail, alarms, links, it.ours),
        ConfirmMailTasks(reports, clock, tasks, mail, timers.mail, alarms),
        FindReturnedMailTasks(reports, clock, tasks, mail, it.letters, alarms),
        RefreshCardsTasks(reports, clock, tasks, it.chats, it.messages),
        RetentionTasks(tasks, drafts, retention, timers, clock),
        RemindOfDraftTasks(tasks, drafts, it.chats, it.messages, it.outside.content, clock),
        again,
        tasks=tasks,
        clock=clock,
    )


def _turns(it: Shared, late: LateReplies) -> Turns:
    # Only runs turns; what is sent and who may come in is decided by our own classes.
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(object()))
    conversations = SqlConversations(it.database, it.outside.clock, it.wake)
    mailbox = it.outside.security_mailbox
    return Turns(
        TurnTransaction(DialogRunner(adapter), _services(it), conversations),
        it.people,
        it.tasks,
        ReplySender(it.messenger, it.reports, it.tasks, it.messages, mailbox, it.chats, late),
    )


def _services(it: Shared) -> Services:
    content, clock, reports = it.outside.content, it.outside.clock, it.reports
    return Services(
        content=content,
        clock=clock,
        reports=reports,
        people=it.people,
        letters=it.letters,
        submit=SubmitReport(reports, it.people, content, clock),
        decide=it.decide,
        send_without_waiting=SendNow(reports, clock),
        withdraw=WithdrawReport(reports, clock),
        tick_off=TickOffEntry(reports, clock),
        add=TellSecurityMore(reports, clock),
        search_for_leader=SearchForLeader(it.partners.directory, it.ours),
    )


def _answer_links(it: Shared) -> AnswerLinks | None:
    outside = it.outside
    if not outside.public_url:
        return None
    links, lives = (
        SqlAnswerLinks(it.database, outside.clock),
        outside.content.timers.leader.link_lives,
    )
    return AnswerLinks(links, outside.clock, lives, outside.public_url)


def _answering(it: Shared, links: AnswerLinks) -> AnswerPage:
    return AnswerPage(it.outside.content, it.reports, links, it.decide)
