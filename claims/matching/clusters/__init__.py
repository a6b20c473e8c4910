"""Which claims may be one person's: pairs that share a key and whose names agree, put together."""
