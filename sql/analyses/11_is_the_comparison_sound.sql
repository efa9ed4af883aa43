-- Which years of a series may be compared with one another? Years of one segment; a break lies between two segments.
select
    series.metric,
    series.provider,
    series.segment,
    min(series.year) as first_year,
    max(series.year) as last_year,
    count(series.value) as years_with_a_count,
    any_value(series_break.reason) as reason_of_a_break
from mart.series_year as series
left join core.series_break as series_break
    on series_break.city = series.city
    and series_break.metric = series.metric
    and series_break.provider = series.provider
    and year(series_break.starts_on) = series.year
where series.city = 'fresno-ca'
group by all
order by series.metric, series.provider, series.segment
