"""Exchange: in and out of the programs that researchers live in.

    project.py     what a REFI-QDA project holds, as plain values
    qdpx_out.py    a project as .qdpx, a codebook as .qdc
    qdpx_in.py     .qdpx and .qdc of ours and of others, with an account of what has no place here
    outward.py     an analysis as a project
    inward.py      a project as decisions about a workshop
    codes_in.py    its codes as ours
    texts_in.py    its texts as transcripts of new workshops
    align.py       from offsets in another program's text to offsets in the transcript
    matrices.py    codings as the tables that researchers know
    sheets.py      those tables as .xlsx, and the coding sheet that comes back
    sheet_rows.py  what its edited rows decide, and what is wrong with them
"""

from __future__ import annotations

from .inward import import_project
from .matrices import matrices
from .outward import export_project
from .project import Project
from .qdpx_in import read_qdc, read_qdpx
from .qdpx_out import write_qdc, write_qdpx
from .sheets import import_sheet, write_sheets

__all__ = [
    "Project", "export_project", "import_project", "import_sheet", "matrices", "read_qdc", "read_qdpx", "write_qdc",
    "write_qdpx", "write_sheets",
]  # fmt: skip
