"""What the page of a thing tells, a module a kind."""
