"""Pages of the teachers: placing, learners, gradebook."""
