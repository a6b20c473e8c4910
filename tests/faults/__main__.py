"""Real faults: `python -m tests.faults [tallies|filing|attacks] [options of that part]`.

Without a part the options are those of tallies; without anything, all parts are run.
"""

import subprocess
import sys

from tests.faults import attacks, filing, tally_faults
from tests.faults.installation import ENGINES
from tools.places import PYTHON, ROOT, say
from tools.processes import ServiceFailed, Stopped, stop_signals_raise

PARTS = {"tallies": tally_faults.main, "filing": filing.main, "attacks": attacks.main}


def main(arguments: list[str]) -> int:
    """0 if everything was as it must be; 1 also where a server failed, 130 where it was stopped."""
    try:
        with stop_signals_raise():
            return _run(arguments)
    except ServiceFailed as error:
        say(f"faults: {error}")
        return 1
    except (KeyboardInterrupt, Stopped):
        say("faults: stopped.")
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
