using System.Net;
using Shouldly;
using Xunit;

namespace Workers.Documents;

public sealed class StorageFailureTests
{
    [Theory]
    [InlineData(400, """{"statusCode":"404","error":"not_found","message":"Object not found"}""", 404, "Object not found")]
    [InlineData(400, """{"statusCode":"409","error":"Duplicate","message":"The resource already exists"}""", 409, "The resource already exists")]
    [InlineData(403, """{"error":"Unauthorized"}""", 403, "Unauthorized")]
    [InlineData(502, "<html>bad gateway</html>", 502, "<html>bad gateway</html>")]
    [InlineData(503, "", 503, "")]
    [InlineData(500, "[1]", 500, "[1]")]
    public void The_code_inside_the_body_counts(int status, string body, int code, string message) =>
        StorageFailure.Of((HttpStatusCode)status, body).ShouldBe(new StorageFailure(code, message));
}
