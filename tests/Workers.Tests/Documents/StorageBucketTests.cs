using System.Text;
using Shouldly;
using Workers.Hosting.Http;
using Xunit;

namespace Workers.Documents;

public sealed class StorageBucketTests
{
    [Theory]
    [InlineData("""{"id":"index","name":"index","public":false}""")]
    [InlineData("""{"id":"index","name":"index","public":false,"file_size_limit":null,"allowed_mime_types":null}""")]
    [InlineData("""{"id":"index","name":"index","public":false,"file_size_limit":52428800,"allowed_mime_types":[]}""")]
    [InlineData("""{"id":"index","name":"index","public":false,"file_size_limit":50000000,"allowed_mime_types":["image/png","application/pdf"]}""")]
    [InlineData("""{"id":"index","name":"index","public":false,"allowed_mime_types":["Application/PDF; charset=utf-8"]}""")]
    [InlineData("""{"id":"index","name":"index","public":false,"allowed_mime_types":["application/*"]}""")]
    public void A_private_bucket_that_takes_documents_has_no_fault(string body) => Read(body).ShouldNotBeNull().Faults().ShouldBeEmpty();

    [Theory]
    [InlineData("""{"id":"index","name":"index","public":true}""", "index is public")]
    [InlineData("""{"id":"index","name":"index","public":false,"file_size_limit":1000000}""", "up to 1000000 bytes")]
    [InlineData("""{"id":"index","name":"index","public":false,"file_size_limit":0}""", "up to 0 bytes")]
    [InlineData("""{"id":"index","name":"index","public":false,"allowed_mime_types":["image/png","*/*"]}""", "takes only image/png, */*")]
    public void A_bucket_that_is_open_or_too_narrow_is_said_with_what_was_found(string body, string told) =>
        Read(body).ShouldNotBeNull().Faults().ShouldHaveSingleItem().ShouldContain(told);

    [Fact]
    public void Every_fault_of_a_bucket_is_told_at_once() =>
        Read("""{"id":"index","public":true,"file_size_limit":1,"allowed_mime_types":["image/*"]}""").ShouldNotBeNull().Faults().Count().ShouldBe(3);

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"id":"actes","name":"index","public":false}""")]
    [InlineData("""{"id":"index"}""")]
    [InlineData("""{"id":"index","public":"false"}""")]
    [InlineData("""{"id":"index","public":"true"}""")]
    [InlineData("""{"id":"index","public":0}""")]
    [InlineData("""{"id":"index","public":1}""")]
    [InlineData("""{"id":"index","public":null}""")]
    [InlineData("""{"id":"index","public":[false]}""")]
    [InlineData("""{"id":"index","public":{}}""")]
    [InlineData("""{"id":"index","public":false,"file_size_limit":"50MB"}""")]
    [InlineData("""{"id":"index","public":false,"allowed_mime_types":"application/pdf"}""")]
    [InlineData("""{"id":"index","public":false,"allowed_mime_types":[null]}""")]
    public void What_describes_no_such_bucket_is_none(string body) => Read(body).ShouldBeNull();

    private static StorageBucket? Read(string body) => StorageBucket.Read(ForeignBody.Of(Encoding.UTF8.GetBytes(body)), "index");
}
