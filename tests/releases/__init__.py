"""Data of earlier releases, and what those releases said about them."""
