"""Packages that a start does not import."""

import subprocess
import sys
from pathlib import Path

from bot.adapters.teams.sdk.stub_unused_packages import StubPackage

ROOT = Path(__file__).parents[4]
LATER = {"alembic", "jsonschema", "emoji.core", "recognizers_number.number"}
"""Modules of packages that a start does not need, or only a first start."""


def test_a_start_imports_nothing_that_it_does_not_need() -> None:
    script = f"import bot.bootstrap.local, sys; print(sorted({LATER!r} & {{*sys.modules}}))"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_a_stub_package_has_every_name_but_no_place() -> None:
    stub = StubPackage("recognizers_choice")

    assert stub.recognize_boolean is object
    assert not hasattr(stub, "__path__")
