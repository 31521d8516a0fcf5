"""The verbs of administration, by what they are about."""
