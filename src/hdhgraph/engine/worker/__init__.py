"""What runs in a worker process: one query at a time, evaluated under limits."""
