-- The greatest magnitude that a hedged number still describes.
create macro core.upper_bound(op, magnitude) as
    case op
        when 'approx' then 1.1 * magnitude
        when 'gt' then 1.25 * magnitude
        else magnitude
    end
