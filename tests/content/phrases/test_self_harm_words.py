"""The list of self-harm: what people say of themselves is heard, however they type it."""

from pathlib import Path

import pytest

from bot.content.loading.model import SelfHarm
from tests.builders import shipped
from tests.content.sample import errors, numberless, spoil

FILE = "self_harm.toml"
SAID = [
    "kms",
    "i'm going to end it",
    "Im gonna end it",
    "better off dead",
    "thinking about overdosing",
    "don't see the point any more",
    "I dont see the point anymore",
    "I want to kill my self",
    "I want to kill myself",
    "i want to kill myslef",
    "i wanna die",
    "I want to die",
    "I dont want to live",
    "I can’t go on any more",
    "Whakamōmori",
    "suicidal",
    "She is suicidal. I am with her.",
    "They wrote: go and commit suicide",
    "i want to end my life",
    "end it all",
    "unalive myself",
    "thinking of unaliving myself",
    "I don't want to be here any more",
    "I don't want to be here",
    "wish i was dead",
    "everyone would be better off without me",
    "no reason to live",
    "there is no point living",
    "there's no point in living",
    "I am tired of living",
    "life is not worth living",
    "life isn't worth it",
    "i cant do this anymore",
    "i can't take it any more",
    "took an overdose",
    "going to overdose",
    "i want to jump off a bridge",
    "going to hang myself",
    "self-harm",
    "self harming",
    "I cut myself",
    "i keep hurting myself",
    "I'd rather be dead",
    "i should just die",
    "i just want to die",
    "want to be dead",
    "i'd be better off dead",
    "kei te hiahia mate au",
    "nothing to live for",
    "i might as well be dead",
    "no point going on",
    "i want 2 die",
    "I can't go on",
    "whats the point anymore",
    "whats the point in living",
    "nobody would care if i died",
    "everyone would be better off if i died",
    "sucidal",
    "suicdal",
    "feeling suiside",
    "took too many pills",
    "overdosed",
    "gonna OD",
    "gonna end it tonight",
    "i want it all to end",
    "want to go to sleep and never wake up",
    "i hope i dont wake up",
    "kei te pīrangi mate au",
    "kua hōhā au ki te ora",
    "cant live with this anymore",
    "lifes not worth it",
    "my colleague wants to kill herself",
    "my workmate said she wants to die",
    "he wants to end his life",
]
NOT_SAID = [
    "They said they will kill me",
    "I want this to stop",
    "I want it to end",
    "they want to end it",
    "Please end it",
    "he wants to die on that hill",
    "I can't open the link any more",
    "what is the point of this form",
    "I don't see the post any more",
    "a customer took an axe",
    "I cut the video",
    "I am here",
    "this is not worth it",
    "i am done with the form",
    "kill yourself",
    "kys",
    "the deadline",
    "dead link",
    "someone died",
    "the end of it",
    "I don't want to be here all day",
    "my account",
    "I can't do this form",
    "jump off the call",
    "told me to die",
    "cut myself out of the picture",
    "i shot myself in the foot",
    "kicking myself",
    "tired of the abuse",
    "i can't cope with the comments",
    "no point in reporting",
    "i want to go home",
    "this is killing me",
    "the tenant died",
    "they want me dead",
    "wishes death on me",
    "dead to me",
]


@pytest.fixture(scope="module")
def self_harm() -> SelfHarm:
    """The list as it is shipped."""
    return shipped().self_harm


def test_a_cry_for_help_is_heard(self_harm: SelfHarm) -> None:
    assert [said for said in SAID if not self_harm.is_said_in(said)] == []


def test_a_cry_for_help_is_heard_without_apostrophes_and_loudly(self_harm: SelfHarm) -> None:
    typed = [said.replace("'", "").upper() + "!!" for said in SAID]

    assert [said for said in typed if not self_harm.is_said_in(said)] == []


def test_what_is_none_stops_nothing(self_harm: SelfHarm) -> None:
    assert [said for said in NOT_SAID if self_harm.is_said_in(said)] == []


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('  "kms",\n', "", 'words: "kms" is not heard any more'),
        ('"suicid*",', "", 'words: "suicide" is not heard any more'),
        ('"kms",', '"kms", "stop",', 'words: "stop" is an ordinary answer'),
        ('"<harming> <myself>",', '"<harming> <me>",', 'words > N: there is no group "me"'),
        ('"kms",', '"KMS",', 'words > N: "KMS" must be in small letters'),
    ],
)
def test_a_list_that_would_not_hear_is_refused(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, FILE, old, new)

    assert any(it.startswith(f"{FILE}: {error}") for it in numberless(errors(folder)))
