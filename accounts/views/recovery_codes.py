"""The library's pages of recovery codes, which are passwords: that they were shown is an event."""

from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView, ViewRecoveryCodesView
from django.http import HttpResponse

from .. import audit


class ShownCodesView(ViewRecoveryCodesView):
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        if context["can_view_codes"]:
            audit.record(audit.Action.RECOVERY_CODES_SHOWN, by=self.request.user, obj=self.request.user)
        return context


class DownloadedCodesView(DownloadRecoveryCodesView):
    def render_to_response(self, context: dict[str, object], **kwargs: object) -> HttpResponse:
        audit.record(audit.Action.RECOVERY_CODES_SHOWN, by=self.request.user, obj=self.request.user)
        return super().render_to_response(context, **kwargs)
