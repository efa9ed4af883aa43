-- One row per stated change, multiple or share and side of it: which count it speaks of. A share's other side is the whole that its words name.
--   figure_id        the claim
--   city             slug
--   side             value or baseline
--   metric           code of the count
--   provider         id, of the speaker
--   definition       what the speaker's body counts under that metric
--   first_day        first day of the period
--   last_day         last day for which it stands
--   address          of the document
--   said_at          UTC
--   obstacle         why the claim cannot be compared, whatever is known
with named as (
    select
        figure.city,
        figure.figure_id,
        whole.metric as whole_metric
    from core.figure as figure
    inner join core.metric as whole
        on whole.metric <> figure.metric
        and regexp_matches(
            lower(figure.quote),
            '\bof (all |the |its |their |reported |that year''s )*(' || regexp_escape(whole.plural) || '|' || regexp_escape(whole.singular) || ')\b'
        )
    where figure.measure = 'share'
    qualify row_number() over (partition by figure.city, figure.figure_id order by length(whole.plural) desc, whole.metric) = 1
),

claim as (
    select
        figure.*,
        capture.address,
        source.family,
        metric.is_stock,
        named.whole_metric,
        case when figure.metric = 'clearance_rate' then 'cases_cleared' else figure.metric end as part_metric,
        core.whole_year(figure.period_start, figure.period_end, figure.covered_through) as last_day,
        core.whole_year(figure.baseline_start, figure.baseline_end, figure.baseline_end) as baseline_last_day
    from core.figure as figure
    inner join core.capture as capture using (city, capture_id)
    inner join core.source as source on source.city = figure.city and source.source = figure.source
    left join core.metric as metric on metric.metric = figure.metric
    left join named on named.city = figure.city and named.figure_id = figure.figure_id
    where figure.is_city
        and figure.measure in ('percent_change', 'change', 'multiple', 'share')
        and figure.value is not null
        and figure.status is null
        and figure.may_compute
),

judged as (
    select
        *,
        case
            when is_stock then 'strengths of several kinds are counted, and are not compared'
            when period_start is null then 'the text does not say which period it speaks of'
            when measure = 'share' then case when whole_metric is null then 'the text does not say of which counts it is a share' end
            when baseline_start is null then 'the text does not say what it is compared with'
            when abs((last_day - period_start) - (baseline_last_day - baseline_start)) > 3 then 'the two periods are not alike'
        end as obstacle
    from claim
),

side as (
    select
        figure_id,
        city,
        'value' as side,
        part_metric as metric,
        provider,
        family,
        period_start as first_day,
        last_day,
        address,
        known_at as said_at,
        obstacle
    from judged
    union all by name
    select
        figure_id,
        city,
        'baseline' as side,
        coalesce(whole_metric, metric) as metric,
        provider,
        family,
        case when measure = 'share' then period_start else baseline_start end as first_day,
        case when measure = 'share' then last_day else baseline_last_day end as last_day,
        address,
        known_at as said_at,
        obstacle
    from judged
)

select
    side.figure_id,
    side.city,
    side.side,
    side.metric,
    side.provider,
    coalesce(definition.definition, side.family || '-' || side.metric) as definition,
    side.first_day,
    side.last_day,
    side.address,
    side.said_at,
    side.obstacle
from side
left join raw.definition as definition
    on definition.city = side.city and definition.family = side.family and definition.metric = side.metric
order by side.city, side.figure_id, side.side
