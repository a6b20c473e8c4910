"""Which statutes the calculator knows, and what it knows of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from claims.law.statutes import load_regime, regime_keys, reporting_forms
from portal.public.statutes.regime_lines import form_lines, regime_lines


@require_safe
def statutes(request: HttpRequest) -> HttpResponse:
    """Every regime on file with its sums, rules, disputes and citations."""
    language = translation.get_language() or "en"
    regimes = [load_regime(key) for key in regime_keys()]
    regimes.sort(key=lambda regime: regime.title.in_language(language).casefold())
    return render(
        request,
        "statutes/statutes.html",
        {
            "regimes": [regime_lines(regime) for regime in regimes],
            "forms": [(form, form_lines(form)) for form in reporting_forms().values()],
        },
    )
