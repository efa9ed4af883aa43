"""Rows of single incidents: what the TOML says of them, and their way from archived pages into `raw.incident`."""
