"""Make the virtual environment, or say in words why it can't be made. Runs on whatever Python there is."""

import subprocess
import sys

LOWEST = (3, 11)


def main(folder: str) -> int:
    if sys.version_info < LOWEST:
        have = ".".join(str(part) for part in sys.version_info[:3])
        print(f"Cairn needs Python 3.11 or newer; '{sys.executable}' is {have}.")
        print("Name another one: make PYTHON=python3.12 ...")
        return 1
    made = subprocess.run([sys.executable, "-m", "venv", folder], check=False, capture_output=True, text=True)
    if made.returncode:
        print(made.stdout + made.stderr)
        print("Python can't make a virtual environment here. On Debian and Ubuntu: apt-get install python3-venv")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
