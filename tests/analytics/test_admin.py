"""The administrator reads models and runs, and cannot touch them."""

import pytest

from analytics.models import ModelVersion


@pytest.fixture
def trained(city, retrain):
    for product in ("hotspots", "forecast"):
        retrain(city, product)


def test_index_shows_months_and_models_beside_baselines(trained, browse, administrator):
    page = browse(administrator).get("/admin/").content.decode()
    assert 'id="records-by-month"' in page
    assert "2026-06" in page
    assert "Seasonal naive (baseline)" in page or "Linear regression" in page
    assert "hit rate in the top 5% of the area" in page


def test_index_before_any_training_says_so(browse, administrator):
    page = browse(administrator).get("/admin/").content.decode()
    assert "No model has been trained yet." in page


@pytest.mark.parametrize("model", ["trainingrun", "modelversion"])
def test_list_opens_and_nothing_can_be_added(trained, browse, administrator, model):
    browser = browse(administrator)
    assert browser.get(f"/admin/analytics/{model}/").status_code == 200
    assert browser.get(f"/admin/analytics/{model}/add/").status_code == 403


def test_version_shows_its_metrics_and_cannot_be_changed(trained, browse, administrator):
    version = ModelVersion.objects.get(product="hotspots", audience="staff")
    address = f"/admin/analytics/modelversion/{version.pk}/change/"
    assert "kernel_density" in browse(administrator).get(address).content.decode()
    assert browse(administrator).post(address, {"stage": "retired"}).status_code == 403
    version.refresh_from_db()
    assert version.stage == "champion"
