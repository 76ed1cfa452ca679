"""Form rendering: every ``{{ form }}`` and ``{{ field.as_field_group }}`` prints GOV.UK markup."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, widgets
from django.forms.renderers import TemplatesSetting

# The first class that matches wins, so subclasses stand before their parents.
WIDGET_CLASSES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (widgets.RadioSelect, "govuk-radios__input"),
    (widgets.CheckboxInput, "govuk-checkboxes__input"),
    (widgets.Textarea, "govuk-textarea"),
    (widgets.ClearableFileInput, "govuk-file-upload"),
    (widgets.FileInput, "govuk-file-upload"),
    (widgets.Select, "govuk-select"),
    (widgets.Input, "govuk-input"),
    (widgets.MultiWidget, "govuk-input"),
)


class PortalBoundField(BoundField):
    """A bound field whose widget carries the library's classes and no placeholder that repeats its label."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: widgets.Widget | None = None
    ) -> dict[str, Any]:
        """Widget attributes with class, error class and, through Django, ``aria-describedby``."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        css = next((name for kind, name in WIDGET_CLASSES if isinstance(widget, kind)), "")
        boxed = css and not css.endswith("__input")
        names = [css, f"{css}--error" if boxed and self.errors else "", widget.attrs.get("class", "")]
        attrs["class"] = " ".join(filter(None, names))
        if isinstance(widget, widgets.SplitDateTimeWidget):
            for part, word in zip(widget.widgets, ("date", "time"), strict=True):
                part.attrs.setdefault("aria-label", f"{self.label}, {word}")
        if str(widget.attrs.get("placeholder", "")).lower() in str(self.label).lower():
            attrs["placeholder"] = False  # False leaves the attribute out
        return attrs

    @property
    def choice_group(self) -> str:
        """``radios`` or ``checkboxes`` for a group of options, else nothing."""
        if isinstance(self.field.widget, widgets.CheckboxSelectMultiple):
            return "checkboxes"
        return "radios" if isinstance(self.field.widget, widgets.RadioSelect) else ""

    @property
    def single_checkbox(self) -> bool:
        """Whether the label stands after the box."""
        return isinstance(self.field.widget, widgets.CheckboxInput)


class PortalFormRenderer(TemplatesSetting):
    """Find form templates among the project's own, then Django's."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
    bound_field_class = PortalBoundField
