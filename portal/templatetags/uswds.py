"""Form widgets in the look of USWDS, whoever made the form."""

from django import forms, template
from django.forms.widgets import Input
from django.utils.safestring import SafeString

register = template.Library()

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "usa-checkbox__input"),
    (forms.Textarea, "usa-textarea"),
    (forms.Select, "usa-select"),
    (Input, "usa-input"),
)


@register.filter
def in_uswds(field: forms.BoundField) -> SafeString:
    """The field's widget with the classes that USWDS gives to its kind."""
    widget = field.field.widget
    name = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
    wrong = "usa-input--error" if field.errors and name == "usa-input" else ""
    # A placeholder would vanish as one types; labels and hints stay.
    classes = " ".join(filter(None, (name, wrong)))
    return field.as_widget(attrs={"class": classes, "placeholder": False})


@register.filter
def is_checkbox(field: forms.BoundField) -> bool:
    """Whether the label stands behind the widget."""
    return isinstance(field.field.widget, forms.CheckboxInput)
