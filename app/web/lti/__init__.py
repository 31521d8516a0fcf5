"""Pages of the LTI edge: what an LMS's browser frames call, before or beside a launch."""
