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
--   review            accept, correct or reject, where a reviewer decided; one that differs is mailed only when accepted
--   provider          whose series it is compared with
--   definition        what that series counts
--   is_own_series     that provider is the one whose figures the claim's source gives
--   basis             own series, the article itself (the numbers beside the claim), own series and the article, own series and others, or
--                     another provider; null where there was nothing to compare with
--   value             count that ours was computed from, as known when it was said
--   baseline_value    count that it was compared with
--   ours              our number as known when it was said
--   verdict           consistent with, understates, overstates, differs from or cannot be compared
--   working           how ours comes about, or why there is none
--   value_ids         figures that value was read from
--   baseline_ids      figures that baseline_value was read from
--   later_basis       the same as known now
--   later_value       count that the later number was computed from
--   later_baseline_value  count that it was compared with
--   later_ours        our number as known now
--   later_verdict     its verdict; never a fault of who said it
--   later_working     how it comes about
--   later_known_at    UTC; from when the later number could be used
with compared as (
    select * from core.count_claim
    union all by name
    select * from core.record_claim
    union all by name
    select * from core.rank_claim
),

claim as (
    select
        figure.*,
        coalesce(article.outlet, figure.outlet) as said_by,
        case
            when metric.is_stock then 'strengths of several kinds are counted, and are not compared'
            when not figure.may_compute then 'its source may not be computed with'
            when figure.measure = 'record' then 'only records of years are compared'
            when figure.value is null then 'it states no number'
            else 'no series is kept to compare it with'
        end as obstacle
    from core.figure as figure
    left join core.metric as metric using (metric)
    left join core.article as article on article.city = figure.city and article.capture_id = figure.capture_id
    where figure.is_city and figure.measure in ('percent_change', 'change', 'multiple', 'record', 'share', 'rank') and figure.status is null
)

select
    claim.figure_id as claim_id,
    claim.city,
    claim.metric,
    claim.measure,
    claim.value as stated,
    claim.op,
    claim.period_printed,
    claim.baseline_printed,
    case when claim.may_quote then claim.quote else '' end as quote,
    claim.said_by as outlet,
    claim.speaker,
    claim.known_at as said_at,
    claim.eligible_at,
    claim.review,
    case when said.basis is null then coalesce(later.provider, claim.provider) else said.provider end as provider,
    case when said.basis is null then coalesce(later.definition, claim.definition) else said.definition end as definition,
    case when said.basis is null then coalesce(later.provider, claim.provider) else said.provider end = claim.provider as is_own_series,
    said.basis,
    said.value,
    said.baseline_value,
    said.ours,
    coalesce(said.verdict, 'cannot be compared') as verdict,
    coalesce(said.working, claim.obstacle) as working,
    said.value_ids,
    said.baseline_ids,
    later.basis as later_basis,
    later.value as later_value,
    later.baseline_value as later_baseline_value,
    later.ours as later_ours,
    coalesce(later.verdict, 'cannot be compared') as later_verdict,
    coalesce(later.working, claim.obstacle) as later_working,
    later.known_at as later_known_at
from claim
left join compared as said on said.city = claim.city and said.figure_id = claim.figure_id and said.moment = 'said'
left join compared as later on later.city = claim.city and later.figure_id = claim.figure_id and later.moment = 'later'
order by claim.city, claim.known_at, claim.figure_id
