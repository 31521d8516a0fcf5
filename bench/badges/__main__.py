"""`python -m bench.badges`: everything about badges, alone; `make bench` has it at its end."""

from bench.badges.telling import measure

if __name__ == "__main__":
    measure()
