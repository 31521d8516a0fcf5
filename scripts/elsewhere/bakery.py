"""Run by the Python that has openbadges-bakery: takes the Open Badges 2.0 assertion out of each picture named."""

import json
import sys

from openbadges_bakery import unbake


def taken(path: str) -> dict[str, object]:
    try:
        with open(path, "rb") as picture:  # noqa: PTH123 - the bakery wants an open file
            return {"text": unbake(picture)}
    except Exception as error:  # noqa: BLE001 - other people's software refuses in its own ways
        return {"said": False, "words": f"{type(error).__name__}: {error}"}


print(json.dumps([taken(path) for path in sys.argv[1:]]))
