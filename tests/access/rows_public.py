"""What everyone may ask."""

from .row import Row

PUBLIC = [
    Row("public:home", "GET", "public"),
    Row("public:area", "GET", "public", args=("TESTCITY", "west"), status=404, note="unreleased"),
    Row("public:area_csv", "GET", "public", args=("TESTCITY", "west"), status=404, note="unreleased"),
    Row("public:methods", "GET", "public"),
    Row("public_api:releases", "GET", "public"),
    Row("public_api:areas", "GET", "public", query="?jurisdiction=TESTCITY", status=404),
    Row("public_api:categories", "GET", "public"),
    Row("public_api:stats", "GET", "public", query="?cut=jurisdiction_month", status=404),
    Row("public_api:trends", "GET", "public", query="?jurisdiction=TESTCITY", status=404),
    Row("public_api:map", "GET", "public", query="?jurisdiction=TESTCITY"),
    Row("api-area-list", "GET", "public"),
    Row("api-area-detail", "GET", "public", args=("1",)),
    Row("api-category-list", "GET", "public"),
    Row("api-category-detail", "GET", "public", args=("burglary",)),
]
