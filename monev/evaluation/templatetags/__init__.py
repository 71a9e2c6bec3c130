"""Template filters of the evaluation."""
