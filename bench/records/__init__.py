"""How long an import of records takes, and a lookup among them. See README.md of bench."""
