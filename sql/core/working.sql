-- How a number of ours comes about, in words: "34 against 74 is -54.1%".
create macro core.working(measure, value, baseline_value, ours) as
    concat(
        format('{:t,}', cast(value as bigint)),
        case when measure = 'share' then ' of ' else ' against ' end,
        format('{:t,}', cast(baseline_value as bigint)),
        ' is ',
        case measure
            when 'change' then concat(case when ours > 0 then '+' end, format('{:t,}', cast(ours as bigint)))
            when 'multiple' then format('{:.2f} times', ours)
            when 'share' then format('{:.1f}%', ours)
            else format('{:+.1f}%', ours)
        end
    )
