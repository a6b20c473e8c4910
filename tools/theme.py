"""Compile the USWDS theme into `frontend/dist`: one style sheet and the few images it names.

USWDS ships thousands of icons; copying them all would make `collectstatic` take half a minute and
every page no better. Source-map lines are left out because the manifest storage would look for
the file they name.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tools.paths import DIST, ROOT, VENV, venv_program
from tools.steps import SetupFailed

SCSS = ROOT / "frontend" / "scss"
IMAGES = ROOT / "frontend" / "images"
NODE_MODULES = ROOT / "node_modules"
USWDS = NODE_MODULES / "@uswds" / "uswds"
STYLE_SHEET = DIST / "css" / "classfund.css"

_SOURCE_MAP = re.compile(r"/\*[#@] sourceMappingURL=.*?\*/\s*")
_IMAGE = re.compile(r"""url\(\s*["']?\.\./img/([^"')?#]+)""")


def image_names(css: str) -> list[str]:
    """The images that a style sheet names below `../img/`, each once, sorted."""
    return sorted(set(_IMAGE.findall(css)))


def without_source_maps(css: str) -> str:
    """The style sheet without its source-map lines."""
    return _SOURCE_MAP.sub("", css)


def compile_theme() -> None:
    """Write the style sheet and its images to `frontend/dist`, replacing what was there."""
    making = DIST.with_name("dist.new")
    shutil.rmtree(making, ignore_errors=True)
    (making / "css").mkdir(parents=True)
    css = without_source_maps(_sass())
    (making / "css" / STYLE_SHEET.name).write_text(css, encoding="utf-8")
    for name in image_names(css):
        _copy(USWDS / "dist" / "img" / name, making / "img" / name)
    for own in sorted(path for path in IMAGES.rglob("*") if path.is_file()):
        _copy(own, making / "img" / own.relative_to(IMAGES))
    shutil.rmtree(DIST, ignore_errors=True)
    making.rename(DIST)


def _sass() -> str:
    command = [
        venv_program("node"),
        str(NODE_MODULES / "sass" / "sass.js"),
        "--no-source-map",
        "--no-error-css",
        "--no-charset",
        "--style=compressed",
        "--quiet-deps",
        f"--load-path={USWDS / 'packages'}",
        f"--load-path={SCSS}",
        str(SCSS / "classfund.scss"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, env=node_environment())
    if result.returncode != 0:
        raise SetupFailed(f"sass could not compile the theme:\n{result.stderr.strip()}")
    return result.stdout


def node_environment() -> dict[str, str]:
    """The environment for Node: ours found first, and the machine's own certificates trusted."""
    return {
        **os.environ,
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "NODE_USE_SYSTEM_CA": os.environ.get("NODE_USE_SYSTEM_CA", "1"),
    }


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise SetupFailed(
            f"The style sheet names {target.name}, which is not at {source}. "
            "Correct the image's name in frontend/scss."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
