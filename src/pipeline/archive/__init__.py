"""archive: the bytes as they came, in WARC files from which everything else can be made again."""

from pipeline.archive.build import build
from pipeline.archive.intake import Imported
from pipeline.archive.store import Archive
from pipeline.archive.verify import Finding
from pipeline.archive.writer import Writer

__all__ = ["Archive", "Finding", "Imported", "Writer", "build"]
