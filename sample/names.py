"""Names to make people of."""

GIVEN = (
    *("Ada", "Alma", "Amir", "Andrea", "Anil", "Beatriz", "Boris", "Camila", "Carl", "Chloe"),
    *("Dalia", "Damian", "Elena", "Emil", "Esther", "Farah", "Felix", "Fiona", "Gael", "Grace"),
    *("Hana", "Hugo", "Ida", "Imani", "Ivan", "Jonas", "Josué", "Judith", "Kai", "Katarina"),
    *("Lara", "Leon", "Lucía", "Malik", "Marta", "Mei", "Milan", "Nadia", "Noah", "Nora"),
    *("Olga", "Omar", "Paula", "Pia", "Quentin", "Rafael", "Rosa", "Samir", "Selma", "Soren"),
    *("Tara", "Theo", "Uma", "Vera", "Viktor", "Wanda", "Wei", "Ximena", "Yara", "Zoë"),
)
FAMILY = (
    *("Abbott", "Acosta", "Adler", "Almeida", "Baker", "Banerjee", "Bauer", "Blum", "Castillo"),
    *("Chen", "Costa", "Dalton", "Diaz", "Dubois", "Eaton", "Ellis", "Engel", "Farrow", "Fischer"),
    *("Flores", "Garcia", "Gomez", "Haddad", "Hansen", "Hoang", "Ibarra", "Iyer", "Jansen"),
    *("Kaplan", "Keller", "Kim", "Kowalski", "Lindgren", "Lopez", "Marsh", "Mendoza", "Moreau"),
    *("Nakamura", "Novak", "Nuñez", "O'Brien", "Okafor", "Ortiz", "Park", "Patel", "Petrov"),
    *("Quinn", "Ramos", "Reyes", "Rossi", "Sato", "Schmidt", "Silva", "Singh", "Smith-Lee"),
    *("Tanaka", "Torres", "Ueda", "Vargas", "Vogel", "Walsh", "Weber", "Yilmaz", "Zhang"),
)
STREETS = ("Alder Ct", "Birch Ave", "Canal St", "Cedar Ln", "Dock Rd", "Elm St", "Fern Way")
CITIES = (
    ("San Jose", "CA", "95112"),
    ("Fresno", "CA", "93701"),
    ("Austin", "TX", "78701"),
    ("Tampa", "FL", "33602"),
    ("Brooklyn", "NY", "11201"),
    ("Chicago", "IL", "60601"),
    ("Seattle", "WA", "98101"),
    ("Denver", "CO", "80202"),
)
FOREIGN_COUNTRIES = ("CA", "GB", "DE", "FR", "CH", "HK", "IE")
