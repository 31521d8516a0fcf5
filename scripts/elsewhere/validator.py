"""Run by the Python that has 1EdTech's validator of Open Badges 2.0: asks it about the address in each file named.

It is of 2020. Names that Python has moved since are put where it looks for them; the vocabulary of 2.0 is answered
from its own copy. All else it fetches itself: the assertion, its badge class and its issuer.
"""

import collections
import collections.abc
import json
import logging
import sys
from pathlib import Path

for name in collections.abc.__all__:
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))

from openbadges.verifier import utils  # noqa: E402
from openbadges.verifier.openbadges_context import OPENBADGES_CONTEXT_V2_DICT  # noqa: E402

CONTEXT = "https://w3id.org/openbadges/v2"
fetched = utils.CachableDocumentLoader.__call__


def loaded(loader, url):
    if url == CONTEXT:
        return {"contextUrl": None, "documentUrl": url, "document": json.dumps(OPENBADGES_CONTEXT_V2_DICT)}
    return fetched(loader, url)


utils.CachableDocumentLoader.__call__ = loaded

from openbadges.verifier.verifier import verify  # noqa: E402


def judged(path):
    report = verify(json.loads(Path(path).read_text())["id"])["report"]
    words = "; ".join(each["result"] for each in report["messages"])
    return {"said": report["valid"] and not report["messages"], "words": words}


logging.disable(logging.CRITICAL)
print(json.dumps([judged(path) for path in sys.argv[1:]]))
