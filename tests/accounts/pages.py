"""Pages of the admin, sent back as they stand."""

from django.http import HttpResponse
from django.test import Client


def send_back(browser: Client, page: str, **values: str) -> HttpResponse:
    """Post the page at `page` with its own values, except for those given by their names in the form."""
    context = browser.get(page).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {
        form.add_prefix(name): form.get_initial_for_field(field, name)
        for form in forms
        for name, field in form.fields.items()
    }
    return browser.post(page, {name: value for name, value in data.items() if value is not None} | values)
