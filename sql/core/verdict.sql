-- How a stated number stands to ours. Tolerance follows the words and the printed rounding: half a unit of the last printed digit;
-- "about" a tenth either way; "nearly" from nine tenths up to the number; "more than" up to a quarter above it. A hedged number that falls short
-- of ours understates, one that goes beyond it overstates; an exact one differs.
create macro core.verdict(measure, op, stated, ours) as
    case
        when stated is null or ours is null then 'cannot be compared'
        when sign(stated) <> sign(ours) and abs(ours - stated) > core.rounding(measure, stated) then 'differs from'
        when op = 'eq' then
            case when abs(ours - stated) <= core.rounding(measure, stated) then 'consistent with' else 'differs from' end
        when abs(ours) > core.upper_bound(op, abs(stated)) + core.rounding(measure, stated) then 'understates'
        when abs(ours) < core.lower_bound(op, abs(stated)) - core.rounding(measure, stated) then 'overstates'
        else 'consistent with'
    end
