"""An invoice as a PDF of one page."""

from standfirst.kernel.money import Money
from standfirst.sandbox.pages import date_words, invoice_rows
from standfirst.sandbox.shapes import Doc


def invoice_pdf(invoice: Doc) -> bytes:
    """The invoice on one sheet of A4, in a typeface every reader has."""
    lines = [
        "Sandbox: no real money.",
        "",
        f"{invoice['account_name']}: invoice {invoice['number'] or '(draft)'}",
        f"Date: {date_words(invoice['created'])}",
        f"For: {invoice['customer_name'] or invoice['customer_email'] or invoice['customer']}",
        "",
    ]
    for words, amount in invoice_rows(invoice):
        lines.append(f"{words}: {Money(amount, invoice['currency'])}")
    due = Money(invoice["amount_due"], invoice["currency"])
    lines += ["", f"Amount due: {due}", f"State: {invoice['status']}"]
    return _sheet(lines)


def _sheet(lines: list[str]) -> bytes:
    text = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines).encode("cp1252", "replace")
    content = b"BT /F1 11 Tf 16 TL 60 780 Td\n" + text + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
