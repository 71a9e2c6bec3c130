"""The work behind closing a stage, the letters issued; and from then on nothing that a result rests on changes."""

from django.db import migrations

from core.triggers import FreezeRows

CLOSED = "what a closed stage rests on does not change"
PUBLISHED = "a published result does not change"
SCORED = (
    "SELECT 1 FROM evaluation_assignment a JOIN evaluation_roundstage s ON s.id = a.stage_id"
    " WHERE a.id = {row}.assignment_id AND s.state IN ('closed', 'published')"
)
OVER = (
    "s.state IN ('closed', 'published') AND (s.kind = 'II' OR NOT EXISTS (SELECT 1 FROM evaluation_roundstage o"
    " WHERE o.round_id = s.round_id AND o.kind = 'II'))"
)
"""Answers stay open after stage I where a stage II follows: there an item may be opened again."""
ANSWERED = (
    "SELECT 1 FROM evaluation_assessment a JOIN evaluation_roundstage s ON s.round_id = a.round_id"
    f" WHERE a.id = {{row}}.assessment_id AND {OVER}"
)
PROVED = (
    "SELECT 1 FROM evaluation_answer w JOIN evaluation_assessment a ON a.id = w.assessment_id"
    f" JOIN evaluation_roundstage s ON s.round_id = a.round_id WHERE w.id = {{row}}.answer_id AND {OVER}"
)
RESULT = "SELECT 1 FROM evaluation_roundstage s WHERE s.id = {row}.stage_id AND s.state = 'published'"


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0003_freeze_instruments")]

    operations = [
        FreezeRows("evaluation_itemscore", SCORED, CLOSED),
        FreezeRows("evaluation_assessorfinding", SCORED, CLOSED),
        FreezeRows("evaluation_answer", ANSWERED, CLOSED),
        FreezeRows("evaluation_answerevidence", PROVED, CLOSED),
        FreezeRows("evaluation_stageresult", RESULT, PUBLISHED, events=("UPDATE", "DELETE")),
    ]
