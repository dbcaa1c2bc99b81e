"""Products and their prices: what is sold."""

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.listing import page_of
from standfirst.sandbox.params import Params
from standfirst.sandbox.rounding import check_step
from standfirst.sandbox.shapes import Doc, blank

PRODUCT_FIELDS = ("name", "description", "statement_descriptor", "tax_code", "unit_label", "url")
LARGEST = 99_999_999
PRODUCT_ACCEPTS = (*PRODUCT_FIELDS, "active", "metadata", "default_price", "images")
PRICE_ACCEPTS = (
    "active",
    "billing_scheme",
    "currency",
    "lookup_key",
    "metadata",
    "nickname",
    "product",
    "product_data",
    "recurring",
    "tax_behavior",
    "transfer_lookup_key",
    "unit_amount",
)


def create_product(books: Books, params: Params) -> Doc:
    """A new product. It may be given an `id` of its own."""
    product = _new_product(books, params)
    return books.put(product, "product.created")


def _new_product(books: Books, params: Params) -> Doc:
    ident = params.text("id") or books.new_id("prod", 14)
    if books.look(ident):
        raise invalid("Product already exists.", param="id", code="resource_already_exists")
    product = blank(
        "product",
        id=ident,
        active=params.truth("active", default=True),
        created=books.now,
        name=params.must("name"),
        type="service",
        updated=books.now,
    )
    _lay_over_product(books, product, params)
    return product


def _lay_over_product(books: Books, product: Doc, params: Params) -> None:
    for field in PRODUCT_FIELDS:
        if field in params:
            product[field] = params.text(field)
    if "metadata" in params:
        product["metadata"] = params.metadata(product["metadata"])
    if "images" in params:
        product["images"] = params.texts("images")
    if ident := params.text("default_price"):
        books.get("price", ident, param="default_price", status=400)
        product["default_price"] = ident
    product["updated"] = books.now


def retrieve_product(books: Books, params: Params, ident: str) -> Doc:
    """The product."""
    return books.get("product", ident)


def update_product(books: Books, params: Params, ident: str) -> Doc:
    """Changes what is named and leaves the rest."""
    product = books.get("product", ident)
    product["active"] = params.truth("active", default=product["active"])
    _lay_over_product(books, product, params)
    return books.put(product, "product.updated")


def every_product(books: Books, params: Params) -> Doc:
    """Products, newest first."""
    answer = page_of(books, "product", params, url="/v1/products")
    return _only_active(answer, params)


def create_price(books: Books, params: Params) -> Doc:
    """A new price of a product, which may be made in the same request."""
    amount = params.whole("unit_amount")
    if amount is None or not 0 <= amount <= LARGEST:
        raise invalid("Invalid non-negative integer", param="unit_amount")
    currency = params.must("currency").lower()
    check_step(amount, currency, "unit_amount")
    price = blank(
        "price",
        id=books.new_id("price"),
        active=params.truth("active", default=True),
        billing_scheme="per_unit",
        created=books.now,
        currency=currency,
        lookup_key=params.text("lookup_key"),
        metadata=params.metadata(),
        nickname=params.text("nickname"),
        product=_product_for(books, params),
        recurring=_recurring(params),
        tax_behavior=params.text("tax_behavior") or "unspecified",
        type="recurring" if "recurring" in params else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    _claim_lookup_key(books, price, params)
    return books.put(price, "price.created")


def _product_for(books: Books, params: Params) -> str:
    if "product_data" in params:
        data = params.table("product_data")
        product = books.put(_new_product(books, data), "product.created")
    else:
        product = books.get("product", params.must("product"), param="product", status=400)
    return str(product["id"])


def _recurring(params: Params) -> Doc | None:
    if "recurring" not in params:
        return None
    table = params.table("recurring")
    table.allow(("interval", "interval_count", "usage_type", "trial_period_days"))
    return {
        "interval": table.one_of("interval", ("day", "week", "month", "year"), ""),
        "interval_count": _interval_count(table),
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _interval_count(table: Params) -> int:
    count = table.whole("interval_count")
    if count is not None and not 1 <= count <= 36:
        raise invalid("Invalid interval count", param=table.name_of("interval_count"))
    return count or 1


def _claim_lookup_key(books: Books, price: Doc, params: Params) -> None:
    key = price["lookup_key"]
    if key is None:
        return
    for other in books.find("price", label=key):
        if other["id"] == price["id"]:
            continue
        if not params.truth("transfer_lookup_key"):
            raise invalid(
                f"A price (`{other['id']}`) already uses that lookup key.", param="lookup_key"
            )
        books.put({**other, "lookup_key": None}, "price.updated")


def retrieve_price(books: Books, params: Params, ident: str) -> Doc:
    """The price."""
    return books.get("price", ident)


def update_price(books: Books, params: Params, ident: str) -> Doc:
    """Changes what may change of a price: never the amount, currency or interval."""
    price = books.get("price", ident)
    price["active"] = params.truth("active", default=price["active"])
    price["nickname"] = params.text("nickname", price["nickname"])
    price["lookup_key"] = params.text("lookup_key", price["lookup_key"])
    price["metadata"] = params.metadata(price["metadata"])
    _claim_lookup_key(books, price, params)
    return books.put(price, "price.updated")


def every_price(books: Books, params: Params) -> Doc:
    """Prices, newest first, of a product or with a lookup key when asked."""
    keys = tuple(params.texts("lookup_keys")) or None
    where = {"parent": params.text("product"), "label": keys}
    answer = page_of(books, "price", params, url="/v1/prices", where=where)
    return _only_active(answer, params)


def _only_active(answer: Doc, params: Params) -> Doc:
    if "active" in params:
        wanted = params.truth("active")
        answer["data"] = [doc for doc in answer["data"] if doc["active"] is wanted]
    return answer


def plan_of(price: Doc) -> Doc:
    """The price in the older form that subscription items still carry beside it."""
    recurring = price["recurring"]
    return blank(
        "plan",
        id=price["id"],
        active=price["active"],
        amount=price["unit_amount"],
        amount_decimal=price["unit_amount_decimal"],
        billing_scheme="per_unit",
        created=price["created"],
        currency=price["currency"],
        interval=recurring["interval"],
        interval_count=recurring["interval_count"],
        metadata=price["metadata"],
        nickname=price["nickname"],
        product=price["product"],
        usage_type="licensed",
    )
