"""REST views of monitoring, one module a subject; import them from there."""
