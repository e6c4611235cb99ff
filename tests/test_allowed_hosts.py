"""Which addresses may be called."""

import pytest

from bot.allowed_hosts import LOOPBACK, PUBLIC_CLOUD, ServiceHosts
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY

HOSTS = ServiceHosts.parse(
    ["smba.trafficmanager.net", "*.botframework.com", "gateway.example.org:8443", "localhost:9000"]
)


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/au/",
        "https://smba.trafficmanager.net:443/au/5f0c1d0e/",
        "https://SMBA.trafficmanager.net/au",
        "https://webchat.botframework.com/",
        "https://a.b.botframework.com",
        "https://gateway.example.org:8443/x",
        "http://localhost:9000/au/",
        "https://localhost:9000/au/",
    ],
)
def test_a_listed_host_may_be_called(url: str) -> None:
    assert HOSTS.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "//smba.trafficmanager.net/",
        "http://smba.trafficmanager.net/au/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net.example.org/",
        "https://xsmba.trafficmanager.net/",
        "https://a.smba.trafficmanager.net/",
        "https://botframework.com/",
        "https://xbotframework.com/",
        "https://gateway.example.org/",
        "http://gateway.example.org:8443/",
        "https://smba.trafficmanager.net@example.org/",
        "https://smba.trafficmanager.net:443@example.org/",
        "https://user@smba.trafficmanager.net/",
        "https://example.org#@smba.trafficmanager.net/",
        "https://example.org\\@smba.trafficmanager.net/",
        "https://example.org/?x=smba.trafficmanager.net",
        "https://smba.trafficmanager.net/?x=1",
        "https://smba.trafficmanager.net/#x",
        "https://smba.trafficmanager.net\n.example.org/",
        "https://smba.trafficmanager.net /",
        "https://smba.trafficmanager.net:99999/",
        "https://smba.trafficmanager.net:x/",
        "https://smba\u3002trafficmanager.net/",
        "https://[smba.trafficmanager.net]/",
        "ftp://smba.trafficmanager.net/",
        "file:///etc/hosts",
        "https:///au/",
        "http://localhost:9001/",
        "http://localhost/",
    ],
)
def test_any_other_address_may_not(url: str) -> None:
    assert not HOSTS.allows(url)


@pytest.mark.parametrize(
    "url", ["http://localhost:3979/x", "http://127.0.0.1:1/", "https://[::1]:8443/"]
)
def test_local_mode_calls_this_machine(url: str) -> None:
    assert LOOPBACK.allows(url)


@pytest.mark.parametrize(
    "url", ["http://192.168.1.7:3979/", "http://localhost.example.org:80/", "http://0.0.0.0:80/"]
)
def test_local_mode_calls_nobody_else(url: str) -> None:
    assert not LOOPBACK.allows(url)


@pytest.mark.parametrize(
    "entry",
    ["", "*", "*.", "https://a.example.org", "a.example.org/", "a b", "a.*.org", "a:0", "a:70000"],
)
def test_what_is_no_host_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="not a host"):
        ServiceHosts.parse([entry])


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/au/",
        "https://smba.onyx.prod.teams.trafficmanager.net/au/",
        "https://smba.infra.gcc.teams.microsoft.com/gcc/",
        "https://canary.botapi.skype.com/amer/",
    ],
)
def test_the_hosts_of_the_public_cloud_may_be_called_without_a_setting(url: str) -> None:
    assert Settings.read(IDENTITY).service_hosts.allows(url)


LOOK_ALIKES = {
    "below it": "https://a.{host}/",
    "behind a hyphen": "https://x-{host}/",
    "before another domain": "https://{host}.example.org/",
    "glued to another domain": "https://{host}example.org/",
    "as a user": "https://{host}@example.org/",
    "as a user with a port": "https://{host}:443@example.org/",
    "with a user": "https://user@{host}/",
    "as a path": "https://example.org/{host}/",
    "as a query": "https://example.org/?{host}",
    "behind a fragment": "https://example.org#{host}/",
    "behind a backslash": "https://example.org\\@{host}/",
    "with a backslash": "https://{host}\\.example.org/",
    "plain": "http://{host}/",
    "on another port": "https://{host}:8443/",
    "with a root dot": "https://{host}./",
    "in an escape": "https://{host}%2eexample.org/",
    "with a line break": "https://{host}\n.example.org/",
    "without a scheme": "//{host}/",
    "with nobody as the user": "https://@{host}/",
    "with no port behind a colon": "https://{host}:/",
    "with a plus before the port": "https://{host}:+443/",
    "with a gap in the port": "https://{host}:4_43/",
    "with a zero before the port": "https://{host}:0443/",
    "with an empty query": "https://{host}/?",
    "with an empty fragment": "https://{host}/#",
    "as another scheme": "wss://{host}/",
}


@pytest.mark.parametrize("look_alike", LOOK_ALIKES.values(), ids=LOOK_ALIKES.keys())
@pytest.mark.parametrize("host", PUBLIC_CLOUD)
def test_what_looks_like_a_host_of_the_public_cloud_may_not_be_called(
    host: str, look_alike: str
) -> None:
    assert not Settings.read(IDENTITY).service_hosts.allows(look_alike.format(host=host))


@pytest.mark.parametrize(
    "url",
    [
        "https://trafficmanager.net/",
        "https://anybody.trafficmanager.net/",
        "https://smba.onyx.teams.trafficmanager.net/",
        "https://teams.microsoft.com/",
        "https://botapi.skype.com/",
        "https://europe.botframework.com/",
        "https://smba.infra.gov.teams.microsoft.us/",
    ],
)
def test_a_neighbour_in_the_same_domain_may_not_be_called(url: str) -> None:
    assert not Settings.read(IDENTITY).service_hosts.allows(url)
