"""Probabilistic linkage: which account a claim names when no exact key does, and how surely."""
