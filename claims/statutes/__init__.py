"""Statutory-damages regimes as dated, cited data."""

from claims.statutes.loading import StatuteError, load_regime, parse_regime, regime_keys
from claims.statutes.schema import Citation, NotInForce, Regime

__all__ = [
    "Citation",
    "NotInForce",
    "Regime",
    "StatuteError",
    "load_regime",
    "parse_regime",
    "regime_keys",
]
