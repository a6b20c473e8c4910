"""Statutory-damages regimes, and the tax forms of payments, as dated, cited data."""

from claims.law.data_files.file_fields import Bilingual, Citation
from claims.law.statutes.dated_sums import NotInForce
from claims.law.statutes.regime_files import load_regime, parse_regime, regime_keys
from claims.law.statutes.regimes import Provision, Regime
from claims.law.statutes.statute_errors import StatuteError
from claims.law.statutes.tax_forms import reporting_form, reporting_forms, reporting_threshold

__all__ = [
    "Bilingual",
    "Citation",
    "NotInForce",
    "Provision",
    "Regime",
    "StatuteError",
    "load_regime",
    "parse_regime",
    "regime_keys",
    "reporting_form",
    "reporting_forms",
    "reporting_threshold",
]
