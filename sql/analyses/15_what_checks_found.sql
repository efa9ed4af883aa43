-- Beside which years did a check put a caveat, and how does that year stand beside the one before?
select
    caveat.metric,
    provider.short as provider,
    caveat.year,
    year_end.value,
    round(year_end.change_pct, 1) as change_pct,
    caveat.check_name,
    caveat.caveat
from mart.caveat as caveat
inner join mart.year_end as year_end using (city, metric, provider, definition, year)
inner join core.provider as provider using (city, provider)
where caveat.city = 'fresno-ca'
order by caveat.metric, provider.short, caveat.year, caveat.check_name
