-- What a tally keeps of each claim besides what decides its payment: why it was decided so, by which
-- facts. Put into by_hand_duckdb.sql for the way that leaves as many columns as ours.
, account_id, competing, timely, signed, not_excluded, not_withdrawn, complete, computed_verdict,
refused = 0 AS amount_known, country, refused AS days_refused, false AS days_incomplete,
false AS inmails_incomplete, setting, changed_on, NULL::BOOLEAN AS damage_proven,
100000 AS potential_not_required, 0 AS potential_required, 100000 AS potential,
award_sca_actual_not_required AS award, true AS member, days::HUGEINT AS weight, state
