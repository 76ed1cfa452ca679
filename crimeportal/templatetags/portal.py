"""Template tags that the shared components need."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.core.paginator import Page

register = template.Library()


@register.simple_tag
def elided_pages(page: Page) -> Iterable[int | str]:
    """Page numbers around ``page``, with an ellipsis where numbers are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
