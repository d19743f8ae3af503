using System.Text;
using Shouldly;
using Workers.Hosting.Http;
using Workers.Jobs.Outcomes;
using Workers.Ocr;
using Xunit;

namespace Workers.Gemini.Api;

/// <summary>Whose fault an answer is: nobody's for long (again), the operator's (documents wait), or the document's (it ends).</summary>
public sealed class GeminiFailuresTests
{
    [Theory]
    [InlineData(404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.", "GEMINI_INDEX_MODEL")]
    [InlineData(400, "FAILED_PRECONDITION", "User location is not supported for the API use.", "region")]
    [InlineData(400, "FAILED_PRECONDITION", "Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio.", "billing")]
    [InlineData(400, "INVALID_ARGUMENT", "* GenerateContentRequest.model: unexpected model name format", "GEMINI_ACTE_MODEL")]
    [InlineData(400, "INVALID_ARGUMENT", "Image input modality is not enabled for models/gemini-text", "GEMINI_INDEX_MODEL")]
    [InlineData(400, "INVALID_ARGUMENT", "Unable to submit request because it has a maxOutputTokens value of 900000 but the supported range is from 1 to 65537.", "GEMINI_MAX_OUTPUT_TOKENS")]
    [InlineData(402, "", "payment required", "GEMINI_")]
    internal void A_refusal_of_a_setting_or_of_the_project_names_what_to_look_at(int status, string word, string message, string named)
    {
        var failure = Of(status, $$$"""{"error":{"code":{{{status}}},"message":"{{{message}}}","status":"{{{word}}}","details":[]}}""");

        failure.Kind.ShouldBe(GeminiFailure.Misconfigured);
        failure.Message.ShouldContain(named);
        OcrFailures.ToOutcome(failure).ShouldBeOfType<JobOutcome.HandedBack>();
    }

    [Theory]
    [InlineData(404, "<html><head><title>404 Not Found</title></head><body>nginx</body></html>")]
    [InlineData(404, "")]
    [InlineData(400, "The plain HTTP request was sent to HTTPS port")]
    [InlineData(405, "{}")]
    [InlineData(418, "[]")]
    internal void A_refusal_that_is_not_Geminis_sends_to_the_address(int status, string body)
    {
        var failure = Of(status, body);

        failure.Kind.ShouldBe(GeminiFailure.Misconfigured);
        failure.Message.ShouldContain("GEMINI_BASE_URL");
    }

    [Theory]
    [InlineData("The document has no pages.")]
    [InlineData("The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).")]
    [InlineData("Request payload size exceeds the limit: 20971520 bytes.")]
    internal void A_document_that_is_refused_itself_ends(string message)
    {
        var failure = Of(400, $$$"""{"error":{"code":400,"message":"{{{message}}}","status":"INVALID_ARGUMENT"}}""");

        failure.Kind.ShouldBe(GeminiFailure.Invalid);
        OcrFailures.ToOutcome(failure).ShouldBeOfType<JobOutcome.Failed>().Kind.ShouldBe(FailureKind.Permanent);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"Unable to process input image. Please retry or report in https://example.test","status":"INVALID_ARGUMENT"}}""", GeminiFailure.Blocked)]
    [InlineData(400, """{"error":{"message":"Something went wrong. Please retry.","status":"INVALID_ARGUMENT"}}""", GeminiFailure.Unavailable)]
    [InlineData(499, """{"error":{"message":"The operation was cancelled.","status":"CANCELLED"}}""", GeminiFailure.Unavailable)]
    [InlineData(402, """{"error":{"message":"Your prepayment credits are depleted.","status":"RESOURCE_EXHAUSTED"}}""", GeminiFailure.Misconfigured)]
    [InlineData(400, """{"error":{"message":"The File abc is not in an ACTIVE state and usage is not allowed.","status":"FAILED_PRECONDITION"}}""", GeminiFailure.Unavailable)]
    [InlineData(403, """{"error":{"message":"You do not have permission to access the File x or it may not exist."}}""", GeminiFailure.Unavailable)]
    [InlineData(409, """{"error":{"message":"aborted","status":"ABORTED"}}""", GeminiFailure.Unavailable)]
    [InlineData(504, "<html>gateway</html>", GeminiFailure.Unavailable)]
    [InlineData(413, "<html>Error 413 (Request Entity Too Large)!!1</html>", GeminiFailure.Misconfigured)]
    [InlineData(401, "{}", GeminiFailure.Unauthorized)]
    [InlineData(403, """{"error":{"message":"Your project has been denied access. Please contact support.","status":"PERMISSION_DENIED"}}""", GeminiFailure.Unauthorized)]
    [InlineData(400, """[{"error":{"message":"API key not valid. Please pass a valid API key."}}]""", GeminiFailure.Unauthorized)]
    [InlineData(429, """{"error":"slow down"}""", GeminiFailure.RateLimited)]
    internal void Every_other_answer_has_its_kind(int status, string body, GeminiFailure kind) => Of(status, body).Kind.ShouldBe(kind);

    [Theory]
    [InlineData("-Infinity")]
    [InlineData("NaN")]
    [InlineData("1e300s")]
    [InlineData("99999999s")]
    [InlineData("-5s")]
    public void A_delay_that_is_none_is_not_told(string delay)
    {
        var body = $$$"""{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{{{delay}}}"}]}}""";

        Of(429, body).RetryAfter.ShouldBeNull();
        GeminiFailures.FromAnswer(503, ForeignBody.Of([]), TimeSpan.FromDays(9000)).RetryAfter.ShouldBeNull();
    }

    [Fact]
    public void A_redirect_names_the_setting_and_the_target_without_its_path()
    {
        var failure = GeminiFailures.FromRedirect(302, new("http://old.test/v1beta/models/x"), new("https://user:secret@new.test/login?key=secret"));

        failure.Kind.ShouldBe(GeminiFailure.Misconfigured);
        failure.Message.ShouldContain("GEMINI_BASE_URL");
        failure.Message.ShouldContain("old.test");
        failure.Message.ShouldContain("new.test");
        failure.Message.ShouldNotContain("secret");
        GeminiFailures.FromRedirect(304, new("http://old.test"), null).Message.ShouldContain("nowhere");
    }

    private static GeminiException Of(int status, string body) => GeminiFailures.FromAnswer(status, ForeignBody.Of(Encoding.UTF8.GetBytes(body)), null);
}
