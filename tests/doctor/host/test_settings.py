"""What is wrong with settings is said once, and all others are used all the same."""

import pytest

from bot.doctor.checks.host.settings import SettingsCheck
from tests.adapters.teams.edge import IDENTITY


def test_each_wrong_setting_is_told_and_the_others_are_used() -> None:
    environment = SettingsCheck.read({**IDENTITY, "PORT": "nine", "BOT_APP_ID": "", "HOST": "::1"})

    assert list(environment.wrong) == ["BOT_APP_ID", "PORT"]
    assert environment.settings.host == "::1"
    states = {finding.check: finding.state for finding in environment.results()}
    assert {name for name, state in states.items() if state == "failed"} == {"BOT_APP_ID", "PORT"}


def test_all_that_is_said_of_one_setting_stands_on_its_line() -> None:
    renamed = {name.replace("APP_ID", "APPID"): text for name, text in IDENTITY.items()}

    environment = SettingsCheck.read(renamed)

    assert {name: broken.says for name, broken in environment.wrong.items()} == {
        "BOT_APP_ID": (
            "BOT_APP_ID is not set: it must be the bot's application id, a GUID."
            " BOT_APPID is no setting; BOT_APP_ID was meant?"
        )
    }


def test_what_is_set_and_what_need_not_be_are_told_apart() -> None:
    said = {finding.check: finding.says for finding in SettingsCheck.read(IDENTITY).results()}

    assert said["BOT_APP_ID"] == "It is set, and its form is right."
    assert said["CONTENT_DIR"] == "It is not set, and need not be."
    assert said["PORT"] == "It is not set, and its default counts: 3978."
    assert not any(IDENTITY["MAIL_SENDER"] in says for says in said.values())


@pytest.mark.parametrize(
    ("strange", "meant"),
    [
        ("DATABASE_URI", "DATABASE_URL"),
        ("public_url", "PUBLIC_URL"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"),
    ],
)
def test_a_name_that_is_nearly_a_setting_is_a_warning(strange: str, meant: str) -> None:
    environment = SettingsCheck.read({**IDENTITY, strange: "an invented secret"})

    (told,) = [finding for finding in environment.results() if finding.state == "warning"]
    assert told.check == meant
    assert told.says == f"It is not set, but {strange} is, which the bot does not read."
    assert told.cure == f"If {meant} was meant, correct its name."


def test_a_name_that_is_nearly_a_setting_that_is_set_is_nobodys_business() -> None:
    environment = SettingsCheck.read({**IDENTITY, "PUBLIC_URI": "x", "PUBLIC_URL": "https://x.nz"})

    assert {finding.state for finding in environment.results()} == {"ready"}
