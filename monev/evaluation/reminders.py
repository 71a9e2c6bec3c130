"""When an OPD is reminded of the follow-up of a finding. Days are those of the region."""

from core.due import Rhythm

EARLY, LATE = 14, 3
"""Days before the due date."""
EVERY, WEEKS = 7, 8
"""What is overdue is called to mind every week, for two months; it stands on the agenda of meetings all the time."""
RHYTHM = Rhythm(before=((LATE, "late"), (EARLY, "early")), every=EVERY, times=WEEKS)
