"""How monitoring is shown through REST, one module a subject; import from there."""
