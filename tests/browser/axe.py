"""What axe-core finds at fault on a page, or on a part of one."""

import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page

from tests.stand_ins.run_folder import alone

AXE = "axe-core@4.10.3"
CACHE = Path(__file__).parents[2] / "build" / "axe"
RUN_AXE = """async part => {
  const found = await axe.run(part ?? document, {rules: {"target-size": {enabled: true}}});
  return found.violations.map(it => [it.id, it.nodes.map(node => node.html)]);
}"""


async def violations(shown: Page | Locator, *, ignored: frozenset[str] = frozenset()) -> Any:
    """Each broken rule, and where, apart from those that are ignored."""
    page = shown.page if isinstance(shown, Locator) else shown
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(_source())
    found = await shown.evaluate(RUN_AXE)
    return [(rule, where) for rule, where in found if rule not in ignored]


@cache
def _source() -> str:
    """The source of axe-core, from a cache folder that npm fills once."""
    file = CACHE / "node_modules" / "axe-core" / "axe.min.js"
    CACHE.mkdir(parents=True, exist_ok=True)
    with alone(CACHE / "lock"):
        if not file.exists():
            command = ["npm", "install", "--no-save", "--no-audit", "--no-fund"]
            subprocess.run(
                [*command, "--prefix", str(CACHE), AXE],
                check=True,
                capture_output=True,
                timeout=300,
            )
    return file.read_text(encoding="utf-8")
