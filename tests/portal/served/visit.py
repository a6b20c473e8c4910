"""A web process on the test's database: `python -m tests.portal.served.visit`.

Loads the site as gunicorn does, goes through the claimants' pages, files on the web and by program,
and prints as JSON what was answered, how many threads there were before, and which modules of the
engine are loaded after.
"""

import json
import sys
import threading

import time_machine

import portal.wsgi  # noqa: F401
from tests.moments import NOW
from tests.portal.claimant.visitors import Visitor, code_for

ENGINE = (
    *("ibis", "duckdb", "sqlglot", "splink", "pandas", "pyarrow", "numpy", "usaddress"),
    *(
        "xlsxwriter",
        "claims.calculator",
        "claims.tally",
        "claims.casework.assessment",
        "portal.worker.jobs",
    ),
)


def visit() -> dict[str, int]:
    """The status of each answer."""
    visitor = Visitor()
    client = visitor.client
    answered = {path: client.get(path).status_code for path in ("/", "/statutes/", "/plans/")}
    for path in ("", "plan/", "file/", "claim/"):
        answered[path] = visitor.get(path).status_code
    claim = visitor.file()
    for path in ("file/sent/", "file/sent/copy/"):
        answered[path] = visitor.get(path).status_code
    visitor.post("claim/", {"reference": claim.reference})
    visitor.post("claim/code/", {"code": code_for(claim, NOW)})
    for path in ("", "copy/", "withdraw/"):
        answered[f"claim's {path}"] = visitor.get(f"claim/{claim.reference}/{path}").status_code
    by_program = client.post(
        "/api/v1/matters/linkedin-inmail/claims/",
        json.dumps({"first_name": "Ana", "last_name": "Rivera", "country": "US", "signed": True}),
        content_type="application/json",
        headers={"Idempotency-Key": "key-1"},
    )
    return answered | {"by program": by_program.status_code}


def main() -> None:
    threads = threading.active_count()
    with time_machine.travel(NOW, tick=False):
        answered = visit()
    loaded = [name for name in ENGINE if name in sys.modules]
    print(json.dumps({"answered": answered, "threads": threads, "loaded": loaded}))


if __name__ == "__main__":
    main()
