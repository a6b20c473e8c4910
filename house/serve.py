"""`make serve`: the whole site on localhost, in the foreground, until Ctrl-C."""

import os
import sys

from house import site
from house.demo import start_behind
from house.places import MANAGE, PYTHON, complain, data_dir, say
from house.ports import LOOPBACK, is_taken
from house.processes import ServiceFailed, Stopped, Supervisor, stop_signals_raise

MATTER = "linkedin-inmail"
PAGES = {
    "claimant": f"/{MATTER}/",
    "administrator": f"/administrator/{MATTER}/",
    "counsel": f"/counsel/{MATTER}/",
}


def main() -> int:
    """Start everything, print where it is, and keep it running; 0 when a person stopped it."""
    data = data_dir()
    try:
        port = _port()
        with stop_signals_raise(), site.only_one_site(data), Supervisor() as supervisor:
            env = start_behind(supervisor, data)
            supervisor.start(site.web(data, env, port))
            _print_addresses(port)
            supervisor.run([str(PYTHON), str(MANAGE), "sample_logins"], env)
            say(f"\nLogs: {data / 'log'}   Stop with Ctrl-C.")
            supervisor.watch()
    except ServiceFailed as error:
        complain(f"serve: {error}")
        return 1
    except (KeyboardInterrupt, Stopped):
        say("\nserve: stopped, and everything that it started.")
    return 0


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ServiceFailed(f"PORT is {text!r}; write a number from 1 to 65535.")
    if is_taken(int(text)):
        raise ServiceFailed(
            f"Port {text} is taken by another program. Choose another: PORT=8001 make serve"
        )
    return int(text)


def _print_addresses(port: int) -> None:
    say("")
    for who, path in PAGES.items():
        say(f"  {who:<15} http://{LOOPBACK}:{port}{path}")
    say("")


if __name__ == "__main__":
    sys.exit(main())
