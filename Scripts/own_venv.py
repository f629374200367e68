"""Runs a script of this folder in a virtual environment of its own, with packages of fixed versions."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def is_inside(folder):
    """Whether this is the Python of that environment."""
    return Path(sys.prefix).resolve() == folder.resolve()


def run_inside(folder, packages, script):
    """Runs a script again where the packages are; says so and gives up where they cannot be had."""
    python = made(folder, packages, script)
    return subprocess.run([python, script, *sys.argv[1:]]).returncode if python else 0


def made(folder, packages, script, lost="skipped"):
    """The Python of an environment with the packages; nil, and a word of it, where they cannot be had.

    `lost` is what the script goes without.
    """
    python = folder / "bin" / "python"
    try:
        if not python.exists():
            venv.create(folder, with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        subprocess.run(pip, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        name = Path(script).name
        print(f"{name}: {lost}, the packages cannot be installed ({error})", file=sys.stderr)
        return None
    return python
