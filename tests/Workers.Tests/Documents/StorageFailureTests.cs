using System.Net;
using System.Text;
using Shouldly;
using Workers.Hosting.Http;
using Xunit;

namespace Workers.Documents;

public sealed class StorageFailureTests
{
    [Theory]
    [InlineData(400, """{"statusCode":"404","error":"not_found","message":"Object not found"}""", 404, "Object not found")]
    [InlineData(400, """{"statusCode":"409","error":"Duplicate","message":"The resource already exists"}""", 409, "The resource already exists")]
    [InlineData(403, """{"message":"Unauthorized"}""", 403, "Unauthorized")]
    [InlineData(502, "<html>bad gateway</html>", 502, "<html>bad gateway</html>")]
    [InlineData(503, "", 503, "")]
    [InlineData(500, "[1]", 500, "[1]")]
    [InlineData(503, """{"code":503,"message":"busy"}""", 503, "busy")]
    [InlineData(400, """{"statusCode":"404","statusCode":"429","message":"twice"}""", 429, "twice")]
    public void The_code_inside_the_body_counts(int status, string body, int code, string message)
    {
        var failure = Of(status, body);

        (failure.Code, failure.Said).ShouldBe((code, message));
    }

    [Theory]
    [InlineData(400, """{"statusCode":"404","error":"not_found","message":"Object not found"}""")]
    [InlineData(400, """{"statusCode":"404","code":"NoSuchKey","error":"not_found","message":"Object not found"}""")]
    [InlineData(404, """{"statusCode":"404","code":"NoSuchKey","error":"NoSuchKey","message":"Object not found"}""")]
    [InlineData(404, """{"code":"NoSuchKey","message":"The specified key does not exist"}""")]
    public void Storages_own_no_such_key_is_a_missing_object(int status, string body)
    {
        Of(status, body).IsMissing.ShouldBeTrue();
        Of(status, body).IsAway.ShouldBeFalse();
    }

    [Theory]
    [InlineData(404, """{"message":"no Route matched with those values"}""", "NotStorage")]
    [InlineData(404, """{"message":"no Route matched with those values","request_id":"d5f5"}""", "NotStorage")]
    [InlineData(404, "<html><head><title>404 Not Found</title></head><center>nginx</center></html>", "NotStorage")]
    [InlineData(404, "", "NotStorage")]
    [InlineData(404, "null", "NotStorage")]
    [InlineData(404, """{"statusCode":404,"error":"Not Found","message":"Route GET:/object/x not found"}""", "NotStorage")]
    [InlineData(404, """{"code":404,"message":"Object not found"}""", "NotStorage")]
    [InlineData(400, "{\"statusCode\":\"404\",\"error\":\"not_found\",\"message\":\"\\ud83d\"}", "NotStorage")]
    [InlineData(400, """{"statusCode":"404","error":"Bucket not found","message":"Bucket not found"}""", "NoSuchBucket")]
    [InlineData(400, """{"statusCode":"404","code":"NoSuchBucket","error":"Bucket not found","message":"Bucket not found"}""", "NoSuchBucket")]
    [InlineData(404, """{"code":"NoSuchBucket","message":"Bucket not found"}""", "NoSuchBucket")]
    [InlineData(400, """{"statusCode":"404","error":"Not found","message":"The resource was not found"}""", "BytesLost")]
    [InlineData(400, """{"statusCode":"404","code":"TenantNotFound","error":"TenantNotFound","message":"Missing tenant config"}""", "Busy")]
    [InlineData(500, """{"statusCode":"404","code":"NoSuchKey","error":"not_found","message":"Object not found"}""", "Busy")]
    public void Nothing_else_is(int status, string body, string kind)
    {
        var failure = Of(status, body);

        failure.IsMissing.ShouldBeFalse();
        failure.Kind.ToString().ShouldBe(kind);
        failure.IsAway.ShouldBe(kind != "BytesLost", "a gateway without its Storage has nothing to do with this document");
    }

    [Theory]
    [InlineData(400, """{"statusCode":"403","error":"Unauthorized","message":"Invalid Compact JWS"}""", "Unauthorized")]
    [InlineData(400, """{"statusCode":"400","error":"Error","message":"headers must have required property 'authorization'"}""", "Unauthorized")]
    [InlineData(400, """{"statusCode":"400","code":"InvalidRequest","error":"Error","message":"headers must have required property 'authorization'"}""", "Unauthorized")]
    [InlineData(402, """{"message":"Service for this project is restricted due to the following violations: exceed_egress_quota."}""", "Closed")]
    [InlineData(540, "<html><title>Project paused</title></html>", "Closed")]
    [InlineData(401, "", "Unauthorized")]
    [InlineData(401, """{"message":"No API key found in request"}""", "Unauthorized")]
    [InlineData(403, """{"message":"You cannot consume this service"}""", "Unauthorized")]
    [InlineData(403, "<html>Attention required</html>", "NotStorage")]
    [InlineData(400, """{"statusCode":"413","error":"Payload too large","message":"The object exceeded the maximum allowed size"}""", "TooLarge")]
    [InlineData(413, "<html>413 Request Entity Too Large</html>", "TooLarge")]
    [InlineData(400, """{"statusCode":"415","code":"InvalidMimeType","error":"invalid_mime_type","message":"mime type application/pdf is not supported"}""", "WrongType")]
    [InlineData(400, """{"statusCode":"422","error":"invalid_mime_type","message":"mime type not supported"}""", "WrongType")]
    [InlineData(429, """{"statusCode":"429","code":"SlowDown","error":"too_many_connections","message":"Too many connections issued to the database"}""", "Busy")]
    [InlineData(544, """{"statusCode":"544","code":"DatabaseTimeout","error":"DatabaseTimeout","message":"The connection to the database timed out"}""", "Busy")]
    [InlineData(400, """{"statusCode":"503","code":"LockTimeout","error":"acquiring_lock_timeout","message":"acquiring lock timeout"}""", "Busy")]
    [InlineData(400, """{"statusCode":"400","code":"InvalidKey","error":"InvalidKey","message":"Invalid key: é"}""", "Refused")]
    [InlineData(503, "<html>busy</html>", "Busy")]
    public void Each_refusal_has_its_kind(int status, string body, string kind) => Of(status, body).Kind.ToString().ShouldBe(kind);

    [Theory]
    [InlineData("https://login.example/realms?key=secret-1", "login.example")]
    [InlineData("https://user:secret-1@login.example:8443/", "login.example")]
    [InlineData("/elsewhere?key=secret-1", "another path")]
    public void A_redirect_tells_the_host_it_points_to_and_nothing_that_may_be_secret(string location, string told)
    {
        var failure = StorageFailure.Of(HttpStatusCode.TemporaryRedirect, new Uri(location, UriKind.RelativeOrAbsolute), ForeignBody.Of([]));

        failure.Said.ShouldContain(told);
        failure.Said.ShouldNotContain("secret-1");
        failure.Remedy("PROD").ShouldContain("PROD_SUPABASE_URL");
        (failure.IsAway, failure.IsMissing).ShouldBe((true, false));
    }

    private static StorageFailure Of(int status, string body) => StorageFailure.Of((HttpStatusCode)status, null, ForeignBody.Of(Encoding.UTF8.GetBytes(body)));
}
