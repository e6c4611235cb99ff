"""One run of the tests in several processes: what they share, and how each finds it."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.stand_ins.run_folder import Run, a_run

MOST = 8
"""Processes, however many processors there are: all of them use one database server."""
_ENDS = pytest.StashKey[ExitStack]()
_RUN = pytest.StashKey[Run]()


def shared_by(config: pytest.Config) -> Run | None:
    """What the processes of this run share; None where there is only this one."""
    return config.stash.get(_RUN, None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are processors, because some always wait; none more for single files."""
    if all(".py" in name for name in config.args):
        config.option.dist = "no"
        return 0
    return min((os.cpu_count() or 1) + 1, MOST)


def pytest_configure(config: pytest.Config) -> None:
    """Each process learns where; the one that starts the others makes it."""
    told: dict[str, Any] | None = getattr(config, "workerinput", None)
    if told is not None:
        config.stash[_RUN] = Run(Path(told["run"]))
    elif config.getoption("numprocesses", None):
        config.stash[_ENDS] = ends = ExitStack()
        config.stash[_RUN] = ends.enter_context(a_run())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Another process is about to start."""
    node.workerinput["run"] = str(node.config.stash[_RUN].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """What was started for all of them ends with the run."""
    if ends := config.stash.get(_ENDS, None):
        ends.close()
