"""Charts of the national evaluation."""
