"""What axe-core finds at fault on a page."""

import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.stand_ins.sharing import alone

AXE = "axe-core@4.10.3"
CACHE = Path(__file__).parents[2] / "build" / "axe"
RUN_AXE = """async () => {
  const found = await axe.run(document, {rules: {"target-size": {enabled: true}}});
  return found.violations.map(it => [it.id, it.nodes.map(node => node.html)]);
}"""


async def violations(page: Page) -> Any:
    """Each broken rule, and where."""
    await page.evaluate(_source())
    return await page.evaluate(RUN_AXE)


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
