"""Fresno's homicides over thirty years, provider by provider, with breaks and the provisional year: a marimo notebook.

    pip install marimo
    marimo edit sql/analyses/thirty_years.py       # or `marimo run`; as a script, `python sql/analyses/thirty_years.py`, it prints what it found

It reads `published/yearend.duckdb` under YEAREND_HOME (default: var), read only.
"""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import os
    from pathlib import Path

    import duckdb
    import marimo as mo
    import vl_convert

    file = Path(os.environ.get("YEAREND_HOME", "var")) / "published" / "yearend.duckdb"
    published = duckdb.connect(str(file), read_only=True)
    return mo, published, vl_convert


@app.cell
def _(mo):
    mo.md("""
    # Thirty years of homicides

    One line for each provider: their counts are never joined, for each counts what it counts. A hollow point is a year that is not over or not
    fully published; a grey rule marks a break in a series.
    """)
    return


@app.cell
def _(published):
    query = """
        select year, provider.short as provider, value, coverage, is_provisional, series.known_at
        from mart.series_year as series
        inner join core.provider as provider using (city, provider)
        where city = 'fresno-ca' and metric = 'homicide' and value is not null and year between 1990 and 2025
        order by provider, year
    """
    result = published.execute(query)
    names = [column[0] for column in result.description]
    years = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    breaks = [
        year
        for (year,) in published.execute(
            "select distinct year(starts_on) from core.series_break where city = 'fresno-ca' and metric = 'homicide' order by all"
        ).fetchall()
    ]
    return breaks, years


@app.cell
def _(breaks, years):
    points = [{"year": one["year"], "provider": one["provider"], "homicides": one["value"], "so far": one["is_provisional"]} for one in years]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 640,
        "height": 320,
        "layer": [
            {
                "data": {"values": [{"year": one} for one in breaks]},
                "mark": {"type": "rule", "color": "#bbb"},
                "encoding": {"x": {"field": "year"}},
            },
            {
                "data": {"values": points},
                "mark": {"type": "line", "point": True},
                "encoding": {
                    "x": {"field": "year", "type": "quantitative", "axis": {"format": "d"}, "scale": {"zero": False}},
                    "y": {"field": "homicides", "type": "quantitative"},
                    "color": {"field": "provider", "type": "nominal"},
                },
            },
            {
                "data": {"values": [one for one in points if one["so far"]]},
                "mark": {"type": "point", "fill": "white", "size": 60},
                "encoding": {"x": {"field": "year", "type": "quantitative"}, "y": {"field": "homicides", "type": "quantitative"}},
            },
        ],
    }
    return (spec,)


@app.cell
def _(mo, spec, vl_convert):
    drawing = vl_convert.vegalite_to_svg(spec)
    mo.Html(drawing)
    return (drawing,)


@app.cell
def _(drawing, years):
    print(f"{len(years)} years of {len({one['provider'] for one in years})} providers; a drawing of {len(drawing):,} characters")  # noqa: T201
    return


if __name__ == "__main__":
    app.run()
