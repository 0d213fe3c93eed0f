"""The method's own words that findings hold, for translation: groups, codes, kinds, measures, proposals.

Words that a plan or a codebook adds are shown as they were written.
"""

from __future__ import annotations

from ..tables import GROUPS, ROLES
from ..workshop import CRITERIA

__all__ = ["SENTENCES", "TERMS"]

PHASES = ("collective assessment", "consensus building", "monitoring")
CODES = ("stance", "candidate", "attitude", "interest", "reason", "incentive", "red line", "constraint", "agreement",
         "disagreement", "acknowledgement", "perspective change", "ownership", "criterion",
         "missing stakeholder")  # fmt: skip
INTERESTS = ("livelihood", "security", "recognition", "voice", "fairness", "capacity", "services", "accountability",
             "autonomy", "identity", "environment", "legality", "kind unclear")  # fmt: skip
INCENTIVES = ("offer", "condition", "reward", "pressure", "capacity", "red line", "constraint")
REASONS = ("evidence", "experience", "assertion")
DIRECTIONS = ("for", "against", "between", "divided", "did not speak", "favourable", "unfavourable", "unclear")
VERDICTS = ("confirmed", "debunked", "contested", "untested", "supported", "rejected", "disputed")
LEARNING = ("moved from against to for", "moved from for to against")
NEAR = "people on both sides speak to it within a few turns"
CONFLICTS = (
    "open", "buried", "conflict",
    "people on both sides answer each other", NEAR,
    "groups take opposite sides and never answer each other",
    "assent followed by reservation", "a topic dropped after tension",
    "talks with each side before the next session, then an item of its own on its agenda",
    "a bilateral meeting of those who state a limit with those it binds, to learn what stands behind it",
    "joint research by these parties into the facts that they dispute",
    "a working group of these parties, to put their conditions into one proposal",
    "a working group of these parties",
    "a bilateral meeting of these two, to separate facts from interests",
    "talks with this person before the next session, to learn what the yes depends on",
    "an item of its own on the next agenda, prepared with both",
    "the sides have not yet spoken to each other about it", "somebody stated a limit to what can be accepted",
    "both sides give evidence or experience, and it differs", "somebody would agree on a condition",
    "more than two parties are apart, and each was heard only in part", "only two parties are apart",
    "two people contradict each other", "an assent with a reservation is easily taken for consent",
    "the talk moved on before it was spoken out",
)  # fmt: skip
DEPTH = (
    "minutes", "words", "turns", "speakers heard", "groups heard", "words without a known speaker",
    "facilitator's share of words", "how unevenly participants spoke (0: all the same, 1: one person alone)",
    "turns with at least one coding",
    "statements too thin for a verdict", "not recorded", "others",
    "Short for a discussion in depth.", "Too few words for more than first impressions.",
    "No groups are known: findings are per person only.",
    "What these words say cannot be laid to anybody, and counts for no finding about people.",
    "The facilitator led much of the talk.", "A few people spoke most of the words.",
    "Silence on a statement is not consent to it.",
    "Nobody can be told apart: the brief says what was said, not who said it.",
    "One speaker: an interview, not a discussion. No verdict is possible.",
    "Under five speakers: read counts, not percentages.",
    "turns not coded for their language", "What they say counts for no finding.", "groups with one voice",
    "readings of who is for or against that are likely right", "Read the quotes before you count on them.",
    "verdicts that a wrong reading could change", "characters set aside unread",
)  # fmt: skip
# What was read, and what of it was set aside.
FORMATS = ("plain text", "Word document", "OpenDocument text", "rich text", "web page", "WebVTT captions",
           "SubRip captions", "separated values", "Excel workbook", "ELAN annotations", "REFI-QDA project",
           "recogniser's JSON")  # fmt: skip
ASIDE = ("white space", "front matter", "end matter", "headings", "speaker labels", "timestamps", "stage directions",
         "line numbers", "line-end hyphens", "utterance ids", "caption header", "caption notes", "caption ids",
         "caption marks", "repeated captions", "column headings", "other columns", "other sheets", "table marks",
         "dependent tiers", "other fields", "field codes", "page furniture", "page code", "comments", "footnotes",
         "hidden text", "deleted text (tracked changes)", "stray text", "other text", "control characters", "drawings",
         "building blocks", "duplicates for older programs")  # fmt: skip
TERMS = tuple(dict.fromkeys((
    *GROUPS, *ROLES, *CRITERIA, *PHASES, *CODES, *INTERESTS, *INCENTIVES, *REASONS, *DIRECTIONS, *VERDICTS,
    *CONFLICTS, *LEARNING, *DEPTH, *FORMATS, *ASIDE,
)))  # fmt: skip
# Sentences of findings, for `told`; of two that fit, the first counts.
SENTENCES = (
    # The ledger: the rule with its numbers, who moved, and how sure it is.
    "Two people must speak to it; nobody did.",
    "Two people must speak to it; {n} did.",
    "To be {yes} it takes {wanted} for it and has {n_for}; to be {no} it takes {needed} against it and has "
    "{against}: four for each one who thinks otherwise.",
    "Of those who spoke to it nobody thinks otherwise: it takes {wanted} {side} it and has {n}.",
    "To be {verdict} it takes {wanted} {side} it, four for each one who thinks otherwise, and has {has}.",
    "{n} people were coded as speaking to it, {counts}, but too unsurely for {verdict}.",
    "{n} spoke to it in both halves: nobody moved.",
    "{n} spoke to it in both halves: {up} moved towards it and {down} moved away from it.",
    "{n} spoke to it in both halves: {up} moved towards it.",
    "{n} spoke to it in both halves: {down} moved away from it.",
    "With the coder's likely mistakes played through 100 times, it is {verdict} in {n}, {others}.",
    "{verdict} in {n}",
    "a person who confirms the codings would make it {verdict}",
    # Conflicts, common ground between people, and who was missing.
    "{one} and {two} contradict each other",
    "{one} agrees with the one before, with a reservation",
    "{one} agrees with {two}, with a reservation",
    "{one} contradicts {two}, and the talk moves on",
    "{n} contradictions",
    "{one} and {two} agree with each other, {n} times",
    "holds {parts} and was not heard",
    # Notes of the reading.
    "Speakers not in the plan: {people}. Add them under “participants”.",
    "In the plan but not in the transcript: {people}.",
    "No speakers could be told apart: themes and quotes can be found, but not who holds which position, where groups "
    "agree or differ, or who was not heard.",
    "Only one speaker was found ({one}): agreement, conflict and participation cannot be told.",
    "1 turn has no speaker; it counts for no person and no group.",
    "{n} turns have no speaker; they count for no person and no group.",
    "“{one}” and “{two}” may be one speaker; if so, list one of them under “aliases” of the other.",
    "The talk is in {language}. The coders that come with this software know {known} alone and leave it uncoded; it "
    "can be read, searched, and coded by people.",
    "{n} turn is not in {language} ({kinds}; {of} words): what they say is not coded.",
    "{n} turns are not in {language} ({kinds}; {of} words): what they say is not coded.",
    "The talk does not look like {language}: it looks like {other}. Set “language” in the plan; findings may be wrong "
    "or missing.",
    "{n} in {language}",
    "Statement {id} is in {language}, the talk in {other}: no turn is coded for it. Write it in the language "
    "of the talk.",
    "Statement {id} has {n} words, of which some coders read the first {of} only. Say one thing in it, or make two of "
    "it.",
    "{one} stands for a speaker whose label is spelled almost like a listed one; if it is the same person, add the "
    "spelling under “aliases”.",
    "{one} is not in the plan, but a label there is spelled almost so; until it is corrected, {one} stands under that "
    "name in every output.",
    "{people}: taken for the same people in every file, but programs number speakers anew in each. Where they are not "
    "the same, give them names in the transcripts.",
    "{file}: {n} words before the first speaker were set aside as front matter.",
    "{file}: not taken as speakers, since they lead a line only once: {people}. If they are, list them under "
    "“participants”.",
    "Not read, since such files are not: {files}. If they hold talk of this workshop, save them as .docx, .txt or "
    ".pdf.",
    "{file} and {other} hold mostly the same words, which count twice. If they are the same talk, list one of them "
    "under “transcripts” in the plan, or move the other away.",
    "{file}: of the table, column {one} was read as the talk; left out, though they hold text: {others}. To read "
    "another, call it “text”.",
    # Depth.
    "about {n} of {of}",
    "{n} of {of} ({share})",
    "{n} of {of}",
    "One person does not speak for {groups}.",
    "Check the quotes of {parts} first.",
    "Look at the {parts}.",
    # What the cover says of names.
    "Names: nothing was replaced; people, places and numbers stand as they were said.",
    "Names: those in the plan were replaced by [pseudonyms] (mentions: {mentions}, {n} of them by likeness, "
    "since they were misspelt or torn).",
    "Names: those in the plan were replaced by [pseudonyms] (mentions: {mentions}).",
    "Names: those in the plan were replaced by [pseudonyms].",
    "{n} of people", "{n} of organisations", "{n} of places", "{n} of addresses and numbers", "{n} of other kinds",
    "none was said",
    "Words that look like names or contacts and were left as said, nobody having decided on them: {n}.",
    "Pseudonymised data remain personal data.",
    "Names: {words}",
)  # fmt: skip
