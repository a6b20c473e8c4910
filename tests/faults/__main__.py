"""Real faults: `python -m tests.faults [tallies|filing|attacks] [options of that part]`.

Without a part the options are those of tallies; without anything, all parts are run.
"""

import subprocess
import sys

from tests.faults import attacks, filing, tally_faults
from tests.faults.installation import ENGINES
from tools.paths import PYTHON, ROOT, print_line
from tools.processes import ServiceFailed, StopRequested, raise_on_stop_signals

PARTS = {"tallies": tally_faults.main, "filing": filing.main, "attacks": attacks.main}


def main(arguments: list[str]) -> int:
    """0 if everything was as it must be; 1 also where a server failed, 130 where it was stopped."""
    try:
        with raise_on_stop_signals():
            return _run(arguments)
    except ServiceFailed as error:
        print_line(f"faults: {error}")
        return 1
    except (KeyboardInterrupt, StopRequested):
        print_line("faults: stopped.")
        return 130


def _run(arguments: list[str]) -> int:
    if not arguments:
        return _all()
    if arguments[0] in PARTS:
        return PARTS[arguments[0]](arguments[1:])
    return tally_faults.main(arguments)


def _all() -> int:
    """Each in a process of its own: the settings of one are not those of another."""
    codes = [_apart("tallies", "--engine", engine) for engine in ENGINES]
    codes += [_apart(part) for part in ("filing", "attacks")]
    return max(codes)


def _apart(*arguments: str) -> int:
    command = [str(PYTHON), "-m", "tests.faults", *arguments]
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as process:
        try:
            return process.wait()
        except BaseException:
            # It ends what it has started, and is waited for.
            process.terminate()
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
