-- The smallest magnitude that a hedged number still describes.
create macro core.lower_bound(op, magnitude) as
    case op
        when 'approx' then 0.9 * magnitude
        when 'lt' then 0.9 * magnitude
        else magnitude
    end
