"""Compares an environment with a requirements lock and prints each difference; prints nothing when there is none.

Run by the environment's own interpreter: python check_requirements.py LOCK
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def main(lock: Path) -> None:
    # Importing here, so that an environment without `packaging` is reported as any other difference.
    try:
        from packaging.markers import Marker
    except ImportError:
        print("packaging is missing")
        return
    for name, version, marker in requirements(lock.read_text(encoding="utf-8")):
        if marker is None or Marker(marker).evaluate():
            difference = compare(name, version)
            if difference is not None:
                print(difference)


def requirements(text: str) -> list[tuple[str, str, str | None]]:
    """Name, version and environment marker of each `name==version ; marker \\` line."""
    pattern = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: *; *([^\\]+?))? *\\?$", re.MULTILINE)
    return [(name, version, marker or None) for name, version, marker in pattern.findall(text)]


def compare(name: str, version: str) -> str | None:
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return f"{name} {version} is missing"
    # pip writes RECORD last: a package without one was interrupted while it was unpacked.
    if installed.read_text("RECORD") is None:
        return f"{name} is half installed"
    if installed.version != version:
        return f"{name} is {installed.version}, not {version}"
    return None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
