using System.Text;
using Shouldly;
using Workers.Web.Endpoints;
using Xunit;

namespace Workers.Web;

/// <summary>A body of JSON that is not taken is refused with what was found and what is allowed, in words that name no type of this program.</summary>
public sealed class JsonFaultTests
{
    [Theory]
    [InlineData("[]", "The body: found an array; allowed: an object with name, role, days, requests_per_minute.")]
    [InlineData("{\"name\":\"a\",\"role\":\"reader\",\"role\":\"operator\"}", "role: the member is named twice. Leave one of them out.")]
    [InlineData("{\"nam\":\"a\"}", "nam: is unknown; known: name, role, days, requests_per_minute.")]
    [InlineData("{\"days\":\"a\"}", "days: found a text; allowed: a whole number.")]
    [InlineData("{\"days\":1.5}", "days: found the number 1.5; allowed: a whole number.")]
    [InlineData("{\"name\":{}}", "name: found an object; allowed: a text without broken characters.")]
    [InlineData("{\"name\":\"\\ud800\"}", "name: found a text; allowed: a text without broken characters.")]
    [InlineData("{\"name\":\"a\"", "The body is no JSON: it cannot be read at line 1, byte 12. Allowed: an object with name, role, days, requests_per_minute, at most 16 levels deep.")]
    public void It_says_what_was_found_and_what_is_allowed(string body, string told) =>
        Should.Throw<RequestFaultException>(() => RequestBody.Parse<KeyBody>(Encoding.UTF8.GetBytes(body))).Problem.ShouldSatisfyAllConditions(
            problem => problem.Status.ShouldBe(400), problem => problem.Code.ShouldBe(ProblemCode.BadRequest), problem => problem.Detail.ShouldBe(told));

    [Fact]
    public void Members_of_members_are_named_once_too() =>
        Should.Throw<RequestFaultException>(() => RequestBody.Parse<ChangeBody>("""{"verb":"retry","filter":{"outcome":"failed","outcome":"not_found"}}"""u8.ToArray())).Problem.Detail.ShouldNotContain("Workers.");

    [Fact]
    public void What_is_good_is_read() => RequestBody.Parse<KeyBody>("""{"name":"a","role":"reader"}"""u8.ToArray()).ShouldBe(new KeyBody("a", "reader"));
}
