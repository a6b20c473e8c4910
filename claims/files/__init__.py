"""What files have in common, whatever is in them: no Django, no rule of a settlement."""
