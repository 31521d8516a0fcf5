"""Our badges before other people's software: `make verify-elsewhere`.

A temporary tool on this machine awards, signs, bakes and revokes badges as any other does. Implementations that are
not ours then read the files, and fetch keys and lists, over HTTPS as strangers would. Each is also handed files that
somebody has changed, and has to say no to those, or its yes to the others would be worth nothing.
"""
