"""Leads: reported, acknowledged, assessed, sent for a diagnosis, registered or ended. One noun, several roles."""

from flask import Blueprint

bp = Blueprint("leads", __name__, url_prefix="/leads")

from mhapp.blueprints.leads import diagnoses, pages, papers, reports, steps  # noqa: E402, F401  routes
