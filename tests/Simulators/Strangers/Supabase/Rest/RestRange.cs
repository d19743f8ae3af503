using System.Globalization;

namespace Simulators.Strangers.Supabase.Rest;

/// <summary>Which rows of a set are asked for, and how <c>Content-Range</c> tells those that came.</summary>
internal sealed record RestRange(long Offset, long? Limit)
{
    /// <summary>Reads limit and offset of the query; a set is never longer than <paramref name="most"/>.</summary>
    public static RestRange Read(StrangerRequest request, int most)
    {
        var limit = long.TryParse(request.Asked("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, most) : most;
        return new(long.TryParse(request.Asked("offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : 0, limit);
    }

    /// <summary>206 when it is known that there are more rows than those that came.</summary>
    public static int StatusOf(long rows, long? total) => total > rows ? 206 : 200;

    public string Tell(long rows, long? total)
    {
        var end = total?.ToString(CultureInfo.InvariantCulture) ?? "*";
        return rows is 0 ? $"*/{end}" : string.Create(CultureInfo.InvariantCulture, $"{Offset}-{Offset + rows - 1}/{end}");
    }
}
