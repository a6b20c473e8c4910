"""What a landed version left behind: its database, its files and its bundle, which later versions
still open."""
