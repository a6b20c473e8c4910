"""`make demo`: the main job on the sample matter, through a real broker and a real worker."""

import atexit
import os
import sys
from pathlib import Path

from portal.settings.broker import leave_broker_url
from tools import site
from tools.places import MANAGE, PYTHON, complain, data_dir
from tools.ports import NotAPort, chosen_port, free_port
from tools.processes import ServiceFailed, Stopped, Supervisor, stop_signals_raise


def main(arguments: list[str]) -> int:
    """Run `manage.py demo` beside the processes it needs; its exit code, or 1 if one failed."""
    data = data_dir()
    try:
        with stop_signals_raise(), site.only_one_site(data), Supervisor() as supervisor:
            env = start_behind(supervisor, data)
            return supervisor.run([str(PYTHON), str(MANAGE), "demo", *arguments], env)
    except (ServiceFailed, NotAPort) as error:
        complain(f"demo: {error}")
        return 1
    except KeyboardInterrupt:
        complain("demo: stopped, and everything that it started.")
        return 130
    except Stopped as stopped:
        complain(f"demo: stopped by {stopped}, and everything that it started.")
        return stopped.exit_code


def start_behind(supervisor: Supervisor, data: Path) -> dict[str, str]:
    """Start all that works behind the site; returns the environment that reaches it.

    Without REDIS_URL a broker of our own is started; with it, that broker is used. Letters lead
    people to the port on which `make serve` has the site.
    """
    given = os.environ.get("REDIS_URL")
    port = free_port()
    env = site.environment(given or site.broker_url(port), site.address(chosen_port()))
    if env.get("DATABASE_URL"):
        _migrate(supervisor, env)
    if not given:
        supervisor.start(site.broker(data, port))
    supervisor.start(site.worker(data, env), site.beat(data, env), site.relay(data, env))
    # So that a command in another shell has its work done by these workers.
    left = leave_broker_url(data, env["REDIS_URL"], env.get("DATABASE_URL", ""))
    atexit.register(left.unlink, missing_ok=True)
    return env


def _migrate(supervisor: Supervisor, env: dict[str, str]) -> None:
    """Bring the database that DATABASE_URL names up to date; setup did so for the default one."""
    command = [str(PYTHON), str(MANAGE), "migrate", "--noinput", "--verbosity=0"]
    if supervisor.run(command, env) != 0:
        raise ServiceFailed("The database that DATABASE_URL names could not be migrated.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
