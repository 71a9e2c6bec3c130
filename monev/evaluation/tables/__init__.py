"""Tables of the pages of the national evaluation."""
