"""Port Ellery, an invented city: a generative model of its map, its crime and its register.

``setup``, ``rows``, ``cases`` and ``store`` write it; the rest knows no Django. See docs/demo-city.md.
"""
