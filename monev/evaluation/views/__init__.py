"""Pages of the evaluation, one module a subject; import them from there."""
