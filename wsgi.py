"""The WSGI entry point: `gunicorn wsgi:app`."""

import gc

from app import create_app

app = create_app()

# What the application is made of stays until the process ends. Looking through all of it for garbage, now and
# then, would hold up every thread for a tenth of a second.
gc.collect()
gc.freeze()
# A request makes some thousands of short-lived objects: looking for rings among them every 700 costs a tenth of it.
gc.set_threshold(5000, 20, 20)
