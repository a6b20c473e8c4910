"""The phrases of a plan in words, in English. `spanish` has the same keys and blanks."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

PHRASES = {
    # -- writing
    "quoted": "“{name}”",
    "day": "{day} {month} {year}",
    "moment": "{day}, {time}",
    "period": "{first} to {last}",
    "and": "and",
    "and_before_its_sound": "and",
    "or": "or",
    "or_before_its_sound": "or",
    "yes": "yes",
    "no": "no",
    "source": "Source",
    "unverified": "not checked against the source",
    # -- about
    "title": "The plan of allocation in words",
    "about_title": "About this plan",
    "matter": "{caption}, No. {docket}, {court}",
    "status": "Status: {status}, {day}",
    "no_fund": (
        "There is no fund. What this plan computes is exposure: what eligible claims would come "
        "to if a court took the reading of the law that is stated. It is not a payment, and "
        "nobody is paid by it."
    ),
    "made_from": (
        "A program makes these words from the plan itself, the same data from which every claim "
        "is computed. All sums are in US dollars. Version of the plan (SHA-256): {sha256}"
    ),
    # -- who is in the class
    "class_title": "Who is in the class",
    "class_period": "The class period is {period}, both days included, counted in UTC",
    "no_criteria": "The plan sets no criteria: every claim that is given to it is eligible.",
    "criteria_intro": "A claim is eligible if all of these are so:",
    "met_if": "Met if {condition}",
    "criteria_unknown": (
        "If one of them is not so, the claim is ineligible. If none of them is known not to be "
        "so, but one is unknown, the claim is undetermined: a person decides, and what is "
        "unknown never counts against the claim."
    ),
    "survivor_earliest": (
        "Of several complete claims of one person, or for one account, the earliest "
        "goes on, then the one with the lowest reference."
    ),
    "survivor_latest": (
        "Of several complete claims of one person, or for one account, the latest "
        "goes on, then the one with the highest reference; but one that a person found eligible "
        "goes before all others."
    ),
    "subclasses_intro": "The plan gives these parts of the class a name:",
    "belongs_if": "A claim belongs to it if {condition}",
    # -- facts
    "facts_title": "What is looked at",
    "facts_intro": (
        "These facts decide a claim. Wherever one of them is meant, its name stands in quotation "
        "marks. Where one is unknown, so is every amount that rests on it, and every test that it "
        "could decide."
    ),
    "facts_lower_bound": (
        "Where rows of an account’s records may be missing, what is counted from them is a least "
        "value: a test of it is met or unmet only if no further row could change that, and is "
        "otherwise unknown. An amount of money that rests on such a count is unknown."
    ),
    "fact_unit": "Unit: {unit}.",
    "fact_answer": "It is given as: {unit}.",
    "fact_unknown": "When it is unknown: {unknown}",
    "fact_never_unknown": "It is never unknown.",
    "fact_where": "Only rows in which {column} is {value} count",
    "fact_where_above": "Only rows in which {column}, less what was paid back, is above {value} "
    "count",
    "fact_where_at_least": "Only rows in which {column}, less what was paid back, is at least "
    "{value} count",
    "fact_not_counted": "The values {values} of {column} are known and do not count",
    "fact_values_of": "The values of {column} are shown as evidence",
    "within_class_period": "in the class period",
    "within_own_period": "in the period {period}, both days included",
    "fact_account_value": "what the defendant’s records of the account say in {column}",
    "ranges_of_accounts": "the account",
    "ranges_of_subscriptions": "subscriptions",
    "rows_of_accounts": "the account",
    "rows_of_subscriptions": "subscriptions",
    "rows_of_messages": "messages",
    "fact_days_of_overlap": "the days of {records} {within}",
    "fact_months_of_overlap": (
        "the months of {records} {within}, each from a day to the same day of a later month"
    ),
    "each_day_once": "; a day counts once, however many records cover it",
    "each_record_by_itself": (
        "; each record is counted by itself and the counts are added up, so that a day that two "
        "records cover counts twice"
    ),
    "part_months_dropped": "; part of a month at the end does not count",
    "part_months_counted": "; part of a month at the end counts as a month",
    "fact_calendar_months": (
        "the calendar months {within} that have at least one day of {records}, the first and the "
        "last included, each once"
    ),
    "points_per_month": "; each month is {points} points",
    "fact_count": "the number of {records} {within}",
    "fact_sum": (
        "the sum of {column} of {records} with at least one day {within}, each with its whole "
        "amount"
    ),
    "fact_first": "the first day, in UTC, of {records} {within}",
    "fact_last": "the last day, in UTC, of {records} {within}",
    "fact_established": "the same for everybody: established, so it is “yes”",
    "fact_not_established": "the same for everybody: not established, so it is “no”",
    "fact_claim_value": "what the claim itself states",
    "fact_if_blank": "; where it states nothing, {value}",
    "fact_total": "{facts} added up",
    "fact_calendar_months_between": (
        "the calendar months {within} from {start} to {end}, the first and the last included"
    ),
    # -- conditions
    "test_is": "{fact} is {value}",
    "test_in": "{fact} is {value}",
    "test_at_least": "{fact} is {value} or more",
    "test_at_most": "{fact} is {value} or less",
    "test_before": "{fact} is before {value}",
    "test_on_or_after": "{fact} is {value} or later",
    "test_not_is": "{fact} is not {value}",
    "test_not_in": "{fact} is anything but {value}",
    "test_not_at_least": "{fact} is less than {value}",
    "test_not_at_most": "{fact} is more than {value}",
    "test_not_before": "{fact} is {value} or later",
    "test_not_on_or_after": "{fact} is before {value}",
    "in_subclass": "the claim belongs to {subclass}",
    "not_in_subclass": "the claim does not belong to {subclass}",
    "all_of": "all of these are so",
    "any_of": "at least one of these is so",
    "not_all_of": "at least one of these is not so",
    "none_of": "none of these is so",
    # -- amounts
    "statutory": "{amount} ({statute}: {provision}, as in force on {day})",
    "statutory_per": (
        "{amount} for each unit of {fact} ({statute}: {provision}, as in force on {day})"
    ),
    "per_unit": "{rate} for each unit of {fact}",
    "head_amount": "what {head} gives",
    "percent_of": "{percent} of {of}",
    "times": "{times} times {of}",
    "this_amount": "this amount",
    "times_if": "{of}, multiplied by {times} if {condition}",
    "times_list": "this amount, multiplied by {times} under a condition",
    "times_list_if": "it is multiplied by {times} if {condition}",
    "greatest_of_two": "the greater of {parts}",
    "greatest_of_more": "the greatest of {parts}",
    "greatest_of_list": "the greatest of these amounts",
    "least_of_two": "the lesser of {parts}",
    "least_of_more": "the least of {parts}",
    "least_of_list": "the least of these amounts",
    "sum_of_two": "the sum of {parts}",
    "sum_of_more": "the sum of {parts}",
    "sum_of_list": "these amounts added up",
    "tiers": "an amount by the value of {fact}",
    "tier": "from {start} to {end}: {amount}",
    "tier_last": "{start} or more: {amount}",
    "by_condition": "an amount that depends on the claim",
    "by_first_condition": "the first of these that applies",
    "if_then": "if {condition}: {amount}",
    "then_if": "{amount}, if {condition}",
    "then_if_lists": "an amount under a condition",
    "if": "if {condition}",
    "then": "then {amount}",
    "otherwise": "otherwise {amount}",
    "break_even": "{rising} reaches {other} where {fact} is {value} or more",
    # -- what a person is owed
    "damages_title": "What a claim is owed",
    "damages_intro": (
        "Only an eligible claim is owed anything. These are the reasons for which it is, and how "
        "much each gives:"
    ),
    "damages_title_exposure": "What a claim would come to",
    "damages_intro_exposure": (
        "Only an eligible claim counts for anything. These are the readings of the law that the "
        "plan computes, and what a claim would come to under each:"
    ),
    "damages_intro_one_exposure": (
        "Only an eligible claim counts for anything. This is the reading of the law that the "
        "plan computes, and what a claim would come to; it is called its award:"
    ),
    "damages_intro_one": (
        "Only an eligible claim is owed anything. This is why, and how much; it is the claim’s "
        "award:"
    ),
    "combine_alternatives": (
        "These are contested readings of the law that exclude each other. Each is shown by "
        "itself, and they are never added up. Where one figure is needed, it is the greatest of "
        "them."
    ),
    "combine_stack": "What they give is added up. The sum is the claim’s award.",
    "combine_greatest": "The claim’s award is the greatest of them.",
    "combine_one": "What {head} gives is the claim’s award.",
    "damages_unknown": (
        "If one of these amounts is unknown for an eligible claim, so is its award: the claim is "
        "undetermined, and a person decides. Unknown is never treated as nothing."
    ),
    "damages_unknown_one": (
        "If that amount is unknown for an eligible claim, the claim is undetermined, and a person "
        "decides. Unknown is never treated as nothing."
    ),
    "head_gives": "It gives {amount}",
    "head_at_least": "It gives at least {amount}",
    "head_at_most": "It gives at most {amount}",
    "head_only_if": "It gives something only if {condition}",
    "limits_cross": "Where the least is more than the most, the most decides.",
    "head_step": "It is only a step on the way to other amounts, and no part of the award itself.",
    # -- the fund
    "fund_title": "The fund",
    "fund_intro": "From what was paid in to what the class may receive:",
    "fund_gross": "Paid in",
    "fund_interest": "Plus interest",
    "fund_net": "The net fund",
    "less": "Less {label}",
    "deduction": "{amount} ({purpose})",
    "deduction_by_formula": "{formula}: {amount} ({purpose})",
    "purpose_taxes": "taxes",
    "purpose_administration": "notice and administration",
    "purpose_fees": "fees",
    "purpose_costs": "costs",
    "purpose_service_awards": "service awards",
    "purpose_reserve": "reserve",
    "purpose_other": "other",
    "of_gross": "what was paid in",
    "of_gross_and_interest": "what was paid in with its interest",
    "of_less": "{of}, less {less}",
    "lodestar": "a lodestar of {lodestar} times {times}",
    "count_of_each": "{count} times {each}",
    "top_up": (
        "If one share of the pool {pool} would be below {below}, the defendant adds {amount} to "
        "the net fund. One share is here the money of that pool divided by all of its shares, "
        "before any limit."
    ),
    # -- how it is divided
    "division_title": "How the fund is divided",
    "division_one": "The net fund is divided in one pool.",
    "division_several": (
        "The net fund is divided in pools, which are filled in this order. No pool holds more "
        "than those above it leave."
    ),
    "division_who": (
        "Only eligible claims that were approved are paid. Every other claim that may still be "
        "paid has its share kept in reserve, as far as is said below."
    ),
    "division_balance": (
        "Payments, reserve and what is left over always come to exactly the net fund."
    ),
    "division_balance_top_up": (
        "Payments, reserve and what is left over always come to exactly the net fund, with what "
        "the defendant added to it."
    ),
    "money_all": "all of the net fund",
    "money_rest": "what the pools above it leave of the net fund",
    "money_amount": "{amount} of the net fund, but no more than is left of it",
    "money_percent": "{percent} of the net fund",
    "money_at_most": ", but at most {amount}",
    "that_is": ": {amount}",
    "pool_who": "Only claims share for which this is so: {condition}",
    "by_equal": "All shares are equal.",
    "by_award": "Shares are in proportion to the claims’ awards.",
    "by_fact": "Shares are in proportion to {fact}.",
    "by_head": "Shares are in proportion to what {head} gives.",
    "in_full_award": (
        "Each claim is paid its award in full. If the money is not enough for that, each is paid "
        "the same proportion of its award (pro rata)."
    ),
    "in_full_head": (
        "Each claim is paid in full what {head} gives it. If the money is not enough for that, "
        "each is paid the same proportion of it (pro rata)."
    ),
    "multiple": "A claim’s share counts {times} times if {condition}",
    "multiple_next": "Otherwise, it counts {times} times if {condition}",
    "share_value_cut": (
        "One share is cut to whole cents first; a share that counts more than once is a multiple "
        "of that."
    ),
    "share_value_half_up": (
        "One share is rounded to the nearest cent first, and half a cent up; a share that counts "
        "more than once is a multiple of that."
    ),
    "share_at_least": "A claim’s share is at least {amount}",
    "share_at_most": "A claim’s share is at most {amount}",
    "share_then_at_most": (
        "If money would be left under that limit, the limit is raised, and a share is at most "
        "{amount}"
    ),
    "own_award": "the claim’s own award",
    "shared_again_at_most": (
        "What this limit frees is shared again by the others in the same way, until nothing "
        "changes."
    ),
    "shared_again_at_least": (
        "What this takes is taken from the others in the same way, until nothing changes."
    ),
    "shared_again_both": (
        "What the most frees is shared again by the others in the same way, and what the least "
        "takes is taken from the others, until nothing changes."
    ),
    "minimum_payment": (
        "A claim whose share is below {amount} is paid nothing from this money, and the others "
        "share again."
    ),
    "enough_for_claims": (
        "At {each} a claim, {money} is enough for {count} claims. With more, shares are smaller."
    ),
    "enough_for_units": (
        "At this rate {money} is enough for {count} units of {fact}, all claims together. With "
        "more, shares are smaller."
    ),
    "enough_for_units_within": (
        "At this rate {money} is enough for {count} units of {fact}, all claims together; of each "
        "claim, only those within its limit count. With more, shares are smaller."
    ),
    "unspent_rest": "What it does not use is left for the pools below it.",
    "unspent_last": "What it does not use is left over.",
    "unspent_residual": "What it does not use is left over, and the pools below get none of it.",
    # -- tax cap
    "tax_cap_title": "Claims without a taxpayer number",
    "tax_cap": (
        "Without a taxpayer number on file, a claim is paid at most {most}: one cent less than "
        "{threshold}, from which a payment made on {day} must be reported on Form {form}."
    ),
    "tax_cap_unless": "This limit does not apply if {condition}; where that is unknown, it applies",
    "tax_cap_withheld": (
        "What is over the limit is kept for that claim. It is not shared among the others."
    ),
    # -- reserve
    "reserve_title": "What is kept in reserve",
    "reserve_intro": (
        "For claims that are not paid yet but may be, the share that each would have is worked "
        "out with the others and kept. It is kept for claims that are:"
    ),
    "reserve_for_nobody": "Nothing is kept for claims that are not approved yet.",
    "reserve_pending": "eligible, but not yet approved by a person.",
    "reserve_appealed": "in an appeal.",
    "reserve_undetermined": "undetermined, because a criterion or an amount is unknown.",
    "reserve_unknown": (
        "If it is unknown whether such a claim may share in a pool, its share is kept as if it "
        "may; a limit that is unknown counts as none. If the size of its share is unknown, "
        "nothing can be kept for it, and the number of such claims is reported."
    ),
    # -- rounding
    "rounding_title": "Rounding",
    "rounding_intro": "Everything is computed in exact fractions and rounded once, as follows.",
    "rounding_amounts_down": (
        "Amounts owed, limits, deductions and percentages of the fund are cut to whole cents."
    ),
    "rounding_amounts_half_up": (
        "Amounts owed, limits, deductions and percentages of the fund are rounded to the nearest "
        "cent, and half a cent up."
    ),
    "rounding_amounts_down_exposure": "Each amount is cut to whole cents, after its limits.",
    "rounding_amounts_half_up_exposure": (
        "Each amount is rounded to the nearest cent, and half a cent up, after its limits."
    ),
    "rounding_payments_largest_remainder": (
        "Shares are cut to whole cents. The cents that this leaves go one each to the claims "
        "that lost the largest part of a cent; of equal ones, to the lowest claim reference."
    ),
    "rounding_payments_down": (
        "Shares are cut to whole cents. The cents that this leaves are left over."
    ),
    "rounding_payments_half_up": (
        "Each share is rounded to the nearest cent by itself, and half a cent up. If that paid "
        "out more than there is, nothing is paid until the plan is corrected."
    ),
    # -- later rounds
    "rounds_title": "Later rounds",
    "rounds_intro": "Once the first payments were made, more is paid as follows.",
    "round_number": "payment number {number}",
    "round_returned": (
        "Its money is what uncashed payments bring back: {paid} of all claims of which {cashed} "
        "is “no”, added up."
    ),
    "round_returned_and_residual": (
        "Its money is what uncashed payments bring back ({paid} of all claims of which {cashed} "
        "is “no”, added up), and what was not paid out of the net fund."
    ),
    "round_costs": "{costs} is taken off first for the costs of the round.",
    "round_only_if_at_least": (
        "The round is held only if that comes to {amount} or more. If it does not, all of it is "
        "left over."
    ),
    "round_who": (
        "Only eligible claims share that were paid before and of which {cashed} is “yes”. Where "
        "that is unknown, the claim counts as undetermined in this payment, and its share is kept "
        "as is said of such claims."
    ),
    "round_and_who": "In addition this must be so: {condition}",
    "round_tax_cap": (
        "The limit for claims without a taxpayer number is for all payments together: what was "
        "paid before counts towards it."
    ),
    # -- residual
    "residual_title": "What is left over",
    "residual_later_round": "Money that no share takes is paid out in a later round.",
    "residual_cy_pres": (
        "Money that no share takes goes to a cause close to the class’s interest (cy pres)."
    ),
    "residual_reversion": "Money that no share takes goes back to who paid it in.",
    "residual_costs": "Money that no share takes goes towards costs.",
    "residual_escheat": "Money that no share takes goes to the state (escheat).",
    "residual_as_ordered": "The court will order what becomes of money that no share takes.",
    "residual_recipient": "recipient: {recipient}",
    # -- dates
    "dates_title": "Dates",
    "filing_window": (
        "Claims can be filed from {opens} until just before {closes}, on the court’s clocks "
        "({zone})."
    ),
    "cure_days": "To answer when something is missing: {days} days.",
    "cure_days_if_mailed": "More days where the letter is on paper: {days}.",
    "appeal_days": "To appeal a decision: {days} days.",
}
