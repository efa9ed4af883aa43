-- One row per series whose provider the city does not list: it could not be named in the mail.
-- severity: stop
select distinct
    series_year.city,
    series_year.metric,
    series_year.provider
from mart.series_year as series_year
left join core.provider as provider using (city, provider)
where provider.provider is null
order by all
