"""`make demo`: the main job on the sample matter, through a real broker and a real worker."""

import atexit
import os
import sys
from pathlib import Path

from portal.settings.broker import record_broker_url
from tools import site_processes
from tools.paths import MANAGE, PYTHON, data_dir, print_error
from tools.ports import InvalidPort, chosen_port, free_port
from tools.processes import ServiceFailed, StopRequested, Supervisor, raise_on_stop_signals


def main(arguments: list[str]) -> int:
    """Run `manage.py demo` beside the processes it needs; its exit code, or 1 if one failed."""
    data = data_dir()
    try:
        with raise_on_stop_signals(), site_processes.site_lock(data), Supervisor() as supervisor:
            env = start_backend(supervisor, data)
            return supervisor.run([str(PYTHON), str(MANAGE), "demo", *arguments], env)
    except (ServiceFailed, InvalidPort) as error:
        print_error(f"demo: {error}")
        return 1
    except KeyboardInterrupt:
        print_error("demo: stopped, and everything that it started.")
        return 130
    except StopRequested as stopped:
        print_error(f"demo: stopped by {stopped}, and everything that it started.")
        return stopped.exit_code


def start_backend(supervisor: Supervisor, data: Path) -> dict[str, str]:
    """Start all that works behind the site; returns the environment that reaches it.

    Without REDIS_URL a broker of our own is started; with it, that broker is used. Letters lead
    people to the port on which `make serve` has the site.
    """
    given = os.environ.get("REDIS_URL")
    port = free_port()
    env = site_processes.site_environment(
        given or site_processes.broker_url(port), site_processes.site_address(chosen_port())
    )
    if env.get("DATABASE_URL"):
        _migrate(supervisor, env)
    if not given:
        supervisor.start(site_processes.broker(data, port))
    supervisor.start(
        site_processes.worker(data, env),
        site_processes.beat(data, env),
        site_processes.relay(data, env),
    )
    # So that a command in another shell has its work done by these workers.
    left = record_broker_url(data, env["REDIS_URL"], env.get("DATABASE_URL", ""))
    atexit.register(left.unlink, missing_ok=True)
    return env


def _migrate(supervisor: Supervisor, env: dict[str, str]) -> None:
    """Bring the database that DATABASE_URL names up to date; setup did so for the default one."""
    command = [str(PYTHON), str(MANAGE), "migrate", "--noinput", "--verbosity=0"]
    if supervisor.run(command, env) != 0:
        raise ServiceFailed("The database that DATABASE_URL names could not be migrated.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
