"""Months and days of the week, in the languages in which LinkedIn is offered.

Small letters, without full stops and apostrophes; the first month is January, the first day Monday.
Japanese, Korean and Vietnamese number their months, which `dates` reads as such.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping

_MONTHS = {
    "English": (
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
        "september sep|october oct|november nov|december dec"
    ),
    "Arabic": "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "Bangla": (
        "জানুয়ারি জানু|ফেব্রুয়ারি ফেব|মার্চ|এপ্রিল এপ্রি|মে|জুন|জুলাই জুল|আগস্ট আগ|"
        "সেপ্টেম্বর সেপ সেপ্ট|অক্টোবর অক্টো|নভেম্বর নভে|ডিসেম্বর ডিসে"
    ),
    "Czech": (
        "ledna led leden|února úno únor|března bře březen|dubna dub duben|května kvě květen|"
        "června čvn červen|července čvc červenec|srpna srp srpen|září zář|října říj říjen|"
        "listopadu lis listopad|prosince pro prosinec"
    ),
    "Danish": (
        "januar jan|februar feb|marts mar|april apr|maj|juni jun|juli jul|august aug|"
        "september sep|oktober okt|november nov|december dec"
    ),
    "German": (
        "januar jan jänner jän|februar feb|märz mär mrz|april apr|mai|juni jun|juli jul|"
        "august aug|september sept sep|oktober okt|november nov|dezember dez"
    ),
    "Greek": (
        "ιανουαρίου ιαν ιανουάριοσ|φεβρουαρίου φεβ φεβρουάριοσ|μαρτίου μαρ μάρτιοσ μάρ|"
        "απριλίου απρ απρίλιοσ|μαΐου μαΐ μάιοσ μάι|ιουνίου ιουν ιούνιοσ ιούν|ιουλίου "
        "ιουλ ιούλιοσ ιούλ|αυγούστου αυγ αύγουστοσ αύγ|σεπτεμβρίου σεπ σεπτέμβριοσ|οκτωβρίου "
        "οκτ οκτώβριοσ|νοεμβρίου νοε νοέμβριοσ νοέ|δεκεμβρίου δεκ δεκέμβριοσ"
    ),
    "Spanish": (
        "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago|"
        "septiembre sept sep setiembre set|octubre oct|noviembre nov|diciembre dic"
    ),
    "Persian": "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر",
    "Finnish": (
        "tammikuuta tammi tammikuu|helmikuuta helmi helmikuu|maaliskuuta maalis maaliskuu|"
        "huhtikuuta huhti huhtikuu|toukokuuta touko toukokuu|kesäkuuta kesä kesäkuu|"
        "heinäkuuta heinä heinäkuu|elokuuta elo elokuu|syyskuuta syys syyskuu|lokakuuta loka "
        "lokakuu|marraskuuta marras marraskuu|joulukuuta joulu joulukuu"
    ),
    "Tagalog": (
        "enero ene|pebrero peb|marso mar|abril abr|mayo may|hunyo hun|hulyo hul|agosto ago|"
        "setyembre set|oktubre okt|nobyembre nob|disyembre dis"
    ),
    "French": (
        "janvier janv|février févr fév|mars|avril avr|mai|juin|juillet juil jul|août|"
        "septembre sept|octobre oct|novembre nov|décembre déc"
    ),
    # With "in", which is a letter in front of the month, and without.
    "Hebrew": (
        "ינואר ינו בינואר|פברואר פבר בפברואר|מרץ במרץ|אפריל אפר באפריל|"
        "מאי במאי|יוני ביוני|יולי ביולי|אוגוסט אוג באוגוסט|"
        "ספטמבר ספט בספטמבר|אוקטובר אוק באוקטובר|נובמבר נוב בנובמבר|דצמבר דצמ בדצמבר"
    ),
    "Hindi": (
        "जनवरी जन|फ़रवरी फ़र|मार्च|अप्रैल|मई|जून|जुलाई जुल|अगस्त अग|सितंबर सित|अक्टूबर अक्टू|नवंबर नव|दिसंबर दिस"
    ),
    "Hungarian": (
        "január jan|február febr feb|március márc mar|április ápr|május máj|június jún|"
        "július júl|augusztus aug|szeptember szept sep|október okt|november nov|december dec"
    ),
    "Indonesian": (
        "januari jan|februari feb|maret mar|april apr|mei|juni jun|juli jul|agustus agu agt|"
        "september sep|oktober okt|november nov|desember des"
    ),
    "Italian": (
        "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|"
        "agosto ago|settembre set|ottobre ott|novembre nov|dicembre dic"
    ),
    "Marathi": (
        "जानेवारी जाने|फेब्रुवारी फेब्रु|मार्च|एप्रिल एप्रि|मे|जून|जुलै|ऑगस्ट ऑग|सप्टेंबर "
        "सप्टें|ऑक्टोबर ऑक्टो|नोव्हेंबर नोव्हें|डिसेंबर डिसें"
    ),
    "Malay": (
        "januari jan|februari feb|mac|april apr|mei|jun|julai jul|ogos ogo|september sep|"
        "oktober okt|november nov|disember dis"
    ),
    "Norwegian": (
        "januar jan|februar feb|mars mar|april apr|mai|juni jun|juli jul|august aug|"
        "september sep|oktober okt|november nov|desember des"
    ),
    "Dutch": (
        "januari jan|februari feb|maart mrt|april apr|mei|juni jun|juli jul|augustus aug|"
        "september sep|oktober okt|november nov|december dec"
    ),
    "Punjabi": (
        "ਜਨਵਰੀ ਜਨ|ਫ਼ਰਵਰੀ ਫ਼ਰ|ਮਾਰਚ|ਅਪ੍ਰੈਲ ਅਪ੍ਰੈ|ਮਈ|ਜੂਨ|ਜੁਲਾਈ ਜੁਲਾ|ਅਗਸਤ ਅਗ|ਸਤੰਬਰ ਸਤੰ|ਅਕਤੂਬਰ ਅਕਤੂ|ਨਵੰਬਰ ਨਵੰ|ਦਸੰਬਰ ਦਸੰ"
    ),
    "Polish": (
        "stycznia sty styczeń|lutego lut luty|marca mar marzec|kwietnia kwi kwiecień|maja "
        "maj|czerwca cze czerwiec|lipca lip lipiec|sierpnia sie sierpień|września wrz "
        "wrzesień|października paź październik|listopada lis listopad|grudnia gru grudzień"
    ),
    "Portuguese": (
        "janeiro jan|fevereiro fev|março mar|abril abr|maio mai|junho jun|julho jul|agosto "
        "ago|setembro set|outubro out|novembro nov|dezembro dez"
    ),
    "Romanian": (
        "ianuarie ian|februarie feb|martie mar|aprilie apr|mai|iunie iun|iulie iul|august "
        "aug|septembrie sept sep|octombrie oct|noiembrie nov|decembrie dec"
    ),
    "Russian": (
        "января янв январь|февраля февр февраль|марта мар март|апреля апр апрель|мая май|"
        "июня июн июнь|июля июл июль|августа авг август|сентября сент сентябрь сен|октября "
        "окт октябрь|ноября нояб ноябрь ноя|декабря дек декабрь"
    ),
    "Swedish": (
        "januari jan|februari feb|mars|april apr|maj|juni|juli|augusti aug|september sep|"
        "oktober okt|november nov|december dec"
    ),
    "Telugu": (
        "జనవరి జన|ఫిబ్రవరి ఫిబ్ర|మార్చి|ఏప్రిల్ ఏప్రి|మే|జూన్|జులై|ఆగస్టు ఆగ|సెప్టెంబర్ "
        "సెప్టెం|అక్టోబర్ అక్టో|నవంబర్ నవం|డిసెంబర్ డిసెం"
    ),
    "Thai": (
        "มกราคม มค|กุมภาพันธ์ กพ|มีนาคม มีค|เมษายน เมย|พฤษภาคม พค|มิถุนายน มิย|กรกฎาคม กค|"
        "สิงหาคม สค|กันยายน กย|ตุลาคม ตค|พฤศจิกายน พย|ธันวาคม ธค"
    ),
    "Turkish": (
        "ocak oca|şubat şub|mart mar|nisan nis|mayıs may|haziran haz|temmuz tem|ağustos ağu|"
        "eylül eyl|ekim eki|kasım kas|aralık ara"
    ),
    "Ukrainian": (
        "січня січ січень|лютого лют лютий|березня бер березень|квітня квіт квітень|травня "
        "трав травень|червня черв червень|липня лип липень|серпня серп серпень|вересня вер "
        "вересень|жовтня жовт жовтень|листопада лист листопад|грудня груд грудень"
    ),
    "Chinese": "一月|二月|三月|四月|五月|六月|七月|八月|九月|十月|十一月|十二月",
}
_WEEKDAYS = {
    "English": (
        "monday mon|tuesday tue|wednesday wed|thursday thu|friday fri|saturday sat|sunday sun"
    ),
    "Arabic": "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
    "Bangla": ("সোমবার সোম|মঙ্গলবার মঙ্গল|বুধবার বুধ|বৃহস্পতিবার বৃহস্পতি|শুক্রবার শুক্র|শনিবার শনি|রবিবার রবি"),
    "Czech": "pondělí po|úterý út|středa st|čtvrtek čt|pátek pá|sobota so|neděle ne",
    "Danish": "mandag man|tirsdag tirs|onsdag ons|torsdag tors|fredag fre|lørdag lør|søndag søn",
    "German": "montag mo|dienstag di|mittwoch mi|donnerstag do|freitag fr|samstag sa|sonntag so",
    "Greek": "δευτέρα δευ|τρίτη τρί|τετάρτη τετ|πέμπτη πέμ|παρασκευή παρ|σάββατο σάβ|κυριακή κυρ",
    "Spanish": "lunes lun|martes mar|miércoles mié|jueves jue|viernes vie|sábado sáb|domingo dom",
    "Persian": "دوشنبه|سهشنبه|چهارشنبه|پنجشنبه|جمعه|شنبه|یکشنبه",
    "Finnish": (
        "maanantaina ma maanantai|tiistaina ti tiistai|keskiviikkona ke keskiviikko|"
        "torstaina to torstai|perjantaina pe perjantai|lauantaina la lauantai|sunnuntaina su "
        "sunnuntai"
    ),
    "Tagalog": "lunes lun|martes mar|miyerkules miy|huwebes huw|biyernes biy|sabado sab|linggo lin",
    "French": "lundi lun|mardi mar|mercredi mer|jeudi jeu|vendredi ven|samedi sam|dimanche dim",
    "Hebrew": "שני ב|שלישי ג|רביעי ד|חמישי ה|שישי ו|שבת|ראשון א",
    "Hindi": "सोमवार सोम|मंगलवार मंगल|बुधवार बुध|गुरुवार गुरु|शुक्रवार शुक्र|शनिवार शनि|रविवार रवि",
    "Hungarian": "hétfő h|kedd k|szerda sze|csütörtök cs|péntek p|szombat szo|vasárnap v",
    "Indonesian": "senin sen|selasa sel|rabu rab|kamis kam|jumat jum|sabtu sab|minggu min",
    "Italian": (
        "lunedì lun|martedì mar|mercoledì mer|giovedì gio|venerdì ven|sabato sab|domenica dom"
    ),
    "Korean": "월요일 월|화요일 화|수요일 수|목요일 목|금요일 금|토요일 토|일요일 일",
    "Marathi": ("सोमवार सोम|मंगळवार मंगळ|बुधवार बुध|गुरुवार गुरु|शुक्रवार शुक्र|शनिवार शनि|रविवार रवि"),
    "Malay": "isnin isn|selasa sel|rabu rab|khamis kha|jumaat jum|sabtu sab|ahad ahd",
    "Norwegian": "mandag man|tirsdag tir|onsdag ons|torsdag tor|fredag fre|lørdag lør|søndag søn",
    "Dutch": "maandag ma|dinsdag di|woensdag wo|donderdag do|vrijdag vr|zaterdag za|zondag zo",
    "Punjabi": ("ਸੋਮਵਾਰ ਸੋਮ|ਮੰਗਲਵਾਰ ਮੰਗਲ|ਬੁੱਧਵਾਰ ਬੁੱਧ|ਵੀਰਵਾਰ ਵੀਰ|ਸ਼ੁੱਕਰਵਾਰ ਸ਼ੁੱਕਰ|ਸ਼ਨੀਵਾਰ ਸ਼ਨੀ|ਐਤਵਾਰ ਐਤ"),
    "Polish": (
        "poniedziałek pon|wtorek wt|środa śr|czwartek czw|piątek pt|sobota sob|niedziela niedz"
    ),
    "Portuguese": "segunda seg|terça ter|quarta qua|quinta qui|sexta sex|sábado sáb|domingo dom",
    "Romanian": "luni lun|marți mar|miercuri mie|joi|vineri vin|sâmbătă sâm|duminică dum",
    "Russian": "понедельник пн|вторник вт|среда ср|четверг чт|пятница пт|суббота сб|воскресенье вс",
    "Swedish": "måndag mån|tisdag tis|onsdag ons|torsdag tors|fredag fre|lördag lör|söndag sön",
    "Telugu": ("సోమవారం సోమ|మంగళవారం మంగళ|బుధవారం బుధ|గురువారం గురు|శుక్రవారం శుక్ర|శనివారం శని|ఆదివారం ఆది"),
    "Thai": ("วันจันทร์ จันทร์|วันอังคาร อังคาร|วันพุธ พุธ|วันพฤหัสบดี พฤหัส|วันศุกร์ ศุกร์|วันเสาร์ เสาร์|วันอาทิตย์ อาทิตย์"),
    "Turkish": "pazartesi pzt|salı sal|çarşamba çar|perşembe per|cuma cum|cumartesi cmt|pazar paz",
    "Ukrainian": "понеділок пн|вівторок вт|середа ср|четвер чт|пятниця пт|субота сб|неділя нд",
    "Chinese": (
        "星期一 周一 週一|星期二 周二 週二|星期三 周三 週三|星期四 周四 週四|星期五 周五 週五|"
        "星期六 周六 週六|星期日 周日 週日"
    ),
    "Japanese": "月曜日 月|火曜日 火|水曜日 水|木曜日 木|金曜日 金|土曜日 土|日曜日 日",
}


def _numbers_by_word(languages: Mapping[str, str], first: int) -> dict[str, frozenset[int]]:
    """Each word with the numbers that it may stand for, with and without its accents."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for names in languages.values():
        for number, words in enumerate(names.split("|"), start=first):
            for word in words.split():
                numbers[word].add(number)
                numbers[_without_accents(word)].add(number)
    return {word: frozenset(which) for word, which in numbers.items()}


def _without_accents(word: str) -> str:
    """The word as people write it without accents; other marks are letters of their scripts."""
    letters = unicodedata.normalize("NFD", word)
    return unicodedata.normalize(
        "NFC", "".join(c for c in letters if not "\u0300" <= c <= "\u036f")
    )


MONTHS = _numbers_by_word(_MONTHS, 1)
"""Words with the months that they name: 1 is January. A word of one meaning has one."""
WEEKDAYS = _numbers_by_word(_WEEKDAYS, 0)
"""Words with the days that they name: 0 is Monday."""
FILLER_WORDS = frozenset(
    {
        *("at", "on", "of", "the", "de", "del", "a", "à", "às", "las", "um", "uhr", "den", "der"),
        *("am", "le", "il", "i", "kl", "klo", "el", "em", "alle", "ore", "om", "op", "pukul", "h"),
        *("hs", "hrs", "st", "nd", "rd", "th", "er", "º", "ª", "°", "e", "feira", "г", "р", "в"),
        *("о", "lúc", "ngày", "năm", "thứ", "chủ", "יום", "วันที่", "เวลา", "น"),
    }
)
"""Words between the parts of a date, around the clock, and behind the number of a day."""
