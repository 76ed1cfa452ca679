from .area import Area, AreaCount, AreaIndicator, AreaSet
from .category import OffenceCategory
from .crime import CrimeRecord, Offence, RegisterCounter, StatusEvent
from .importing import ImportBatch, ImportError
from .person import Involvement, Person, PersonAlias, PersonIdentifier, Property

__all__ = [
    "Area",
    "AreaCount",
    "AreaIndicator",
    "AreaSet",
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
    "StatusEvent",
]
