// CSV as RFC 4180 has it, read and written without any of the code under test.

const bare = /[^,\r\n]*/y;

/** The records of a text; a cell that is not there at all is null, "" is the empty text. */
export function parse_csv(text) {
    const rows = [];
    let at = 0;
    while (at < text.length) {
        const row = [];
        for (;;) {
            if (text[at] === '"') {
                let cell = '';
                for (at += 1; ; at += 1) {
                    if (at >= text.length)
                        throw new Error('a quote is never closed');
                    if (text[at] !== '"') {
                        cell += text[at];
                    } else if (text[at + 1] === '"') {
                        cell += '"';
                        at += 1;
                    } else {
                        break;
                    }
                }
                at += 1;
                row.push(cell);
            } else {
                bare.lastIndex = at;
                const [cell] = bare.exec(text);
                if (cell.includes('"'))
                    throw new Error(`a quote in a bare cell: ${cell}`);
                at += cell.length;
                row.push(cell === '' ? null : cell);
            }
            if (text[at] !== ',')
                break;
            at += 1;
        }
        if (text.slice(at, at + 2) !== '\r\n')
            throw new Error(`no CRLF at ${at}`);
        at += 2;
        rows.push(row);
    }
    return rows;
}

/** A text of records; null is no cell at all. */
export function write_csv(rows) {
    const cell = (value) => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
    return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
