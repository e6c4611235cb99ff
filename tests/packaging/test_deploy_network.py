"""The network the Bicep files make: who is in it, and whom the vault lets in."""

import re
from ipaddress import IPv4Network
from itertools import combinations

from tests.packaging.test_deploy_bicep_form import DEPLOY, code

NETWORK = code(DEPLOY / "modules" / "network.bicep")
DATABASE = code(DEPLOY / "modules" / "database.bicep")
MAIN = code(DEPLOY / "main.bicep")
WAY_TO_THE_VAULT = "serviceEndpoints: [{ service: 'Microsoft.KeyVault' }]"


def subnets() -> dict[str, str]:
    """What is said of each subnet, by its name."""
    inside = NETWORK.split("    subnets: [\n")[1].split("\n    ]\n")[0]
    parts = re.findall(r"^      \{\n(.*?)^      \}", inside, re.MULTILINE | re.DOTALL)
    return {str(re.findall(r"name: '(\w+)'", part)[0]): part for part in parts}


def let_into_the_vault() -> set[str]:
    """The subnets that main.bicep hands to the vault."""
    (handed,) = re.findall(r"vaultSubnetIds: \[(.*)\]", MAIN)
    outputs = re.findall(r"network\.outputs\.(\w+)", handed)
    symbols = [
        re.findall(rf"output {name} string = network::(\w+)\.id", NETWORK) for name in outputs
    ]
    return {
        re.findall(rf"resource {name} 'subnets' existing = {{ name: '(\w+)' }}", NETWORK)[0]
        for (name,) in symbols
    }


def test_every_subnet_has_a_place_of_its_own_in_the_network() -> None:
    (space,) = re.findall(r"addressPrefixes: \['(.*)'\]", NETWORK)
    places = [
        IPv4Network(re.findall(r"addressPrefix: '(.*)'", said)[0]) for said in subnets().values()
    ]

    assert list(subnets()) == ["hosts", "database", "commands"]
    assert [place for place in places if not place.subnet_of(IPv4Network(space))] == []
    assert [pair for pair in combinations(places, 2) if pair[0].overlaps(pair[1])] == []


def test_the_vault_lets_in_hosts_and_commands_and_refuses_the_rest() -> None:
    with_a_way = {name for name, said in subnets().items() if WAY_TO_THE_VAULT in said}

    assert let_into_the_vault() == with_a_way == {"hosts", "commands"}
    assert "defaultAction: 'Deny'" in DATABASE
    assert "virtualNetworkRules: [for id in vaultSubnetIds: { id: id }]" in DATABASE
    assert "ipRules" not in DATABASE


def test_a_machine_can_be_started_for_commands() -> None:
    said = subnets()

    # What is handed over to a service of Azure takes no machine of ours.
    assert [name for name in said if "delegations" not in said[name]] == ["commands"]
