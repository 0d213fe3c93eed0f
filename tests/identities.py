"""Invented people of several origins, and the ways in which their names come out in talk.

The variants are made here by rules of the languages, apart from those by which the program looks for names: what it is
measured on must not be what it is made of. Every choice is drawn from the generator that is given.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

__all__ = ["CARRIERS", "ORIGINS", "Variant", "people", "variants"]

# First names and surnames; with a feminine form after a slash where the surname has one.
ORIGINS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "western": (
        ("Charlotte", "Oliver", "Chloé", "Matthieu", "Ingrid", "Jürgen", "Björn", "Zoë", "Beatriz", "Íñigo", "Conor",
         "Siobhán", "Giulia", "Lorenzo", "Hannelore", "Tobias", "Annick", "Femke", "Grace", "Desmond"),
        ("Whitcombe", "O'Rourke", "Dubreuil", "Lefèvre", "van Houten", "Brandtner", "Söderling", "Núñez", "Castellano",
         "Hargreaves", "Fitzwilliam", "Köhler", "Peeters", "Moreau", "Quintanilla", "Ashworth", "Delacroix", "Vögeli"),
    ),
    "slavic, latin": (
        ("Davor", "Senka", "Tomasz", "Agnieszka", "Zdeněk", "Božena", "Đorđe", "Snežana", "Łukasz", "Małgorzata",
         "Vlatko", "Ljiljana", "Radoslav", "Jadranka", "Kazimierz", "Vesna", "Ondřej", "Katarína", "Miloš", "Tereza"),
        ("Kovačević", "Wiśniewski/Wiśniewska", "Dvořák/Dvořáková", "Stanković", "Zieliński/Zielińska", "Horvat",
         "Marušić", "Kowalczyk", "Procházka/Procházková", "Šimunović", "Jabłoński/Jabłońska", "Petrović",
         "Novotný/Novotná",
         "Bogdanović", "Krawczyk", "Vuković"),
    ),
    "cyrillic": (
        ("Олена", "Тарас", "Людмила", "Богдан", "Світлана", "Ярослав", "Катерина", "Микола", "Владимир", "Екатерина",
         "Георгий", "Надежда", "Дмитро", "Оксана", "Валентин", "Тетяна", "Станислав", "Галина", "Руслан", "Зоряна"),
        ("Шевчук", "Коваленко", "Бондаренко", "Ткаченко", "Соколов/Соколова", "Мельник", "Захаров/Захарова",
         "Кравченко", "Виноградов/Виноградова", "Лисенко", "Тимошенко", "Григорьев/Григорьева", "Савченко",
         "Белоусов/Белоусова", "Поліщук", "Гончаренко"),
    ),
    "arabic": (
        ("محمد", "فاطمة", "يوسف", "خديجة", "مصطفى", "زينب", "إبراهيم", "سلمى", "طارق", "مريم", "حسين", "نادية", "كريم",
         "سميرة", "جمال", "ليلى", "رشيد", "حنان", "بلال", "أمينة"),
        ("الحداد", "منصور", "الشريف", "بركات", "الخطيب", "سليمان", "النجار", "حمدان", "القاسم", "درويش", "الصباغ",
         "شاهين", "الفارس", "جبران", "زيدان", "الهاشمي"),
    ),
    "georgian": (
        ("გიორგი", "ნინო", "დავით", "თამარ", "ლევან", "ქეთევან", "ზურაბ", "მარიამ", "ირაკლი", "ნათია", "თორნიკე",
            "ეკატერინე",
         "ვახტანგ", "მანანა", "გოჩა", "ხათუნა", "ბესიკ", "სალომე", "რევაზ", "ლელა"),
        ("მაისურაძე", "ბერიძე", "კაპანაძე", "გელაშვილი", "ლომიძე", "ჯავახიშვილი", "წიკლაური", "ხუციშვილი", "ჩხეიძე",
         "მჭედლიშვილი", "ქავთარაძე", "აბაშიძე", "ნოზაძე", "კვარაცხელია", "გოგოლაძე", "შენგელია"),
    ),
    "turkish": (
        ("Ayşe", "Mehmet", "Gülşen", "Çağlar", "Şükriye", "Özgür", "Fatma", "Hüseyin", "Nurgül", "Emre", "Zeynep",
            "Tuğba",
         "Kemal", "Sevgi", "Yıldız", "Volkan", "Elif", "Orhan", "Perihan", "Serkan"),
        ("Yılmaz", "Karadeniz", "Öztürk", "Şahin", "Çelik", "Demirtaş", "Aydoğan", "Kılıç", "Bozkurt", "Güneş",
            "Korkmaz",
         "Erdoğmuş", "Türkmen", "Akgül", "Sarıkaya", "Bayraktar"),
    ),
    "french": (
        ("Awa", "Yao", "Aïssata", "Moussa", "Fatoumata", "Kofi", "Adjoua", "Étienne", "Océane", "Hervé", "Éloïse",
         "Ibrahima", "Ousmane", "Léonie", "Mathis", "Aminata", "Issa", "Thibault", "Léa", "Aurélie"),
        ("N'Diaye", "Traoré", "Ouattara", "Diabaté", "Lemoine", "Garnier", "Kouassi", "Achi", "Etchegaray", "d'Almeida",
         "Koné", "Sarr", "Bamba", "Aubry", "Ekanza", "Villeneuve"),
    ),
    "spanish": (
        ("Nadia", "Iker", "Lucía", "Joaquín", "Yolanda", "Ángela", "Héctor", "Ximena", "Rocío", "Mateo", "Inés",
         "Andrés", "Belén", "Gonzalo", "Itziar", "Pilar", "Nuria", "Álvaro", "Esteban", "Marisol"),
        ("Hurtado", "Ibáñez", "Calderón", "Ríos", "Peña", "Quispe", "Mamani", "Vargas", "Zúñiga", "Olmos", "Carrasco",
         "Salcedo", "Bermúdez", "Huanca", "Ortega", "Paredes"),
    ),
}  # fmt: skip

CARRIERS = {
    "french": ("J'ai peur que {} ne soit pas entendu.", "Les filles du village, {} les connaît.",
               "Je n'y avais pas pensé, mais {} a raison.", "{} a dit qu'il y a eu une réunion.",
               "On a demandé à {} si l'eau est chère.",
               "Merci. {} a la parole."),
    "french, elided": ("C'est l'avis d'{} et j'en suis là.", "Il faut qu’{} vienne, on l'a dit.",
                       "Ça va jusqu'{}, pas plus loin."),
    "spanish": ("Ya lo dijo {} ayer, no hay nada más.", "Yo hago lo que dice {} con el agua.", "{} pidió la palabra.",
                "Estamos de acuerdo con {} en eso.", "La lluvia, dice {}, cae en la tierra de todos."),
    "en": ("So {} told us about the meters.", "We agree with {} on that.", "I think {} is right about the road.",
           "What about {}, who was there in spring?", "{} asked for a meeting.", "Then we wrote to {} and waited.",
           "It was {} who paid for the wells, not the city.", "Thank you. {} has the floor."),
    "cyrillic": ("Потім {} розповіла про воду.", "Ми згодні з тим, що каже {}.", "Я думаю, {} має рацію.",
                 "Мы говорили об этом с {} весной.", "{} попросила слово.", "Дякую. {} має слово."),
    "arabic": ("ثم تحدث {} عن الماء.", "نحن نتفق مع {} في ذلك.", "أعتقد أن {} على حق.", "سألنا {} عن الطريق في الربيع.",
               "{} طلب الكلمة."),
    "georgian": ("შემდეგ {} წყალზე ისაუბრა.", "ჩვენ ვეთანხმებით, რასაც {} ამბობს.", "მე ვფიქრობ, {} მართალია.",
                 "{} სიტყვა ითხოვა.", "გზის შესახებ {} გვითხრა გაზაფხულზე."),
}  # fmt: skip

# By hand, since short vowels are not written: how these names are commonly spelled in Latin letters.
_ARABIC_LATIN = {
    "محمد": "Muhammad Mohammed Mohamed", "فاطمة": "Fatima Fatma Fatimah", "يوسف": "Yusuf Youssef Yousef",
    "خديجة": "Khadija Khadijah Hadija", "مصطفى": "Mustafa Mostafa Moustapha", "زينب": "Zaynab Zainab Zeinab",
    "إبراهيم": "Ibrahim Ebrahim Ibraheem", "سلمى": "Salma Selma", "طارق": "Tariq Tarek Tarik",
    "مريم": "Maryam Mariam Meryem",
    "حسين": "Husayn Hussein Hossein", "نادية": "Nadia Nadiya Nadiyah", "كريم": "Karim Kareem",
    "سميرة": "Samira Sameera",
    "جمال": "Jamal Gamal Djamel", "ليلى": "Layla Leila Laila", "رشيد": "Rashid Rachid Rasheed", "حنان": "Hanan Hanane",
    "بلال": "Bilal Belal", "أمينة": "Amina Aminah Ameena", "الحداد": "al-Haddad Haddad", "منصور": "Mansour Mansur",
    "الشريف": "al-Sharif Cherif", "بركات": "Barakat Barakaat", "الخطيب": "al-Khatib Khateeb",
    "سليمان": "Sulayman Suleiman",
    "النجار": "al-Najjar Najar", "حمدان": "Hamdan Hamdane", "القاسم": "al-Qasim Kassem", "درويش": "Darwish Darwich",
    "الصباغ": "al-Sabbagh Sabagh", "شاهين": "Shahin Chahine", "الفارس": "al-Faris Fares",
    "جبران": "Jibran Gibran Jubran",
    "زيدان": "Zaydan Zidane Zeidan", "الهاشمي": "al-Hashimi Hashemi",
}  # fmt: skip
_ABC = ["а", "б", "в", "г", "ґ", "д", "е", "ж", "з", "и", "і", "к", "л", "м", "н", "о", "п", "р", "с", "т", "у", "ф",
    "х", "ц", "ч", "ш", "щ", "ь", "э", "ы", "ъ", "ё", "є", "ї", "й", "ю", "я"]
_CYRILLIC = tuple(dict(zip(_ABC, latin.split(","), strict=True)) for latin in (
    "a,b,v,h,g,d,e,zh,z,y,i,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,,e,y,,e,ie,i,i,iu,ia",
    "a,b,v,g,g,d,e,ž,z,i,i,k,l,m,n,o,p,r,s,t,u,f,h,c,č,š,šč,,e,y,,ë,je,ji,j,ju,ja",
))  # fmt: skip
_ANI = ["ა", "ბ", "გ", "დ", "ე", "ვ", "ზ", "თ", "ი", "კ", "ლ", "მ", "ნ", "ო", "პ", "ჟ", "რ", "ს", "ტ", "უ", "ფ", "ქ",
    "ღ", "ყ", "შ", "ჩ", "ც", "ძ", "წ", "ჭ", "ხ", "ჯ", "ჰ"]
_GEORGIAN = tuple(dict(zip(_ANI, latin.split(","), strict=True)) for latin in (
    "a,b,g,d,e,v,z,t,i,k',l,m,n,o,p',zh,r,s,t',u,p,k,gh,q',sh,ch,ts,dz,ts',ch',kh,j,h",
    "a,b,g,d,e,v,z,t,i,k,l,m,n,o,p,zh,r,s,t,u,p,k,gh,q,sh,ch,ts,dz,ts,ch,kh,j,h",
))  # fmt: skip
_STROKES = str.maketrans("łŁđĐøØıß", "lLdDoOis")


@dataclass(frozen=True)
class Variant:
    """How a name came out: the words, of which kind, and the language of the talk around."""

    words: str
    kind: str
    talk: str


def people(origin: str, count: int, draw: random.Random) -> list[str]:
    """Return *count* full names of *origin*, no two with the same words but for chance."""
    firsts, lasts = ORIGINS[origin]
    pairs = [(f, la) for f in firsts for la in lasts]
    return [f"{first} {_surname(first, last)}" for first, last in draw.sample(pairs, count)]


def _surname(first: str, last: str) -> str:
    masculine, _, feminine = last.partition("/")
    return feminine if feminine and first[-1] in "aаяíáае" else masculine


def variants(name: str, origin: str, draw: random.Random) -> list[Variant]:
    """Return variants of *name*, one or two of each kind that there is for it."""
    first, _, last = name.partition(" ")
    talk = origin if origin in CARRIERS else "en"
    found = [Variant(name, "full", talk), Variant(first, "first name", talk), Variant(last, "surname", talk)]
    one = draw.choice((first, last.split()[-1]))
    if talk not in ("arabic", "georgian"):
        found += [Variant(one.upper(), "case", talk), Variant(one.lower(), "case", talk)]
    if _stripped(one) != one and origin not in ("cyrillic", "arabic", "georgian"):
        found.append(Variant(_stripped(one), "diacritics", talk))
    found += [Variant(form, "inflected", talk) for form in _inflected(draw.choice((first, last)), origin, draw)]
    found += [Variant(form, "transliterated", "en") for form in _transliterated(first, last, origin, draw)]
    if origin == "french":
        found += [Variant(word, "elided", "french, elided") for word in (first, last)
                  if _stripped(word)[0] in "AEIOUY"]  # fmt: skip
    for word in (first, last.split()[-1]):
        if (wrong := _misspelt(word, draw)) is not None:
            found.append(Variant(wrong, "misspelt", talk))
    if len(one) > 4 and "'" not in one:
        cut = draw.randint(2, len(one) - 2)
        found.append(Variant(f"{one[:cut]} {one[cut:]}", "torn", talk))
    found.append(Variant(name.replace(" ", ""), "run together", talk))
    return found


def _stripped(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return bare.translate(_STROKES)


def _inflected(word: str, origin: str, draw: random.Random) -> list[str]:
    if origin in ("french", "spanish"):
        return []
    if origin == "western":
        return [word + draw.choice(("'s", "’s"))]
    if origin == "turkish":
        back = next(c for c in reversed(word.lower()) if c in "aeıioöuü")
        vowel = word[-1].lower() in "aeıioöuü"
        harmony = "ı" if back in "aı" else "i" if back in "ei" else "u" if back in "ou" else "ü"
        ending = draw.choice((("n" if vowel else "") + harmony + "n",
            ("y" if vowel else "") + ("a" if back in "aıou" else "e"),
                              "d" + ("a" if back in "aıou" else "e") + "n"))  # fmt: skip
        return [f"{word}'{ending}", f"{word}{ending}"]
    if origin == "arabic":
        return [draw.choice("وبف") + word]
    if origin == "georgian":
        stem = word[:-1] if word[-1] in "აეიოუ" and word[-1] != "ო" else word
        vowel = word[-1] in "აეიოუ"
        cases = ("მა", "ს", "ისთვის", "ის", "ით", "თან") if not vowel or word[-1] == "ი" else ("მ", "ს", "სთან",
            "სთვის")
        base = stem if word[-1] == "ი" else word
        return [base + draw.choice(cases)]
    return _slavic(word, draw)


def _slavic(word: str, draw: random.Random) -> list[str]:
    """Return a form of declension, by the word's ending."""
    latin = word[-1].isascii() or "a" <= _stripped(word[-1]).lower() <= "z"
    if word.endswith(("ski", "ský", "ny", "ný")):
        return [word[:-1] + draw.choice(("iego", "iemu", "im"))]
    if word.endswith(("ská", "ska", "ná", "ová")):
        return [word[:-1] + draw.choice(("iej", "ou", "é"))]
    if latin:
        endings = ("e", "i", "u", "om") if word[-1] in "ao" else ("a", "u", "om", "ov", "em")
        return [(word[:-1] if word[-1] in "ao" else word) + draw.choice(endings)]
    if word[-1] in "ая":
        return [word[:-1] + draw.choice(("и", "у", "ою", "і") if word[-1] == "а" else ("і", "ю", "ею"))]
    if word[-1] == "о":
        return [word[:-1] + draw.choice(("а", "у", "ові", "ом"))]
    if word[-1] in "йь":
        return [word[:-1] + draw.choice(("я", "ю", "ем"))]
    return [word + draw.choice(("а", "у", "ом", "ові", "е"))]


def _transliterated(first: str, last: str, origin: str, draw: random.Random) -> list[str]:
    if origin == "arabic":
        return [draw.choice(_ARABIC_LATIN[word].split()) for word in (first, last)]
    tables = {"cyrillic": _CYRILLIC, "georgian": _GEORGIAN}.get(origin)
    if not tables:
        return []
    table = draw.choice(tables)
    return ["".join(table.get(c, c) for c in word.lower()).capitalize() for word in (first, last)]


def _misspelt(word: str, draw: random.Random) -> str | None:
    """Return *word* with one letter wrong, or two in long words; None for words of three letters."""
    letters = [i for i, c in enumerate(word) if c.isalpha()]
    if len(letters) < 4:
        return None
    alphabet = [c.lower() for c in word if c.isalpha()]
    typed = list(word)
    for _ in range(draw.choice((1, 2)) if len(letters) > 8 else 1):
        at = draw.randrange(1, len(typed))
        other = draw.choice([c for c in _near(alphabet) if c != typed[at]])
        match draw.choice(("change", "drop", "add", "swap")):
            case "change":
                typed[at] = other
            case "drop":
                del typed[at]
            case "add":
                typed.insert(at, other)
            case "swap" if at + 1 < len(typed):
                typed[at], typed[at + 1] = typed[at + 1], typed[at]
    return "".join(typed)


def _near(alphabet: list[str]) -> str:
    script = alphabet[0]
    if "а" <= script <= "я" or script in "іїєґё":
        return "абвгдежзиклмнопрстуфхцч"
    if "\u0600" <= script <= "\u06ff":
        return "ابتجحدرزسشصطعفقكلمنهوي"
    if "\u10d0" <= script <= "\u10ff":
        return "აბგდევზთიკლმნოპრსტუფქ"
    return "abcdefghiklmnoprstuvwyz"
