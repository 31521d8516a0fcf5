"""The verbs of badges: issuers and keys, awarding, status lists, and what may change around a badge."""
