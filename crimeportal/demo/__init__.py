"""Port Ellery, an invented city: a generative model of its map, its crime and its register.

All but ``store``, ``setup`` and ``cases`` is without Django; docs/demo-city.md has the model.
"""
