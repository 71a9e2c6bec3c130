"""Tables of the master plan, one module a subject; import them from there."""

import masterplan.models.agenda
import masterplan.models.catalogues
import masterplan.models.commitments
import masterplan.models.directives
import masterplan.models.imports
import masterplan.models.plans
import masterplan.models.preparation  # noqa: F401
