"""The domain knows no HTTP and no clock: ruff refuses both in claims, and only there."""

import subprocess

import pytest

from tools.paths import ROOT, venv_program

BANNED = [
    pytest.param("from django.utils import timezone\n\nat = timezone.now()\n", id="timezone.now"),
    pytest.param("from django.utils.timezone import now\n\nat = now()\n", id="now by its name"),
    pytest.param("import datetime\n\nday = datetime.date.today()\n", id="date.today"),
    pytest.param("import datetime as d\n\nat = d.datetime.now(d.UTC)\n", id="datetime.now"),
    pytest.param("from datetime import datetime\n\nat = datetime.utcnow()\n", id="utcnow"),
    pytest.param("from django.db.models.functions import Now\n\nat = Now()\n", id="Now"),
    pytest.param("from django.http import Http404\n\nerror = Http404\n", id="django.http"),
    pytest.param("import django.http\n\nerror = django.http.Http404\n", id="django.http, whole"),
    pytest.param("import time\n\nat = time.time()\n", id="time.time"),
]


def banned_apis(source: str, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            venv_program("ruff"),
            "check",
            "--no-cache",
            "--select",
            "TID251",
            "--stdin-filename",
            path,
            "-",
        ],
        cwd=ROOT,
        input=source,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("source", BANNED)
@pytest.mark.parametrize("path", ["claims/new.py", "claims/casework/intake/new.py"])
def test_the_domain_may_not_read_the_clock_or_know_http(source: str, path: str) -> None:
    result = banned_apis(source, path)

    assert result.returncode == 1
    assert "TID251" in result.stdout
    assert "The domain" in result.stdout


@pytest.mark.parametrize("source", BANNED)
def test_the_portal_may(source: str) -> None:
    result = banned_apis(source, "portal/new.py")

    assert result.returncode == 0, result.stdout


def test_a_moment_that_is_passed_in_is_allowed() -> None:
    source = (
        "from datetime import datetime\n\n\ndef later(at: datetime) -> datetime:\n    return at\n"
    )

    result = banned_apis(source, "claims/new.py")

    assert result.returncode == 0, result.stdout
