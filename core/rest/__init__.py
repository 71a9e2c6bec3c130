"""REST without a word of the domain, one module a subject; import them from there."""
