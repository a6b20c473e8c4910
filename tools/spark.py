"""`make spark-test`: the calculator on local Spark and on DuckDB, which must give the same rows.

Sets up what it needs by itself, apart from Java: an environment of its own with Spark in it, under
`.build`, because nobody else needs it. Standard library only, as it runs before that is there.
Arguments go to pytest: `make spark-test ARGS="-k zoom"`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.paths import BUILD, ROOT, SITE_VARIABLES, print_error
from tools.setup import require_python, requirements_step, uv_step
from tools.steps import SetupFailed, Step

ENVIRONMENT = BUILD / "spark"
REQUIREMENTS = ROOT / "requirements-spark.txt"
TESTS = "tests/spark"
JAVA_VERSION = 17
_VERSION = re.compile(r'version "(?P<major>[0-9]+)')


def main(arguments: list[str]) -> int:
    """Run the tests; pytest's exit code, or 1 with one line that says what is missing."""
    try:
        require_python()
        require_java()
        for step in spark_steps():
            step.run()
    except SetupFailed as error:
        print_error(f"spark-test: {error}")
        return 1
    except KeyboardInterrupt:
        print_error("spark-test: stopped.")
        return 130
    return _pytest(arguments)


def spark_steps() -> list[Step]:
    """What is set up, in order."""
    return [uv_step(), requirements_step("requirements-spark", REQUIREMENTS, ENVIRONMENT)]


def require_java() -> None:
    """Raise CannotPrepare unless JAVA_HOME, or else the path, has a Java that Spark runs on."""
    found = _java_version()
    if found is None or found < JAVA_VERSION:
        was = "was not found" if found is None else f"this is Java {found}"
        raise SetupFailed(
            f"Spark needs Java {JAVA_VERSION} or later, and {was}. "
            f"Install it (on Debian: openjdk-{JAVA_VERSION}-jre-headless), or set JAVA_HOME."
        )


def _java_version() -> int | None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        return None
    try:
        asked = subprocess.run([java, "-version"], capture_output=True, text=True)
    except OSError:
        return None
    told = _VERSION.search(asked.stderr + asked.stdout)
    return int(told["major"]) if asked.returncode == 0 and told else None


def _pytest(arguments: list[str]) -> int:
    python = ENVIRONMENT / "bin" / "python"
    kept = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
    with tempfile.TemporaryDirectory(prefix="classfund-spark-") as data:
        # A test that is stopped in the middle of a call to Java leaves none of the others a Spark.
        patient = ["-o", "timeout=900"]
        command = [str(python), "-m", "pytest", TESTS, *patient, *arguments]
        return subprocess.run(command, cwd=ROOT, env={**kept, "DATA_DIR": data}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
