-- The same rules in SQL for PostgreSQL, as somebody who knows it well would write them for this one
-- matter. Indexes on account_id of every table of records; statistics are fresh.
-- stage: facts
CREATE UNLOGGED TABLE named AS SELECT DISTINCT account_id FROM claims WHERE account_id IS NOT NULL;
CREATE UNIQUE INDEX ON named (account_id);
ANALYZE named;
CREATE UNLOGGED TABLE facts AS
WITH days AS (
    SELECT account_id, string_agg(DISTINCT product, '; ' ORDER BY product) AS products,
        sum(least(coalesce(ended_on, DATE '2024-09-18'), DATE '2024-09-18')
        - greatest(started_on, DATE '2021-01-21'))::BIGINT AS days
    FROM subscriptions JOIN named USING (account_id)
    WHERE product IN ('premium_career', 'premium_business', 'sales_navigator', 'recruiter_lite')
        AND NOT is_trial
        AND started_on < DATE '2024-09-18'
        AND coalesce(ended_on, DATE '2024-09-18') > greatest(started_on, DATE '2021-01-21')
    GROUP BY account_id
), inmails AS (
    SELECT account_id, count(*) AS inmails
    FROM messages JOIN named USING (account_id)
    WHERE channel = 'inmail' AND sent_at >= TIMESTAMP '2021-01-21' AND sent_at < TIMESTAMP '2024-09-18'
    GROUP BY account_id
), missing AS (
    SELECT account_id, count(*) AS refused FROM refused JOIN named USING (account_id)
    GROUP BY account_id
)
SELECT account_id, country, ai_training_setting AS setting,
    ai_training_setting_changed_on AS changed_on, coalesce(days, 0) AS days,
    coalesce(products, '') AS products, coalesce(inmails, 0) AS inmails, coalesce(refused, 0) AS refused
FROM accounts JOIN named USING (account_id)
LEFT JOIN days USING (account_id) LEFT JOIN inmails USING (account_id) LEFT JOIN missing USING (account_id);
ANALYZE facts;

-- stage: assess
CREATE UNLOGGED TABLE determinations AS
WITH complete AS (
    SELECT *,
        (coalesce(CASE WHEN medium = 'paper' AND postmarked_on IS NOT NULL
            THEN postmarked_on >= DATE '2026-01-15' AND postmarked_on < DATE '2026-07-01'
            ELSE filed_at >= TIMESTAMP '2026-01-15 08:00' AND filed_at < TIMESTAMP '2026-07-01 07:00'
        END, false) OR coalesce(late_accepted, false))
        AND coalesce(signed, false) AND NOT coalesce(opted_out, false)
        AND NOT coalesce(withdrawn, false) AS complete
    FROM claims
), countable AS (
    SELECT account_id, claim_id, filed_at, sort_ref, CASE WHEN family_name <> '' THEN nullif(given_name, '') END AS given,
        CASE WHEN given_name <> '' THEN nullif(family_name, '') END AS family
    FROM complete WHERE complete AND account_id IS NOT NULL
), firsts AS (
    SELECT DISTINCT ON (account_id) account_id, claim_id AS first_claim_id
    FROM countable ORDER BY account_id, filed_at, coalesce(sort_ref, ''), claim_id
), names AS (
    SELECT account_id, min(given) <> max(given) AND min(family) <> max(family) AS names_differ
    FROM countable GROUP BY account_id
), standing AS (
    SELECT c.*, first_claim_id, names_differ,
        CASE WHEN c.account_id IS NULL THEN 'unmatched' WHEN NOT complete THEN 'incomplete'
            WHEN c.claim_id = first_claim_id THEN 'payable' ELSE 'duplicate' END AS outcome
    FROM complete c LEFT JOIN firsts USING (account_id) LEFT JOIN names USING (account_id)
), judged AS (
    SELECT claim_id, outcome, first_claim_id, decision, days, inmails, refused, products,
        outcome = 'payable' AND coalesce(names_differ, false) AND NOT coalesce(competing_resolved, false)
            AND decision IS NULL AS competing,
        CASE WHEN country = 'US' THEN 'met' WHEN country <> 'US' THEN 'unmet' ELSE 'unknown' END
            AS criterion_region,
        CASE WHEN days >= 1 THEN 'met' WHEN refused = 0 THEN 'unmet' ELSE 'unknown' END
            AS criterion_subscription,
        CASE WHEN inmails >= 1 THEN 'met' WHEN refused = 0 THEN 'unmet' ELSE 'unknown' END
            AS criterion_messages,
        CASE WHEN setting = 'on' OR setting = 'off' AND changed_on >= DATE '2024-09-18' THEN 'met'
            WHEN setting = 'off' AND changed_on < DATE '2024-09-18' THEN 'unmet' ELSE 'unknown' END
            AS criterion_setting
    FROM standing LEFT JOIN facts USING (account_id)
), decided AS (
    SELECT *, coalesce(decision, CASE WHEN competing THEN 'undetermined'
        WHEN 'unmet' IN (criterion_region, criterion_subscription, criterion_messages, criterion_setting)
            THEN 'ineligible'
        WHEN 'unknown' IN (criterion_region, criterion_subscription, criterion_messages, criterion_setting)
            OR $with_fund AND refused > 0 THEN 'undetermined'
        ELSE 'eligible' END) AS verdict
    FROM judged
)
SELECT claim_id, outcome, CASE WHEN outcome IN ('duplicate', 'incomplete') THEN first_claim_id END
    AS payable_claim_id, verdict, criterion_region, criterion_subscription, criterion_messages,
    criterion_setting,
    CASE WHEN outcome = 'payable' AND verdict = 'eligible' THEN 100000 ELSE 0 END
        AS award_sca_actual_not_required,
    0 AS award_sca_actual_required,
    days, inmails, refused, products
FROM decided;
ANALYZE determinations;

-- stage: allocate
CREATE UNLOGGED TABLE payments AS
WITH sharers AS (
    SELECT claim_id, days, verdict = 'eligible' AS is_paid FROM determinations
    WHERE outcome = 'payable' AND verdict IN ('eligible', 'undetermined') AND refused = 0
), quota AS (
    -- The sum as a scalar: joined, it was added up again for each of the rows.
    SELECT claim_id, is_paid, days * $net / weight AS base, days * $net % weight AS rest
    FROM (SELECT *, (SELECT sum(days)::BIGINT FROM sharers) AS weight FROM sharers) weighed
), ranked AS (
    SELECT *, row_number() OVER (ORDER BY rest DESC, claim_id) AS place, $net - sum(base) OVER () AS left_over
    FROM quota
)
SELECT claim_id, (base + CASE WHEN place <= left_over THEN 1 ELSE 0 END)::BIGINT AS payment
FROM ranked WHERE is_paid;
