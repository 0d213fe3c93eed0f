"""Which lines begin a turn, and which only look so."""

import pytest

from inspired_analysis.reading import read
from inspired_analysis.workshop import Plan

TALK = [("Anna", "I think so."), ("Ben", "No."), ("Anna", "Why?"), ("Ben", "Because.")]
LAYOUTS = {
    "initials": ("JS: I think so.\nAB: No.\nJS: Why?\nAB: Because.\n", "JS", "AB"),
    "capitals and colon": ("MS BERG: I think so.\nMR LO: No.\nMS BERG: Why?\nMR LO: Because.\n", "MS BERG", "MR LO"),
    "capitals and full stop": ("MS BERG. I think so.\nMR LO. No.\nMS BERG. Why?\nMR LO. Because.", "MS BERG", "MR LO"),
    "codes without colon": ("P1 I think so.\nP2 No.\nP1 Why?\nP2 Because.\n", "P1", "P2"),
    "questions and answers": ("Q. I think so.\nA. No.\nQ. Why?\nA. Because.\n", "Q", "A"),
    "dash after the name": ("Anna – I think so.\nBen – No.\nAnna – Why?\nBen – Because.\n", "Anna", "Ben"),
    "surname first": ("Li, Ann: I think so.\nLo, Ben: No.\nLi, Ann: Why?\nLo, Ben: Because.", "Li, Ann", "Lo, Ben"),
    "diarisation": ("SPEAKER_00: I think so.\nSPEAKER_01: No.\nSPEAKER_00: Why?\nSPEAKER_01: Because.",
                    "SPEAKER_00", "SPEAKER_01"),
    "chat export": ("[12/05/2024, 10:01:12] Anna: I think so.\n[12/05/2024, 10:02:12] Ben: No.\n"
                    "[12/05/2024, 10:03:12] Anna: Why?\n[12/05/2024, 10:03:15] Ben: Because.\n", "Anna", "Ben"),
    "chat export, twelve hours": ("5/12/24, 2:03 PM - Anna: I think so.\n5/12/24, 2:03 PM - Ben: No.\n"
                                  "5/12/24, 2:04 PM - Anna: Why?\n5/12/24, 2:05 PM - Ben: Because.\n", "Anna", "Ben"),
    "meeting chat": ("10:02:11\t From  Anna : I think so.\n10:02:19\t From  Ben to Everyone: No.\n"
                     "10:03:11\t From  Anna : Why?\n10:03:15\t From  Ben : Because.\n", "Anna", "Ben"),
    "twelve hours on their own line": ("Anna  10:02 AM\nI think so.\n\nBen  10:03 AM\nNo.\n\nAnna  10:04 AM\nWhy?\n\n"
                                       "Ben  10:05 a.m.\nBecause.\n", "Anna", "Ben"),
    "stamps in letters": ("[0h02m11s] Anna: I think so.\n[0h02m15s] Ben: No.\n[0h02m19s] Anna: Why?\n"
                          "[1h02m19s] Ben: Because.\n", "Anna", "Ben"),
    "name under its time": ("0:0:0.0 --> 0:0:2.5\nAnna\nI think so.\n0:0:3.0 --> 0:0:5.0\nBen\nNo.\n"
                            "0:0:6.0 --> 0:0:9.0\nAnna\nWhy?\n0:0:9.0 --> 0:0:9.9\nBen\nBecause.\n", "Anna", "Ben"),
    "stamp at the end": ("Anna: I think so. #00:00:05-2#\nBen: No. #00:00:09-1#\nAnna: Why? #00:00:12-0#\n"
                         "Ben: Because. #00:00:13-0#", "Anna", "Ben"),
    "numbered sentences": ("1. Anna: I think so.\n2. Ben: No.\n3. Anna: Why?\n4. Ben: Because.\n", "Anna", "Ben"),
    "names in brackets": ("(Anna): I think so.\n(Ben): No.\n(Anna): Why?\n(Ben): Because.\n", "Anna", "Ben"),
    "names in brackets alone": ("(Anna) I think so.\n(Ben) No.\n(Anna) Why?\n(Ben) Because.\n", "Anna", "Ben"),
    "time behind the name": ("Anna [00:01:02] I think so.\n\nBen [00:01:09] No.\n\nAnna [00:01:12] Why?\n\n"
                             "Ben [00:01:13] Because.\n", "Anna", "Ben"),
    "time between tabs": ("Anna:\t00:01:02\tI think so.\nBen:\t00:01:09\tNo.\nAnna:\t00:01:12\tWhy?\n"
                          "Ben:\t00:01:13\tBecause.\n", "Anna", "Ben"),
    "lower case, recurring": ("interviewer: I think so.\ninterviewee: No.\ninterviewer: Why?\ninterviewee: Because.",
                              "interviewer", "interviewee"),
    "title and full stop": ("Mr. Olsen. I think so.\n\nSenator RISCH of Idaho. No.\n\nMr. Olsen. Why?\n\n"
                            "Senator RISCH of Idaho. Because.", "Mr. Olsen", "Senator RISCH of Idaho"),
    "French parliaments": ("M. le président. I think so.\n\nMme Claire Aubin, rapporteure. No.\n\nM. le président. – "
                           "Why?\n\nMme Claire Aubin. – Because.", "M. le président", "Mme Claire Aubin"),
    "surname and initials": ("Председательствующий. I think so.\nСерова О. И., фракция «Река». No.\n"
                             "Председательствующий. Why?\nСерова О. И. Because.",
                             "Председательствующий", "Серова О. И."),
    "full stop and dash": ("President. – I think so.\n\nAda van Berg (S&D). – No.\n\nPresident. – Why?\n\n"
                           "Ada van Berg (S&D). – Because.", "President", "Ada van Berg (S&D)"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_beyond_the_plain_ones(layout, write, said):
    text, anna, ben = LAYOUTS[layout]
    names = {"Anna": anna, "Ben": ben}
    transcript = read(write(text))
    assert said(transcript) == [(names[name], words) for name, words in TALK]
    assert transcript.accounts[0].lost == 0


@pytest.mark.parametrize("label", [
    "WHO Representative", "US Embassy", "IT Officer", "Mary Jones AM", "MARY JONES AM", "Maria do Carmo", "He Jing",
    "Sicard", "Laughlin", "Foreign Ministry", "Musicians Union", "van Dijk", "de Souza", "Mohamed ould Ahmed",
    "Female participant", "Village elder", "Civil society rep", "Hon. A. Berg, M.P.", "Acme Ltd.", "Participants",
    "Woman in the back", "the mayor of Lipovac", "Representative of the Ministry of Agriculture and Rural Development",
    "Ahmed al-Hassan", "Mr. Chris d'Entremont", "PhD I", "Anna Lee, deputy director for water",
    "Ms. Anna Lee, Deputy Director of the Department for Water Management, Ministry of the Environment",
])  # fmt: skip
def test_a_label_that_recurs_is_a_speaker_in_whatever_words(label, write, said):
    talk = [("Moderator", "Welcome to you."), (label, "The fee is too high."), ("Anna Berg", "The pumps broke.")] * 3
    assert said(read(write("\n".join(f"{who}: {words}" for who, words in talk)))) == talk


def test_an_office_in_brackets_may_be_long_and_stand_once(write, said):
    minister = "Hon. Jane Roe (Minister of Diversity and Inclusion and Youth and of Sports in Upper Lipovac)"
    talk = [("The Chair", "The honourable minister."), (minister, "Thank you."), ("Ben Lo (Minister for Water)", "No."),
            ("The Chair", "We go on."), ("Ahmed al-Hassan", "So."), ("The Chair", "Thank you.")]  # fmt: skip
    assert said(read(write("\n".join(f"{who}: {words}" for who, words in talk)))) == talk


def test_names_written_small_are_speakers_where_every_line_has_its_time(write, said):
    talk = [("jane roe", "I think so."), ("ben k", "No."), ("jane roe", "Why?"), ("ben k", "Because.")] * 2
    assert said(read(write("".join(f"10:00:0{i} {who}: {x}\n" for i, (who, x) in enumerate(talk))))) == talk
    cues = "".join(f"00:0{i}.0 --> 00:0{i}.9\n{who}: {x}\n\n" for i, (who, x) in enumerate(talk))
    assert said(read(write(f"WEBVTT\n\n{cues}", "talk.vtt"))) == talk


def test_labels_that_recur_and_are_not_taken_are_told(write):
    transcript = read(write("Anna: So.\nlady in red: No.\nBen: Yes.\nold man by the door: Why?\n" * 3))
    assert set(transcript.turns["label"]) == {"Anna", "Ben"}
    assert any("they lead several lines" in note and "lady in red, old man by the door" in note
               for note in transcript.notes)  # fmt: skip


@pytest.mark.parametrize("text", [
    "Anna: I think so. Ben: No.\nAnna: Why? Ben: Because.\n",
    "Anna: I think so. Ben: No. Anna: Why? Ben: Because.",
    "[00:01] Anna: I think so. [00:02] Ben: No. [00:03] Anna: Why? [00:04] Ben: Because.",
    "**Anna:** I think so. **Ben:** No. **Anna:** Why? **Ben:** Because.",
    "Anna: I think so.\nBen: No.\nAnna: Why?  >> Ben: Because.",
])  # fmt: skip
def test_several_speakers_on_one_line_are_as_many_turns(text, write, said):
    transcript = read(write(text))
    assert said(transcript) == TALK
    assert any("labels stand within lines" in note for note in transcript.notes)
    assert transcript.accounts[0].lost == 0


def test_what_only_looks_like_a_label_within_a_line_begins_no_turn(write, said):
    talk = [("Anna", "I see. One thing: money. He told Ben: no. http://x.example is a link."),
            ("Ben", "We wrote “Anna: yes”. Reason: it is cheap. At 9. 10: 30 of us."), ("Anna", "So.")]  # fmt: skip
    assert said(read(write("\n".join(f"{who}: {words}" for who, words in talk)))) == talk


def test_a_transcriber_s_question_mark_is_no_part_of_the_name(write, said):
    transcript = read(write("P3: I think so.\nAnna: No.\nP3?: Why?\nAnna?: Because.\n"))
    assert [label for label, _ in said(transcript)] == ["P3", "Anna", "P3", "Anna"]
    assert transcript.accounts[0].lost == 0


def test_what_recurs_before_a_colon_but_names_nobody_is_no_speaker(write, said):
    notes = "For example: the pump.\nOne thing: money.\nKey message: act.\nLaughter in the room: loud.\n"
    text = f"Anna: So.\n{notes}Ben: No.\n{notes}Anna: Yes.\n{notes}Ben: Why?"
    assert [label for label, _ in said(read(write(text)))] == ["Anna", "Ben", "Anna", "Ben"]


def test_emphasis_at_the_head_of_a_turn_stays(write, said):
    talk = [("Anna", "*really* we need it."), ("Ben", "_No_, and **no**."), ("Anna", "Why?")]
    assert said(read(write("".join(f"**{who}:** {words}\n" for who, words in talk)))) == talk


def test_a_chorus_among_the_first_lines_is_no_header(write, said):
    talk = [("Moderator", "Welcome, everybody."), ("Anna", "We need the water."), ("Ben", "The meter is dear."),
            ("Participants", "Yes!"), ("Moderator", "What else?"), ("Anna", "Pumps."), ("Ben", "Money.")]  # fmt: skip
    assert said(read(write("\n".join(f"{who}: {words}" for who, words in talk)))) == talk


def test_signs_of_vowels_tell_people_apart(write):
    plan = Plan.model_validate({"participants": [{"label": "रमा", "pseudonym": "P01"},
                                                 {"label": "राम", "pseudonym": "P02"}]})  # fmt: skip
    turns = read(write("राम: हमें पानी चाहिए।\nरमा: मीटर महँगा है।\nराम: हाँ।\nरमा: कौन देगा?\n"), plan=plan).turns
    assert list(turns["speaker"]) == ["P02", "P01", "P02", "P01"]


def test_times_links_notes_and_questions_are_no_speakers(write, said):
    text = (
        "Moderator: Welcome.\nNote: the recording began late.\nAnna: I met him at 17:30.\nhttp://x.example is a link.\n"
        "Question 2: what next?\n17:30 is when we ended.\nBen: One thing: money.\n"
    )
    assert said(read(write(text))) == [
        ("Moderator", "Welcome.\nNote: the recording began late."),
        ("Anna", "I met him at 17:30.\nhttp://x.example is a link."),
        ("Moderator", "Question 2: what next?\n17:30 is when we ended."),
        ("Ben", "One thing: money."),
    ]


def test_a_phrase_before_a_colon_in_somebody_s_talk_is_no_speaker(write, said):
    text = "Anna:\nI think so.\nReason: it is cheap.\n\nBen:\nNo.\n\nAnna:\nFor that reason only.\n"
    assert [label for label, _ in said(read(write(text)))] == ["Anna", "Ben", "Anna"]


def test_one_short_contribution_is_enough_to_be_a_speaker(write, said):
    text = "Moderator: Who begins?\nAnna: I do.\nBen: And I.\n"
    assert [label for label, _ in said(read(write(text)))] == ["Moderator", "Anna", "Ben"]


def test_prose_with_colons_has_no_speakers(write):
    text = "We talked for long. There is one thing: money.\n\nAnd another thing: time.\n\nIn short: no.\n"
    transcript = read(write(text))
    assert set(transcript.turns["speaker"]) == {""}
    assert len(transcript.turns) == 3
    assert transcript.speakers.empty
    assert "No speakers" in " ".join(transcript.notes)


def test_a_header_is_front_matter_even_where_it_names_the_moderator(write, said):
    text = (
        "Project: Dam\nDate: 12 May 2024\nModerator: Jane Roe\nParticipants: 5\n\nModerator: Yes?\nAnna: A.\nBen: B.\n"
    )
    transcript = read(write(text))
    assert [label for label, _ in said(transcript)] == ["Moderator", "Anna", "Ben"]
    assert transcript.accounts[0].excerpts["front matter"] == (
        "Project: Dam", "Date: 12 May 2024", "Moderator: Jane Roe", "Participants: 5",
    )  # fmt: skip


def test_numbered_questions_belong_to_the_facilitator_of_the_file(write, said):
    text = "Question 1. What now?\nAnna: This.\nBen: That.\nFacilitator 1: Thanks.\nQuestion 2. And then?\nAnna: No.\n"
    transcript = read(write(text))
    assert said(transcript)[0] == ("Facilitator 1", "Question 1. What now?")
    assert said(transcript)[3] == ("Facilitator 1", "Thanks.\nQuestion 2. And then?")
    assert said(read(write("Question 1. What now?\nAnna: This.\nBen: That.\nAnna: So.\n")))[0][0] == "Moderator"


def test_bracketed_lines_are_stage_directions_but_a_whole_turn_may_be_a_mark(write, said):
    transcript = read(write("Anna: So.\n[laughter]\nBen: [inaudible]\nAnna: Yes.\n=====\nBen: No.\n"))
    assert said(transcript) == [("Anna", "So."), ("Ben", "[inaudible]"), ("Anna", "Yes."), ("Ben", "No.")]
    assert transcript.accounts[0].excerpts["stage directions"] == ("[laughter]", "=====")
    assert list(transcript.turns["words"]) == [1, 0, 1, 1]


def test_what_is_set_in_bold_is_no_stage_direction(write):
    text = "**What of the fee?**\n\nIt is too high.\n\n*laughs*\n\n**Why?**\n\nThe pumps broke.\n"
    found = ["**What of the fee?**", "It is too high.", "**Why?**", "The pumps broke."]
    assert list(read(write(text, "talk.md")).turns["text"]) == found


def test_stamps_at_the_head_of_unnamed_lines_are_times(write):
    said = ["What do you think of", "the fee? It is too high.", "Nobody came to mend", "the pumps."]
    text = "".join(f"[00:0{i}.000 --> 00:0{i + 1}.000]  {words}\n" for i, words in enumerate(said))
    turns = read(write(text)).turns
    assert list(turns["text"]) == [" ".join(said)]
    assert (turns["time_start"][0], turns["time_end"][0]) == (0.0, 4.0)
    turns = read(write("\n\n".join(f"[00:0{i}] {words}" for i, words in enumerate(said)))).turns
    assert list(turns["text"]) == said
    assert list(turns["time_start"]) == [0.0, 1.0, 2.0, 3.0]


def test_talk_behind_a_time_and_before_a_tab_is_no_id(write):
    rows = "".join(f"0:0{i}\tI think so {i} times.\tnote {i}\n" for i in range(4))
    assert "I think so 2 times." in read(write(rows)).text


def test_dashes_part_turns_without_naming_anybody(write):
    transcript = read(write("– I think so.\n– No.\n  Never.\n– Why?\n– Because.\n"))
    assert list(transcript.turns["text"]) == ["I think so.", "No.\nNever.", "Why?", "Because."]
    assert set(transcript.turns["speaker"]) == {""}


def test_ids_are_no_speakers(write):
    transcript = read(write("Session-2020-10-01.u431\tThe vote is taken.\nSession-2020-10-01.u432\tWe adjourn.\n"))
    assert list(transcript.turns["text"]) == ["The vote is taken.", "We adjourn."]
    assert transcript.accounts[0].set_aside["utterance ids"] > 0
    assert transcript.speakers.empty


def test_neighbouring_blocks_of_one_speaker_are_one_turn(write, said):
    transcript = read(write("Anna: One.\n\nANNA: Two.\nThree.\n\nBen: Four.\nAnna: Five.\n"))
    assert said(transcript) == [("Anna", "One.\nTwo.\nThree."), ("Ben", "Four."), ("Anna", "Five.")]
    assert list(transcript.turns["source"]) == ["talk.txt:1-4", "talk.txt:6", "talk.txt:7"]


def test_wrapped_lines_are_joined_with_spaces(write):
    words = "a river runs through the whole of this valley and nobody who lives here would say it is only a river "
    turns = [f"{name}: " + words * 3 for name in ("Anna", "Ben", "Anna", "Ben")]
    import textwrap

    text = "\n\n".join(textwrap.fill(turn, 70) for turn in turns)
    assert list(read(write(text)).turns["text"]) == [(words * 3).strip()] * 4


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Moderator", "facilitator"), ("Interviewer 2", "facilitator"), ("FACILITATOR (NGO)", "facilitator"),
        ("Modérateur", "facilitator"), ("Moderadora", "facilitator"),
        ("Ведущий", "facilitator"), ("ميسر", "facilitator"),
        ("The Chair", "participant"), ("Chair", "facilitator"), ("Interviewee", "participant"), ("Anna", "participant"),
    ],
)  # fmt: skip
def test_roles_are_guessed_from_the_label_alone(label, role, write):
    transcript = read(write(f"{label}: Hello there.\nZoltan: Hello.\n{label}: Again.\nZoltan: Hm, again.\n"))
    assert dict(zip(transcript.speakers["label"], transcript.speakers["role"], strict=True))[label] == role


def test_one_who_has_a_name_beside_those_who_answer_leads_the_talk(write):
    talk = "Dan: What did you see?\n{one}: A river.\nDan: And then?\n{two}: Nothing.\n"
    roles = [read(write(talk.format(one=one, two=two))).speakers.set_index("label")["role"].to_dict() for one, two in (
        ("Participant", "Participant"), ("Interviewee 1", "Interviewee 2"), ("Anna", "Participant"))]  # fmt: skip
    assert [found["Dan"] for found in roles] == ["facilitator", "facilitator", "participant"]
    noted = read(write("P3: A river.\nParticipant 1: A dam.\nP3: No.\nParticipant 1: Yes.\n")).speakers
    assert set(noted["role"]) == {"participant"}


def test_one_letter_says_moderator_only_beside_codes(write):
    beside_codes = read(write("M: Hello.\nP1: Hello.\nR2: Hi.\nM: Again.\nP1: Yes.\nR2: No.\n")).speakers
    assert list(beside_codes["role"]) == ["facilitator", "participant", "participant"]
    beside_names = read(write("M: Hello.\nAnna: Hello.\nM: Again.\nAnna: Yes.\n")).speakers
    assert set(beside_names["role"]) == {"participant"}


def test_the_plan_may_give_the_pattern(write, said):
    text = "<<anna>> I think so.\nAnd more: of it.\n<<ben>> No.\n"
    plan = Plan(speakers_pattern=r"<<(?P<name>\w+)>>")
    transcript = read(write(text), plan=plan)
    assert said(transcript) == [("anna", "I think so.\nAnd more: of it."), ("ben", "No.")]
    assert transcript.accounts[0].layout.startswith("the plan's pattern")


def test_a_pattern_that_fits_no_line_is_told(write):
    transcript = read(write("Anna: So.\nBen: No.\n"), plan=Plan(speakers_pattern=r"<<(?P<name>\w+)>>"))
    assert "talk.txt: no line fits the plan's speakers_pattern." in transcript.notes


@pytest.mark.parametrize("pattern", ["(", r"\w+:"])
def test_a_pattern_that_cannot_work_is_refused_by_the_plan(pattern):
    with pytest.raises(ValueError, match="regular expression"):
        Plan(speakers_pattern=pattern)


def test_long_white_space_and_long_words_take_no_time(write):
    import time

    began = time.perf_counter()
    read(write("A" * 100_000 + "!" + " " * 50_000 + ":\n" + "." * 50_000 + "x\n" + "[" * 20_000 + "\n"))
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize("text", [
    "Mod: When?\nBen: 10:30\nMod: And then?\nAnna: At noon.\nBen: No.\n",
    "Mod  00:01:02\nWhen?\n\nBen  00:01:05\n10:30\n\nMod  00:01:07\nAnd then?\n\nAnna  00:01:12\nAt noon.\n\n"
    "Ben  00:01:15\nNo.\n",
    "Mod:\nWhen?\nBen:\n10:30\nMod:\nAnd then?\nAnna:\nAt noon.\nBen:\nNo.\n",
    "0:02 Mod: When?\n0:05 Ben: 10:30\n0:07 Mod: And then?\n0:12 Anna: At noon.\n0:15 Ben: No.\n",
    "9:01:02 From Mod to Everyone:\n\tWhen?\n9:01:05 From Ben to Mod(Direct Message):\n\t10:30\n"
    "9:01:07 From Mod to Everyone:\n\tAnd then?\n9:01:12 From Anna to Everyone:\n\tAt noon.\n"
    "9:01:15 From Ben To  Everyone:\n\tNo.\n",
])  # fmt: skip
def test_a_time_that_is_said_is_no_timestamp(text, write, said):
    talk = [("Mod", "When?"), ("Ben", "10:30"), ("Mod", "And then?"), ("Anna", "At noon."), ("Ben", "No.")]
    assert said(read(write(text))) == talk


def test_a_time_that_is_said_in_a_cue_of_its_own_is_no_timestamp(write, said):
    cues = enumerate(["Ben: When does it start?", "Anna: 10:30", "Ben: And then?", "12:45"], 1)
    transcript = read(write("WEBVTT\n\n" + "".join(f"0:0{n}.0 --> 0:0{n}.9\n{text}\n\n" for n, text in cues), "a.vtt"))
    assert said(transcript) == [("Ben", "When does it start?"), ("Anna", "10:30"), ("Ben", "And then? 12:45")]
    rows = "start\tend\ttext\n0\t3000\tWhen does it start, please?\n3000\t4000\t10:30\n4000\t5000\tThank you.\n"
    assert "10:30" in read(write(rows, "a.tsv")).text


def test_times_below_labels_are_the_turns_times(write, said):
    transcript = read(write("Anna:\n00:00:03\nI think so.\n\nBen:\n00:00:10\nNo.\n\nAnna:\n00:00:13\nWhy?\n"))
    assert said(transcript) == TALK[:3]
    assert list(transcript.turns["time_start"]) == [3.0, 10.0, 13.0]
    transcript = read(write("[Anna] 10:15:23\nI think so.\n\n[Ben] 10:15:30\nNo.\n\n[Anna] 10:15:40\nWhy?\n"))
    assert said(transcript) == TALK[:3]
    assert list(transcript.turns["time_start"]) == [36923.0, 36930.0, 36940.0]


def test_a_number_right_behind_the_colon_is_said(write, said):
    talk = [("Anna", "How many cows?"), ("Ben", "5"), ("Anna", "1. we need water"), ("Ben", "3:1 is the ratio")]
    assert said(read(write("".join(f"{who}:{words}\n" for who, words in talk)))) == talk


def test_who_has_only_a_number_in_a_chat_speaks_for_themselves(write, said):
    text = ("[12/05/2024, 10:31:15] Anna: I think so.\n\u200e[12/05/2024, 10:32:10] +44 7700 900123: No.\n"
            "[12/05/2024, 10:33:15] Anna: Why?\n[12/05/2024, 10:34:01\u202fPM] ~ Ben: Because.\n")  # fmt: skip
    found = said(read(write(text)))
    assert found == [("Anna", "I think so."), ("+44 7700 900123", "No."), ("Anna", "Why?"), ("Ben", "Because.")]


@pytest.mark.parametrize("line", [
    "Transcribed by https://otter.ai", "Meeting ended after 00:45:12 👋", "Ben Smith stopped transcription",
    "Transcription ended after 00:45:12",
    "This editable transcript was computer generated and might contain errors. People can also change the text.",
])  # fmt: skip
def test_what_a_program_writes_below_the_talk_is_nobody_s(line, write, said):
    transcript = read(write("".join(f"{who}: {words}\n" for who, words in TALK) + f"\n{line}\n"))
    assert said(transcript) == TALK
    assert transcript.accounts[0].excerpts["end matter"] == (line,)


@pytest.mark.parametrize("below", [
    "End of transcript", "--- END ---", "(The meeting ended at 12.30.)", "Fin de la transcription", "Конец записи",
    "Transcript checked by: Lena M.\nDate: 12 June",
    "[End of recording]\n\nAbbreviations\nWUA = Water Users' Association\nMoE = Ministry of Environment",
    "Abbreviations:\nWUA: Water Users' Association\nMoE: Ministry of Environment",
    "***\nNotes\n1 The speaker means the law of 2019.",
])  # fmt: skip
def test_what_stands_below_the_last_turn_is_nobody_s(below, write, said):
    talk = [*TALK, ("Carla", "Nobody asked us about the meters before they came to our wells."), *TALK]
    transcript = read(write("".join(f"{who}: {words}\n" for who, words in talk) + f"\n{below}\n"))
    assert said(transcript) == talk
    assert "end matter" in transcript.accounts[0].set_aside


@pytest.mark.parametrize("below", ["End of tape 1\nAnna: Go on.\nBen: Yes.", "End of session\nDan: Wait.",
                                   "Notes\nAnna: Go on.",
                                   "Ben:\nEnd of discussion.", "Ben: Let us close.\n\nI said it before."])
def test_who_speaks_on_below_is_heard(below, write):
    text = "".join(f"{who}: {words}\n" for who, words in [*TALK, *TALK]) + f"\n{below}\n"
    transcript = read(write(text))
    assert "end matter" not in transcript.accounts[0].set_aside
    assert transcript.text.endswith(text.strip().split("\n")[-1].split(": ")[-1])


def test_capitals_of_any_alphabet_end_where_small_letters_begin(write, said):
    talk = [("ГОЛОВУЮЧИЙ", "Доброго ранку."), ("ПОРОШЕНКО П.О", "Дякую. Я хочу сказати."), ("ГОЛОВУЮЧИЙ", "Дякую."),
            ("ПЕТРЕНКО І.В", "Я проти."), ("ПОРОШЕНКО П.О", "Це неправда."), ("ПЕТРЕНКО І.В", "Ні.")]  # fmt: skip
    assert said(read(write("\n\n".join(f"{who}. {words}" for who, words in talk)))) == talk


def test_numbers_of_paragraphs_within_sections_are_no_part_of_names(write, said):
    numbers = ("1.1", "1.2", "2.1", "2.2")
    text = "".join(f"{n} {who}: {words}\n" for n, (who, words) in zip(numbers, TALK, strict=True))
    assert said(read(write(text))) == TALK


def test_labels_of_parliaments(write, said):
    talk = [("The Secretary of State for Water (A. Berg)", "I beg to move."), ("El señor GARCÍA", "No."),
            ("La señora PRESIDENTA", "Why?"), ("El señor GARCÍA", "No."), ("La señora PRESIDENTA", "So.")]  # fmt: skip
    assert said(read(write("\n\n".join(f"{who}: {words}" for who, words in talk)))) == talk


HEARING = """\
    The Chairwoman. The committee will come to order. We are here to
hear about wells. Mr. Olsen is recognized for five minutes.
    Mr. Olsen. Back home the wells went dry in two of the last five
years, and nobody paid.
    The Chairwoman. We turn to our first witness.

    STATEMENT OF JOHN TALL, PRESIDENT, PLAIN WATER USERS

    Mr. Tall. Thank you, Madam Chair, and thank you for that, dear,
Mr. Olsen. I farm 300 acres. The well went dry in July, and we
hauled water for eleven weeks, and my neighbor sold his cattle.
    Mr. Olsen. And what did that cost you?
    Dr. Ng. It cost the county more.
"""


def test_a_hearing_typed_up_by_title_and_full_stop(write, said):
    transcript = read(write(HEARING))
    names = ["The Chairwoman", "Mr. Olsen", "The Chairwoman", "Mr. Tall", "Mr. Olsen", "Dr. Ng"]
    assert [label for label, _ in said(transcript)] == names
    assert said(transcript)[3][1].startswith("Thank you, Madam Chair, and thank you for that, dear, Mr. Olsen. I farm")
    assert transcript.turns["role"].tolist()[:2] == ["facilitator", "participant"]
    assert "STATEMENT" not in transcript.text
    assert transcript.accounts[0].lost == 0


def test_a_letter_full_of_titles_has_no_speakers(write):
    told = "They came to see the wells. It was a long day and nobody spoke of the price of water."
    text = f"Mr. Olsen. Mr. Berg. Ms. Lee.\n\n{told}\n\n" * 4
    assert set(read(write(text)).turns["speaker"]) == {""}


def test_an_interpreter_in_brackets_has_no_bracket_in_the_name(write, said):
    text = "P1: C'est cher.\n[Interpreter: It is too dear.]\nP2: I agree.\nP1: Oui.\n[Interpreter: Yes.]\nP2: Ok.\n"
    assert [label for label, _ in said(read(write(text)))] == ["P1", "Interpreter", "P2", "P1", "Interpreter", "P2"]


def test_what_stands_in_brackets_behind_a_name_makes_nobody_new(write, said):
    talk = [("ANNA LEE (Ministry)", "I think so."), ("BEN LO (Farmers)", "No."), ("ANNA LEE", "[Shows a map] Why?"),
            ("UNIDENTIFIED SPEAKER", "Because."), ("ALL", "Yes!"), ("BEN LO", "So.")]  # fmt: skip
    text = "\n\n".join(f"{who}: {words}" for who, words in talk)
    assert said(read(write(text))) == [(who.split(" (")[0], words) for who, words in talk]
    two = "Anna (Ministry): So.\nBen: No.\nAnna (Farmers): Why?\nBen: So.\nAnna: I see.\nAnna (Ministry): Yes.\n"
    assert {label for label, _ in said(read(write(two)))} == {"Anna (Ministry)", "Anna (Farmers)", "Anna", "Ben"}


def test_a_plan_that_lists_a_name_with_and_without_brackets_means_two_people(write, said):
    plan = Plan(participants=({"label": "Anna"}, {"label": "Anna (Ministry)"}))
    talk = [("Anna", "So."), ("Anna (Ministry)", "No."), ("Anna", "Why?"), ("Anna (Ministry)", "So.")]
    assert said(read(write("\n".join(f"{who}: {words}" for who, words in talk)), plan=plan)) == talk


def test_names_in_georgian_letters_are_names(write, said):
    talk = [("მოდერატორი", "რას ფიქრობთ?"), ("ანა ბერიძე", "ძვირია."), ("ბენი ლომიძე", "არა."), ("ანა ბერიძე", "კი."),
            ("ბენი ლომიძე", "რატომ?")]  # fmt: skip
    transcript = read(write("\n".join(f"{who}: {words}" for who, words in talk)))
    assert said(transcript) == talk
    assert transcript.turns["role"][0] == "facilitator"


def test_codes_of_studies_may_have_many_digits(write, said):
    talk = [("R1203", "I think so."), ("P101-2024", "No."), ("R1203", "Why?"), ("P101-2024", "Because.")]
    assert said(read(write("\n".join(f"{who}: {words}" for who, words in talk)))) == talk


def test_a_bullet_of_a_list_below_the_talk_names_nobody(write, said):
    transcript = read(write("".join(f"{who}: {words}\n" for who, words in TALK) + "\nPoints\n- Meters: too dear\n"))
    assert [label for label, _ in said(transcript)] == [label for label, _ in TALK]


@pytest.mark.parametrize("stamp", [
    "[03/05/2023, 10:0{}:11] ", "\u200e[3/5/23, 10:0{}:11\u202fAM] ", "5/3/23, 10:0{}\u202fAM - ",
    "2023-05-03 10:0{} - ", "3/5/2023, 10:0{} a.\u00a0m. - ", "03/05/2023 à 10:0{} - ",
    "03.05.2023, 10:0{} Uhr - ", "03.05.2023 г., 10:0{} - ",
    "3.5.2023 klo 10.0{} - ", "[03/05/23 10.0{}.11] ", "3. 5. 2023 10:0{} - ", "٣\u200f/٥\u200f/٢٠٢٣، ١٠:٠{} م - ",
])  # fmt: skip
def test_chats_of_several_countries_and_what_they_tell_themselves(stamp, write, said):
    talk = [("Anna Berg", "Shall we begin with the wells?"), ("Ben", "Nobody asked us about the meters."),
            ("Carla Diaz", "We read them twice a year."), ("Anna Berg", "Why?"), ("Ben", "To be fair.")]  # fmt: skip
    rows = ["Messages are encrypted.", *(f"{who}: {words}" for who, words in talk[:4]), "Dan left", "Ben: To be fair."]
    transcript = read(write("\n".join(stamp.format(i) + row for i, row in enumerate(rows, 1))))
    assert said(transcript) == talk
    assert transcript.turns["time_start"][1] // 60 in (603, 603 + 720)
    assert transcript.accounts[0].set_aside["stage directions"]


def test_a_transcript_copied_from_its_page_has_names_twice_initials_and_times_in_words(write, said):
    talk = [("Anna Berg", "Good morning, everybody.\nShall we begin with the wells?"), ("Ben Okoro", "Yes."),
            ("Anna Berg", "What would help you most, now that the pump at the school is broken again?"),
            ("Ben Okoro", "OK, we meet at 8:30.")]  # fmt: skip
    text = "Anna Berg started transcription\n"
    for minute, (who, words) in enumerate(talk):
        text += f"\n{who}\n{minute} minutes 5 seconds{minute}:05\n"
        for second, row in enumerate(words.split("\n"), 5):
            text += f"{who} {minute} minutes {second} seconds\n{row}\n"
        text += "BO\n" if who == "Anna Berg" else ""
    transcript = read(write(text))
    assert said(transcript) == talk
    assert list(transcript.turns["time_start"]) == [5.0, 65.0, 125.0, 185.0]
    page = "".join(f"{who[0]}\n{who}\n00:0{i}:12\n{words}\n" for i, (who, words) in enumerate(talk))
    assert said(read(write(page))) == talk


def test_a_short_answer_above_a_name_is_no_initials(write, said):
    talk = [("Anna", "Shall we?"), ("Olga Kim", "Yes."), ("Anna", "So we begin.\nOK"), ("Olga Kim", "Fine."),
            ("Anna", "Now?"), ("Olga Kim", "Now.")]  # fmt: skip
    assert said(read(write("".join(f"{who}\n00:0{i}\n{words}\n\n" for i, (who, words) in enumerate(talk))))) == talk


def test_pairs_of_times_with_a_comma_are_times(write, said):
    text = "".join(f"0:00:0{i}.10,0:00:0{i}.90\n{who}: {words}\n\n" for i, (who, words) in enumerate(TALK))
    transcript = read(write(text))
    assert said(transcript) == TALK
    assert transcript.turns["time_start"][1] == 1.1


def test_times_below_labels_are_times_also_where_a_colon_is_said(write, said):
    talk = [*TALK[:3], ("Ben", "One more thing: the pump is broken.")]
    assert said(read(write("\n\n".join(f"{who}:\n00:0{i}\n{words}" for i, (who, words) in enumerate(talk))))) == talk


def test_marks_of_direction_are_no_words(write, said):
    talk = [("سامر", "نعم، لم يسألنا أحد."), ("ليلى", "لماذا؟"), ("سامر", "لا أعرف.")]
    assert said(read(write("".join(f"\u200f{who}:\u200f {words}\n" for who, words in talk)))) == talk


@pytest.mark.parametrize("mark", ["{}: ", "#{}: "])
def test_bare_numbers_are_people_where_they_come_in_no_list_s_order(mark, write, said):
    talk = [("Moderator", "Shall we begin?"), ("2", "Yes, let us."), ("4", "Let us."), ("Moderator", "And wells?"),
            ("2", "With the meters."), ("1", "Why?"), ("4", "Since May."), ("2", "So it is.")]  # fmt: skip
    assert said(read(write("".join((mark.format(who) if who.isdigit() else f"{who}: ") + f"{words}\n"
                                   for who, words in talk)))) == talk  # fmt: skip


def test_numbers_of_lists_are_no_people(write):
    listed = "1: We need water.\n2: We need pumps.\n3: We need to be asked.\n"
    text = f"Anna: I see:\n{listed}Ben: And I see:\n{listed}Anna: Yes.\n{listed}Ben: No.\n"
    assert set(read(write(text)).speakers["label"]) == {"Anna", "Ben"}
    assert read(write(listed * 4)).speakers.empty


def test_how_long_something_took_is_no_timestamp(write, said):
    talk = [("Mod", "How long?"), ("Ben", "5 minutes 20 seconds"), ("Mod", "And then?"), ("Ben", "We left.")]
    assert said(read(write("".join(f"{who}: {words}\n" for who, words in talk)))) == talk
    assert said(read(write("".join(f"{who}\n{words}\n\n" for who, words in talk)))) == talk


def test_a_day_and_time_of_their_own_are_a_timestamp(write, said):
    stamped = "".join(f"3.5.2023 klo 10.0{i}\n{who}: {words}\n" for i, (who, words) in enumerate(TALK))
    assert said(read(write(stamped))) == TALK
    unnamed = "".join(f"[03/05/23 10.0{i}.11] {words}\n" for i, (_, words) in enumerate(TALK))
    assert said(read(write(unnamed))) == [("", words) for _, words in TALK]


def test_the_head_of_a_letter_names_no_speakers(write):
    letter = "From: Anna Berg\nSent: Wednesday\nTo: Ben\nSubject: wells\n\nThe wells are dry. Shall we meet?\n\n"
    assert read(write(letter * 3)).speakers.empty
