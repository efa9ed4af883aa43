"""Watching: what is due and what ran, what is wrong, and telling the operator once."""
