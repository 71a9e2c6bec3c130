"""When an OPD is reminded of a directive. Days are those of the region."""

from core.due import Rhythm

SOON = 7
"""Days before the due date."""
EVERY, WEEKS = 7, 8
"""An overdue directive is called to mind every week, for two months; then it is for the council to decide."""
RHYTHM = Rhythm(before=((SOON, "soon"),), every=EVERY, times=WEEKS)
