from django.contrib.admin import AdminSite


class PortalAdminSite(AdminSite):
    site_title = "CrimePortal administration"
    site_header = "CrimePortal administration"
    index_title = "Configuration and models"
