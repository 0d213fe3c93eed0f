"""Guarding: names are replaced at the door, what leaves is scrubbed, what must go is gone.

    spelling.py    one form for the many ways in which a name is written, in any script
    writing.py     how a talk is written: its words, its capitals, where sentences begin
    public.py      words that are everybody's: ordinary ones, countries, their people and languages
    likeness.py    which word of a name one word may be: spelled or heard alike, inflected, misspelt
    personal.py    what of a label is a name, and what a task or a number
    matching.py    where the names of a list stand in a text: words put together, also torn ones
    masking.py     a plan's names, and texts, file names and plans without them
    proposing.py   what else looks like a name, an address or a number, for a person to decide
    deciding.py    what the person decided, in names.yaml
    key.py         who is who: one encrypted file, kept apart
    door.py, copy.py   a copy of a dialogue's workshops without names
    forgetting.py, forgotten.py, searching.py   remove a person or a workshop, and prove it
    scrubbing.py   causes of failures and notebooks without words of the talk
    weights.py, materials.py   model files against their hashes; a list of all packages
    commands.py    thin arguments over these

The rooms ask here for a `Mask`; what reads workshops (door, deciding, forgetting) is used by commands alone.
"""
