"""Two hosts are one bot: a chat goes on at the other, and one takes over what the other leaves."""

from tests.hosts.pair import Pair
from tests.journeys.people import Somebody
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    reports,
    reports_details,
    to_preview,
)
from tests.words import contact_name, email_state, fragment, words

SENT = email_state("sent")


async def test_a_chat_whose_every_turn_is_on_the_other_host_goes_on(
    pair: Pair, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports_details(aroha)
    await pair.rests()
    await wiremu.presses(words("leader.show_details"))
    await wiremu.presses(words("details.show"))
    await wiremu.presses(words("details.back"))
    await wiremu.presses(words("leader.approve"))
    await pair.rests()
    await wiremu.presses(words("leader.entry", system=contact_name("noggin")))
    await wiremu.presses(words("entry.done", system=contact_name("noggin")))
    await pair.rests()

    assert SENT in aroha.status
    assert words("leader_state.approve", name="Wiremu Example") in aroha.status
    assert words("status.entry_done", system=contact_name("noggin")) in aroha.status
    assert "Aroha mai" not in aroha.chat + wiremu.chat
    assert len(pair.post.asked) == 1


async def test_what_one_host_took_the_other_does_once_the_first_has_stopped(
    pair: Pair, aroha: Somebody
) -> None:
    first, second = pair.hosts
    pair.teams.takes_turns(first.url)
    await to_preview(aroha, URGENT, words("tell.security-only"))
    pair.post.is_unplugged = True
    await aroha.presses(words("preview.send"))
    await pair.rests()
    waiting = aroha.status

    await first.stops()
    pair.hosts.remove(first)
    pair.post.is_unplugged = False
    pair.teams.takes_turns(second.url)
    await pair.time_passes(minutes=7)

    assert words("stage.mailing") in waiting
    assert SENT in aroha.status
    assert len(pair.mails()) == len(pair.post.asked) == 1


async def test_the_time_of_a_report_runs_on_though_its_host_has_stopped(
    pair: Pair, aroha: Somebody, wiremu: Somebody
) -> None:
    first, second = pair.hosts
    pair.teams.takes_turns(first.url)
    await reports(aroha, STANDARD)
    await pair.rests()

    await first.stops()
    pair.hosts.remove(first)
    pair.teams.takes_turns(second.url)
    await pair.time_passes(hours=19, minutes=31)
    reminded = wiremu.chat
    await pair.time_passes(hours=4, minutes=30)

    assert words("reminder.title") in reminded
    assert SENT in aroha.chat
    assert len(pair.mails()) == 2


async def test_a_person_who_leaves_at_one_host_is_found_again_at_the_other(
    pair: Pair, aroha: Somebody, wiremu: Somebody
) -> None:
    await wiremu.removes()
    await wiremu.installs()

    await reports(aroha, HIGH)
    await pair.rests()

    assert fragment("leader.heading") in wiremu.sees
