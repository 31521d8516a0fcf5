"""Stacks: sets of related micro-credentials, and of other stacks, that earn a credential of their own."""
