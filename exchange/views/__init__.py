"""Pages of the exchange with other systems, one module a subject."""
