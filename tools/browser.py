"""Find the Chromium that the journeys drive; as root on Debian, install it; otherwise say what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


def find() -> str | None:
    """The path of a Chromium on this machine, or None; PAYANDAN_BROWSER names one."""
    given = os.environ.get("PAYANDAN_BROWSER")
    if given:
        return given
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or next((p for p in PLACES if Path(p).exists()), None)


def install() -> bool:
    """Install Debian's package where that is possible without asking anybody."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return False
    print("› Installing Chromium for the browser tests")
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return False
    return True


def main() -> int:
    if find() or (install() and find()):
        return 0
    print(
        "The browser tests need Chromium, Chrome or Edge. Install one (Debian: apt install chromium) "
        "or name it with PAYANDAN_BROWSER=/path/to/chromium."
    )
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
