"""REST views of the master plan, one module a subject; import them from there."""
