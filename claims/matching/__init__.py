"""Is this claimant that account holder? Keys, the decision from exact keys, and notice IDs."""
