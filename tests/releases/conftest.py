"""The tree of the release before this one, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.releases.history import NotThere, check_out_release_before, must_be_there
from tests.stand_ins.postgres import NotInstalled, PostgresServer


@pytest.fixture(scope="session")
def old_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder from which the release before can be started."""
    folder = tmp_path_factory.mktemp("releases") / "before"
    try:
        check_out_release_before(folder)
    except NotThere as missing:
        (pytest.fail if must_be_there() else pytest.skip)(str(missing))
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL that goes by the real time, as the hosts do."""
    try:
        with PostgresServer.start(durable=False) as server:
            yield server
    except NotInstalled as missing:
        pytest.skip(str(missing))
