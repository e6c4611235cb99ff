"""Copies three screenshots of the browser test to the pictures of the README."""

import shutil
import sys

from tests.browser.windows import ROOT, SCREENSHOTS

PICTURES = ROOT / "manifest" / "pictures"
SHOWN = {
    "danger-question": "02-danger-phone",
    "guidance": "06-guidance-phone",
    "leader-approval": "18-leader-approval-phone",
}
"""The name of each picture, and of the screenshot it is."""


def main() -> int:
    """Copies them. Fails, and says why, if the browser test has not taken them yet."""
    if missing := [name for name in SHOWN.values() if not (SCREENSHOTS / f"{name}.png").is_file()]:
        sys.stderr.write(f"{SCREENSHOTS} lacks {', '.join(missing)}: run the browser test first\n")
        return 1
    for picture, screenshot in SHOWN.items():
        shutil.copyfile(SCREENSHOTS / f"{screenshot}.png", PICTURES / f"{picture}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
