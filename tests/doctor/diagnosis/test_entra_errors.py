"""Why there is no token: what no Entra on localhost brings about."""

import pytest
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ProxyError, SSLError

from bot.adapters.entra.tokens import CHANNEL_SCOPE
from bot.doctor.diagnosis.entra_errors import refusal, unreachable
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY

SETTINGS = Settings.read(IDENTITY)
UNKNOWN = {"error": "invalid_resource", "error_codes": [500011]}


@pytest.mark.parametrize(
    ("scope", "cause", "cure"),
    [
        (CHANNEL_SCOPE, "does not know the Bot Framework", "the Azure Bot was made"),
        ("https://graph.example.org/.default", "does not know the Microsoft", "GRAPH_BASE_URL"),
    ],
)
def test_a_service_that_is_not_known_is_the_one_the_token_was_for(
    scope: str, cause: str, cure: str
) -> None:
    broken = refusal(SETTINGS, scope, UNKNOWN)

    assert (cause in broken.says, cure in broken.cure) == (True, True)


@pytest.mark.parametrize(
    ("error", "cause", "cure"),
    [
        (ProxyError("no"), "The proxy in HTTPS_PROXY", "unset it"),
        (SSLError("no"), "is not trusted here", "REQUESTS_CA_BUNDLE"),
        (NoConnection("no"), "gave no answer", "firewall"),
        (ValueError("no"), "does not know the organisation", "directory id"),
    ],
)
def test_what_keeps_us_from_entra_is_told_apart(error: Exception, cause: str, cure: str) -> None:
    broken = unreachable(SETTINGS, error)

    assert (cause in broken.says, cure in broken.cure) == (True, True)


def test_what_entra_says_is_told_only_where_it_is_one_word() -> None:
    broken = refusal(SETTINGS, CHANNEL_SCOPE, {"error": "An invented sentence: secret!"})

    assert broken.says == "Entra gave no token (unknown error)."


@pytest.mark.parametrize("error", ["interaction_required", "access_denied", "invalid_instance"])
def test_a_refusal_that_stays_is_not_waited_out(error: str) -> None:
    broken = refusal(SETTINGS, CHANNEL_SCOPE, {"error": error})

    assert error in broken.says
    assert "sign-ins" in broken.cure
