from .outputs import ForecastPoint, Hotspot, RiskCell, ZoneRating
from .release import StatCell, StatRelease
from .run import TrainingRun
from .version import ModelVersion

__all__ = [
    "ForecastPoint",
    "Hotspot",
    "ModelVersion",
    "RiskCell",
    "StatCell",
    "StatRelease",
    "TrainingRun",
    "ZoneRating",
]
