"""What needs a package registry, root or a browser: `make e2e`. What cannot be had is skipped, and said."""
