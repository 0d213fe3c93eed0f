"""Word lists: what stands before a colon without naming anybody, and what names the person who leads."""

from __future__ import annotations

__all__ = ["FACILITATORS", "INTERVIEWED", "LEADING", "NAMES_TOO", "PARTICLES", "PEOPLE", "SENTENCE", "STOP", "words"]


def words(text: str) -> frozenset[str]:
    """Return the words of a list written as prose, as a set."""
    return frozenset(text.split())


# Words that stand before a colon and name nobody.
STOP = words("""
    indeed exactly anyway obviously similarly overall clearly frankly honestly personally perhaps maybe again still thus
    therefore hence moreover furthermore besides meanwhile otherwise sure right look listen see wait please thanks sorry
    hello hi true false problem problems solution solutions point points issue issues fact facts suggestion idea ideas
    proposal benefit benefits cost costs pros cons reminder update fine good great correct
    note notes nb ps re cc subject date time place location venue duration length language present
    attendees interviewees recording recorded transcript transcription transcriber
    transcribed title topic theme project session meeting file version source summary agenda background
    introduction conclusion start end example examples answer question questions keywords key legend contents status
    http https www file ftp mailto url email phone tel from to sent type eg ie so also and but or because however first
    firstly second secondly third thirdly finally then now yes no well okay ok actually basically today
    tomorrow yesterday remember important warning caution result results reason reasons page chapter
    section part table figure total average sum option options step annex appendix id name names age
    gender occupation number code date-of-interview interview focus-group pause datum ort dauer thema
    projekt hinweis anmerkung frage beispiel lieu durée sujet remarque exemple fecha lugar duración tema
    nota ejemplo data luogo дата место время тема примечание التاريخ المكان ملاحظة
""")

# Words that make a phrase before a colon a piece of a sentence.
SENTENCE = words("""
    is are was were be been am isn't that's it's it this these those there here what why how because would
    could should have has had do does did say said says saying think thought thinks know known mean means
    meant i you we they he she him them us me my your our their his her its if when where which who whom
    whose not don't can't about like just very thing things question following
""")

# Those of them that are part of a name as well (He Jing, Do Thi Hoa, Mary Jones AM).
NAMES_TOO = words("he do an has did am")

# Small words inside names, and those of them that a name may begin with (van Dijk, de Souza).
LEADING = words("""
    de la le les du des di da do dos das del van von der den ter ten zu zum zur vom al el abu bin ibn ben bint ould
    ait mac
""")
PARTICLES = LEADING | words("of the and y e et und for für pour señor señora senhor senhora")

# What somebody is, at the end of a label written small: Village elder, Female farmer, Civil society rep.
PEOPLE = words("""
    person people man men woman women girl boy youth child mother father parent pupil student teacher farmer fisher
    herder grower worker labourer laborer elder chief leader mayor councillor councilor minister official officer
    servant inspector engineer expert adviser advisor scientist researcher lecturer professor academic journalist
    editor reporter lawyer judge nurse doctor midwife driver trader seller shopkeeper vendor owner landlord tenant
    resident citizen villager neighbour neighbor user customer client patient volunteer activist organiser organizer
    member rep reps representative representatives delegate spokesperson director manager secretary treasurer president
    ambassador attendee voice respondent interviewee participant participants speaker panelist panellist guest witness
    observer translator interpreter employer employee entrepreneur businessman businesswoman pensioner refugee
""")

# Words for the person who leads the talk, without their numbers: "Interviewer 2" counts too.
FACILITATORS = words("""
    moderator moderators facilitator facilitators interviewer interviewers chair chairperson chairman chairwoman
    chairlady the-chairman the-chairwoman the-chairperson m-le-président mme-la-présidente cochair co-chair
    presiding president-of-the-session host cohost co-host convenor
    convener anchor mod fac int interv modérateur modératrice animateur animatrice facilitateur
    facilitatrice président-de-séance enquêteur enquêtrice intervieweur intervieweuse moderador moderadora
    facilitador facilitadora entrevistador entrevistadora conductor-de-la-sesión animador animadora
    mediador mediadora moderatore moderatrice facilitatore facilitatrice intervistatore intervistatrice
    conduttore moderatorin interviewerin gesprächsleiter gesprächsleiterin gesprächsleitung
    diskussionsleiter diskussionsleiterin gespreksleider interviewster voorzitter ordförande mötesledare
    moderatorka prowadzący prowadząca ankieter moderátor moderátorka ведущий ведущая модератор фасилитатор
    интервьюер председатель председательствующий ведучий ведуча модераторка інтервюер головуючий головуюча
    ميسر الميسر ميسرة الميسرة منسق المنسق مدير-الجلسة محاور المحاور moderatör kolaylaştırıcı görüşmeci 主持人
    司会 사회자 მოდერატორი ფასილიტატორი წამყვანი ინტერვიუერი تسهیلگر مجری վարող մոդերատոր ֆասիլիտատոր
""")

# Words for the people who answer; written small, they are labels too.
INTERVIEWED = words("""
    participant participants interviewee respondent informant speaker speakers witness guest panelist panellist delegate
    citizen resident caller audience member expert student teacher farmer official woman man voice unknown
    enquêté répondant entrevistado entrevistada befragter befragte teilnehmer teilnehmerin респондент участник
    учасник مشارك
""")
