"""The rules say of everyone and everything what the description of roles says."""

import pytest

from .cast import ACTORS
from .rules import rule_faults


@pytest.mark.parametrize("actor", ACTORS.values(), ids=lambda actor: actor.name)
def test_rules_say_what_the_description_of_roles_says(actor, everything):
    assert list(rule_faults(everything, actor)) == []
