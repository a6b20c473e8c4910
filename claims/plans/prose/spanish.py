"""The phrases of a plan in words, in Spanish. `english` has the same keys and blanks."""

MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"),
    *("agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)

PHRASES = {
    # -- writing
    "quoted": "«{name}»",
    "day": "{day} de {month} de {year}",
    "moment": "{day}, {time}",
    "period": "{first} al {last}",
    "and": "y",
    "and_before_its_sound": "e",
    "or": "o",
    "or_before_its_sound": "u",
    "yes": "sí",
    "no": "no",
    "source": "Fuente",
    "unverified": "no comprobado en la fuente",
    # -- about
    "title": "El plan de distribución en palabras",
    "about_title": "Sobre este plan",
    "matter": "{caption}, núm. {docket}, {court}",
    "status": "Estado del asunto (en inglés): {status}, {day}",
    "no_fund": (
        "No existe ningún fondo. Lo que este plan calcula es la exposición: a cuánto ascenderían "
        "las reclamaciones con derecho si un tribunal adoptara la lectura de la ley que se "
        "indica. No es un pago, y con ello no se paga a nadie."
    ),
    "made_from": (
        "Un programa redacta estas palabras a partir del propio plan, los mismos datos con los "
        "que se calcula cada reclamación. Todas las sumas son en dólares estadounidenses. "
        "Versión del plan (SHA-256): {sha256}"
    ),
    # -- who is in the class
    "class_title": "Quién forma parte de la clase",
    "class_period": (
        "El período de la clase va del {period}, ambos días incluidos, contados en hora UTC"
    ),
    "no_criteria": "El plan no fija criterios: toda reclamación que se le presenta tiene derecho.",
    "criteria_intro": "Una reclamación tiene derecho si se cumple todo lo siguiente:",
    "met_if": "Se cumple si {condition}",
    "criteria_unknown": (
        "Si algo de ello no se cumple, la reclamación no tiene derecho. Si no consta que algo no "
        "se cumpla, pero algo se desconoce, la reclamación queda sin determinar: decide una "
        "persona, y lo que se desconoce nunca cuenta en contra de la reclamación."
    ),
    "survivor_earliest": (
        "De varias reclamaciones completas de una persona, o sobre una cuenta, "
        "sigue la primera y, en caso de empate, la de referencia más baja."
    ),
    "survivor_latest": (
        "De varias reclamaciones completas de una persona, o sobre una cuenta, "
        "sigue la última y, en caso de empate, la de referencia más alta; pero una que una persona "
        "halló con derecho va antes que todas las demás."
    ),
    "subclasses_intro": "El plan da nombre a estas partes de la clase:",
    "belongs_if": "Una reclamación pertenece a ella si {condition}",
    # -- facts
    "facts_title": "Qué datos se examinan",
    "facts_intro": (
        "Estos datos deciden una reclamación. Cuando se habla de uno de ellos, su nombre va "
        "entre comillas. Si uno se desconoce, también se desconocen todo importe que se basa en "
        "él y toda condición que podría decidir."
    ),
    "facts_lower_bound": (
        "Si pueden faltar filas en los registros de una cuenta, lo que se cuenta a partir de "
        "ellas es un valor mínimo: una condición sobre él se cumple o no se cumple solo si "
        "ninguna fila más podría cambiarlo y, de lo contrario, se desconoce. Una suma de dinero "
        "que se basa en un recuento así se desconoce."
    ),
    "fact_unit": "Unidad: {unit}.",
    "fact_answer": "Se indica como: {unit}.",
    "fact_unknown": "Cuándo se desconoce: {unknown}",
    "fact_never_unknown": "Nunca se desconoce.",
    "fact_where": "Solo cuentan las filas en las que {column} es {value}",
    "fact_where_above": "Solo cuentan las filas en las que {column}, menos lo reembolsado, es más "
    "de {value}",
    "fact_where_at_least": "Solo cuentan las filas en las que {column}, menos lo reembolsado, es "
    "al menos {value}",
    "fact_not_counted": "Los valores {values} de {column} se conocen y no cuentan",
    "fact_values_of": "Los valores de {column} se muestran como prueba",
    "within_class_period": "en el período de la clase",
    "within_own_period": "en el período del {period}, ambos días incluidos",
    "fact_account_value": "lo que los registros del demandado sobre la cuenta indican en {column}",
    "ranges_of_accounts": "la cuenta",
    "ranges_of_subscriptions": "las suscripciones",
    "rows_of_accounts": "la cuenta",
    "rows_of_subscriptions": "suscripciones",
    "rows_of_messages": "mensajes",
    "fact_days_of_overlap": "los días de {records} {within}",
    "fact_months_of_overlap": (
        "los meses de {records} {within}, cada uno desde un día hasta el mismo día de "
        "un mes posterior"
    ),
    "each_day_once": "; cada día cuenta una sola vez, por muchos registros que lo abarquen",
    "each_record_by_itself": (
        "; cada registro se cuenta por separado y se suman los recuentos, de modo que un día que "
        "abarcan dos registros cuenta dos veces"
    ),
    "part_months_dropped": "; la parte de un mes que sobra al final no cuenta",
    "part_months_counted": "; la parte de un mes que sobra al final cuenta como un mes",
    "fact_calendar_months": (
        "los meses naturales {within} con al menos un día de {records}, incluidos el primero y "
        "el último, cada uno una sola vez"
    ),
    "points_per_month": "; cada mes vale {points} puntos",
    "fact_count": "el número de {records} {within}",
    "fact_sum": (
        "la suma de {column} de las {records} con al menos un día {within}, cada una con su "
        "importe completo"
    ),
    "fact_first": "el primer día, en hora UTC, con {records} {within}",
    "fact_last": "el último día, en hora UTC, con {records} {within}",
    "fact_established": "igual para todas las personas: se ha establecido, así que es «sí»",
    "fact_not_established": "igual para todas las personas: no se ha establecido, así que es «no»",
    "fact_claim_value": "lo que indica la propia reclamación",
    "fact_if_blank": "; si no indica nada, {value}",
    "fact_total": "la suma de {facts}",
    "fact_calendar_months_between": (
        "los meses naturales {within} desde {start} hasta {end}, incluidos el primero y el último"
    ),
    # -- conditions
    "test_is": "{fact} es {value}",
    "test_in": "{fact} es {value}",
    "test_at_least": "{fact} es {value} o más",
    "test_at_most": "{fact} es {value} o menos",
    "test_before": "{fact} es anterior al {value}",
    "test_on_or_after": "{fact} es el {value} o después",
    "test_not_is": "{fact} no es {value}",
    "test_not_in": "{fact} es cualquier otra cosa que {value}",
    "test_not_at_least": "{fact} es menos de {value}",
    "test_not_at_most": "{fact} es más de {value}",
    "test_not_before": "{fact} es el {value} o después",
    "test_not_on_or_after": "{fact} es anterior al {value}",
    "in_subclass": "la reclamación pertenece a {subclass}",
    "not_in_subclass": "la reclamación no pertenece a {subclass}",
    "all_of": "se cumple todo lo siguiente",
    "any_of": "se cumple al menos una de estas condiciones",
    "not_all_of": "no se cumple al menos una de estas condiciones",
    "none_of": "no se cumple ninguna de estas condiciones",
    # -- amounts
    "statutory": "{amount} ({statute}: {provision}, tal como regía el {day})",
    "statutory_per": (
        "{amount} por cada unidad de {fact} ({statute}: {provision}, tal como regía el {day})"
    ),
    "per_unit": "{rate} por cada unidad de {fact}",
    "head_amount": "lo que da {head}",
    "percent_of": "el {percent} de {of}",
    "times": "{times} veces {of}",
    "this_amount": "este importe",
    "times_if": "{of}, multiplicado por {times} si {condition}",
    "times_list": "este importe, que con una condición se multiplica por {times}",
    "times_list_if": "se multiplica por {times} si {condition}",
    "greatest_of_two": "el mayor de estos dos importes: {parts}",
    "greatest_of_more": "el mayor de estos importes: {parts}",
    "greatest_of_list": "el mayor de estos importes",
    "least_of_two": "el menor de estos dos importes: {parts}",
    "least_of_more": "el menor de estos importes: {parts}",
    "least_of_list": "el menor de estos importes",
    "sum_of_two": "la suma de {parts}",
    "sum_of_more": "la suma de {parts}",
    "sum_of_list": "la suma de estos importes",
    "tiers": "un importe según el valor de {fact}",
    "tier": "de {start} a {end}: {amount}",
    "tier_last": "{start} o más: {amount}",
    "by_condition": "un importe que depende de la reclamación",
    "by_first_condition": "el primero de estos que corresponda",
    "if_then": "si {condition}: {amount}",
    "then_if": "{amount}, si {condition}",
    "then_if_lists": "un importe con una condición",
    "if": "si {condition}",
    "then": "entonces, {amount}",
    "otherwise": "en los demás casos, {amount}",
    "break_even": "{rising} alcanza {other} cuando {fact} es {value} o más",
    # -- what a person is owed
    "damages_title": "Qué se debe a una reclamación",
    "damages_intro": (
        "Solo se debe algo a una reclamación con derecho. Estos son los motivos y cuánto da cada "
        "uno:"
    ),
    "damages_title_exposure": "A cuánto ascendería una reclamación",
    "damages_intro_exposure": (
        "Solo cuenta una reclamación con derecho. Estas son las lecturas de la ley que el plan "
        "calcula y a cuánto ascendería una reclamación según cada una:"
    ),
    "damages_intro_one_exposure": (
        "Solo cuenta una reclamación con derecho. Esta es la lectura de la ley que el plan "
        "calcula y a cuánto ascendería una reclamación; se llama su importe reconocido:"
    ),
    "damages_intro_one": (
        "Solo se debe algo a una reclamación con derecho. Este es el motivo y cuánto da; es el "
        "importe reconocido a la reclamación:"
    ),
    "combine_alternatives": (
        "Son lecturas de la ley que están en disputa y se excluyen entre sí. Cada una se muestra "
        "por separado y nunca se suman. Donde hace falta una sola cifra, es la mayor de ellas."
    ),
    "combine_stack": "Lo que dan se suma. La suma es el importe reconocido a la reclamación.",
    "combine_greatest": "El importe reconocido a la reclamación es el mayor de ellos.",
    "combine_one": "Lo que da {head} es el importe reconocido a la reclamación.",
    "damages_unknown": (
        "Si uno de estos importes se desconoce para una reclamación con derecho, también se "
        "desconoce su importe reconocido: la reclamación queda sin determinar y decide una "
        "persona. Lo que se desconoce nunca se trata como nada."
    ),
    "damages_unknown_one": (
        "Si ese importe se desconoce para una reclamación con derecho, esta queda sin determinar "
        "y decide una persona. Lo que se desconoce nunca se trata como nada."
    ),
    "head_gives": "Da {amount}",
    "head_at_least": "Da como mínimo {amount}",
    "head_at_most": "Da como máximo {amount}",
    "head_only_if": "Da algo solo si {condition}",
    "limits_cross": "Si el mínimo es mayor que el máximo, decide el máximo.",
    "head_step": ("Es solo un paso hacia otros importes y no forma parte del importe reconocido."),
    # -- the fund
    "fund_title": "El fondo",
    "fund_intro": "De lo que se ingresó a lo que la clase puede recibir:",
    "fund_gross": "Ingresado",
    "fund_interest": "Más intereses",
    "fund_net": "El fondo neto",
    "less": "Menos: {label}",
    "deduction": "{amount} ({purpose})",
    "deduction_by_formula": "{formula}: {amount} ({purpose})",
    "purpose_taxes": "impuestos",
    "purpose_administration": "notificación y administración",
    "purpose_fees": "honorarios",
    "purpose_costs": "costas",
    "purpose_service_awards": "pagos a los representantes de la clase",
    "purpose_reserve": "reserva",
    "purpose_other": "otros",
    "of_gross": "lo ingresado",
    "of_gross_and_interest": "lo ingresado con sus intereses",
    "of_less": "{of}, menos {less}",
    "lodestar": "un lodestar (horas por tarifa) de {lodestar} por {times}",
    "count_of_each": "{count} veces {each}",
    "top_up": (
        "Si una parte de {pool} quedara por debajo de {below}, el demandado añade {amount} al "
        "fondo neto. Una parte es aquí el dinero de esa porción dividido entre todas sus partes, "
        "antes de aplicar límites."
    ),
    # -- how it is divided
    "division_title": "Cómo se reparte el fondo",
    "division_one": "El fondo neto se reparte en una sola porción.",
    "division_several": (
        "El fondo neto se reparte en porciones, que se cubren en este orden. Ninguna recibe más "
        "de lo que dejan las anteriores."
    ),
    "division_who": (
        "Solo se paga a las reclamaciones con derecho que se aprobaron. A toda otra reclamación "
        "que todavía pueda pagarse se le guarda su parte en reserva, en la medida en que se dice "
        "abajo."
    ),
    "division_balance": (
        "Los pagos, la reserva y lo que sobra suman siempre exactamente el fondo neto."
    ),
    "division_balance_top_up": (
        "Los pagos, la reserva y lo que sobra suman siempre exactamente el fondo neto, con lo "
        "que le haya añadido el demandado."
    ),
    "money_all": "todo el fondo neto",
    "money_rest": "lo que las porciones anteriores dejan del fondo neto",
    "money_amount": "{amount} del fondo neto, pero no más de lo que quede de él",
    "money_percent": "el {percent} del fondo neto",
    "money_at_most": ", pero como máximo {amount}",
    "that_is": ": {amount}",
    "pool_who": "Solo participan las reclamaciones en las que se cumple lo siguiente: {condition}",
    "by_equal": "Todas las partes son iguales.",
    "by_award": "Las partes son proporcionales a los importes reconocidos a las reclamaciones.",
    "by_fact": "Las partes son proporcionales a {fact}.",
    "by_head": "Las partes son proporcionales a lo que da {head}.",
    "in_full_award": (
        "A cada reclamación se le paga entero su importe reconocido. Si el dinero no alcanza, a "
        "todas se les paga la misma proporción de su importe (a prorrata)."
    ),
    "in_full_head": (
        "A cada reclamación se le paga entero lo que le da {head}. Si el dinero no alcanza, a "
        "todas se les paga la misma proporción (a prorrata)."
    ),
    "multiple": "La parte de una reclamación cuenta {times} veces si {condition}",
    "multiple_next": "Si no, cuenta {times} veces si {condition}",
    "share_value_cut": (
        "Primero, una parte se recorta a centavos enteros; la que cuenta más de una vez es un "
        "múltiplo de ella."
    ),
    "share_value_half_up": (
        "Primero, una parte se redondea al centavo más próximo, y el medio centavo hacia arriba; "
        "la que cuenta más de una vez es un múltiplo de ella."
    ),
    "share_at_least": "La parte de una reclamación es como mínimo {amount}",
    "share_at_most": "La parte de una reclamación es como máximo {amount}",
    "share_then_at_most": (
        "Si con ese límite sobrara dinero, el límite sube y una parte es como máximo {amount}"
    ),
    "own_award": "el importe reconocido a la propia reclamación",
    "shared_again_at_most": (
        "Lo que este límite libera se vuelve a repartir entre las demás de la misma manera, hasta "
        "que nada cambie."
    ),
    "shared_again_at_least": (
        "Lo que esto requiere se toma de las demás de la misma manera, hasta que nada cambie."
    ),
    "shared_again_both": (
        "Lo que el máximo libera se vuelve a repartir entre las demás de la misma manera, y lo "
        "que el mínimo requiere se toma de las demás, hasta que nada cambie."
    ),
    "minimum_payment": (
        "A una reclamación cuya parte es menor de {amount} no se le paga nada de este dinero, y "
        "las demás vuelven a repartirlo."
    ),
    "enough_for_claims": (
        "A {each} por reclamación, {money} alcanzan para {count} reclamaciones. Si hay más, las "
        "partes son menores."
    ),
    "enough_for_units": (
        "Con esta tarifa, {money} alcanzan para {count} unidades de {fact} entre todas las "
        "reclamaciones. Si hay más, las partes son menores."
    ),
    "enough_for_units_within": (
        "Con esta tarifa, {money} alcanzan para {count} unidades de {fact} entre todas las "
        "reclamaciones; de cada una solo cuentan las que caben en su límite. Si hay más, las "
        "partes son menores."
    ),
    "unspent_rest": "Lo que no usa queda para las porciones siguientes.",
    "unspent_last": "Lo que no usa sobra.",
    "unspent_residual": "Lo que no usa sobra, y no pasa a las porciones siguientes.",
    # -- tax cap
    "tax_cap_title": "Reclamaciones sin número de contribuyente",
    "tax_cap": (
        "Sin un número de contribuyente registrado, a una reclamación se le pagan como máximo "
        "{most}: un centavo menos que {threshold}, a partir de los cuales un pago hecho el {day} "
        "debe declararse en el formulario {form}."
    ),
    "tax_cap_unless": "Este límite no se aplica si {condition}; si eso se desconoce, se aplica",
    "tax_cap_withheld": (
        "Lo que supera el límite se guarda para esa reclamación. No se reparte entre las demás."
    ),
    # -- reserve
    "reserve_title": "Qué se guarda en reserva",
    "reserve_intro": (
        "Para las reclamaciones que aún no se pagan pero podrían pagarse, la parte que tendría "
        "cada una se calcula junto con las demás y se guarda. Se guarda para las reclamaciones "
        "que están:"
    ),
    "reserve_for_nobody": "No se guarda nada para reclamaciones que aún no se aprobaron.",
    "reserve_pending": "con derecho, pero todavía sin la aprobación de una persona.",
    "reserve_appealed": "en apelación.",
    "reserve_undetermined": "sin determinar, porque se desconoce un criterio o un importe.",
    "reserve_unknown": (
        "Si se desconoce si una reclamación así participa en una porción, su parte se guarda "
        "como si participara; un límite que se desconoce cuenta como ninguno. Si se desconoce el "
        "tamaño de su parte, no se puede guardar nada para ella, y se informa de cuántas hay."
    ),
    # -- rounding
    "rounding_title": "Redondeo",
    "rounding_intro": (
        "Todo se calcula con fracciones exactas y se redondea una sola vez, como sigue."
    ),
    "rounding_amounts_down": (
        "Los importes debidos, los límites, las deducciones y los porcentajes del fondo se "
        "recortan a centavos enteros."
    ),
    "rounding_amounts_half_up": (
        "Los importes debidos, los límites, las deducciones y los porcentajes del fondo se "
        "redondean al centavo más próximo, y el medio centavo hacia arriba."
    ),
    "rounding_amounts_down_exposure": (
        "Cada importe se recorta a centavos enteros, después de sus límites."
    ),
    "rounding_amounts_half_up_exposure": (
        "Cada importe se redondea al centavo más próximo, y el medio centavo hacia arriba, después "
        "de sus límites."
    ),
    "rounding_payments_largest_remainder": (
        "Las partes se recortan a centavos enteros. Los centavos que así quedan van, uno a cada "
        "una, a las reclamaciones que perdieron la mayor fracción de centavo; entre iguales, a "
        "la de referencia más baja."
    ),
    "rounding_payments_down": (
        "Las partes se recortan a centavos enteros. Los centavos que así quedan sobran."
    ),
    "rounding_payments_half_up": (
        "Cada parte se redondea por sí sola al centavo más próximo, y el medio centavo hacia "
        "arriba. Si así se pagara más de lo que hay, no se paga nada hasta que se corrija el "
        "plan."
    ),
    # -- later rounds
    "rounds_title": "Pagos posteriores",
    "rounds_intro": "Una vez hechos los primeros pagos, se paga más de la manera siguiente.",
    "round_number": "pago número {number}",
    "round_returned": (
        "Su dinero es el que devuelven los pagos no cobrados: la suma de {paid} de todas las "
        "reclamaciones en las que {cashed} es «no»."
    ),
    "round_returned_and_residual": (
        "Su dinero es el que devuelven los pagos no cobrados (la suma de {paid} de todas las "
        "reclamaciones en las que {cashed} es «no») y lo que no se pagó del fondo neto."
    ),
    "round_costs": "Antes se descuentan {costs} por los costos de este pago.",
    "round_only_if_at_least": (
        "Este pago se hace solo si eso asciende a {amount} o más. Si no, todo ello sobra."
    ),
    "round_who": (
        "Solo participan las reclamaciones con derecho a las que se pagó antes y en las que "
        "{cashed} es «sí». Si eso se desconoce, la reclamación cuenta como sin determinar en este "
        "pago, y su parte se guarda como se dice de esas reclamaciones."
    ),
    "round_and_who": "Además debe cumplirse lo siguiente: {condition}",
    "round_tax_cap": (
        "El límite para las reclamaciones sin número de contribuyente vale para todos los pagos "
        "juntos: cuenta lo que se pagó antes."
    ),
    # -- residual
    "residual_title": "Qué pasa con lo que sobra",
    "residual_later_round": "El dinero que ninguna parte toma se paga en un pago posterior.",
    "residual_cy_pres": (
        "El dinero que ninguna parte toma se destina a una causa cercana al interés de la clase "
        "(cy pres)."
    ),
    "residual_reversion": "El dinero que ninguna parte toma vuelve a quien lo ingresó.",
    "residual_costs": "El dinero que ninguna parte toma se destina a las costas.",
    "residual_escheat": "El dinero que ninguna parte toma pasa al estado (escheat).",
    "residual_as_ordered": "El tribunal ordenará qué se hace con el dinero que ninguna parte toma.",
    "residual_recipient": "destinatario: {recipient}",
    # -- dates
    "dates_title": "Fechas",
    "filing_window": (
        "Las reclamaciones se pueden presentar desde el {opens} hasta justo antes del {closes}, "
        "según los relojes del tribunal ({zone})."
    ),
    "cure_days": "Para responder cuando falta algo: {days} días.",
    "cure_days_if_mailed": "Días adicionales si la carta va en papel: {days}.",
    "appeal_days": "Para apelar una decisión: {days} días.",
}
