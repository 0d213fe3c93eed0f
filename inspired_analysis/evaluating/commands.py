"""`inspired evaluate`: one command a task; figures for a person, then one line of JSON for a script."""

from __future__ import annotations

import json
from pathlib import Path

import click

__all__ = ["evaluate"]



def _with_lexicon(context: click.Context, option: click.Parameter, wanted: bool) -> bool:
    """Miss VADER's lexicon before the work, not after it."""
    if wanted:
        from .baselines import vader

        vader([])
    return wanted


PATH = click.Path(path_type=Path)
SPLIT = click.option("--split", help="Only the records of this split.")
LIMIT = click.option("--limit", type=click.IntRange(1), help="Only the first so many records.")
BASELINE = click.option("--baseline", is_flag=True, callback=_with_lexicon,
                        help="Beside it, the majority, TF-IDF with logistic regression and VADER's sign.")  # fmt: skip
RESAMPLES = click.option("--resamples", type=click.IntRange(0), default=1000, show_default=True,
                         help="Draws for the 95 % intervals; 0 leaves them out.")  # fmt: skip
MODEL = click.option("--stance-model", type=PATH,
                     help="Folder with the weights of a relation model.")  # fmt: skip
FOLDS = click.option("--folds", type=click.IntRange(2),
                     help="Cross-validate over the whole file, conversations kept together.")  # fmt: skip


@click.group()
def evaluate() -> None:
    """Measure the coders on what people coded by hand.

    Records come as JSON lines {text, target, label, split, extra}; what has to be learned is learned on their split
    train. Every figure stands beside its n and a 95 % bootstrap interval. The last line printed is JSON.

    \b
    Examples:
      inspired evaluate stance perspectrum.jsonl --split test --baseline
      inspired evaluate talk sessions --session 'uk_*'
    """


@evaluate.command()
@click.argument("file", type=PATH)
@SPLIT
@BASELINE
@LIMIT
@RESAMPLES
@MODEL
def stance(file: Path, split: str | None, baseline: bool, limit: int | None, resamples: int,
           stance_model: Path | None) -> None:  # fmt: skip
    """Does a text support a statement, oppose it, or not bear on it?

    FILE holds {text, target, label}; labels are supports, opposes and neither, or common other names for them. A
    file without neither is scored two ways.

    \b
    Example:
      inspired evaluate stance perspectrum.jsonl --split test --baseline
    """
    from ..coding.stance import load_reader
    from .stance import evaluate_stance

    _show(evaluate_stance(file, split=split, limit=limit, baseline=baseline, coder=load_reader(stance_model),
                          resamples=resamples, progress=True))  # fmt: skip


@evaluate.command()
@click.argument("file", type=PATH)
@SPLIT
@FOLDS
@BASELINE
@LIMIT
@RESAMPLES
def codes(file: Path, split: str | None, folds: int | None, baseline: bool, limit: int | None,
          resamples: int) -> None:  # fmt: skip
    """Which codes does a text bear?

    FILE holds {text, label}, several labels under labels of extra. The coder is measured as it is where all labels are
    none or of these: interest, offer_or_commitment, condition, red_line, constraint, proposal, reason_evidence,
    reason_experience, agreement, disagreement, acknowledgement, perspective_change, missing_stakeholder. Others, and
    with --folds these too, are learned by logistic regression over what the coder sees of a text, on the split train,
    or by cross-validation; "how" says which it was.

    \b
    Example:
      inspired evaluate codes negotiations.jsonl --folds 5 --baseline
    """
    from .codes import evaluate_codes

    _show(evaluate_codes(file, split=split, limit=limit, folds=folds, baseline=baseline, resamples=resamples))


@evaluate.command()
@click.argument("file", type=PATH)
@SPLIT
@BASELINE
@LIMIT
@RESAMPLES
def agreement(file: Path, split: str | None, baseline: bool, limit: int | None, resamples: int) -> None:
    """Does a response accept what was said before, or reject it?

    FILE holds {text, target, label}: a response, what it responds to, and accept, reject or anything else.

    \b
    Example:
      inspired evaluate agreement meetings.jsonl --split val --baseline
    """
    from .agreement import evaluate_agreement

    _show(evaluate_agreement(file, split=split, limit=limit, baseline=baseline, resamples=resamples))


@evaluate.command()
@click.argument("file", type=PATH)
@SPLIT
@click.option("--turns", type=PATH, help="The turns that questions ask for.  [default: found beside FILE]")
@BASELINE
@LIMIT
@RESAMPLES
@MODEL
def relevance(file: Path, split: str | None, turns: Path | None, baseline: bool, limit: int | None, resamples: int,
              stance_model: Path | None) -> None:  # fmt: skip
    """Does a text make a point, or answer a question?

    FILE holds {text, target, label} with the labels match and no_match, or relevant and irrelevant; or questions
    about meetings, with the turns that answer them under spans of extra: then what `inspired ask` finds is measured.

    \b
    Examples:
      inspired evaluate relevance arguments.jsonl --split dev --baseline
      inspired evaluate relevance qmsum_queries.jsonl --split val --baseline
    """
    from ..coding.records import read_labelled
    from ..coding.stance import load_reader
    from .relevance import bears, evaluate_relevance
    from .retrieval import evaluate_retrieval

    if any("spans" in record.extra for record in read_labelled(file)):
        own = load_reader(stance_model) if stance_model else None  # as `inspired ask` does
        _show(evaluate_retrieval(file, turns, split=split, limit=limit, baseline=baseline, reader=own,
                                 resamples=resamples, progress=True))  # fmt: skip
        return
    reader = load_reader(stance_model)
    _show(evaluate_relevance(file, split=split, limit=limit, baseline=baseline, resamples=resamples,
                             scorer=lambda records: bears(records, coder=reader, progress=True)))  # fmt: skip


@evaluate.command()
@click.argument("folder", type=PATH)
@click.option("--session", multiple=True, help="Only this one, or those of a pattern; can be given again.")
@BASELINE
@RESAMPLES
@MODEL
def talk(folder: Path, session: tuple[str, ...], baseline: bool, resamples: int, stance_model: Path | None) -> None:
    """Everything at once, on hand-coded sessions.

    FOLDER holds NAME.json (statements, stance with evidence, verdicts, codes) beside turns/NAME.tsv. Measures how
    well evidence is found, its direction, stance as coded, calibration, verdicts, and the other codes.

    \b
    Example:
      inspired evaluate talk sessions --session 'education_1*' --session covid_2
    """
    from ..coding.stance import StanceCoder, load_reader
    from .talk import evaluate_talk

    _show(evaluate_talk(folder, list(session) or None, coder=StanceCoder(load_reader(stance_model)),
                        baseline=baseline, resamples=resamples, progress=True))  # fmt: skip


def _show(result: dict) -> None:
    for line in _rows(result):
        click.echo(line)
    click.echo(json.dumps(result))


def _rows(result: dict, indent: str = "") -> list[str]:
    """Return a nested dictionary of figures as aligned lines."""
    width = max((len(str(key)) for key in result), default=0)
    lines = []
    for key, value in result.items():
        if isinstance(value, dict) and value and not any(isinstance(v, dict) for v in value.values()):
            inner = "  ".join(f"{k} {_figure(v)}" for k, v in value.items())
            lines.append(f"{indent}{key!s:<{width}}  {inner}")
        elif isinstance(value, dict):
            lines += [f"{indent}{key}", *_rows(value, indent + "  ")]
        else:
            lines.append(f"{indent}{key!s:<{width}}  {_figure(value)}")
    return lines


def _figure(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_figure, value)) + "]"
    if isinstance(value, dict):
        return " ".join(f"{k} {_figure(v)}" for k, v in value.items())
    return "–" if value is None else str(value)
