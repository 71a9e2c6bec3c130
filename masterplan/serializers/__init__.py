"""How the master plan is shown through REST, one module a subject; import from there."""
