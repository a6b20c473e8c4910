"""What a web process loads for those who file claims."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.factories import open_matter
from tests.infrastructure.brokers import Broker
from tests.infrastructure.databases import database_url
from tools.paths import ROOT


@pytest.mark.one_engine
@pytest.mark.django_db(transaction=True)
def test_claimants_pages_and_the_api_do_not_load_the_engine(broker: Broker) -> None:
    open_matter()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(connection),
        "REDIS_URL": broker.url,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
    }

    done = subprocess.run(
        [sys.executable, "-m", "tests.portal.served.visit"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["loaded"] == []
    assert seen["threads"] == 1, "threads do not survive the fork into workers"
    assert set(seen["answered"].values()) <= {200, 201}, seen["answered"]
