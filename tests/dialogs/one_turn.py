"""One turn of Rea's or Lea's chat, over ports in memory."""

from typing import Any

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.turns.dialog_runner import SCHEMA, DialogRunner, dump_stack
from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.escalation import Escalation
from bot.domain.people import KnownPerson
from bot.domain.report import Report
from bot.services.emails.writer import WriteLetters
from bot.services.reports.additions import SendAddition
from bot.services.reports.leader_search import SearchForLeader
from bot.services.reports.use_cases import SubmitReport
from cards.gallery.samples import MAILBOX
from dialogs.turn import Services, Turn, UserInput
from tests.builders import an_actor, shipped
from tests.services.chats_and_people import KnownPeople, WhoLeads
from tests.services.fakes import AClock, KeptReports, KeptTasks

NO_ADAPTER: Any = object()
TYPED = Inbound(type="message", conversation_id="chat", member_id="29:rea", activity_id="a-1")


async def run(turn: Turn, document: dict[str, Any]) -> dict[str, Any]:
    """Runs the turn on what is stored of a chat; what is stored then."""
    stack = await DialogRunner(NO_ADAPTER)(TYPED, turn.user_input, turn, document)
    return {"schema": SCHEMA, "stack": dump_stack(stack)}


def a_turn(
    person_id: str = "rea",
    *,
    draft: Draft | None = None,
    known: KnownPerson | None = None,
    kept: tuple[Report, Escalation] | None = None,
    text: str = "",
    decide: Any = None,
    search_for_leader: SearchForLeader | None = None,
) -> Turn:
    """A turn of this person, with what the directory said and the one report that is kept."""
    people = KnownPeople(said={person_id: known} if known else {})
    reports = KeptReports(KeptTasks(), {kept[0].id: kept} if kept else {})
    services = services_in_memory(
        shipped(), reports, people, decide=decide, search_for_leader=search_for_leader
    )
    return Turn(services, an_actor(person_id), "Somebody", UserInput(text=text), draft)


def services_in_memory(
    content: Content,
    reports: KeptReports,
    people: KnownPeople,
    *,
    decide: Any = None,
    search_for_leader: SearchForLeader | None = None,
) -> Services:
    """What a turn may call: a report is submitted and added to, and nothing else is changed."""
    nothing: Any = None
    clock = AClock()
    return Services(
        content=content,
        clock=clock,
        reports=reports,
        people=people,
        letters=WriteLetters(content, MAILBOX),
        submit=SubmitReport(reports, people, content, clock),
        decide=decide,
        hand_on=nothing,
        undo_hand_on=nothing,
        name_another=nothing,
        send_without_waiting=nothing,
        withdraw=nothing,
        take_back=nothing,
        note_rated=nothing,
        tick_off=nothing,
        add=nothing,
        after_care=nothing,
        send_addition=SendAddition(reports, content, clock),
        search_for_leader=search_for_leader or SearchForLeader(WhoLeads()),
    )
