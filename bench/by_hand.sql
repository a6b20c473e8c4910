-- Hamilton's apportionment as one writes it by hand for DuckDB: quotas once, then the remainder and
-- the key at which the cents run out, then the shares. No window over all rows, and one division a
-- row, because dividing 128 bits is the slow part. WIDE stands for the type that products are held
-- in, `fund` is a variable.

CREATE OR REPLACE TEMP TABLE quota AS
WITH whole AS (SELECT sum(weight)::WIDE AS weight FROM claims),
cut AS (
    SELECT key, claims.weight::WIDE * getvariable('fund')::WIDE AS product, whole.weight AS whole,
        claims.weight::WIDE * getvariable('fund')::WIDE // whole.weight AS base
    FROM claims, whole
)
SELECT key, base::BIGINT AS base, (product - base * whole)::WIDE AS rest FROM cut;

SET VARIABLE left_over = (SELECT getvariable('fund')::BIGINT - sum(base)::BIGINT FROM quota);

SET VARIABLE last_rest = (
    SELECT min(rest)
    FROM (SELECT rest FROM quota ORDER BY rest DESC LIMIT (getvariable('left_over')))
);

SET VARIABLE tied = (
    SELECT getvariable('left_over') - count(*) FROM quota WHERE rest > getvariable('last_rest')
);

SET VARIABLE last_key = (
    SELECT max(key)
    FROM (
        SELECT key FROM quota WHERE rest = getvariable('last_rest')
        ORDER BY key LIMIT (getvariable('tied'))
    )
);

CREATE OR REPLACE TEMP TABLE shares_by_hand AS
SELECT key, base + coalesce(
    rest > getvariable('last_rest')
    OR (rest = getvariable('last_rest') AND key <= getvariable('last_key')), FALSE)::BIGINT AS cents
FROM quota;

DROP TABLE quota;
