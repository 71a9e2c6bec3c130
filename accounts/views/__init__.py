"""Second factors, sessions, the people of a region; one module a subject."""
