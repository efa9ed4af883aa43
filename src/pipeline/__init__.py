"""Collects published crime figures with the words they came from and mails a year-end summary that anyone can check."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("yearend")
except PackageNotFoundError:  # the source tree on the path, not installed
    __version__ = "0+unknown"
