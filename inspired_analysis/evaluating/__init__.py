"""How good are the coders? One module per question, all of the same shape: a file in, a dictionary of figures out.

    evaluate_stance(file)      does a text support a statement, or oppose it?   stance.py
    evaluate_codes(file)       which codes does a text bear?                    codes.py, probe.py
    evaluate_agreement(file)   does a response accept what was said?            agreement.py
    evaluate_relevance(file)   does a text make a point?                        relevance.py
    evaluate_retrieval(file)   are the turns found that a question asks for?    retrieval.py
    evaluate_talk(folder)      all of it, on hand-coded sessions                talk.py, talk_codes.py

Conventions
-----------
- Every figure of a file stands beside its ``n`` and, under ``intervals``, its 95 % bootstrap interval: records (or
  queries, or sessions) drawn with replacement, the same draws on every run.
- F1 of a class that never occurs and is never predicted is 0. Macro means are over the file's own classes.
- What has to be learned is learned on the file's split ``train``, never on what is measured.
"""
