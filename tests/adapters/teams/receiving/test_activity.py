"""Which fields of an activity are read."""

import json
from contextlib import suppress
from typing import Any

import pytest
from botbuilder.schema import Activity as SdkActivity
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.teams.receiving.activity import BadBody, NoActor, parse_activity
from bot.adapters.teams.sdk.activity import activity
from bot.domain.people import Actor
from tests.stand_ins.activities import APP_ID, TENANT_ID, Activity, Chat, Member, TeamsChannel

AROHA = Member("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0001", "Aroha Example")
HERE = Chat.with_person(AROHA)
CHANNEL = TeamsChannel("https://smba.trafficmanager.net/au/")


def raw(activity: Activity, **changes: Any) -> bytes:
    return json.dumps({**activity, **changes}).encode()


def test_a_message_names_who_where_and_what() -> None:
    inbound = parse_activity(raw(CHANNEL.text(AROHA, HERE, "Kia ora, he pātai tāku")))

    assert inbound.text == "Kia ora, he pātai tāku"
    assert inbound.actor == Actor(id=AROHA.object_id, tenant_id=TENANT_ID)
    assert inbound.person_name == "Aroha Example"
    assert (inbound.is_group, inbound.is_from_a_person, inbound.value) == (False, True, None)
    assert inbound.address.model_dump() == {
        "person_id": AROHA.object_id,
        "tenant_id": TENANT_ID,
        "service_url": "https://smba.trafficmanager.net/au/",
        "conversation_id": HERE.id,
        "bot_id": f"28:{APP_ID}",
        "member_id": AROHA.id,
    }


def test_a_press_names_its_card_and_data() -> None:
    inbound = parse_activity(
        raw(CHANNEL.press(AROHA, HERE, "1:7", {"verb": "send", "ticks": "a,b"}))
    )

    assert (inbound.reply_to_id, inbound.text) == ("1:7", "")
    assert inbound.value == {"verb": "send", "ticks": "a,b"}


@pytest.mark.parametrize(
    ("carried", "value"),
    [
        ('{"verb": "send", "ticks": "a,b"}', {"verb": "send", "ticks": "a,b"}),
        (' {"say": "a\\u0000b \\ud83d"} ', {"say": "ab \ufffd"}),
        ("{}", {}),
        ("[1]", None),
        ('"send"', None),
        ("{'verb': 1}", None),
        ('{"x": NaN}', None),
        ("[" * 90_000, None),
        ('{"x": ' * 20 + "1" + "}" * 20, None),
        ("9" * 9000, None),
        ("", None),
    ],
    ids=range(11),
)
def test_what_a_press_carries_may_be_json_text(carried: str, value: object) -> None:
    inbound = parse_activity(raw(CHANNEL.press(AROHA, HERE, "1:7", {}), value=carried))

    assert inbound.value == value


@pytest.mark.parametrize("trigger", ["manual", "automatic"])
def test_an_invoke_says_why_it_came(trigger: str) -> None:
    inbound = parse_activity(raw(CHANNEL.execute(AROHA, HERE, "1:7", "see", {}, trigger)))

    assert (inbound.name, inbound.trigger) == ("adaptiveCard/action", trigger)


@pytest.mark.parametrize(
    ("action", "is_install", "is_removal"),
    [
        ("add", True, False),
        ("add-upgrade", True, False),
        ("remove", False, True),
        ("remove-upgrade", False, False),
    ],
)
def test_an_installation_says_what_happened(
    action: str, is_install: bool, is_removal: bool
) -> None:
    inbound = parse_activity(raw(CHANNEL.installation(AROHA, HERE, action)))

    assert (inbound.is_install, inbound.is_removal) == (is_install, is_removal)
    assert not inbound.is_from_a_person


def test_a_change_of_a_message_comes_from_a_person_and_has_its_id() -> None:
    edited = parse_activity(raw(CHANNEL.change(AROHA, HERE, "1:7", "yes", "editMessage")))
    deleted = parse_activity(raw(CHANNEL.change(AROHA, HERE, "1:7", None, "softDeleteMessage")))
    nobody = parse_activity(
        raw(CHANNEL.change(AROHA, HERE, "1:7", "x", "x"), **{"from": {"id": "28:bot"}})
    )

    assert (edited.is_change, edited.is_deletion, edited.is_from_a_person) == (True, False, True)
    assert (deleted.is_change, deleted.is_deletion, deleted.is_from_a_person) == (True, True, True)
    assert not nobody.is_from_a_person
    assert edited.activity_id == deleted.activity_id == "1:7"


@pytest.mark.parametrize(
    "other",
    [
        {"timestamp": "2026-11-23T01:02:04Z"},
        {"text": "no"},
        {"type": "messageDelete"},
        {"channelData": {"tenant": {"id": TENANT_ID}, "eventType": "undeleteMessage"}},
        {"id": "1:8"},
    ],
    ids=str,
)
def test_a_change_is_told_from_every_other_and_not_from_its_redelivery(other: Activity) -> None:
    sent = CHANNEL.change(AROHA, HERE, "1:7", "yes", "editMessage")
    changed = {**sent, "timestamp": "2026-11-23T01:02:03Z"}

    first, again, another = (parse_activity(raw({**changed, **more})) for more in ({}, {}, other))

    assert first.delivery_id == again.delivery_id
    assert first.delivery_id not in ("1:7", another.delivery_id)
    assert "yes" not in first.delivery_id


def test_a_message_is_told_from_others_by_its_own_id() -> None:
    assert parse_activity(raw(CHANNEL.text(AROHA, HERE, "hello"), id="1:7")).delivery_id == "1:7"


def test_those_who_join_are_listed() -> None:
    inbound = parse_activity(raw(CHANNEL.bot_added(AROHA, HERE), membersRemoved=[{"id": "29:2"}]))

    assert (inbound.added_members, inbound.removed_members) == ((f"28:{APP_ID}",), ("29:2",))


@pytest.mark.parametrize("kind", ["groupChat", "channel", "meeting", "Personal"])
def test_whatever_is_not_a_chat_of_two_is_a_group(kind: str) -> None:
    said = CHANNEL.text(AROHA, Chat("19:x@thread.v2", kind), "hello")

    inbound = parse_activity(
        raw({**said, "conversation": {**said["conversation"], "isGroup": False}})
    )

    assert inbound.is_group


@pytest.mark.parametrize(
    "nobody",
    [
        {"from": {"id": "29:1", "name": "Aroha Example"}},
        {"channelData": {}},
        {"channelData": {"tenant": {}}},
        {"channelData": {"tenant": {"id": ""}}},
    ],
)
def test_without_object_id_or_tenant_there_is_no_actor(nobody: Activity) -> None:
    inbound = parse_activity(raw(CHANNEL.text(AROHA, HERE, "hello"), **nobody))

    with pytest.raises(NoActor):
        _ = inbound.actor
    with pytest.raises(NoActor):
        _ = inbound.address


def test_a_card_cannot_say_who_pressed_it() -> None:
    forged = {"aadObjectId": "somebody else", "from": {"aadObjectId": "somebody else"}}

    inbound = parse_activity(raw(CHANNEL.press(AROHA, HERE, "1:7", forged)))

    assert inbound.actor.id == AROHA.object_id


def test_control_characters_in_words_are_dropped() -> None:
    value = {"say\u0000": "a\u0000b", "list": ["\u0007c", {"d": 1, "e": None}]}
    inbound = parse_activity(raw(CHANNEL.text(AROHA, HERE, "one\u0000\ntwo\ttāu"), value=value))

    assert inbound.text == "one\ntwo\ttāu"
    assert inbound.value == {"say": "ab", "list": ["c", {"d": 1, "e": None}]}


@pytest.mark.parametrize(
    ("escaped", "read"),
    [
        (rb"\ud83d\ude00", "\U0001f600"),
        (rb"kia\ud83d", "kia\ufffd"),
        (rb"\uDE00 ora", "\ufffd ora"),
        (rb"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (rb"\\ud83d", r"\ud83d"),
        (rb"\\\ud83d", "\\\ufffd"),
    ],
)
def test_half_an_emoji_does_not_stop_a_message(escaped: bytes, read: str) -> None:
    said = raw(CHANNEL.text(AROHA, HERE, "hello"), text="TEXT").replace(b"TEXT", escaped)

    assert parse_activity(said).text == read


@pytest.mark.parametrize(
    "odd",
    [
        {"text": None},
        {"value": "a string"},
        {"value": [1]},
        {"channelData": None},
        {"recipient": None},
        {"locale": None},
        {"attachments": "odd"},
        {"entities": 7},
        {"localTimestamp": "whenever"},
        {"conversation": {"id": "a:1", "conversationType": None}},
        {"timestamp": "2026-11-23T01:02:03.1234567Z"},
    ],
    ids=str,
)
def test_what_does_not_matter_may_be_odd(odd: Activity) -> None:
    inbound = parse_activity(raw(CHANNEL.text(AROHA, HERE, "hello"), **odd))

    assert inbound.member_id == AROHA.id
    assert inbound.value is None


def test_an_activity_without_an_id_is_like_no_other() -> None:
    nameless = raw(CHANNEL.text(AROHA, HERE, "hello"), id=None)

    assert parse_activity(nameless).activity_id != parse_activity(nameless).activity_id


def test_a_long_name_is_cut() -> None:
    inbound = parse_activity(raw(CHANNEL.text(Member("a", "x" * 9000), HERE, "hello")))

    assert len(inbound.person_name) == 256


def test_a_refusal_does_not_quote_the_body() -> None:
    with pytest.raises(BadBody) as refused:
        parse_activity(raw(CHANNEL.text(AROHA, HERE, "marked"), timestamp="marked"))

    assert "marked" not in repr(refused.value)
    assert refused.value.__suppress_context__


def test_the_sdks_object_says_the_same() -> None:
    posted = CHANNEL.execute(AROHA, HERE, "1:7", "see", {"id": "4"})

    ours = activity(parse_activity(raw(posted)))

    theirs = SdkActivity().deserialize(posted)
    read = ("type", "id", "name", "value", "reply_to_id", "service_url", "channel_id", "locale")
    assert [getattr(ours, name) for name in read] == [getattr(theirs, name) for name in read]
    assert ours.from_property.as_dict() == theirs.from_property.as_dict()
    assert ours.conversation.id == theirs.conversation.id
    assert ours.conversation.tenant_id == TENANT_ID
    assert ours.recipient.id == theirs.recipient.id


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(
    [*CHANNEL.execute(AROHA, HERE, "1:7", "see", {}), "text", "action", "membersAdded"]
)


# The first example builds hypothesis's tables, which takes its time on a busy machine.
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(st.dictionaries(fields, json_values, max_size=3))
def test_whatever_a_field_holds_is_read_or_refused(changes: Activity) -> None:
    with suppress(BadBody):
        inbound = parse_activity(raw(CHANNEL.text(AROHA, HERE, "hello"), **changes))

        assert activity(inbound).type == inbound.type


@PATIENT
@given(st.binary())
def test_whatever_the_bytes_are_they_are_refused(body: bytes) -> None:
    with pytest.raises(BadBody):
        parse_activity(body)
