using System.Net;
using System.Text;
using Shouldly;
using Workers.Hosting.Http;
using Xunit;

namespace Workers.Database.PostgRest;

public sealed class PostgRestFailuresTests
{
    private static readonly Uri Project = new("https://project.example");

    [Theory]
    [InlineData(401, """{"code":"PGRST303","message":"JWT issued at future"}""", DatabaseFailure.Unavailable)]
    [InlineData(404, """{"code":"PGRST202","message":"Could not find the function in the schema cache"}""", DatabaseFailure.Unavailable)]
    [InlineData(503, """{"code":503,"message":"Service temporarily unavailable"}""", DatabaseFailure.Unavailable)]
    [InlineData(503, "<html>busy</html>", DatabaseFailure.Unavailable)]
    [InlineData(402, """{"message":"exceed_egress_quota"}""", DatabaseFailure.Unavailable)]
    [InlineData(423, "", DatabaseFailure.Unavailable)]
    [InlineData(405, """{"code":"25006","message":"cannot execute UPDATE in a read-only transaction"}""", DatabaseFailure.Unavailable)]
    [InlineData(400, """{"code":"25006","message":"cannot execute UPDATE in a read-only transaction"}""", DatabaseFailure.Unavailable)]
    [InlineData(500, """{"code":"XX000","message":"MaxClientsInSessionMode"}""", DatabaseFailure.Unavailable)]
    [InlineData(400, """{"code":"55P03","message":"canceling statement due to lock timeout"}""", DatabaseFailure.Unavailable)]
    [InlineData(404, "<html>not here</html>", DatabaseFailure.Unavailable)]
    [InlineData(404, """{"message":"no Route matched with those values"}""", DatabaseFailure.Unavailable)]
    [InlineData(403, "<html>Attention Required!</html>", DatabaseFailure.Unavailable)]
    [InlineData(400, "<html>The plain HTTP request was sent to HTTPS port</html>", DatabaseFailure.Unavailable)]
    [InlineData(302, "", DatabaseFailure.Unavailable)]
    [InlineData(404, """{"code":"42883","message":"function public.workers_claim(jsonb) does not exist"}""", DatabaseFailure.SchemaMissing)]
    [InlineData(401, """{"message":"Invalid API key"}""", DatabaseFailure.Unauthorized)]
    [InlineData(401, """{"code":"22023","message":"role \"service_role\" does not exist"}""", DatabaseFailure.Unauthorized)]
    [InlineData(403, """{"code":"42501","message":"permission denied for function workers_claim"}""", DatabaseFailure.Unauthorized)]
    [InlineData(401, """{"code":"PGRST301","message":"No suitable key was found"}""", DatabaseFailure.Unauthorized)]
    [InlineData(400, """{"code":"22023","message":"workers_claim needs request_id"}""", DatabaseFailure.Refused)]
    [InlineData(400, """{"code":"PGRST102","message":"Empty or invalid json"}""", DatabaseFailure.Refused)]
    [InlineData(413, "<html>too large</html>", DatabaseFailure.Refused)]
    public void A_refusal_is_told_apart_from_somebody_who_could_not_ask(int status, string body, object meaning)
    {
        using var answer = ForeignBody.Of(Encoding.UTF8.GetBytes(body));

        PostgRestFailures.Translate(Project, (HttpStatusCode)status, null, answer).Kind.ShouldBe((DatabaseFailure)meaning);
    }

    [Theory]
    [InlineData(401, "{\"message\":\"Legacy API keys are disabled\",\"hint\":\"Use the new keys.\"}", "Legacy API keys are disabled (401): Use the new keys")]
    [InlineData(521, "\r\n<!DOCTYPE html><head>\n<TITLE>x.supabase.co | 521:\n Web&nbsp;server is down</TITLE></head>", "x.supabase.co | 521: Web server is down (521)")]
    [InlineData(502, "<html><title> </title>busy</html>", "<html><title> </title>busy</html> (502)")]
    [InlineData(502, "<title>no end", "<title>no end (502)")]
    [InlineData(540, "<html><title>Project paused</title></html>", "Project paused (540): The project is paused or restricted: look at its state, usage and billing on its page at Supabase.")]
    public void The_message_names_the_cause_and_what_helps(int status, string body, string expected)
    {
        using var answer = ForeignBody.Of(Encoding.UTF8.GetBytes(body));

        var failure = PostgRestFailures.Translate(Project, (HttpStatusCode)status, null, answer);

        $"{failure.Message}{failure.Remedy?.Insert(0, ": ")}".ShouldBe(expected);
    }

    [Fact]
    public void Half_a_character_repeated_keys_and_control_characters_stay_out_of_the_message()
    {
        using var answer = ForeignBody.Of("{\"code\":\"\\ud83d\",\"code\":\"PGRST102\",\"message\":\"\\ud83d\",\"msg\":\"bad\\u0000\\r\\n\\tjson\"}"u8.ToArray());

        var failure = PostgRestFailures.Translate(Project, HttpStatusCode.BadRequest, null, answer);

        failure.Kind.ShouldBe(DatabaseFailure.Refused);
        failure.Message.ShouldBe("bad json (400, PGRST102)");
    }

    [Fact]
    public void A_redirect_is_named_by_where_it_leads_and_nothing_else_of_it()
    {
        using var answer = ForeignBody.Of([]);

        PostgRestFailures.Translate(Project, HttpStatusCode.MovedPermanently, new Uri("https://user:secret@elsewhere.example/rest/v1/rpc/x?apikey=secret"), answer).Message
            .ShouldBe("https://project.example redirects to https://elsewhere.example (301), which was not followed");
    }
}
