"""`make setup`: everything a checkout needs, from nothing but Python 3.11.

Standard library only, because it runs before anything is installed. Each step is skipped while
its inputs are unchanged; `make clean` starts over.
"""

import os
import secrets
import ssl
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.paths import (
    BUILD,
    DIST,
    MANAGE,
    PYTHON,
    ROOT,
    VENV,
    data_dir,
    print_error,
    print_line,
    venv_program,
)
from tools.steps import SetupFailed, Step
from tools.theme import (
    IMAGES,
    NODE_MODULES,
    SCSS,
    STYLE_SHEET,
    compile_theme,
    node_environment,
)

UV_ENVIRONMENT = BUILD / "uv"
UV = UV_ENVIRONMENT / "bin" / "uv"
UV_REQUIREMENTS = ROOT / "requirements-uv.txt"
REQUIREMENTS = ROOT / "requirements-dev.txt"
PACKAGES = [ROOT / name for name in ("claims", "portal", "tools")]
LOCALE = ROOT / "locale"


def main() -> int:
    """Carry out the steps that are due; 0, or 1 with one line that says what to do."""
    try:
        require_python()
        done = [step.name for step in setup_steps() if step.run()]
    except SetupFailed as error:
        print_error(f"setup: {error}")
        return 1
    except KeyboardInterrupt:
        print_error("setup: stopped; run it again to go on where it was.")
        return 130
    if not done:
        print_line("setup: everything is up to date")
    return 0


def setup_steps() -> list[Step]:
    """The steps in order. A later step may rely on what the earlier ones made."""
    data = data_dir()
    translations = sorted(LOCALE.rglob("*.po"))
    compile_messages = Step(
        name="messages",
        does="compiling the translations",
        act=_compile_messages,
        inputs=translations,
        outputs=[po.with_suffix(".mo") for po in translations],
    )
    return [
        uv_step(),
        requirements_step("requirements", REQUIREMENTS, VENV),
        Step(
            name="bytecode",
            does="compiling the program, so that each process starts at once",
            act=_compile_packages,
            inputs=PACKAGES,
            outputs=[package / "__pycache__" for package in PACKAGES],
            also=[_python_version()],
        ),
        Step(
            name="npm",
            does="installing the pinned front-end packages",
            act=_install_front_end_packages,
            inputs=[ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"],
            outputs=[
                NODE_MODULES / "sass" / "sass.js",
                NODE_MODULES / "@uswds" / "uswds",
                NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar",
            ],
        ),
        Step(
            name="theme",
            does="compiling the theme",
            act=compile_theme,
            inputs=[SCSS, IMAGES, ROOT / "package-lock.json", ROOT / "tools" / "theme.py"],
            outputs=[STYLE_SHEET],
        ),
        Step(
            name="secret_key",
            does="writing a secret key for this machine",
            act=_write_secret_key,
            outputs=[data / "secret_key"],
            also=[str(data)],
        ),
        *([compile_messages] if translations else []),
        Step(
            name="migrate",
            does="bringing the default database up to date",
            act=_migrate,
            inputs=[REQUIREMENTS, *_migrations()],
            outputs=[data / "classfund.sqlite3"],
            also=[str(data)],
        ),
        Step(
            name="collectstatic",
            does="collecting the static files",
            act=_collect_static,
            inputs=[REQUIREMENTS, DIST, ROOT / "static", ROOT / "portal" / "settings"],
            outputs=[data / "static" / "staticfiles.json"],
            also=[str(data)],
        ),
    ]


def uv_step() -> Step:
    """uv, which installs the rest."""
    return Step(
        name="uv",
        does="fetching uv, which installs the rest",
        act=_install_uv,
        inputs=[UV_REQUIREMENTS],
        outputs=[UV],
        also=[_python_version()],
    )


def requirements_step(name: str, requirements: Path, environment: Path) -> Step:
    """The pinned requirements of a file in a virtual environment, and nothing else in it.

    They are compiled here and now: where PYTHONDONTWRITEBYTECODE is set, every process would do so
    for itself, each time it starts.
    """
    return Step(
        name=name,
        does=f"installing the pinned requirements into {environment.relative_to(ROOT)}",
        act=lambda: _install_requirements(requirements, environment),
        inputs=[requirements],
        outputs=[environment / "bin" / "python"],
        also=[_python_version()],
    )


def package_step(package: str, requirements: Path, folder: Path) -> Step:
    """One pinned package unpacked into a folder, without what it depends on: for its data."""
    return Step(
        name=f"package-{package}",
        does=f"unpacking {package} into {folder.relative_to(ROOT)}",
        act=lambda: _unpack(requirements, folder),
        inputs=[requirements],
        outputs=[folder / package],
    )


def require_python() -> None:
    """Raise CannotPrepare unless this is Python 3.11."""
    if sys.version_info[:2] != (3, 11):
        raise SetupFailed(
            f"Python 3.11 is needed, and {sys.executable} is {sys.version.split()[0]}. "
            "Install Python 3.11, or name it: make setup PYTHON=/path/to/python3.11"
        )


def _install_uv() -> None:
    _run(
        [sys.executable, "-m", "venv", "--clear", str(UV_ENVIRONMENT)],
        "Python's venv module does not work here. Install it (on Debian: python3.11-venv).",
    )
    _run(
        [
            str(UV_ENVIRONMENT / "bin" / "python"),
            *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--only-binary", ":all:", "--require-hashes", "-r", str(UV_REQUIREMENTS)),
        ],
        "pip could not install uv. Check the network and run `make setup` again.",
    )


def _python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _install_requirements(requirements: Path, environment: Path) -> None:
    python, name = environment / "bin" / "python", environment.relative_to(ROOT)
    if not _is_python_3_11(python):
        _run(
            [str(UV), "venv", "--quiet", "--clear", "--python", sys.executable, str(environment)],
            f"uv could not make {name}. Remove {name} and run the same again.",
            _uv_environment(),
        )
    _run(
        [
            *(str(UV), "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"),
            *("--python", str(python), str(requirements)),
        ],
        "uv could not install the requirements. Check the network and run the same again.",
        _uv_environment(),
    )


def _compile_packages() -> None:
    _run(
        [str(PYTHON), "-m", "compileall", "-q", "-j", "0", *map(str, PACKAGES)],
        "Python cannot compile the file that is named above. Correct it, or take it back from git.",
    )


def _unpack(requirements: Path, folder: Path) -> None:
    name = folder.relative_to(ROOT)
    _run(
        [
            *(str(UV), "pip", "install", "--quiet", "--no-deps", "--require-hashes"),
            *("--python", sys.executable, "--target", str(folder), "-r", str(requirements)),
        ],
        f"uv could not unpack into {name}. Check the network and run the same again.",
        _uv_environment(),
    )


def _install_front_end_packages() -> None:
    _run(
        [venv_program("npm"), "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        "npm could not install its packages. Check the network and run `make setup` again.",
        node_environment(),
    )


def _write_secret_key() -> None:
    path = data_dir() / "secret_key"
    if path.is_file() and path.read_text().strip():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Created with its mode, so that no other user can read it between writing and chmod.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64) + "\n")


def _compile_messages() -> None:
    _run(
        [venv_program("pybabel"), "--quiet", "compile", "-D", "django", "-d", str(LOCALE)],
        "A translation cannot be compiled. Correct the .po file that is named above.",
    )


def _migrate() -> None:
    _run(
        [str(PYTHON), str(MANAGE), "migrate", "--noinput", "--verbosity=0"],
        f"The database under {data_dir()} could not be migrated: see above.",
        _default_environment(),
    )


def _collect_static() -> None:
    _run(
        [str(PYTHON), str(MANAGE), "collectstatic", "--noinput", "--clear", "--verbosity=0"],
        "The static files could not be collected: see above.",
        _default_environment(),
    )


def _run(command: Sequence[str], otherwise: str, env: Mapping[str, str] | None = None) -> None:
    """Run a command in the checkout; raise CannotPrepare with `otherwise` unless it succeeds."""
    try:
        code = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode
    except OSError as error:
        raise SetupFailed(f"{command[0]} cannot be started ({error}). {otherwise}") from error
    if code != 0:
        raise SetupFailed(otherwise)


def _is_python_3_11(python: Path) -> bool:
    """Whether `python` starts and is a Python 3.11, of whichever patch release."""
    if not python.exists():
        return False
    asked = subprocess.run(
        [str(python), "-c", "import sys; print(sys.version_info[:2] == (3, 11))"],
        capture_output=True,
        text=True,
    )
    return asked.returncode == 0 and asked.stdout.strip() == "True"


def _uv_environment() -> dict[str, str]:
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    # A file takes milliseconds, but on a busy machine uv's one minute is not enough to begin.
    env.setdefault("UV_COMPILE_BYTECODE_TIMEOUT", "900")
    env.pop("VIRTUAL_ENV", None)
    # uv trusts its own list of certificates unless told; a network with its own authority needs
    # the machine's list, and a machine without any list needs uv's.
    if _has_certificates():
        env.setdefault("UV_SYSTEM_CERTS", "true")
    return env


def _has_certificates() -> bool:
    places = ssl.get_default_verify_paths()
    folder = Path(places.openssl_capath)
    return Path(places.openssl_cafile).is_file() or (folder.is_dir() and any(folder.iterdir()))


def _default_environment() -> dict[str, str]:
    """The environment without what would point the setup at another database or settings."""
    env = dict(os.environ)
    for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    return env


def _migrations() -> list[Path]:
    apps = [ROOT / "claims", ROOT / "portal"]
    return sorted(path for app in apps for path in app.rglob("migrations/*.py"))


if __name__ == "__main__":
    sys.exit(main())
