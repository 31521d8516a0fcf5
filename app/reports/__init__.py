"""Read-only joins over several parts, for pages that show many things at once. Nothing here writes."""
