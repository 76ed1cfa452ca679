from .outputs import ForecastPoint, Hotspot, RiskCell, ZoneRating
from .run import TrainingRun
from .version import ModelVersion

__all__ = ["ForecastPoint", "Hotspot", "ModelVersion", "RiskCell", "TrainingRun", "ZoneRating"]
