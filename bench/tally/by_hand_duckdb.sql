-- What an expert would write for this one matter over the same Parquet files: every fact in one
-- scan, nothing kept but what decides. The practical limit that ours is held against.
-- $kept stands for the further columns that a tally keeps of each claim, or for none.
-- Views: claims, accounts, subscriptions, messages, refused. Leaves: determinations, payments.
-- stage: facts
CREATE TEMP TABLE named AS
SELECT DISTINCT account_id FROM claims WHERE account_id IS NOT NULL;

CREATE TEMP TABLE facts AS
WITH days AS (
    SELECT account_id, bool_or(product = 'premium_business') AS business,
        bool_or(product = 'premium_career') AS career, bool_or(product = 'recruiter_lite') AS recruiter,
        bool_or(product = 'sales_navigator') AS navigator,
        sum(least(coalesce(ended_on, DATE '2024-09-18'), DATE '2024-09-18')
        - greatest(started_on, DATE '2021-01-21'))::BIGINT AS days
    FROM subscriptions SEMI JOIN named USING (account_id)
    WHERE product IN ('premium_career', 'premium_business', 'sales_navigator', 'recruiter_lite')
        AND NOT is_trial
        AND started_on < DATE '2024-09-18'
        AND coalesce(ended_on, DATE '2024-09-18') > greatest(started_on, DATE '2021-01-21')
    GROUP BY account_id
), inmails AS (
    SELECT account_id, count(*) AS inmails
    FROM messages SEMI JOIN named USING (account_id)
    WHERE channel = 'inmail' AND sent_at >= TIMESTAMP '2021-01-21' AND sent_at < TIMESTAMP '2024-09-18'
    GROUP BY account_id
), missing AS (
    SELECT account_id, count(*) AS refused FROM refused SEMI JOIN named USING (account_id)
    GROUP BY account_id
)
SELECT account_id, state, country, ai_training_setting AS setting,
    ai_training_setting_changed_on AS changed_on, coalesce(days, 0) AS days,
    concat_ws('; ', CASE WHEN business THEN 'premium_business' END,
        CASE WHEN career THEN 'premium_career' END, CASE WHEN recruiter THEN 'recruiter_lite' END,
        CASE WHEN navigator THEN 'sales_navigator' END) AS products,
    coalesce(inmails, 0) AS inmails, coalesce(refused, 0) AS refused
FROM accounts SEMI JOIN named USING (account_id)
LEFT JOIN days USING (account_id) LEFT JOIN inmails USING (account_id) LEFT JOIN missing USING (account_id);

-- stage: assess
CREATE TABLE determinations AS
WITH complete AS (
    SELECT * EXCLUDE (signed),
        coalesce(CASE WHEN medium = 'paper' AND postmarked_on IS NOT NULL
            THEN postmarked_on >= DATE '2026-01-15' AND postmarked_on < DATE '2026-07-01'
            ELSE filed_at >= TIMESTAMP '2026-01-15 08:00' AND filed_at < TIMESTAMP '2026-07-01 07:00'
        END, false) OR coalesce(late_accepted, false) AS timely,
        coalesce(signed, false) AS signed, NOT coalesce(opted_out, false) AS not_excluded,
        NOT coalesce(withdrawn, false) AS not_withdrawn,
        timely AND signed AND not_excluded AND not_withdrawn AS complete
    FROM claims
), firsts AS (
    SELECT account_id,
        arg_min(claim_id, (filed_at, coalesce(sort_ref, ''), claim_id)) AS first_claim_id,
        min(given_name) FILTER (has_names) <> max(given_name) FILTER (has_names)
        AND min(family_name) FILTER (has_names) <> max(family_name) FILTER (has_names) AS names_differ
    FROM (SELECT *, given_name <> '' AND family_name <> '' AS has_names FROM complete
        WHERE complete AND account_id IS NOT NULL)
    GROUP BY account_id
), standing AS (
    SELECT c.claim_id, c.account_id, c.decision, first_claim_id,
        timely, signed, not_excluded, not_withdrawn, complete,
        CASE WHEN c.account_id IS NULL THEN 'unmatched' WHEN NOT complete THEN 'incomplete'
            WHEN c.claim_id = first_claim_id THEN 'payable' ELSE 'duplicate' END AS outcome,
        outcome = 'payable' AND coalesce(names_differ, false) AND NOT coalesce(competing_resolved, false)
            AND decision IS NULL AS competing
    FROM complete c LEFT JOIN firsts USING (account_id)
), judged AS (
    SELECT standing.*, facts.* EXCLUDE (account_id),
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
    SELECT *, CASE
        WHEN 'unmet' IN (criterion_region, criterion_subscription, criterion_messages, criterion_setting)
            THEN 'ineligible'
        WHEN 'unknown' IN (criterion_region, criterion_subscription, criterion_messages, criterion_setting)
            OR $with_fund AND (refused > 0) THEN 'undetermined'
        ELSE 'eligible' END AS computed_verdict,
        coalesce(decision, CASE WHEN competing THEN 'undetermined' ELSE computed_verdict END) AS verdict
    FROM judged
)
SELECT claim_id, outcome, CASE WHEN outcome IN ('duplicate', 'incomplete') THEN first_claim_id END
    AS payable_claim_id, verdict, criterion_region, criterion_subscription, criterion_messages,
    criterion_setting,
    CASE WHEN outcome = 'payable' AND verdict = 'eligible' THEN 100000 ELSE 0 END
        AS award_sca_actual_not_required,
    0 AS award_sca_actual_required,
    days, inmails, refused, products $kept
FROM decided;

-- stage: allocate
-- Whole products fit 64 bits here. No window over all rows: the remainder and the key at which the
-- cents run out decide who gets one.
CREATE TEMP TABLE quota AS
WITH sharers AS (
    SELECT claim_id, days, verdict = 'eligible' AS is_paid FROM determinations
    WHERE outcome = 'payable' AND verdict IN ('eligible', 'undetermined') AND refused = 0
), whole AS (SELECT sum(days)::BIGINT AS weight FROM sharers)
SELECT claim_id, is_paid, days * $net // weight AS base, days * $net % weight AS rest
FROM sharers, whole;

SET VARIABLE left_over = (SELECT $net - sum(base)::BIGINT FROM quota);
SET VARIABLE last_rest = (
    SELECT min(rest) FROM (SELECT rest FROM quota ORDER BY rest DESC LIMIT (getvariable('left_over'))));
SET VARIABLE tied = (
    SELECT getvariable('left_over') - count(*) FROM quota WHERE rest > getvariable('last_rest'));
SET VARIABLE last_key = (SELECT max(claim_id) FROM (
    SELECT claim_id FROM quota WHERE rest = getvariable('last_rest')
    ORDER BY claim_id LIMIT (getvariable('tied'))));
CREATE TABLE payments AS
SELECT claim_id, base + coalesce(rest > getvariable('last_rest') OR (rest = getvariable('last_rest')
    AND claim_id <= getvariable('last_key')), false)::BIGINT AS payment
FROM quota WHERE is_paid;
