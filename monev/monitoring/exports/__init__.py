"""What monitoring hands out as files."""
