"""Linking many claims to a large class list, beside Splink alone."""
