"""Workbooks of entry that come back: kept, checked cell by cell, marked, taken over."""
