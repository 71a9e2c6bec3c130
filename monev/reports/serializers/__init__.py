"""How reports are shown through REST of reports, one module a subject."""
