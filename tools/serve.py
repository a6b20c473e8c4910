"""`make serve`: the whole site on localhost, in the foreground, until Ctrl-C."""

import sys

from tools import site
from tools.demo import start_behind
from tools.places import MANAGE, PYTHON, complain, data_dir, say
from tools.ports import NotAPort, chosen_port, is_taken
from tools.processes import ServiceFailed, Stopped, Supervisor, stop_signals_raise

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
            _print_addresses(site.address(port))
            supervisor.run([str(PYTHON), str(MANAGE), "sample_logins"], env)
            say(f"\nLogs: {data / 'log'}   Stop with Ctrl-C.")
            supervisor.watch()
    except (ServiceFailed, NotAPort) as error:
        complain(f"serve: {error}")
        return 1
    except (KeyboardInterrupt, Stopped):
        say("\nserve: stopped, and everything that it started.")
    return 0


def _port() -> int:
    port = chosen_port()
    if is_taken(port):
        raise ServiceFailed(
            f"Port {port} is taken by another program. Choose another: PORT=8001 make serve"
        )
    return port


def _print_addresses(address: str) -> None:
    say("")
    for who, path in PAGES.items():
        say(f"  {who:<15} {address}{path}")
    say("")


if __name__ == "__main__":
    sys.exit(main())
