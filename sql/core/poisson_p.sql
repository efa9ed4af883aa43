-- The exact conditional test of two Poisson counts over equal times: given their sum, the first is binomial with p = 1/2.
-- Two-sided, by adding up all outcomes no likelier than the one seen (Przyborowski and Wilenski, Biometrika 31, 1940);
-- the same as scipy.stats.binomtest(first, first + second, 0.5).pvalue. Null without counts; 1 for two zeros.
create macro core.poisson_p(first_count, second_count) as
    case
        when first_count is null or second_count is null then null
        else least(1.0, list_sum([
            case
                when -lgamma(k + 1) - lgamma(first_count + second_count - k + 1)
                    <= -lgamma(first_count + 1) - lgamma(second_count + 1)
                    then exp(
                        lgamma(first_count + second_count + 1) - lgamma(k + 1) - lgamma(first_count + second_count - k + 1)
                        - (first_count + second_count) * ln(2)
                    )
                else 0.0
            end
            for k in range(cast(first_count + second_count as bigint) + 1)
        ]))
    end
