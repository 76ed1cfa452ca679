"""The form renderer prints GOV.UK markup: label, hint, error, description, classes."""

import pytest
from django import forms


class ReportForm(forms.Form):
    title = forms.CharField(help_text="In a few words")
    note = forms.CharField(required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("fir", "FIR"), ("nc", "NC")], widget=forms.RadioSelect)
    marks = forms.MultipleChoiceField(choices=[("w", "Weapon")], widget=forms.CheckboxSelectMultiple)
    when = forms.SplitDateTimeField(label="Happened")
    sure = forms.BooleanField(label="I have checked this")
    name = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "name", "class": "wide"}))


@pytest.fixture
def blank() -> ReportForm:
    return ReportForm()


@pytest.fixture
def wrong() -> ReportForm:
    return ReportForm({"kind": "fir"})


def test_text_field_has_label_hint_and_description(blank):
    html = blank["title"].as_field_group()
    assert '<label class="govuk-label govuk-label--s" for="id_title">Title</label>' in html
    assert '<div id="id_title_helptext" class="govuk-hint">In a few words</div>' in html
    assert 'aria-describedby="id_title_helptext"' in html
    assert 'class="govuk-input"' in html


def test_wrong_field_has_error_class_prefix_and_description(wrong):
    html = wrong["title"].as_field_group()
    assert 'class="govuk-form-group govuk-form-group--error"' in html
    assert 'id="id_title_error" class="govuk-error-message"' in html
    assert '<span class="govuk-visually-hidden">Error: </span>This field is required.' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'class="govuk-input govuk-input--error"' in html


def test_optional_field_says_so(blank):
    assert '<span class="optional">(optional)</span>' in blank["note"].as_field_group()


@pytest.mark.parametrize(("name", "group"), [("kind", "radios"), ("marks", "checkboxes")])
def test_choice_group_is_a_fieldset_of_options(blank, name, group):
    html = blank[name].as_field_group()
    assert "<fieldset" in html
    assert f'class="govuk-{group}__input"' in html
    assert f'<label class="govuk-label govuk-{group}__label" for="id_{name}_0">' in html


def test_split_date_and_time_are_named(blank):
    html = blank["when"].as_field_group()
    assert 'aria-label="Happened, date"' in html
    assert 'aria-label="Happened, time"' in html


def test_single_checkbox_has_its_label_after_the_box(blank):
    html = blank["sure"].as_field_group()
    assert html.index("<input") < html.index("I have checked this")


def test_placeholder_that_repeats_the_label_is_left_out(blank):
    html = blank["name"].as_field_group()
    assert "placeholder" not in html
    assert 'class="govuk-input wide"' in html


def test_form_opens_with_links_to_its_errors(wrong):
    html = wrong.render()
    assert '<a href="#id_title">Title: This field is required.</a>' in html
    assert '<a href="#id_marks_0">Marks: This field is required.</a>' in html


def test_form_without_errors_has_no_summary(blank):
    assert "govuk-error-summary" not in blank.render()
