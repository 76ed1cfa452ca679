from .access import AccessGrant, AccessReview, ConsultationReason
from .area import Area, AreaCount, AreaIndicator, AreaSet
from .category import OffenceCategory
from .crime import CrimeRecord, Offence, RegisterCounter, StatusEvent
from .importing import ImportBatch, ImportError
from .person import Involvement, Person, PersonAlias, PersonIdentifier, Property
from .search import SearchQuery

__all__ = [
    "AccessGrant",
    "AccessReview",
    "Area",
    "AreaCount",
    "AreaIndicator",
    "AreaSet",
    "ConsultationReason",
    "CrimeRecord",
    "ImportBatch",
    "ImportError",
    "Involvement",
    "Offence",
    "OffenceCategory",
    "Person",
    "PersonAlias",
    "PersonIdentifier",
    "Property",
    "RegisterCounter",
    "SearchQuery",
    "StatusEvent",
]
