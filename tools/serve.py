"""`make serve`: the whole site on localhost, in the foreground, until Ctrl-C."""

import sys

from tools import site_processes
from tools.demo import start_backend
from tools.paths import MANAGE, PYTHON, data_dir, print_error, print_line
from tools.ports import InvalidPort, chosen_port, is_port_taken
from tools.processes import ServiceFailed, StopRequested, Supervisor, raise_on_stop_signals

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
        port = _free_chosen_port()
        with raise_on_stop_signals(), site_processes.site_lock(data), Supervisor() as supervisor:
            env = start_backend(supervisor, data)
            supervisor.start(site_processes.web(data, env, port))
            _print_addresses(site_processes.site_address(port))
            supervisor.run([str(PYTHON), str(MANAGE), "sample_logins"], env)
            print_line(f"\nLogs: {data / 'log'}   Stop with Ctrl-C.")
            supervisor.watch()
    except (ServiceFailed, InvalidPort) as error:
        print_error(f"serve: {error}")
        return 1
    except (KeyboardInterrupt, StopRequested):
        print_line("\nserve: stopped, and everything that it started.")
    return 0


def _free_chosen_port() -> int:
    port = chosen_port()
    if is_port_taken(port):
        raise ServiceFailed(
            f"Port {port} is taken by another program. Choose another: PORT=8001 make serve"
        )
    return port


def _print_addresses(address: str) -> None:
    print_line("")
    for who, path in PAGES.items():
        print_line(f"  {who:<15} {address}{path}")
    print_line("")


if __name__ == "__main__":
    sys.exit(main())
