-- A synthetic matter under claims/plans/library/linkedin-inmail.yaml. Every value is drawn from the
-- number of its row, so that the same size gives the same rows with any number of threads.

-- A hash of 32 bits in arithmetic alone, since DuckDB promises nothing about its own from one
-- version to the next.
CREATE OR REPLACE TEMP MACRO once_more(x) AS
    (xor(x, x >> 16) * 73244475::UBIGINT) & 4294967295::UBIGINT;
CREATE OR REPLACE TEMP MACRO hashed(x, salt) AS
    once_more(once_more(once_more(
        (CAST(x AS UBIGINT) * 2654435761::UBIGINT + CAST(salt AS UBIGINT) * 40503::UBIGINT)
        & 4294967295::UBIGINT)));
-- From 0 to below n.
CREATE OR REPLACE TEMP MACRO drawn(x, salt, n) AS CAST(hashed(x, salt) % CAST(n AS UBIGINT) AS BIGINT);
CREATE OR REPLACE TEMP MACRO chosen(x, salt, list) AS list[drawn(x, salt, len(list)) + 1];
CREATE OR REPLACE TEMP MACRO account_id_of(i) AS printf('M%08d', i);

CREATE OR REPLACE TEMP MACRO made_accounts(from_, to_) AS TABLE
SELECT
    account_id_of(i) AS account_id,
    printf('https://www.linkedin.com/in/member-%08d', i) AS profile_url,
    printf('member%d@%s.example', i, chosen(i, 1, ['mail', 'work', 'post', 'home'])) AS email,
    NULL::VARCHAR AS other_emails,
    chosen(i, 2, ['Ana', 'Ben', 'Chidi', 'Dolores', 'Emre', 'Fatima', 'Grace', 'Hugo', 'Ines', 'Jun'])
        AS first_name,
    chosen(i, 3, ['Abara', 'Brown', 'Chen', 'Diaz', 'Evans', 'Flores', 'Garcia', 'Hill', 'Ito', 'Jones',
        'Kim', 'Lopez', 'Miller', 'Nguyen', 'Okafor', 'Patel', 'Quinn', 'Rossi', 'Smith', 'Tran'])
        AS last_name,
    printf('%d Main Street', drawn(i, 4, 9999) + 1) AS street,
    'Springfield' AS city,
    CASE WHEN drawn(i, 5, 100) < 80
        THEN chosen(i, 6, ['AZ', 'CA', 'CO', 'FL', 'GA', 'IL', 'MA', 'MI', 'NC', 'NJ', 'NY', 'OH', 'PA',
            'TX', 'VA', 'WA'])
    END AS state,
    printf('%05d', drawn(i, 7, 100000)) AS postal_code,
    CASE
        WHEN drawn(i, 5, 100) < 80 THEN 'US'
        WHEN drawn(i, 5, 100) < 97 THEN chosen(i, 8, ['CA', 'DE', 'FR', 'GB', 'IN', 'MX'])
    END AS country,
    DATE '2005-01-01' + drawn(i, 9, 6000)::INTEGER AS created_on,
    CASE WHEN drawn(i, 10, 100) < 5 THEN DATE '2024-10-01' + drawn(i, 11, 400)::INTEGER END
        AS closed_on,
    CASE WHEN drawn(i, 12, 100) < 70 THEN 'on' WHEN drawn(i, 12, 100) < 92 THEN 'off' END
        AS ai_training_setting,
    CASE WHEN drawn(i, 12, 100) BETWEEN 70 AND 89
        THEN DATE '2024-08-20' + drawn(i, 13, 60)::INTEGER
    END AS ai_training_setting_changed_on,
    NULL::VARCHAR AS extra
FROM range(from_, to_) AS numbers(i);

-- 1.3 of them an account: none for 15 of 100, one for 50, two for 25, three for 10.
CREATE OR REPLACE TEMP MACRO made_subscriptions(from_, to_) AS TABLE
WITH numbered AS (
    SELECT i, unnest(range(CASE
        WHEN drawn(i, 20, 100) < 15 THEN 0
        WHEN drawn(i, 20, 100) < 65 THEN 1
        WHEN drawn(i, 20, 100) < 90 THEN 2
        ELSE 3 END)) AS k
    FROM range(from_, to_) AS numbers(i)
), keyed AS (
    SELECT i, k, i * 4 + k AS s FROM numbered
), started AS (
    SELECT *, DATE '2016-01-01' + drawn(s, 21, 3400)::INTEGER AS started_on FROM keyed
)
SELECT
    printf('S%09d', s) AS subscription_id,
    account_id_of(i) AS account_id,
    chosen(s, 22, ['premium_career', 'premium_career', 'premium_business', 'sales_navigator',
        'recruiter_lite', 'learning']) AS product,
    started_on,
    CASE WHEN drawn(s, 23, 100) < 75 THEN started_on + drawn(s, 24, 900)::INTEGER END AS ended_on,
    CASE WHEN drawn(s, 25, 100) < 15 THEN 0 ELSE 2999 + drawn(s, 26, 8) * 1500 END AS amount_cents,
    'USD' AS currency,
    drawn(s, 25, 100) < 15 AS is_trial,
    NULL::VARCHAR AS extra
FROM started;

-- 20 of them an account: none for 25 of 100, few for 40, some dozens for 30, far more for 5.
CREATE OR REPLACE TEMP MACRO made_messages(from_, to_) AS TABLE
WITH numbered AS (
    SELECT i, unnest(range(CASE
        WHEN drawn(i, 30, 100) < 25 THEN 0
        WHEN drawn(i, 30, 100) < 65 THEN 1 + drawn(i, 31, 10)
        WHEN drawn(i, 30, 100) < 95 THEN 20 + drawn(i, 31, 31)
        ELSE 80 + drawn(i, 31, 131) END)) AS k
    FROM range(from_, to_) AS numbers(i)
), keyed AS (
    -- Unlike the number of the account, but in order within it, as the store keeps them.
    SELECT i, k * 16777216 + ((i * 10619863) & 16777215) AS m FROM numbered
)
SELECT
    printf('X%010d', m) AS message_id,
    account_id_of(i) AS account_id,
    CASE WHEN drawn(m, 32, 100) < 40 THEN 'inmail' ELSE 'message' END AS channel,
    CASE WHEN drawn(m, 33, 100) < 45 THEN 'sent' ELSE 'received' END AS direction,
    TIMESTAMP '2019-01-01 00:00:00' + to_seconds(drawn(m, 34, 2200 * 86400)) AS sent_at,
    NULL::VARCHAR AS extra
FROM keyed;

-- One account of 200 has rows that were refused.
CREATE OR REPLACE TEMP MACRO made_refused(from_, to_) AS TABLE
WITH numbered AS (
    SELECT i, unnest(range(CASE WHEN drawn(i, 40, 200) = 0 THEN 1 + drawn(i, 41, 3) ELSE 0 END)) AS k
    FROM range(from_, to_) AS numbers(i)
)
SELECT
    chosen(i * 4 + k, 42, ['messages', 'messages', 'subscriptions']) AS kind,
    i * 4 + k + 2 AS line,
    'sent_at' AS "column",
    'The day is not on the calendar. Correct the row.' AS reason,
    account_id_of(i) AS account_id,
    sha256((i * 4 + k)::VARCHAR) AS row_sha256
FROM numbered;

-- Half as many claims as accounts. Of 100 claims 4 are matched to no account, and 6 name the account
-- of the claim before them; in what order they were filed says nothing of their accounts.
CREATE OR REPLACE TEMP MACRO account_of_claim(c, claims) AS
    (c * 2147483647 % claims) * 2 + drawn(c, 50, 2);
CREATE OR REPLACE TEMP MACRO made_claims(claims) AS TABLE
WITH numbered AS (
    SELECT c, CASE
        WHEN drawn(c, 51, 100) < 4 THEN NULL
        WHEN drawn(c, 51, 100) < 10 AND c > 0 THEN account_of_claim(c - 1, claims)
        ELSE account_of_claim(c, claims) END AS i
    FROM range(claims) AS numbers(c)
), named AS (
    SELECT *,
        chosen(coalesce(i, c), 52, ['ana', 'ben', 'chidi', 'dolores', 'emre', 'fatima', 'grace']) AS own_given,
        chosen(coalesce(i, c), 53, ['abara', 'brown', 'chen', 'diaz', 'evans', 'garcia', 'ito', 'miller']) AS own_family
    FROM numbered
)
SELECT
    c + 1 AS claim_id,
    printf('R%08d', (c * 2147483647 + 12345) % claims) AS sort_ref,
    -- Now and then two of one account in the same second.
    CASE WHEN drawn(c, 54, 1000) < 5 THEN TIMESTAMP '2026-01-14 12:00:00'
        WHEN drawn(c, 54, 1000) < 30 THEN TIMESTAMP '2026-07-01 07:00:00'
            + to_seconds(drawn(c, 55, 86400 * 20))
        WHEN drawn(c, 54, 1000) < 60 THEN TIMESTAMP '2026-03-01 12:00:00'
        ELSE TIMESTAMP '2026-01-15 08:00:00' + to_seconds(drawn(c, 55, 86400 * 166))
    END AS filed_at,
    CASE WHEN drawn(c, 56, 100) < 90 THEN 'web' WHEN drawn(c, 56, 100) < 95 THEN 'bulk' ELSE 'paper' END
        AS medium,
    CASE WHEN drawn(c, 56, 100) BETWEEN 96 AND 99 THEN DATE '2026-01-10' + drawn(c, 57, 180)::INTEGER
    END AS postmarked_on,
    drawn(c, 58, 100) < 97 AS signed,
    drawn(c, 59, 1000) < 5 AS late_accepted,
    drawn(c, 60, 100) < 1 AS opted_out,
    drawn(c, 61, 100) < 1 AS withdrawn,
    CASE WHEN i IS NOT NULL THEN account_id_of(i) END AS account_id,
    CASE WHEN drawn(c, 62, 100) < 4 THEN 'xavier' WHEN drawn(c, 62, 100) < 5 THEN '' ELSE own_given END
        AS given_name,
    CASE WHEN drawn(c, 63, 100) < 50 AND drawn(c, 62, 100) < 4 THEN 'young' ELSE own_family END
        AS family_name,
    CASE WHEN drawn(c, 64, 100) < 3 THEN chosen(c, 65, ['eligible', 'ineligible', 'undetermined']) END
        AS decision,
    drawn(c, 64, 100) < 3 AS competing_resolved
FROM named;
