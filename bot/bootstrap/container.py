"""The container: every object is built once and given its dependencies."""

import asyncio
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
from bot.adapters.teams.sending.client import TextFallbackMessenger
from bot.adapters.teams.turns.dialog_runner import DialogRunner
from bot.adapters.teams.turns.late_replies import LateReplies, SendLateReplies
from bot.adapters.teams.turns.replies import ReplySender
from bot.adapters.teams.turns.transaction import TurnTransaction
from bot.adapters.teams.turns.turns import Turns
from bot.bootstrap.environment import Environment, Gateways
from bot.content import Content
from bot.domain.colleagues import Colleagues
from bot.metrics.counted import CountedReports
from bot.ports import Clock, Messenger, Reports
from bot.services.emails.writer import WriteLetters
from bot.services.handlers.after_care import AfterCareTasks
from bot.services.handlers.ask_leader import AskLeaderTasks
from bot.services.handlers.find_leader import FindLeaderTasks
from bot.services.handlers.mail import ConfirmMailTasks, FindReturnedMailTasks, SendMailTasks
from bot.services.handlers.refresh_cards import RefreshCardsTasks
from bot.services.handlers.registry import all_handlers
from bot.services.handlers.remind_of_draft import RemindOfDraftTasks
from bot.services.handlers.retention import RetentionTasks
from bot.services.messaging import Messaging
from bot.services.reports.additions import SendAddition, TellSecurityMore
from bot.services.reports.after_care import AfterCare
from bot.services.reports.answer_links import AnswerLinks
from bot.services.reports.follow_ups import FollowUps
from bot.services.reports.leader_search import SearchForLeader
from bot.services.reports.security_links import SecurityLinks, TakeSecuritysAnswer
from bot.services.reports.use_cases import (
    DecideEscalation,
    HandOn,
    NameAnotherLeader,
    NoteThatHelpWasRated,
    SendNow,
    SubmitReport,
    TakeBackReport,
    TickOffEntry,
    UndoHandOn,
    WithdrawReport,
)
from bot.services.worker.alarms import Alarms
from bot.services.worker.worker import TaskHandler, Worker
from bot.web.answer_page import AnswerPage
from bot.web.routes import AnswerPages
from bot.web.security_page import SecurityPage
from cards.messages import CardMessages
from dialogs.turn import Services


@dataclass(frozen=True)
class Bot:
    """The objects that the application runs."""

    turns: Turns
    worker: Worker
    tasks: SqlTasks
    alarms: Alarms
    answer_pages: AnswerPages | None
    """None without a public URL: then no mail has a link to answer by."""


@dataclass(frozen=True)
class AllLinks:
    """The links by which leaders and Security answer."""

    leaders: AnswerLinks
    security: SecurityLinks


@dataclass(frozen=True)
class Shared:
    """Objects that several others use."""

    environment: Environment
    content: Content
    clock: Clock
    gateways: Gateways
    database: Database
    wake: Callable[[], None]
    tasks: SqlTasks
    alarms: Alarms
    reports: Reports
    people: SqlPeople
    conversations: SqlConversations
    letters: WriteLetters
    messages: CardMessages
    messenger: Messenger
    messaging: Messaging
    decide: DecideEscalation
    colleagues: Colleagues


def build_bot(environment: Environment, gateways: Gateways, database: Database) -> Bot:
    """Builds the bot."""
    woken = asyncio.Event()
    shared = _shared(environment, gateways, database, woken.set)
    links, late = _answer_links(shared), LateReplies()
    turns = _turns(shared, late)
    send_late_replies = SendLateReplies(
        turns.transaction,
        turns.transaction.conversations,
        shared.people,
        shared.tasks,
        shared.messaging,
        late,
    )
    return Bot(
        turns=turns,
        worker=Worker(
            shared.tasks,
            _handlers(shared, links, send_late_replies),
            environment.clock,
            shared.alarms,
            lease=environment.lease,
            counts=environment.metrics,
            woken=woken,
        ),
        tasks=shared.tasks,
        alarms=shared.alarms,
        answer_pages=_answer_pages(shared, links) if links else None,
    )


def _shared(
    environment: Environment, gateways: Gateways, database: Database, wake: Callable[[], None]
) -> Shared:
    clock, content = environment.clock, environment.content
    follow_ups = FollowUps(content.timers)
    reports = CountedReports(SqlReports(database, follow_ups, clock, wake), environment.metrics)
    people = SqlPeople(database, clock)
    conversations = SqlConversations(database, clock, wake)
    messages = CardMessages(content, environment.security_mailbox, clock)
    outdated = messages.line(content.texts("status.outdated"))
    alarms = Alarms(clock)
    messenger = TextFallbackMessenger(gateways.messenger, alarms)
    colleagues = Colleagues((environment.mail_sender, environment.security_mailbox))
    return Shared(
        environment=environment,
        content=content,
        clock=clock,
        gateways=gateways,
        database=database,
        wake=wake,
        tasks=SqlTasks(database, clock, wake),
        alarms=alarms,
        reports=reports,
        people=people,
        conversations=conversations,
        letters=WriteLetters(
            content,
            environment.security_mailbox,
            colleagues,
            has_answer_links=environment.public_url is not None,
        ),
        messages=messages,
        messenger=messenger,
        messaging=Messaging(
            reports,
            people,
            messenger,
            outdated,
            gateways.installer,
            windows=conversations,
            left=messages.left,
        ),
        decide=DecideEscalation(reports, clock),
        colleagues=colleagues,
    )


def _handlers(
    shared: Shared, links: AllLinks | None, send_late_replies: SendLateReplies
) -> Mapping[str, TaskHandler]:
    clock, timers, gateways = shared.clock, shared.content.timers, shared.gateways
    letters, colleagues = shared.letters, shared.colleagues
    drafts, retention = SqlDrafts(shared.database, clock), SqlRetention(shared.database)
    reports, tasks, mail, alarms = shared.reports, shared.tasks, gateways.mail, shared.alarms
    return all_handlers(
        FindLeaderTasks(reports, clock, tasks, shared.people, gateways.directory, colleagues),
        AskLeaderTasks(reports, clock, tasks, shared.messaging, shared.messages),
        SendMailTasks(
            reports,
            clock,
            tasks,
            mail,
            letters,
            timers.mail,
            alarms,
            links.leaders if links else None,
            colleagues,
            links.security if links else None,
        ),
        ConfirmMailTasks(reports, clock, tasks, mail, timers.mail, alarms),
        FindReturnedMailTasks(reports, clock, tasks, mail, letters, alarms),
        RefreshCardsTasks(reports, clock, tasks, shared.messaging, shared.messages),
        RetentionTasks(
            tasks,
            drafts,
            retention,
            timers,
            clock,
            shared.messaging,
            shared.messages,
            shared.content.catalogue,
        ),
        AfterCareTasks(
            reports, clock, tasks, shared.messaging, shared.messages, timers.working_hours
        ),
        RemindOfDraftTasks(tasks, drafts, shared.messaging, shared.messages, shared.content, clock),
        send_late_replies,
        tasks=tasks,
        clock=clock,
    )


def _turns(shared: Shared, late: LateReplies) -> Turns:
    # It only runs turns: authentication and sending are done by our own classes.
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(object()))
    mailbox = shared.environment.security_mailbox
    return Turns(
        TurnTransaction(
            DialogRunner(adapter),
            _services(shared),
            shared.conversations,
            has_living_cards=shared.environment.has_living_cards,
        ),
        shared.people,
        shared.tasks,
        ReplySender(
            shared.messenger,
            shared.reports,
            shared.tasks,
            shared.messages,
            mailbox,
            shared.messaging,
            late,
            shared.conversations,
        ),
    )


def _services(shared: Shared) -> Services:
    content, clock, reports = shared.content, shared.clock, shared.reports
    return Services(
        content=content,
        clock=clock,
        reports=reports,
        people=shared.people,
        letters=shared.letters,
        submit=SubmitReport(reports, shared.people, content, clock),
        decide=shared.decide,
        hand_on=HandOn(reports, clock),
        undo_hand_on=UndoHandOn(reports, clock),
        name_another=NameAnotherLeader(reports, clock),
        send_without_waiting=SendNow(reports, clock),
        withdraw=WithdrawReport(reports, clock),
        take_back=TakeBackReport(reports, clock),
        note_rated=NoteThatHelpWasRated(reports, clock),
        tick_off=TickOffEntry(reports, clock),
        add=TellSecurityMore(reports, content, clock),
        send_addition=SendAddition(reports, content, clock),
        search_for_leader=SearchForLeader(shared.gateways.directory, shared.colleagues),
        after_care=AfterCare(reports, content, clock),
    )


def _answer_links(shared: Shared) -> AllLinks | None:
    environment, timers = shared.environment, shared.content.timers
    if not environment.public_url:
        return None
    clock, url = environment.clock, environment.public_url
    links = SqlAnswerLinks(shared.database, clock)
    return AllLinks(
        AnswerLinks(links, clock, timers.leader.link_lives, url),
        SecurityLinks(links, clock, timers.security, url),
    )


def _answer_pages(shared: Shared, links: AllLinks) -> AnswerPages:
    content, reports, clock = shared.content, shared.reports, shared.clock
    take = TakeSecuritysAnswer(reports, clock, content.timers.security)
    return AnswerPages(
        AnswerPage(
            content,
            reports,
            links.leaders,
            shared.decide,
            HandOn(reports, clock),
            UndoHandOn(reports, clock),
        ),
        SecurityPage(content, reports, links.security, take, clock),
    )
