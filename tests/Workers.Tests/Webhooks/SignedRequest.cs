using System.Text;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;
using Workers.Support;

namespace Workers.Webhooks;

/// <summary>A message as its receiver checks it, with the standard's own library.</summary>
internal static class SignedRequest
{
    /// <summary>Whether one of the signatures in the header is this secret's. Each is shown to the library alone: of several it looks at the first.</summary>
    public static bool IsSignedBy(this RawRequest request, StandardWebhook secret, string? payload = null) =>
        request.Headers["webhook-signature"].Split(' ').Any(signature => Verifies(secret, payload ?? Encoding.UTF8.GetString(request.Body), new HeaderDictionary
        {
            ["webhook-id"] = request.Headers["webhook-id"],
            ["webhook-timestamp"] = request.Headers["webhook-timestamp"],
            ["webhook-signature"] = signature,
        }));

    private static bool Verifies(StandardWebhook secret, string payload, HeaderDictionary headers)
    {
        try
        {
            secret.Verify(payload, headers);
            return true;
        }
        catch (WebhookVerificationException)
        {
            return false;
        }
    }
}
