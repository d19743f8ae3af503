using System.Buffers.Text;
using System.Text;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs.Search;
using Xunit;

namespace Workers.Operations.Documents;

/// <summary>Where a list goes on is a place that a database told, or none.</summary>
public sealed class ListCursorTests
{
    private static readonly Guid Id = new("1b3599b0-70ea-873e-ca7a-b191eef6f452");

    [Theory]
    [InlineData("Created", "2026-11-29 14:05:01.123456+00")]
    [InlineData("Updated", "2026-11-29 14:05:01-04:30")]
    [InlineData("Number", "22 640 187 'é")]
    [InlineData("Number", "")]
    [InlineData("Priority", "-1000")]
    public void What_a_list_told_is_read_again(string sort, string key)
    {
        var told = new ListCursor(TargetEnvironment.Dev, Enum.Parse<DocumentSort>(sort), Descending: true, new(key, Id));

        ListCursor.TryParse(told.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(told);
    }

    [Theory]
    [InlineData("Created", "garbage")]
    [InlineData("Created", "")]
    [InlineData("Created", "infinity")]
    [InlineData("Created", "2026-13-29 14:05:01+00")]
    [InlineData("Updated", "999999-01-01 00:00:00+00")]
    [InlineData("Updated", "2026-11-29 14:05:01+16")]
    [InlineData("Number", "a\u0000")]
    [InlineData("Priority", "99999999999")]
    [InlineData("Priority", "1.5")]
    public void What_no_database_writes_is_none(string sort, string key) =>
        ListCursor.TryParse(new ListCursor(TargetEnvironment.Dev, Enum.Parse<DocumentSort>(sort), Descending: true, new(key, Id)).ToString(), out _).ShouldBeFalse();

    [Theory]
    [InlineData("{\"Environment\":9,\"Sort\":0,\"Descending\":true,\"Place\":null}")]
    [InlineData("{\"Environment\":2,\"Sort\":2,\"Descending\":true,\"Place\":{\"Key\":\"\\ud800\",\"Id\":\"1b3599b0-70ea-873e-ca7a-b191eef6f452\"}}")]
    [InlineData("{\"Environment\":2,\"Sort\":2,\"Descending\":true,\"Place\":{\"Key\":null,\"Id\":\"1b3599b0-70ea-873e-ca7a-b191eef6f452\"}}")]
    [InlineData("null")]
    public void What_was_written_by_hand_is_none(string json) => ListCursor.TryParse(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)), out _).ShouldBeFalse();

    [Fact]
    public void Nothing_long_is_read() => ListCursor.TryParse(new ListCursor(TargetEnvironment.Dev, DocumentSort.Number, Descending: true, new(new('x', 3000), Id)).ToString(), out _).ShouldBeFalse();
}
