"""Chromium for the browser tests: found, or installed where the machine allows it."""

import os
import shutil
import subprocess

from tools.paths import print_line

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """The browser's full path: CHROMIUM of the environment, or the first of NAMES on the PATH."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install_chromium() -> None:
    """Install Debian's Chromium as root; elsewhere say that the browser tests will be skipped."""
    if find_chromium():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print_line(
            "tests: no Chromium here, and installing it needs root and apt-get: the browser tests "
            "are skipped. Install chromium, or set CHROMIUM to its path."
        )
        return
    print_line("tests: installing Chromium for the browser tests …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "chromium", "fonts-liberation"],
    ):
        result = subprocess.run(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if result.returncode != 0:
            print_line(f"{result.stdout.strip()}\ntests: `{' '.join(command)}` failed (see above).")
    if not find_chromium():
        print_line("tests: Chromium could not be installed: the browser tests are skipped.")
