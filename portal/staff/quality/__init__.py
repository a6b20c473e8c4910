"""What random samples say of how well claims were matched, held and rejected."""
