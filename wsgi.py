"""The WSGI entry point: `gunicorn wsgi:app`."""

import gc
import sys

from app import create_app

app = create_app()

# What the application is made of stays until the process ends. Looking through all of it for garbage, now and
# then, would hold up every thread for a tenth of a second.
gc.collect()
gc.freeze()
# A request makes some thousands of short-lived objects: looking for rings among them every 700 costs a tenth of it.
gc.set_threshold(5000, 20, 20)
# Signing and verifying badges is long work of the processor alone. A page that waits for each of its statements
# should get its turn after a thousandth of a second and not after five of them.
sys.setswitchinterval(0.001)
