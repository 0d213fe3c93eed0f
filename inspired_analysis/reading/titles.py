"""Labels that end in a full stop, as official reports have them: ``Mr. Olsen. Thank you``, ``Mme Aubin. – Merci``.

A full stop alone marks nobody, so that a title, a task, initials or a dash must say that a name stands before it.
"""

from __future__ import annotations

import re

__all__ = ["STOPPED", "TITLED"]

_TITLE = (
    r"(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Hon|Rev|Sen|Rep|Gov|Gen|Adm|Col|Capt|Lt|Amb|Sr|Sra|Srta|Abg|MM?)\.?|Miss|Sir|Dame|Lord|Lady|"
    r"Baroness|Senator|Representative|Congress(?:wo)?man|Delegate|Council(?:lor|or|member)|Alder(?:wo)?man|Secretary|Ambassador|"
    r"Governor|Mayor|General|Admiral|Colonel|Captain|Judge|Justice|Sheriff|Chief|Professor|Commissioner|Minister|Director|"
    r"Administrator|(?:Vice[ -])?Chair(?:man|woman|person)?|Mme|Mlle|Herr|Frau|Dña|Don|Doña|[Гг]-(?:н|жа))"
)
_PARTICLE = r"(?:d[eaiou]s?|del|della|den|der|la|le|van|von|zu|ten|ter|of|al|el|bin|ben|y|e)"
_CAPITAL = r"(?:[^\W\d_a-zß-öø-ÿа-яё][\w'’-]*+|[A-Z]\.)"
_NAME = rf"(?:(?:{_PARTICLE}\s)*{_CAPITAL})(?:\s(?:{_PARTICLE}\s)*{_CAPITAL}){{0,4}}"
_OFFICE = r"(?:le|la|l['’])\s?[^\W\d_][\w'’-]+(?:\s[\w'’-]+){0,3}"  # M. le président, Mme la ministre
_TASK = (
    r"(?:(?:The\s|THE\s)?(?:C(?:hair|HAIR)(?:man|woman|person|MAN|WOMAN|PERSON)?|P(?:resident|RESIDENT)|S(?:peaker|PEAKER)|"
    r"C(?:lerk|LERK)|M(?:oderator|ODERATOR))|Председательствующ(?:ий|ая)|Из зала|(?:La |Le |El )?Pr[eé]sident[ea]?)"
)
_INITIALS = r"[^\W\d_a-zа-яё][\w'’-]{1,30}\s[^\W\d_a-zа-яё]\.\s?[^\W\d_a-zа-яё]\."  # Володин В. В.
_ASIDE = r"(?:\s\([^()\n]{1,60}\))?"
_WHAT = r"(?:,\s[^.\n:]{1,80})?"  # of what, for whom: no part of the name

TITLED = re.compile(
    rf"\s*+(?P<label>(?:{_TITLE}\s(?:{_NAME}|{_OFFICE})|{_TASK}|{_INITIALS}){_ASIDE}){_WHAT}(?:\.|(?<=\.))(?:\s*+[-–—])?\s++(?=\S)"
)
STOPPED = re.compile(rf"\s*+(?P<label>(?:{_NAME}|{_TASK}){_ASIDE}){_WHAT}\.\s*+[–—-]\s++(?=\S)")
