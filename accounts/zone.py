from zoneinfo import ZoneInfo

from .models import User


def reading_zone(user: User) -> ZoneInfo:
    """The time zone in which `user` reads and enters days: that of their newest posting's station."""
    zones = (posting.station.jurisdiction.tz for posting in user.current_postings if posting.station_id)
    return next(zones, ZoneInfo("UTC"))
