"""Plans of allocation in words: of the library, and of each open matter."""
