"""Pages of the national evaluation, one module a subject; import them from there."""
