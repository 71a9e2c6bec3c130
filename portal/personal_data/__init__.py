"""Personal data in one place: which table holds whose, why, on what basis, for how long, and what becomes of it."""
