"""Pages about personal data: the officer's, a person's own, and the notice for everybody."""
