"""A plan as a document, brought into a region: what it meets there, what is made, all in one transaction."""
