"""Questions to a transcript: "What did the teachers' unions say about pay?" → turns, with the exact words.

    understand(question, …)    who is asked about, and what      question.py
    score_turns(turns, about)  how well each turn answers        ranking.py
    answer(talk, question)     the table of turns                answer.py, of which `inspired_analysis.ask` is the name
"""
