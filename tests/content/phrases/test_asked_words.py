"""The lists of questions about the bot itself: each is heard, and no answer is taken for one."""

from pathlib import Path

import pytest

from bot.content.loading.model import Asked
from tests.builders import shipped
from tests.content.sample import errors, numberless, spoil

PRIVACY = [
    "privacy",
    "who sees this",
    "who sees this?",
    "Who can see this?",
    "who will read this",
    "delete my data",
    "can you delete my data please",
    "is this anonymous",
    "is it confidential?",
    "Is this private",
    "can I stay anonymous",
    "can I report anonymously",
    "will my boss see this",
    "does my manager know",
    "how long do you keep this",
    "how long is this kept",
    "what happens to my data",
    "do you record this",
    "are you recording this",
    "where is my data stored",
    "who is told",
    "who gets this",
    "is this chat monitored",
    "can my manager read this",
    "confidential",
    "Who reads what I write here?",
    "is dis private",
    "is this anon",
    "can i do this anonymously",
    "do i have to give my name",
    "will they know its me",
    "will he know i reported him",
    "will they find out i reported",
    "who is reading this",
    "where does my report go",
    "who gets told",
    "do u tell my boss",
    "is this being recorded",
    "delete all my data",
    "erase my data",
    "wipe my data",
    "can you delete this",
    "what data do you have on me",
    "kei te tūmataiti tēnei",
    "ko wai ka panui i tenei",
    "ka kite taku rangatira",
    "mukua aku raraunga",
]
PEOPLE = [
    "I want to talk to a human",
    "i want to talk to a person",
    "can I speak to someone",
    "speak with a real person",
    "human please",
    "I need a human",
    "is there a person I can talk to",
    "talk to someone",
    "can someone call me",
    "who can I call",
    "are you a bot",
    "are you a robot?",
    "is this a bot",
    "am i talking to a robot",
    "real person",
    "person",
    "talk to a person",
    "can I talk to somebody",
    "put me through to someone",
    "I'd like to speak to a real human",
    "kōrero ki te tangata",
    "ring me",
    "talk to security",
    "i want to speak to security",
    "someone real",
    "are you human",
    "r u a bot",
    "is this ai",
    "whats the phone number",
    "contact security",
    "live chat",
    "me kōrero au ki te tangata",
    "he karetao koe",
    "waea mai",
]
NEITHER = [
    "they broke my privacy",
    "they published private details",
    "Private details are online",
    "someone leaked customer data",
    "an anonymous account is posting",
    "a person is harassing me",
    "the person who posted it",
    "who posted it",
    "I saw a post",
    "someone is pretending to be me",
    "People are sharing it",
    "he wants to talk to me",
    "they told people where I live",
    "they keep posting about me",
    "support",
    "someone to talk to",
    "None of these: a person",
    "report",
    "It's about a colleague",
    "can you delete the post",
    "please delete the post",
    "they deleted my comment",
    "they know who I am",
    "a private facebook group",
    "private message",
    "real estate agent",
    "human resources",
    "call me a liar",
    "they want to talk to me",
    "data breach",
    "my privacy was breached",
]


@pytest.fixture(scope="module")
def asked() -> Asked:
    """The lists as they are shipped."""
    return shipped().asked


def test_questions_about_privacy_are_heard_as_such(asked: Asked) -> None:
    assert [said for said in PRIVACY if not asked.privacy.is_said_in(said)] == []
    assert [said for said in PRIVACY if asked.people.is_said_in(said)] == []


def test_who_wants_a_person_is_heard(asked: Asked) -> None:
    assert [said for said in PEOPLE if not asked.people.is_said_in(said)] == []
    assert [said for said in PEOPLE if asked.privacy.is_said_in(said)] == []


def test_what_tells_of_harm_is_no_question(asked: Asked) -> None:
    assert [said for said in NEITHER if asked.privacy.is_said_in(said)] == []
    assert [said for said in NEITHER if asked.people.is_said_in(said)] == []


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('  "privacy", "my', '  "my', 'privacy > words: "privacy" is not heard any more'),
        ('"put me through",', '"support",', 'people > words: "support" is an ordinary answer'),
        ('"put me through",', '"<who> there",', 'people > words > N: there is no group "who"'),
    ],
)
def test_a_list_that_would_not_hear_is_refused(
    folder: Path, old: str, new: str, error: str
) -> None:
    spoil(folder, "asked.toml", old, new)

    assert any(it.startswith(f"asked.toml: {error}") for it in numberless(errors(folder)))
