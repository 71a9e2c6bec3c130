"""What the handbook reads for a page."""
