"""Finding claims that look alike among many, beside comparing every pair of a block."""
