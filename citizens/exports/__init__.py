"""What is published as open data: tables, files, catalogue."""
