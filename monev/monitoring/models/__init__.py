"""Tables of monitoring, one module a subject; import them from there."""

import monev.monitoring.models.duties
import monev.monitoring.models.evidence
import monev.monitoring.models.periods
import monev.monitoring.models.progress
import monev.monitoring.models.sending
import monev.monitoring.models.standings
import monev.monitoring.models.trail  # noqa: F401
