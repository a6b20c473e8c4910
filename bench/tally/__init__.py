"""A whole tally measured on a synthetic matter, beside three other ways to the same rows."""
