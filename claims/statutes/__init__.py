"""Statutory-damages regimes, and the tax forms of payments, as dated, cited data."""

from claims.statutes.dated import NotInForce
from claims.statutes.errors import StatuteError
from claims.statutes.loading import load_regime, parse_regime, regime_keys
from claims.statutes.regimes import Provision, Regime
from claims.statutes.reporting import reporting_form, reporting_forms, reporting_threshold
from claims.statutes.schema import Bilingual, Citation

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
