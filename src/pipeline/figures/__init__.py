"""Prose and in-article tables → figures and quotations, in stages that can be read one by one.

text (tokens) → sentences → mentions (numbers, periods, metrics, directions, places, people) → units → figures.
"""

from pipeline.figures.reader import read

__all__ = ["read"]
