-- Which homicide counts of 2023 exist, from whom, through which day, and known when?
select
    provider.short as who,
    statement.value,
    statement.op,
    statement.covered_through,
    statement.known_at as known_at_utc,
    if(statement.is_summed, 'twelve months', 'printed') as how,
    trace.quote as words
from core.statement as statement
inner join core.provider as provider using (city, provider)
left join mart.trace as trace on trace.city = statement.city and trace.figure_id = statement.figure_ids[1] and not statement.is_summed
where statement.city = 'fresno-ca' and statement.metric = 'homicide' and year(statement.period_start) = 2023 and month(statement.period_start) = 1
    and statement.period_end >= date '2023-02-01'
order by statement.known_at, statement.provider
