"""The steps of INSTALL.md fit the files they use, and what Kubernetes is told fits the bot."""

import re

from bot.adapters.teams.receiving import routes
from bot.health import health_routes
from bot.packaging.manifest import SETTINGS
from bot.services.reports import answer_links
from bot.settings import MEANINGS
from tests.packaging.test_deploy_bicep import seconds_to_stop
from tests.packaging.test_deploy_bicep_form import DEPLOY, FILES, code
from tests.packaging.test_deploy_image import of

ROOT = DEPLOY.parents[1]
INSTALL = (DEPLOY / "INSTALL.md").read_text()
KUBERNETES = INSTALL.split("## On Kubernetes instead\n")[1]


def paper(name: str) -> str:
    return (DEPLOY / name).read_text()


def test_the_templates_are_given_what_they_ask_for() -> None:
    bicep, script = paper("main.bicep"), paper("grant.ps1")
    required = set(re.findall(r"^param (\w+) \w+$", bicep, re.MULTILINE))
    given = set(re.findall(r"\b([a-z]\w+)=[A-Z\"]", INSTALL))
    mandatory = set(re.findall(r"\[Parameter\(Mandatory\)\].* \$(\w+)", script))

    assert required <= given <= set(re.findall(r"^param (\w+)", bicep, re.MULTILINE))
    assert set(re.findall(r" -(\w+) [A-Z]+(?:@\w+)?", INSTALL)) == mandatory
    assert set(re.findall(r"`(\w+)`", INSTALL)) >= set(
        re.findall(r"^output (\w+)", bicep, re.MULTILINE)
    )


def test_the_package_is_given_what_it_asks_for() -> None:
    (command,) = re.findall(r"^    (TEAMS_APP_ID=.*\n.*)$", INSTALL, re.MULTILINE)

    assert SETTINGS[:5] == tuple(re.findall(r"\b([A-Z_]+)=", command))
    assert command.endswith("app.py package")


def test_every_provider_is_registered_that_a_template_needs() -> None:
    (registered,) = re.findall(r"for it in (.*); do\n +az provider register", INSTALL)
    needed = {it for path in FILES for it in re.findall(r"'Microsoft\.(\w+)/.*@", code(path))}

    # Authorization is there in every subscription.
    assert set(registered.split()) == needed - {"Authorization"}


def test_what_is_published_is_what_the_command_writes() -> None:
    (package,) = re.findall(r"m365agentstoolkit-cli@[\d.]+ publish --package-file (\S+)", INSTALL)

    assert f'PACKAGE = Path("{package}")' in (ROOT / "bot" / "commands.py").read_text()


def test_the_machine_for_commands_finds_network_secret_and_authorities() -> None:
    names = re.findall(r"export (\w+)=", INSTALL)
    (secret,) = re.findall(r"--name ([\w-]+) --query value", INSTALL)

    assert "the subnet `commands`" in INSTALL
    assert "name: 'commands'" in paper("modules/network.bicep")
    assert f"name: '{secret}'" in paper("modules/database.bicep")
    assert names == ["PGSSLROOTCERT", "DATABASE_URL"]
    assert "PGSSLROOTCERT=/etc/ssl/certs/ca-certificates.crt" in INSTALL


def test_a_pod_has_the_time_it_needs_to_stop() -> None:
    (grace,) = re.findall(r"terminationGracePeriodSeconds: (\d+)", KUBERNETES)
    (waits,) = re.findall(r'command: \[sleep, "(\d+)"\]', KUBERNETES)
    (needed,) = re.findall(r"less than (\d+) to end", KUBERNETES)

    assert int(needed) > seconds_to_stop()
    assert int(grace) > int(waits) + int(needed)


def test_a_pod_is_asked_where_and_how_the_bot_answers() -> None:
    probes = dict(re.findall(r"(\w+)Probe: {httpGet: {path: (/[\w/]+), port: 3978}", KUBERNETES))
    answered = {route.path for route in health_routes(lambda: NotImplemented)}

    assert set(probes) == {"startup", "liveness", "readiness"}
    assert set(probes.values()) <= answered
    # A database that is away makes all hosts unready: no restart brings it back, and people who are
    # sent to none of them read nothing of 111.
    assert set(probes.values()) == {"/health/live"}
    assert of("EXPOSE") == ["3978"]


def test_what_is_let_in_to_a_pod_is_there() -> None:
    (let_in, kept_inside) = re.findall(r"Let in (.*?); keep (.*?) inside\.", KUBERNETES, re.DOTALL)[
        0
    ]

    assert re.findall(r"`(/.*?)`", let_in) == [
        routes.PATH,
        f"{answer_links.PATH}/",
        "/health/live",
    ]
    assert re.findall(r"`(.*?)`", kept_inside) == ["/health/ready", "METRICS_PORT"]
    assert set(re.findall(r"`([A-Z][A-Z_]+)[=`]", KUBERNETES)) <= MEANINGS.keys()
