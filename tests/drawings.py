"""Drawings that tests upload."""

SHIELD = b"""<svg xmlns="http://www.w3.org/2000/svg" width="200" height="240" viewBox="0 0 200 240">
<path d="M10 10h180v120q0 70-90 100-90-30-90-100z" fill="#1d6b2f" stroke="#000" stroke-width="4"/></svg>"""
"""A plain shield, of nobody."""
