"""What administrators and counsel both see of tallies."""
