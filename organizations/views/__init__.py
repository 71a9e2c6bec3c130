"""The profile of a person, their keys and their pulls; one module a subject."""
