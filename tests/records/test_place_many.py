"""Few points and many are resolved to the same areas."""

import numpy as np
import pytest

from records.services.place import MANY_POINTS, Places

pytestmark = pytest.mark.django_db


def test_many_points_find_the_areas_that_each_alone_finds(jurisdiction, areas):
    rng = np.random.default_rng(5)
    latitude = rng.uniform(51.97, 52.03, MANY_POINTS + 50)
    longitude = rng.uniform(3.96, 4.04, MANY_POINTS + 50)
    longitude[:20] = 4.0  # on the border of both
    places = Places(jurisdiction)
    alone = [
        int(places.resolve(latitude[n : n + 1], longitude[n : n + 1]).area_id[0])
        for n in range(len(latitude))
    ]
    assert places.resolve(latitude, longitude).area_id.tolist() == alone
    assert set(alone) == {-1, *(area.pk for area in areas)}
