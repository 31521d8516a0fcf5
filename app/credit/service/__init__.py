"""The verbs of credit: load rules, suggest, decide, take back, and what a licence cycle comes to."""
