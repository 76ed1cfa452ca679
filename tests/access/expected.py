"""Reviewed by hand: for each address and method, which action on what, and what who may do it is answered.

An address that is missing here fails `test_every_address_and_method_is_in_the_table`.
"""

from .rows_access import ACCESS
from .rows_accounts import ACCOUNTS
from .rows_analytics import ANALYTICS
from .rows_audit import AUDIT
from .rows_people import PEOPLE
from .rows_public import PUBLIC
from .rows_records import RECORD_API, RECORD_PAGES

ROWS = [*PUBLIC, *RECORD_PAGES, *RECORD_API, *PEOPLE, *ACCESS, *ANALYTICS, *ACCOUNTS, *AUDIT]
