"""What is known of an offence by its name alone: the severity it weighs and whether the public may see it.

An imported category that no rule lists stays unpublished, with weight 1, until an administrator decides.
Names that must not be published come first, so that "sexual assault" never passes as an assault.
Severity weights are relative, on the scale of the demo city (theft 2, burglary 18, homicide 550).
"""

import re
from typing import NamedTuple

from ..choices import PublicClass


class Traits(NamedTuple):
    severity: float = 1.0
    public_class: str = PublicClass.NEVER.value
    protected: bool = False


NEVER, BROAD, PUBLIC = PublicClass.NEVER.value, PublicClass.BROAD.value, PublicClass.PUBLIC.value
UNKNOWN = Traits()
# The first rule whose pattern is found in the name holds; words are matched from their beginning.
RULES: tuple[tuple[str, Traits], ...] = (
    (r"sex|rape|molest|indecen|modesty|prostitut|obscen|traffick|importation of girls|peeping",
     Traits(90, NEVER, True)),
    (r"child|juvenile|minor|infant|f[oe]eticide|offenses against family", Traits(40, NEVER, True)),
    (r"informant|custodial|police officer|prisoner", Traits(20, NEVER, True)),
    (r"domestic|cruelty by husband|family|restraining order|dowry|stalk", Traits(15, NEVER)),
    (r"hate|bias|communal|caste|civil right", Traits(20, NEVER)),
    (r"murder|homicide|manslaughter|death", Traits(550, NEVER)),
    (r"kidnap|abduct|missing person", Traits(60, NEVER)),
    (r"recover|lost|found|accident", UNKNOWN),
    (r"home invasion|dacoity|robber|carjack|mugging", Traits(35, PUBLIC)),
    (r"shooting|firearm|weapon|ballistic|explosive|bomb", Traits(14, BROAD)),
    (r"aggravated assault|agg\.? assault|gr[ie]evous|wounding", Traits(25, PUBLIC)),
    (r"assault|hurt|battery|threat|violence", Traits(12, PUBLIC)),
    (r"burglar|house ?break|breaking", Traits(18, PUBLIC)),
    (r"arson", Traits(20, PUBLIC)),
    (r"theft from|larceny from|from (motor )?(vehicle|auto)", Traits(3, PUBLIC)),
    (r"auto theft|(motor )?vehicle theft|theft of (a )?(motor )?(vehicle|auto)|vehicle crime|stolen vehicle",
     Traits(9, PUBLIC)),
    (r"shoplift", Traits(1, PUBLIC)),
    (r"theft|larceny|steal|stolen|bicycle", Traits(2, PUBLIC)),
    (r"vandal|criminal damage|mischief|graffiti|property related damage", Traits(4, PUBLIC)),
    (r"fraud|forg|counterfeit|cheat|embezzle|confidence game|breach of trust|deception", Traits(5, PUBLIC)),
    (r"drug|narcotic|controlled substance", Traits(6, PUBLIC)),
    (r"disorder|public order|riot|nuisance|anti-?social|affray|trespass|assembly", Traits(2, PUBLIC)),
    (r"liquor|alcohol|operating under the influence|drunk", Traits(2, PUBLIC)),
)  # fmt: skip
_COMPILED = tuple((re.compile(rf"\b(?:{words})", re.IGNORECASE), traits) for words, traits in RULES)


def traits(offence: str, group: str = "") -> Traits:
    """Severity and public class by the name of an offence, or of its group where the name says nothing.

    A group that must not be published holds back every offence in it.
    """
    by_name, by_group = _first(offence), _first(group)
    if by_group is not None and by_group is not UNKNOWN and by_group.public_class == NEVER:
        return by_group
    return by_name or by_group or UNKNOWN


def _first(name: str) -> Traits | None:
    return next((found for pattern, found in _COMPILED if pattern.search(name)), None)
