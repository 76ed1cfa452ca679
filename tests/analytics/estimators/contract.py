"""scikit-learn's own checks of an estimator."""

import pytest
from sklearn.base import BaseEstimator
from sklearn.utils.estimator_checks import parametrize_with_checks

# It passes over itself unless SciPy was imported with arrays of other libraries, which nothing here uses.
OTHER_ARRAYS = "check_array_api_input"


def follows_contract(estimator: BaseEstimator) -> pytest.MarkDecorator:
    """Parametrise a test of (estimator, check) with every check that can run here."""
    every = parametrize_with_checks([estimator])
    names, pairs = every.args
    kept = [pair for pair in pairs if OTHER_ARRAYS not in repr(pair)]
    return pytest.mark.parametrize(names, kept, **every.kwargs)
