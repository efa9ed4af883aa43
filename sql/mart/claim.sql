-- One row per change, multiple, record, share or rank that an article states of the city, beside what its speaker's own series gives.
--   claim_id          the figure that states it
--   city              slug
--   metric            code
--   measure           percent_change, change, multiple, record, share or rank
--   stated            the number
--   op                eq, approx, lt or gt
--   period_printed    as the contract writes it
--   baseline_printed  as the contract writes it
--   quote             the words; empty where the source may not be quoted
--   outlet            who published them
--   speaker           the named person credited
--   said_at           UTC; when it could first be known
--   eligible_at       UTC; from when the claim itself may be mailed
--   provider          whose series it is compared with
--   definition        what that series counts
--   is_own_series     the series is that of the claim's own provider
--   ours              our number as known when it was said
--   verdict           consistent with, understates, overstates, differs from or cannot be compared
--   working           how ours comes about, or why there is none
--   later_ours        our number as known now
--   later_verdict     its verdict; never a fault of who said it
--   later_working     how it comes about
--   later_known_at    UTC; from when the later number could be used
with compared as (
    select * from core.change_claim
    union all by name
    select * from core.record_claim
)

select
    figure.figure_id as claim_id,
    figure.city,
    figure.metric,
    figure.measure,
    figure.value as stated,
    figure.op,
    figure.period_printed,
    figure.baseline_printed,
    case when figure.may_quote then figure.quote else '' end as quote,
    coalesce(article.outlet, figure.outlet) as outlet,
    figure.speaker,
    figure.known_at as said_at,
    figure.eligible_at,
    figure.provider,
    figure.definition,
    true as is_own_series,
    said.ours,
    coalesce(said.verdict, 'cannot be compared') as verdict,
    coalesce(said.working, 'no series is kept to compare it with') as working,
    later.ours as later_ours,
    coalesce(later.verdict, 'cannot be compared') as later_verdict,
    coalesce(later.working, 'no series is kept to compare it with') as later_working,
    later.known_at as later_known_at
from core.figure as figure
left join core.article as article on article.city = figure.city and article.capture_id = figure.capture_id
left join compared as said on said.city = figure.city and said.figure_id = figure.figure_id and said.moment = 'said'
left join compared as later on later.city = figure.city and later.figure_id = figure.figure_id and later.moment = 'later'
where figure.is_city and figure.measure in ('percent_change', 'change', 'multiple', 'record', 'share', 'rank') and figure.status is null
order by figure.city, figure.known_at, figure.figure_id
