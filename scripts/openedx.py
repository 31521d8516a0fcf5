"""Open edX's own LTI consumer against Cairn, as a stage of its own: `make certify-openedx`.

The consumer is AGPL: it is installed into a virtual environment of its own under var/, runs there as a process of
its own, and is no part of Cairn. Where it can't be installed the stage says so and is skipped.
"""

import os
import subprocess
import sys
from pathlib import Path

CONSUMER = "lti-consumer-xblock==11.4.4"
ALSO = ("cryptography",)
"""What the consumer needs and doesn't say."""
FOLDER = Path("var/openedx-venv")
PYTHON = FOLDER / "bin" / "python"
STAGE = "tests/certification/openedx/stage.py"
MINUTES = 10


def main() -> int:
    problem = installed()
    if problem:
        print(f"Skipped: Open edX's LTI consumer can't be installed here ({problem}).")
        return 0
    print(f"Running Cairn against Open edX's consumer ({CONSUMER}) ...", flush=True)
    environment = {**os.environ, "OPENEDX_PYTHON": str(PYTHON.absolute())}
    command = [sys.executable, "-m", "pytest", STAGE, "-v", "-p", "no:cacheprovider", *sys.argv[1:]]
    return subprocess.run(command, check=False, env=environment).returncode


def installed() -> str:
    """Have the consumer in its environment; what is in the way, in a few words, or nothing."""
    mark = FOLDER / CONSUMER
    if mark.exists():
        return ""
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", CONSUMER, *ALSO]
    for command in ([sys.executable, "-m", "venv", str(FOLDER)], pip):
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60 * MINUTES)
        except subprocess.TimeoutExpired:
            return f"it took more than {MINUTES} minutes"
        if done.returncode:
            return (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
    mark.touch()
    return ""


if __name__ == "__main__":
    sys.exit(main())
