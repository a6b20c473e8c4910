"""The defendant's production: reading, refusing, storing, looking up. See README.md."""
