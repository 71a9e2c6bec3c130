"""What the handbook writes."""
