using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>Every key and channel of Redis is spelled in <c>Redis/RedisKeys.cs</c>.</summary>
public sealed partial class KeyTests
{
    [Fact]
    public void No_key_is_spelled_anywhere_else()
    {
        var spelled =
            from file in Repository.Files("src/Workers", ".cs", ".lua").Where(file => file != "src/Workers/Redis/RedisKeys.cs")
            from match in KeyLike().Matches(Comment().Replace(Repository.Read(file), ""))
            select $"{match.Value} in {file}";

        spelled.ShouldBeEmpty();
    }

    [Fact]
    public void A_script_takes_its_keys_from_the_caller()
    {
        var own =
            from file in Repository.Files("src/Workers", ".lua")
            from match in CallOnLiteral().Matches(Repository.Read(file))
            select $"{match.Value} in {file}";

        own.ShouldBeEmpty();
    }

    /// <summary>A literal that begins as the keys do, in C# or Lua.</summary>
    [GeneratedRegex("""["'](?:server|gemini|registre|worker_pool|queue|progress|accounts|steering):[A-Za-z0-9_:{}.]*["']""", RegexOptions.None, 1000)]
    private static partial Regex KeyLike();

    [GeneratedRegex(@"^\s*(?:///?|--).*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("""redis\.p?call\(\s*["'](?!INFO)[A-Z]+["']\s*,\s*["'][^"']*["']""", RegexOptions.None, 1000)]
    private static partial Regex CallOnLiteral();
}
