"""The data dictionary as Markdown: what a reader looks up must not break its table. That it is current, `test_generated.py` holds."""

from __future__ import annotations

from pathlib import Path

from pipeline.dictionary import dictionary
from pipeline.models import read_models
from tests.test_models import write


def test_a_section_for_every_file_and_a_line_for_every_column(tmp_path: Path) -> None:
    write(
        tmp_path,
        raw_z="-- One row per z.\n--   x  a | b\ncreate table if not exists raw.z (x integer)",
        core_half="-- Half of it.\ncreate macro core.half(x) as x / 2",
        core_a="-- One row per a.\n--   x  a thing\nselect core.half(x) as x from raw.z",
        mart_b="-- One row per b. As known at a moment: mart.b_at(moment).\n--   x  a thing\nselect x from core.a where x <= moment",
        checks_c="-- One row per c.\n-- severity: caveat\nselect x from mart.b",
    )
    text = dictionary(read_models(tmp_path))
    for heading in ("### raw.z\n", "### core.half\n", "### core.a\n", "### mart.b (moment)\n", "### checks.c\n"):
        assert text.count(heading) == 1, heading
    assert "| `x` | a \\| b |" in text
    assert "Severity: caveat." in text
    # Lineage is of tables that are published: landing tables, macros and checks are left out.
    drawn = text.partition("```mermaid")[2].partition("```")[0]
    assert [line.strip() for line in drawn.splitlines() if "-->" in line] == ["core.a --> mart.b"]
