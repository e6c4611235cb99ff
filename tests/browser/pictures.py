"""Copies three screenshots of the browser test to the pictures of the README."""

import shutil
import sys

from tests.browser.looks import PHONE, ROOT, SCREENSHOTS, THEMES

PICTURES = ROOT / "manifest" / "pictures"
SHOWN = {
    "danger-question": "emergency-danger-question",
    "preview": "threat-preview",
    "leader-approval": "personal-leader",
}
"""The name of each picture, and of the card it shows, on a phone and light."""


def main() -> int:
    """Copies them. Fails, and says why, if the browser test has not taken them yet."""
    taken = {
        picture: SCREENSHOTS / f"{name}-{PHONE}-{THEMES[0]}.png" for picture, name in SHOWN.items()
    }
    if missing := [file.name for file in taken.values() if not file.is_file()]:
        sys.stderr.write(f"{SCREENSHOTS} lacks {', '.join(missing)}: run the browser test first\n")
        return 1
    for picture, screenshot in taken.items():
        shutil.copyfile(screenshot, PICTURES / f"{picture}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
