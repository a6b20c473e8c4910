"""Scoring the signals of many claims, and of one as it is filed."""
