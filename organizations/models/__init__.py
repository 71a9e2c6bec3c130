"""Who is this and where do they stand: regions, OPDs, ministries, partners, people, roles, keys, audit.

One module a subject; everything is imported from here.
"""

from organizations.models.audit import AuditAnchor, AuditCheck, AuditEntry
from organizations.models.boundaries import BoundaryMap
from organizations.models.keys import ApiKey
from organizations.models.memberships import Membership, Post
from organizations.models.people import User, UserManager
from organizations.models.personal import DataBreach, DataRequest, RetentionRun
from organizations.models.places import Agency, Cohort, Ministry, Partner, Province, Region
from organizations.models.pulls import PullEntry

__all__ = [
    "Agency",
    "ApiKey",
    "AuditAnchor",
    "AuditCheck",
    "AuditEntry",
    "BoundaryMap",
    "Cohort",
    "DataBreach",
    "DataRequest",
    "Membership",
    "Ministry",
    "Partner",
    "Post",
    "Province",
    "PullEntry",
    "Region",
    "RetentionRun",
    "User",
    "UserManager",
]
