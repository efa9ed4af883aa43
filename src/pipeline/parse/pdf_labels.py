"""Names that stand no more than a space before the first number: they are told apart by what stands below each other."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.parse.pdf_words import Line, Segment, is_number

_NEAR = 1.5  # points: two numbers so far apart are aligned
_FEWEST = 3  # rows


def parted(lines: Sequence[Line]) -> list[Line]:
    """The lines, names parted from numbers where the numbers at their ends stand in a column; and the headers above that column with them."""
    ends = [(at, line.segments[0]) for at, line in enumerate(lines) if _ends_in_number(line)]
    beside = sum(1 for line in lines if line.values)
    done = list(lines)
    for side in ("x0", "x1"):
        groups: dict[int, list[int]] = {}
        for at, segment in ends:
            groups.setdefault(round(getattr(segment.words[-1], side) / _NEAR), []).append(at)
        best = max(groups.values(), key=len, default=[])
        if len(best) >= _FEWEST and len(best) * 2 > beside and _differ([lines[at].segments[0] for at in best]):
            edge = sum(getattr(lines[at].segments[0].words[-1], side) for at in best) / len(best)
            for at in range(best[0] - 3 if best[0] >= 3 else 0, best[-1] + 1):
                done[at] = _parted(lines[at], side, edge, is_row=at >= best[0])
            break
    return _below_each_other(done)


def _below_each_other(lines: Sequence[Line]) -> list[Line]:
    """The lines, a name parted from its number where other rows have a number of their own in that place: only the longest touch."""
    firsts = [line.segments[1] for line in lines if len(line.segments) > 1 and _is_named(line.segments[0]) and line.segments[1].is_value]
    if len(firsts) < _FEWEST - 1:
        return list(lines)
    x0, x1 = min(one.x0 for one in firsts), max(one.x1 for one in firsts)
    done: list[Line] = []
    for line in lines:
        last = line.segments[0].words[-1]
        is_there = min(last.x1, x1) - max(last.x0, x0) > 0.5 * min(last.x1 - last.x0, x1 - x0)
        if _ends_in_number(line) and is_there and line.segments[1].x0 > last.x1 and line.segments[1].middle > x1:
            first = line.segments[0].words
            done.append(Line((Segment(first[:-1]), Segment(first[-1:]), *line.segments[1:])))
        else:
            done.append(line)
    return done


def _is_named(segment: Segment) -> bool:
    return not segment.is_value and not is_number(segment.words[-1].text)


def _differ(segments: Sequence[Segment]) -> bool:
    """Whether the names before the numbers differ: "District 1", "District 2" are names."""
    names = [" ".join(word.text for word in segment.words[:-1]) for segment in segments]
    return max(names.count(name) for name in set(names)) * 2 <= len(names) or len(names) < 2


def _ends_in_number(line: Line) -> bool:
    """Whether a line begins with a name that a number ends, and has other numbers besides."""
    first = line.segments[0]
    return len(first.words) > 1 and is_number(first.words[-1].text) and not is_number(first.words[-2].text) and len(line.values) >= 1


def _parted(line: Line, side: str, edge: float, *, is_row: bool) -> Line:
    """A line whose first segment is cut before the word that stands at the edge of the column; of headers all words from there on."""
    first = line.segments[0]
    cut = next((at for at, word in enumerate(first.words) if at and abs(getattr(word, side) - edge) <= _NEAR), None)
    if cut is None or (is_row and not is_number(first.words[cut].text)) or (not is_row and len(line.segments) < 2):
        return line
    return Line((Segment(first.words[:cut]), Segment(first.words[cut:]), *line.segments[1:]))
