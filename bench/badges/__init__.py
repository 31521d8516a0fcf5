"""What badges cost: signing, a class that earns at one moment, the pages, the status list, memory."""
