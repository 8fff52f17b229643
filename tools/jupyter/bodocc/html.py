"""Frames as tables of HTML."""

import html

STYLE = ('<style scoped>.bodo-frame th, .bodo-frame td {text-align: right; padding: 0.2em 0.7em} '
         '.bodo-frame .bodo-type {font-weight: normal; opacity: 0.6} .bodo-note {opacity: 0.7}</style>')  # fmt: skip


def value_text(value) -> str:
    if value is None:
        return "&lt;NA&gt;"
    if isinstance(value, float) and 1e-4 <= abs(value) < 1e15:
        return f"{value:.6f}".rstrip("0").removesuffix(".")
    return html.escape(str(value))


def frame_html(shown: list[dict]) -> str:
    """`shown` is each rank's part, as engine.shown gives it."""
    first = shown[0]
    rows, labels, columns = first["rows"], first["labels"], first["values"]
    head = "".join(f'<th>{html.escape(name)}<br><span class="bodo-type">{html.escape(kind)}{"?" if nullable else ""}'
                   "</span></th>" for name, kind, nullable in first["schema"])  # fmt: skip
    lines = [f"<tr><th>{label}</th>" + "".join(f"<td>{value_text(column[row])}</td>" for column in columns) + "</tr>"
             for row, label in enumerate(labels)]  # fmt: skip
    if len(labels) < rows:  # the first and the last rows are there
        lines.insert((len(labels) + 1) // 2, "<tr><th>...</th>" + "<td>...</td>" * len(columns) + "</tr>")
    if first["distributed"]:
        counts = ", ".join(f"rank {rank}: {part['here']}" for rank, part in enumerate(shown))
    else:
        counts = "all of them on every rank"
    note = f"{rows} rows x {len(columns)} columns ({counts})"
    return (f'<div class="bodo-frame">{STYLE}<table border="0"><thead><tr><th></th>{head}</tr></thead><tbody>'
            f'{"".join(lines)}</tbody></table><p class="bodo-note">{note}</p></div>')  # fmt: skip
