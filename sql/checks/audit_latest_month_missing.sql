-- One row per series and year for which its provider gives newer months of other metrics than of this one (the first of the Real-Time Crime
-- Index's audits, https://github.com/AH-Datalytics/rtci).
-- severity: caveat
with newest as (
    select
        city,
        provider,
        metric,
        definition,
        max(month) filter (where value is not null) as newest_month,
        max(max(month) filter (where value is not null)) over (partition by city, provider) as newest_month_of_provider
    from mart.series_month_at(moment)
    group by city, provider, metric, definition
    qualify newest_month < newest_month_of_provider and newest_month_of_provider - newest_month < 366
)

select
    city,
    provider,
    metric,
    definition,
    unnest(generate_series(year(newest_month + interval 1 month), year(newest_month_of_provider))) as year,
    newest_month,
    newest_month_of_provider,
    concat(
        'no count after ', strftime(newest_month, '%B %Y'), ', though the same source counts others through ', strftime(newest_month_of_provider, '%B %Y')
    ) as caveat
from newest
order by city, provider, metric, definition, year
